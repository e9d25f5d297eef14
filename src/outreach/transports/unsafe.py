"""Letters that must not leave, because a server on the way would read them differently from us."""

import re

from outreach.model.sending import Message, Refused, Scope
from outreach.model.text import has_control

_BARE = re.compile(r"[^@,;<> ]*@[^@,;<> ]*")


def reject_unsafe_message(message: Message) -> Refused | None:
    """Why this e-mail must not leave, or None.

    The last line of defence against a recipient that turns into two, and against a letter whose end is not
    where we say; what is inside it was looked at when it was sealed (`outreach.model.wire`).
    """
    if not _is_bare(message.envelope_sender):
        return Refused(
            reason=f"the sender {message.envelope_sender!r} is not a bare address", scope=Scope.ACCOUNT
        )
    if not _is_bare(message.recipient):
        return Refused(reason=f"{message.recipient!r} is not one bare address", scope=Scope.ADDRESS)
    if not message.content.endswith(b"\r\n"):
        return Refused(reason="the letter does not end with a line end", scope=Scope.LETTER)
    return None


def _is_bare(address: str) -> bool:
    return bool(_BARE.fullmatch(address)) and not has_control(address)
