"""The finished bytes are read again, and only a letter's bytes pass."""

from dataclasses import replace

import pytest

from outreach.model.errors import BadInput
from outreach.model.ids import LetterId
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.mime.attachment import Attachment
from outreach.rendering.mime.message import build_message
from outreach.rendering.mime.reading import ReadBack, read_back
from tests.rendering.builders import SENDER

PLAIN = Rendered(subject="Appeal", text="Dear Minister,\n", html="<p>Dear Minister,</p>\n")
PAPER = Attachment(file_name="AM-1.pdf", media_type="application/pdf", content=b"%PDF-1.7 and so on")


def letter(*enclosed: Attachment) -> bytes:
    return build_message(
        PLAIN,
        letter_id=LetterId("ABC"),
        sender=replace(SENDER, name="Office"),
        recipient="minister@ministry.example",
        recipient_name="Ministry",
        message_id="<1@sender.example>",
        references=("<0@sender.example>",),
        language="en",
        attachments=enclosed,
    )


LETTER = letter()


def test_a_letter_says_what_was_written() -> None:
    assert read_back(LETTER) == ReadBack(
        sender=("Office", "office@sender.example"),
        recipient=("Ministry", "minister@ministry.example"),
        subject="Appeal",
        text=PLAIN.text,
        html=PLAIN.html,
    )


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("Subject: Appeal", "Subject: Appeal\r\nBcc: spy@evil.example"),
        ("Subject: Appeal", "Subject: Appeal\r\nReply-To: spy@evil.example"),
        ("Subject: Appeal", "Subject: Appeal\r\nX-N: x"),
        ("Subject: Appeal", "Subject: Appeal\r\nSubject: Another"),
        ("Subject: Appeal", "Subject: Appeal\r\n\r\nAnother body"),
        ("Subject: Appeal", "Subject: =?utf-8?q?Appeal=0D=0ABcc:_spy@evil.example?="),
        ("Subject: Appeal", "Subject: =?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?="),
        ("Subject: Appeal", "Subject: =?utf-8?q?Appeal=E2=80=AE?="),
        ("Subject: Appeal", "Subject: Appeal =?utf-8?q?mixed?="),
        ("Subject: Appeal", "Subject:"),
        ("Subject: Appeal", "Subject : Appeal"),
        ("Subject: Appeal\r\n", ""),
        ("From: Office ", "From: Office, Another "),
        ("From: Office ", "From: spy@evil.example, "),
        ("From: Office <office@sender.example>", "From: office@sender.example, spy@evil.example"),
        ("From: Office", "From: =?utf-8?q?Office_=3Cspy=40evil=2Eexample=3E=2C=0D?="),
        ("To: Ministry ", "To: Ministry on torture, inhuman "),
        ("To: Ministry ", "To: a@evil.example, "),
        ("To: Ministry <minister@ministry.example>", "To: x: <a@b.example>, <c@d.example>;"),
        ("From: Office", "To: x@y.example\r\nFrom: Office"),
        ("multipart/alternative", "multipart/mixed"),
        ("text/plain", "text/calendar"),
        ("text/html", "text/plain"),
        ('text/html; charset="utf-8"', 'text/html; charset="utf-7"'),
        (
            "\r\n--=_letter_ABC--\r\n",
            "\r\n--=_letter_ABC\r\nContent-Type: x/y\r\n\r\n\r\n--=_letter_ABC--\r\n",
        ),
        ("--=_letter_ABC--\r\n", "--=_letter_ABC--\r\nepilogue\r\n"),
        ("\r\n\r\n--=_letter_ABC\r\n", "\r\n\r\npreamble\r\n--=_letter_ABC\r\n"),
        ("MIME-Version: 1.0", "MIME-Version: 1.1"),
        ("quoted-printable", "8bit"),
        ("Content-Transfer-Encoding", "Content-Disposition: attachment\r\nContent-Transfer-Encoding"),
        ("Dear", "D\rear"),
        ("Dear", "D\near"),
        ("Dear", "Dé"),
        ("Dear", "x" * 999),
    ],
)
def test_whatever_else_the_bytes_may_say_is_refused(written: str, instead: str) -> None:
    plain = LETTER.decode()
    assert written in plain

    with pytest.raises(BadInput, match=r"^the finished letter does not read as it was written: "):
        read_back(plain.replace(written, instead, 1).encode())


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("multipart/mixed", "multipart/related"),
        ("multipart/mixed", "multipart/alternative"),
        ("multipart/alternative", "multipart/mixed"),
        ("application/pdf", "application/x-msdownload"),
        ("application/pdf", 'application/pdf; name="x.exe"'),
        ("attachment; filename", "inline; filename"),
        ('filename="AM-1.pdf"', 'filename="AM-1.pdf"; size=1'),
        ('filename="AM-1.pdf"', 'filename="../AM-1.pdf"'),
        ("Content-Disposition", "X-N: x\r\nContent-Disposition"),
        ("JVBERi0", "JVBE!Ri0"),
        ("\r\n--=_enclosed_ABC\r\n", "\r\npreamble\r\n--=_enclosed_ABC\r\n"),
        ("--=_letter_ABC--\r\n", "--=_letter_ABC--\r\nepilogue\r\n"),
        ("--=_enclosed_ABC--\r\n", "--=_enclosed_ABC--\r\nepilogue\r\n"),
        ("--=_enclosed_ABC--\r\n", "--=_enclosed_ABC\r\n\r\n--=_enclosed_ABC--\r\n"),
    ],
)
def test_whatever_else_may_be_enclosed_is_refused(written: str, instead: str) -> None:
    enclosing = letter(PAPER).decode()
    assert read_back(enclosing.encode()).attachments == (PAPER,)
    assert written in enclosing

    with pytest.raises(BadInput, match=r"^the finished letter does not read as it was written: "):
        read_back(enclosing.replace(written, instead, 1).encode())


def test_a_letter_that_says_it_encloses_and_does_not_is_refused() -> None:
    enclosing = letter(PAPER).decode()
    start = enclosing.index("--=_enclosed_ABC\r\nContent-Type: application/pdf")
    end = enclosing.index("--=_enclosed_ABC--")

    with pytest.raises(BadInput, match="it encloses nothing"):
        read_back((enclosing[:start] + enclosing[end:]).encode())


def test_a_letter_that_is_not_what_was_meant_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "outreach.rendering.mime.message.text_field", lambda name, text: f"{name}: {text}, and more"
    )

    with pytest.raises(BadInput, match=r"^the finished letter does not say what was written"):
        build_message(
            PLAIN,
            letter_id=LetterId("ABC"),
            sender=SENDER,
            recipient=None,
            recipient_name="",
            message_id="<1@sender.example>",
            references=(),
            language="en",
        )
