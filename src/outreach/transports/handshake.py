"""How a sandbox proves that it is the one of this home, before any letter is shown to it.

A port of a rehearsal can be somebody else's: a relay of this machine that delivers, another home's sandbox.
So the transport asks a riddle (HMAC, RFC 2104) that only who has the home's sandbox key can answer.
"""

import hmac
import secrets

#: The extension (EHLO) and the command of the SMTP imitation.
SMTP_VERB = "XOUTREACH"
#: The address of the HTTP imitation, behind which the riddle stands.
HTTP_PATH = "/outreach-sandbox/"


def new_key() -> bytes:
    """A key for a sandbox that lives no longer than this process."""
    return secrets.token_hex(32).encode()


def new_riddle() -> str:
    """Never the same twice, so that no answer can be kept and repeated."""
    return secrets.token_hex(16)


def answer(key: bytes, riddle: str) -> str:
    """What whoever has ``key`` says to ``riddle``."""
    return hmac.new(key, riddle.encode(), "sha256").hexdigest()


def is_answer(key: bytes, riddle: str, said: str) -> bool:
    """Whether ``said`` is what only a holder of ``key`` can say."""
    return hmac.compare_digest(answer(key, riddle).encode(), said.encode())


def stranger(host: str, port: int | None) -> str:
    """What staff read of a server that does not know the answer."""
    return (
        f"{host}:{port} is not this home's sandbox, and nothing was sent there: "
        "run `outreach sandbox` there, or take both ports out of [sandbox]"
    )
