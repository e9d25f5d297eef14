"""Builders: a message is what a test says of it, and otherwise unremarkable."""

from collections.abc import Callable
from string import ascii_lowercase

from outreach.model.directory import Channel
from outreach.model.ids import LetterId
from outreach.model.sending import Message

CONTENT = (
    b"Date: Mon, 02 Nov 2026 09:00:00 +0000\r\n"
    b"From: Appeal <appeal@association.example>\r\n"
    b"To: office@ministry.example\r\n"
    b"Subject: =?utf-8?q?Lib=C3=A9rez_le_math=C3=A9maticien?=\r\n"
    b"Message-ID: <letter-k7m2@association.example>\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n"
    b"\r\n"
    b"Monsieur le Ministre,\r\n"
    b".\r\n"
    b"..two dots, and a line that ends in one.\r\n"
    b"Nous vous demandons de le lib=C3=A9rer.\r\n"
)


def a_message(
    *,
    letter_id: str = "k7m2p9w4xq",
    channel: Channel = Channel.EMAIL,
    envelope_sender: str = "bounce+k7m2@association.example",
    recipient: str = "office@ministry.example",
    content: bytes = CONTENT,
) -> Message:
    """A finished letter to one office."""
    return Message(
        letter_id=LetterId(letter_id),
        channel=channel,
        envelope_sender=envelope_sender,
        recipient=recipient,
        content=content,
    )


def letters(count: int, *, content: bytes = CONTENT) -> list[Message]:
    """Finished letters ``a``, ``b`` … to as many offices, each with its own name in its last line."""
    return [
        a_message(
            letter_id=name,
            recipient=f"{name}@ministry.example",
            content=content + f"This is letter {name}.\r\n".encode(),
        )
        for name in ascii_lowercase[:count]
    ]


class Handover:
    """A ``before_handover`` that counts its calls, and does what the test wants."""

    def __init__(self, deed: Callable[[], None] = lambda: None) -> None:
        self.calls = 0
        self._deed = deed

    def __call__(self) -> None:
        self.calls += 1
        self._deed()
