"""Letters that must not leave, because a server on the way would read them differently from us."""

from outreach.model.sending import Message, Refused, Scope
from outreach.model.text import has_control

#: RFC 5322 §2.1.1, without the line end.
LONGEST_LINE = 998


def reject_unsafe_message(message: Message) -> Refused | None:
    """Why this e-mail must not leave, or None; whoever made it was to see to all of this.

    It is the last line of defence against SMTP smuggling (a bare CR or LF near a dot ends the letter for
    one server and not for the next, CVE-2023-51764) and against a recipient that turns into two.
    """
    if not _is_bare(message.envelope_sender):
        return Refused(
            reason=f"the sender {message.envelope_sender!r} is not a bare address", scope=Scope.ACCOUNT
        )
    if not _is_bare(message.recipient):
        return Refused(reason=f"{message.recipient!r} is not one bare address", scope=Scope.ADDRESS)
    if fault := _fault(message.content):
        return Refused(reason=f"the letter {fault}", scope=Scope.LETTER)
    return None


def _is_bare(address: str) -> bool:
    return (
        address.count("@") == 1 and not has_control(address) and not any(mark in address for mark in ",;<> ")
    )


def _fault(content: bytes) -> str | None:
    if not content.endswith(b"\r\n"):
        return "does not end with a line end"
    if not content.count(b"\r\n") == content.count(b"\r") == content.count(b"\n"):
        return "has a bare CR or LF"
    if max(map(len, content.split(b"\r\n"))) > LONGEST_LINE:
        return f"has a line of more than {LONGEST_LINE} octets"
    if b"\0" in content:
        return "has a NUL in it"
    return None
