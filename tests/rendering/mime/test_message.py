"""The message: the octets that are sealed and that leave."""

from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest

from outreach.model.errors import BadInput
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.mime.attachment import Attachment
from outreach.rendering.mime.message import attachments_of, build_message, html_of, text_of, with_date
from tests.rendering.builders import SENDER

RENDERED = Rendered(subject="Appeal", text="Dear Minister,\n\nПомогите.\n", html="<p>Помогите</p>\n")
LONG_ID = "<" + "a" * 120 + "@mail.sender.example>"
PAPER = Attachment(
    file_name="AM-1.pdf", media_type="application/pdf", content=b"%PDF-1.7\n\x00\xff" + bytes(range(256)) * 9
)
DATE = "Mon, 01 Jun 2026 09:00:00 +0200"


def message(rendered: Rendered = RENDERED, **changes: Any) -> bytes:
    arguments: dict[str, Any] = {
        "letter_id": "ABCDEFGHJK",
        "sender": SENDER,
        "recipient": "minister@ministry.example",
        "recipient_name": "Ministry",
        "message_id": "<1@sender.example>",
        "references": (),
        "language": "en",
    }
    return build_message(rendered, **(arguments | changes))


def header(mime: bytes, name: str) -> list[bytes]:
    """The lines of one header as they are on the wire."""
    lines = mime.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
    start = next(i for i, line in enumerate(lines) if line.lower().startswith(name.lower().encode() + b":"))
    end = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith(b" ")), len(lines))
    return lines[start:end]


def test_the_headers_are_these_and_there_is_no_date() -> None:
    names = [line.split(b":")[0] for line in message().split(b"\r\n\r\n", 1)[0].split(b"\r\n")]

    assert names == [
        b"From",
        b"To",
        b"Subject",
        b"Message-ID",
        b"MIME-Version",
        b"Content-Type",
        b"Content-Language",
    ]


def test_the_same_arguments_make_the_same_octets() -> None:
    assert message() == message()


def test_the_boundary_comes_from_the_letters_id() -> None:
    assert header(message(), "Content-Type") == [
        b'Content-Type: multipart/alternative; boundary="=_letter_ABCDEFGHJK"'
    ]


def test_text_comes_first_and_both_parts_are_utf_8() -> None:
    parts = message_from_bytes(message()).get_payload()

    assert isinstance(parts, list)
    assert [
        (part.get_content_type(), part.get_content_charset()) for part in parts if isinstance(part, Message)
    ] == [("text/plain", "utf-8"), ("text/html", "utf-8")]


def test_what_was_written_can_be_read_back() -> None:
    assert text_of(message()) == RENDERED.text
    assert html_of(message()) == RENDERED.html


def test_an_answer_continues_its_thread() -> None:
    mime = message(references=("<a@sender.example>", "<b@sender.example>"))

    assert header(mime, "In-Reply-To") == [b"In-Reply-To: <b@sender.example>"]
    assert header(mime, "References") == [b"References: <a@sender.example> <b@sender.example>"]


def test_long_identifiers_stay_as_they_are() -> None:
    mime = message(message_id=LONG_ID, references=(LONG_ID, "<b@sender.example>", LONG_ID))

    assert header(mime, "Message-ID") == [f"Message-ID: {LONG_ID}".encode()]
    assert header(mime, "In-Reply-To") == [f"In-Reply-To: {LONG_ID}".encode()]
    assert header(mime, "References") == [f"References: {LONG_ID} <b@sender.example> {LONG_ID}".encode()]


def test_many_references_are_folded_at_998_octets_between_identifiers() -> None:
    references = tuple(LONG_ID.replace("a", letter, 1) for letter in "bcdefghijk")
    lines = header(message(references=references), "References")

    assert len(lines) == 2
    assert all(len(line) <= 998 for line in lines)
    assert b" ".join(line.strip() for line in lines) == b"References: " + " ".join(references).encode()


def test_a_russian_subject_is_encoded_in_words_of_at_most_75_octets() -> None:
    subject = "Азат Мифтахов (ИК-18, Харп): свидетельство о пытках и непосредственная угроза жизни"
    lines = header(message(replace(RENDERED, subject=subject)), "Subject")

    # How many letters fit in a line differs between Python's versions by one or two.
    assert lines[0].startswith(b"Subject: =?utf-8?b?0JDQt9Cw0YIg0JzQuNGE0YLQsNGF0L7QsiAo0JjQmi0xOCwg")
    assert all(len(word) <= 75 for line in lines for word in line.split())
    assert all(len(line) <= 76 for line in lines)
    assert str(make_header(decode_header(b"\r\n".join(lines)[9:].decode()))) == subject


def test_an_apostrophe_and_an_ampersand_stay_themselves_in_the_subject() -> None:
    lines = header(message(replace(RENDERED, subject="Appeal to O'Neil & Co")), "Subject")

    assert lines == [b"Subject: Appeal to O'Neil & Co"]


def test_names_are_quoted_or_encoded_and_addresses_stay_bare() -> None:
    mime = message(recipient_name='Ministry, "Foreign" Affairs')

    assert header(mime, "To") == [b'To: "Ministry, \\"Foreign\\" Affairs" <minister@ministry.example>']
    assert header(mime, "From") == [b"From: =?utf-8?q?Solidarit=C3=A9?= <office@sender.example>"]


def test_a_letter_on_paper_has_no_recipient_header() -> None:
    assert b"\r\nTo:" not in message(recipient=None)


@pytest.mark.parametrize(
    "value", ["x\r\nBcc: spy@spy.example", "x\ny", "x\ry", "x\x00y", "x\u2028y", "x\x85y"]
)
@pytest.mark.parametrize("field", ["recipient", "recipient_name", "message_id", "language", "letter_id"])
def test_nothing_can_be_smuggled_into_a_header(field: str, value: str) -> None:
    with pytest.raises(BadInput):
        message(RENDERED, **{field: value})


@pytest.mark.parametrize("value", ["x\r\nBcc: spy@spy.example", "x\u2029y"])
def test_nothing_can_be_smuggled_into_the_subject_or_the_senders_name(value: str) -> None:
    with pytest.raises(BadInput):
        message(replace(RENDERED, subject=value))
    with pytest.raises(BadInput):
        message(sender=replace(SENDER, name=value))
    with pytest.raises(BadInput):
        message(references=(f"<{value}@x>",))


@pytest.mark.parametrize(
    "recipient",
    ["a@b.example, c@d.example", "a@b.example; c@d.example", "A <a@b.example>", "nobody", "ü@b.example", ""],
)
def test_there_is_one_bare_recipient(recipient: str) -> None:
    with pytest.raises(BadInput):
        message(recipient=recipient)


def test_a_boundary_in_the_text_is_refused() -> None:
    with pytest.raises(BadInput, match="which parts its text from its HTML"):
        message(replace(RENDERED, text="--=_letter_ABCDEFGHJK--\n"))


@pytest.mark.parametrize(
    "text",
    [
        "a\r.\r\nb",
        "a\n.\nb\n",
        "a\rb\n",
        "x" * 5000 + "\n",
        ".\n",
        "From here\n",
        "é" * 5000,
        "end without LF",
    ],
)
def test_the_wire_carries_only_crlf_and_lines_of_998_octets(text: str) -> None:
    mime = message(replace(RENDERED, text=text))

    rest = mime.replace(b"\r\n", b"")
    assert b"\r" not in rest
    assert b"\n" not in rest
    assert mime.isascii()
    assert max(map(len, mime.split(b"\r\n"))) <= 998


def test_the_date_is_put_in_front_and_changes_nothing_else() -> None:
    assert with_date(message(), DATE) == f"Date: {DATE}\r\n".encode() + message()


@pytest.mark.parametrize("date", [f"{DATE}\r\nBcc: x@spy.example", "2026-06-01", "", f"{DATE} "])
def test_only_a_date_is_a_date(date: str) -> None:
    with pytest.raises(BadInput):
        with_date(message(), date)


def test_what_is_enclosed_stands_behind_the_letter_in_its_order() -> None:
    sheet = Attachment(file_name="facts.pdf", media_type="application/pdf", content=b"")
    mime = message(attachments=(PAPER, sheet))
    whole = message_from_bytes(mime)
    parts = whole.get_payload()

    assert whole.get_content_type() == "multipart/mixed"
    assert isinstance(parts, list)
    letter, *enclosed = [part for part in parts if isinstance(part, Message)]
    assert letter.get_content_type() == "multipart/alternative"
    assert [(part.get_filename(), part.get_content_type()) for part in enclosed] == [
        ("AM-1.pdf", "application/pdf"),
        ("facts.pdf", "application/pdf"),
    ]
    assert [part.get_content_disposition() for part in enclosed] == ["attachment", "attachment"]
    assert enclosed[0].get_payload(decode=True) == PAPER.content
    assert (text_of(mime), html_of(mime)) == (RENDERED.text, RENDERED.html)
    assert attachments_of(mime) == (PAPER, sheet)


def test_a_letter_that_encloses_nothing_is_the_same_as_ever() -> None:
    assert attachments_of(message()) == ()
    assert b"multipart/mixed" not in message()


def test_a_large_file_is_enclosed_in_lines_that_mail_can_carry() -> None:
    mime = message(attachments=(replace(PAPER, content=bytes(100_000)),))

    assert max(map(len, mime.split(b"\r\n"))) <= 998
    assert mime.endswith(b"--\r\n")


@pytest.mark.parametrize(
    "changes",
    [
        {"file_name": 'a".pdf'},
        {"file_name": "a.pdf\r\nX: y"},
        {"file_name": "../a.pdf"},
        {"file_name": ".pdf"},
        {"file_name": "é.pdf"},
        {"file_name": ""},
        {"media_type": "text/html"},
        {"media_type": "application/pdf\r\nX: y"},
    ],
)
def test_what_is_enclosed_has_a_plain_name_and_is_a_pdf(changes: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="cannot be enclosed"):
        message(attachments=(replace(PAPER, **changes),))  # type: ignore[arg-type]
