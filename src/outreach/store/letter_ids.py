"""The ids by which a letter is known: to people, and to mail programs."""

import secrets

from outreach.model.ids import LetterId

#: Crockford's base 32: no letter that reads like a digit or another letter.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> LetterId:
    """A letter's id: ten random characters that can be read over the telephone."""
    return LetterId(_random(10))


def new_message_id(domain: str) -> str:
    """An RFC 5322 msg-id that tells nothing but whose it is."""
    return f"<{_random(26)}@{domain}>"


def _random(length: int) -> str:
    # 32 divides 256: each character is as likely as any other.
    return "".join(_ALPHABET[octet % len(_ALPHABET)] for octet in secrets.token_bytes(length))
