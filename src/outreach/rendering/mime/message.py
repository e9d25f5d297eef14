"""A letter as an RFC 5322 message: the bytes that are sealed, and that leave."""

import re
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from typing import cast

from outreach.model.campaign import Sender
from outreach.model.errors import BadInput
from outreach.model.ids import LetterId
from outreach.model.text import has_control
from outreach.rendering.letter.letter import Rendered
from outreach.rendering.mime.folding import POLICY

_MSG_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_LETTER_ID = re.compile(r"[A-Za-z0-9-]{1,40}")
#: RFC 5322 §3.3, as `email.utils.format_datetime` writes it.
_DATE_TIME = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}"
)
#: RFC 5322 §2.1.1, without the CRLF.
_MAX_LINE = 998


def build_message(
    rendered: Rendered,
    *,
    letter_id: LetterId,
    sender: Sender,
    recipient: str | None,
    recipient_name: str,
    message_id: str,
    references: tuple[str, ...],
    language: str,
) -> bytes:
    """The whole message without its ``Date:``, CRLF line ends, 7-bit; the same bytes from the same arguments.

    ``letter`` is the letter's id, of which the MIME boundary is made. ``recipient`` is one bare mailbox,
    or None for a letter on paper or in a form, which then has no ``To:``. ``references`` are the msg-ids
    of the thread's earlier letters, oldest first. Raises `BadInput` for anything that cannot stand in a
    header.
    """
    message = EmailMessage(policy=POLICY)
    message["From"] = _address(sender.name, sender.email)
    if recipient is not None:
        message["To"] = _address(recipient_name, recipient)
    message["Subject"] = _clean("subject", rendered.subject)
    message["Message-ID"] = _msg_id(message_id)
    if references:
        message["In-Reply-To"] = _msg_id(references[-1])
        message["References"] = " ".join(_msg_id(earlier) for earlier in references)
    message.set_content(rendered.text, subtype="plain", charset="utf-8")
    message.add_alternative(rendered.html, subtype="html", charset="utf-8")
    # Last, for setting the content clears every Content- header.
    message["Content-Language"] = _clean("language", language)
    message.set_boundary(_boundary(letter_id, rendered))
    return _fit_for_the_wire(message.as_bytes())


def with_date(mime: bytes, date_header: str) -> bytes:
    """The message with its ``Date:`` (RFC 5322 date-time) in front; the rest stays as it was sealed.

    Raises `BadInput` for anything but a date-time.
    """
    if not _DATE_TIME.fullmatch(date_header):
        raise BadInput(f"{date_header!r} is not a date-time as RFC 5322 writes it")
    return f"Date: {date_header}\r\n".encode("ascii") + mime


def text_of(mime: bytes) -> str:
    """The text part of a message that `build_message` made, line ends LF."""
    return _part(mime, "plain")


def html_of(mime: bytes) -> str:
    """The HTML part of a message that `build_message` made, line ends LF."""
    return _part(mime, "html")


def _address(name: str, mailbox: str) -> Address:
    _clean("name", name)
    _clean("mailbox", mailbox)
    try:
        return Address(display_name=name, addr_spec=mailbox)
    except (ValueError, IndexError, MessageError) as error:  # IndexError: an empty mailbox
        raise BadInput(f"{mailbox!r} cannot stand in a header: {error}") from None


def _clean(what: str, value: str) -> str:
    """Header injection ends here, whatever the interpreter's own checks are worth (SECURITY.md §0.7)."""
    if has_control(value):
        raise BadInput(f"the {what} {value!r} has a line break or another control character in it")
    return value


def _msg_id(value: str) -> str:
    if not _MSG_ID.fullmatch(value) or len(value) > _MAX_LINE - len("In-Reply-To: "):
        raise BadInput(f"{value!r} is not a Message-ID: <something@domain>")
    return value


def _boundary(letter_id: LetterId, rendered: Rendered) -> str:
    if not _LETTER_ID.fullmatch(letter_id):
        raise BadInput(f"{letter_id!r} is not a letter's id")
    boundary = f"=_letter_{letter_id}"  # "=_" cannot come out of quoted-printable or base64
    if boundary in rendered.text or boundary in rendered.html:
        raise BadInput(f"the letter's text holds {boundary!r}, which parts its text from its HTML")
    return boundary


def _fit_for_the_wire(mime: bytes) -> bytes:
    """RFC 5321 §2.3.8 and RFC 5322 §2.1.1; a bare CR or LF is how mails are smuggled (SECURITY.md §1.5)."""
    lines = mime.split(b"\r\n")
    if any(b"\r" in line or b"\n" in line or len(line) > _MAX_LINE for line in lines):
        raise BadInput("the letter has a line that mail cannot carry: look for odd line ends in its texts")
    return mime


def _part(mime: bytes, subtype: str) -> str:
    message = cast(EmailMessage, message_from_bytes(mime, policy=POLICY))
    body = message.get_body(preferencelist=(subtype,))
    if body is None:
        raise BadInput(f"this message has no text/{subtype} part")
    return str(body.get_content()).replace("\r\n", "\n")
