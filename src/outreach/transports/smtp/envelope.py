"""What a letter's transaction says, in the words that this server knows."""

import re
from collections.abc import Mapping, Sequence

from outreach.model.sending import Message, Refused, Scope

_LINE_WITH_DOT = re.compile(rb"\n\.")


def beyond(features: Mapping[str, str], message: Message) -> Refused | None:
    """Why a server with these ``features`` cannot carry the letter, or None."""
    limit = features.get("size", "")
    if limit.isdecimal() and 0 < int(limit) < len(message.content):
        reason = f"the letter has {len(message.content):,} bytes, and the server takes {int(limit):,} at most"
        return Refused(reason=reason, scope=Scope.LETTER)
    if not message.content.isascii() and "8bitmime" not in features:
        return Refused(reason="the letter is 8-bit, which this server cannot carry", scope=Scope.LETTER)
    for address, scope in ((message.envelope_sender, Scope.ACCOUNT), (message.recipient, Scope.ADDRESS)):
        if not address.isascii() and "smtputf8" not in features:
            reason = f"{address} has letters beyond ASCII, which this server cannot carry (no SMTPUTF8)"
            return Refused(reason=reason, scope=scope)
    return None


def envelope(features: Mapping[str, str], message: Message) -> Sequence[str]:
    """MAIL, RCPT and DATA; after the last the server waits for the letter's lines."""
    mail = f"MAIL FROM:<{message.envelope_sender}>"
    if "size" in features:
        mail += f" SIZE={len(message.content)}"  # RFC 1870
    if not message.content.isascii():
        mail += " BODY=8BITMIME"  # RFC 6152
    if not (message.envelope_sender + message.recipient).isascii():
        mail += " SMTPUTF8"  # RFC 6531
    return mail, f"RCPT TO:<{message.recipient}>", "DATA"


def dot_stuffed(content: bytes) -> bytes:
    """RFC 5321 §4.5.2. By an expression, which takes half as long as ``replace`` and a tenth of ``^``."""
    stuffed = _LINE_WITH_DOT.sub(b"\n..", content) if b"\n." in content else content
    return b"." + stuffed if stuffed.startswith(b".") else stuffed
