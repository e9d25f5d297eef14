"""Letters that a person must carry: into an institution's web form, or to the post."""

from collections.abc import Awaitable, Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import assert_never

from outreach.model.directory import Channel
from outreach.model.errors import BadInput
from outreach.model.sending import ByHand, Message, Outcome


class ByHandTransport:
    """Sends nothing: it says what to do, where, and with which words."""

    def __init__(self, *, rehearsal: bool = False) -> None:
        """In a ``rehearsal`` the instructions begin with the word that nothing is to be done for real."""
        self._before = _REHEARSAL if rehearsal else ""

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        """The instructions for the person; ``before_handover`` is not awaited, for nothing is handed over.

        Raises `BadInput` for a letter that goes by e-mail.
        """
        subject, text, is_on_paper = _words(message.content)
        text = text.replace(message.date_to_come, message.dated) if message.date_to_come else text
        match message.channel:
            case Channel.WEB_FORM:
                words = _FORM.format(letter=message, text=text)
            case Channel.POST:
                how = _PRINT if is_on_paper else _PRINT_BELOW
                words = _POST.format(letter=message, how=how, subject=subject, text=text)
            case Channel.EMAIL:
                raise BadInput(
                    f"letter {message.letter_id} goes by e-mail: give it an account that sends e-mail"
                )
            case _:
                assert_never(message.channel)
        return ByHand(instructions=self._before + words)

    async def close(self) -> None:
        """There is nothing to close."""


_REHEARSAL = "REHEARSAL: do not do this for real; say that it is done and go on.\n\n"

_FORM = """\
Fill in this institution's web form; the letter cannot go there by itself.

1. Open the form: {letter.recipient}
2. Below, between the two lines, stands what goes into it, field by field, each under its name in [brackets].
3. Copy each text into its field as it is; leave out a field that the form does not have.
4. Send the form, and keep the proof: a picture of the page that confirms it, or its reference number.
5. Say that it is done: outreach tasks done, with that proof. (Letter {letter.letter_id}.)

------------------------------------------------------------------------
{text}
------------------------------------------------------------------------
"""

_PRINT = (
    "Print it: `outreach tasks print post.pdf` has all of today's letters in one file. Have it signed.\n"
    "   What it says stands below."
)
_PRINT_BELOW = "Print the letter below, on the letterhead if there is one, and have it signed."

_POST = """\
Send this letter by post.

1. {how}
2. Write this on the envelope: {letter.recipient}
3. Post it, by registered mail if the campaign says so, and keep the receipt.
4. Say that it is done: outreach tasks done, with the receipt as proof. (Letter {letter.letter_id}.)

------------------------------------------------------------------------
{subject}

{text}
------------------------------------------------------------------------
"""


def _words(content: bytes) -> tuple[str, str, bool]:
    """The subject and the text part, which says the same as the HTML; and whether there is a PDF of it.

    Lines end with LF.
    """
    letter = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    part = letter.get_body(preferencelist=("plain",))
    if part is None:
        raise BadInput("a letter that a person carries needs a text part: add one to its template")
    text = "\n".join(part.get_content().splitlines()).strip("\n")
    on_paper = any(one.get_content_type() == "application/pdf" for one in letter.iter_attachments())
    return str(letter["Subject"] or ""), text, on_paper
