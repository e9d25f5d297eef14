"""A letter as an RFC 5322 message: the bytes that are sealed, and that leave."""

import base64
import binascii
import re
from collections.abc import Sequence
from email import message_from_bytes
from email.policy import SMTP
from functools import lru_cache

from outreach.model.campaign import Sender
from outreach.model.errors import BadInput
from outreach.model.ids import LetterId
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.mime.attachment import Attachment, attachment_part
from outreach.rendering.mime.headers import (
    identifiers_field,
    language_field,
    mailbox_field,
    single_spaced,
    text_field,
)
from outreach.rendering.mime.reading import ReadBack, read_back

_LETTER_ID = re.compile(r"[A-Za-z0-9-]{1,40}")
#: RFC 5322 §3.3, as `email.utils.format_datetime` writes it.
_DATE_TIME = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}"
)


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
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The whole message without its ``Date:``, CRLF line ends, ASCII; the same bytes from the same arguments.

    ``letter_id`` is what the MIME boundary is made of. ``recipient`` is one bare mailbox, or None for a
    letter on paper or in a form, which then has no ``To:``. ``references`` are the msg-ids of the thread's
    earlier letters, oldest first. With ``attachments`` it is a multipart/mixed, whose first part is what the
    letter would be without them. Raises `BadInput` for anything that cannot stand in a header, and if the
    finished bytes, read again, say anything else than what was given.
    """
    mixed, alternative = _boundaries(letter_id, rendered)
    outermost = f'multipart/mixed; boundary="{mixed}"' if attachments else _alternative(alternative)
    head = [mailbox_field("From", sender.name, sender.email)]
    if recipient is not None:
        head.append(mailbox_field("To", recipient_name, recipient))
    head += [text_field("Subject", rendered.subject), identifiers_field("Message-ID", [message_id])]
    if references:
        head += [
            identifiers_field("In-Reply-To", references[-1:]),
            identifiers_field("References", references),
        ]
    head += [
        "MIME-Version: 1.0",
        f"Content-Type: {outermost}",
        language_field("Content-Language", language),
    ]
    meant = ReadBack(
        sender=(single_spaced(sender.name), sender.email),
        recipient=None if recipient is None else (single_spaced(recipient_name), recipient),
        subject=rendered.subject,
        text=_lines(rendered.text),
        html=_lines(rendered.html),
        attachments=tuple(attachments),
    )
    plain, html = _part("plain", meant.text), _part("html", meant.html)
    body = _multipart(alternative, [plain, html])
    if attachments:
        letter = f"Content-Type: {_alternative(alternative)}\r\n\r\n{body}"
        body = _multipart(mixed, [letter, *map(attachment_part, attachments)])
    mime = ("\r\n".join(head) + "\r\n\r\n" + body).encode("ascii")
    if read_back(mime) != meant:
        raise BadInput("the finished letter does not say what was written: look for odd characters in it")
    return mime


def with_date(mime: bytes, date_header: str) -> bytes:
    """The message with its ``Date:`` (RFC 5322 date-time) in front; the rest stays as it was sealed.

    Raises `BadInput` for anything but a date-time.
    """
    if not _DATE_TIME.fullmatch(date_header):
        raise BadInput(f"{date_header!r} is not a date-time as RFC 5322 writes it")
    return f"Date: {date_header}\r\n".encode("ascii") + mime


def text_of(mime: bytes) -> str:
    """The text part of a message that `build_message` made, line ends LF."""
    return _content_of(mime, "plain")


def html_of(mime: bytes) -> str:
    """The HTML part of a message that `build_message` made, line ends LF."""
    return _content_of(mime, "html")


def attachments_of(mime: bytes) -> tuple[Attachment, ...]:
    """What a message that `build_message` made encloses. Raises `BadInput` as `read_back` does."""
    return read_back(mime).attachments


def _multipart(boundary: str, parts: Sequence[str]) -> str:
    """These parts as the body of a message (RFC 2046 §5.1.1)."""
    return "".join(f"--{boundary}\r\n{part}\r\n" for part in parts) + f"--{boundary}--\r\n"


def _alternative(boundary: str) -> str:
    return f'multipart/alternative; boundary="{boundary}"'


def _boundaries(letter_id: LetterId, rendered: Rendered) -> tuple[str, str]:
    """Around the whole with its attachments, and around the letter's two parts."""
    if not _LETTER_ID.fullmatch(letter_id):
        raise BadInput(f"{letter_id!r} is not a letter's id")
    # "=_" cannot come out of quoted-printable or base64
    mixed, alternative = f"=_enclosed_{letter_id}", f"=_letter_{letter_id}"
    for boundary in (mixed, alternative):
        if boundary in rendered.text or boundary in rendered.html:
            raise BadInput(f"the letter's text holds {boundary!r}, which parts its text from its HTML")
    return mixed, alternative


def _lines(content: str) -> str:
    """With LF line ends, the last one included."""
    if "\r" in content:
        content = re.sub("\r\n?", "\n", content)
    return content.removesuffix("\n") + "\n"


def _part(subtype: str, content: str) -> str:
    """One part with its head, in whichever of the two encodings is shorter (RFC 2045 §6.7, §6.8)."""
    try:
        octets = content.encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"the letter's text cannot be written in UTF-8: {error.reason}") from None
    name, lines = "quoted-printable", "\r\n".join(map(_quoted, content.split("\n")))
    if _in_base64(len(octets)) < len(lines):
        name, lines = "base64", base64.encodebytes(octets).decode("ascii").replace("\n", "\r\n")
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {name}\r\n\r\n{lines}'
    )


@lru_cache(maxsize=8192)  # most lines stand in many letters
def _quoted(line: str) -> str:
    """A line as quoted-printable, in which no line depends on another (RFC 2045 §6.7)."""
    quoted = binascii.b2a_qp(f"{line}\n".encode(), istext=True).decode("ascii")
    return quoted.removesuffix("\n").replace("\n", "\r\n")


def _in_base64(octets: int) -> int:
    """How many octets these are in base64: lines of 76 digits for 57, each with its end (CRLF)."""
    return (octets + 2) // 3 * 4 + (octets + 56) // 57 * 2


def _content_of(mime: bytes, subtype: str) -> str:
    message = message_from_bytes(mime, policy=SMTP)
    body = message.get_body(preferencelist=(subtype,))
    if body is None:
        raise BadInput(f"this message has no text/{subtype} part")
    return str(body.get_content()).replace("\r\n", "\n")
