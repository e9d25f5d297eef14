"""What has to be known before a campaign of one's own can be made: the questions, and what answers them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from outreach.model.civil_time import time_zone
from outreach.model.country import is_country
from outreach.model.errors import BadInput
from outreach.model.mailbox import mailbox
from outreach.model.text import has_control
from outreach.model.unwritten import unwritten

#: Letters of an answer: it stands in a letterhead, on one line.
_LONGEST = 150


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something that is asked once, on the command line or by it."""

    #: The option's name, and that of the answer's place in the new files.
    key: str
    asks: str
    #: The answer as it is kept. Raises `BadInput`.
    check: Callable[[str], str]
    #: Whether there may be nothing to say.
    may_be_empty: bool = False

    def answered(self, text: str) -> str:
        """The answer as it is kept. Raises `BadInput`, naming the option."""
        text = text.strip()
        if not text and self.may_be_empty:
            return ""
        try:
            return self.check(text)
        except BadInput as fault:
            raise BadInput(f"--{self.key.replace('_', '-')}: {fault}") from None


def _words(text: str) -> str:
    if not text or len(text) > _LONGEST:
        raise BadInput(f"say it in 1 to {_LONGEST} characters")
    if has_control(text) or unwritten(text):
        raise BadInput("write it on one line, without control characters and without [[ ]]")
    return text


def _country(text: str) -> str:
    if not is_country(text.upper()):
        raise BadInput(f"{text!r} must be a code of two letters, like FR")
    return text.upper()


def _zone(text: str) -> str:
    return time_zone(text).key


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInput(f"{text!r} is no day: write it like 2026-06-02") from None


QUESTIONS = (
    Question(key="case", asks="Whom or what are the letters about? A name", check=_words),
    Question(key="sender", asks="Which association writes? Its name", check=_words),
    Question(key="description", asks="One line that says what it is", check=_words),
    Question(key="email", asks="Its e-mail address, from which it writes", check=mailbox),
    Question(key="place", asks="The town that stands before the date", check=_words),
    Question(key="country", asks="The association's country, a code like FR", check=_country),
    Question(key="first_on", asks="The day of the first letters, like 2026-06-02", check=_day),
    Question(
        key="state",
        asks="The country whose bodies are never written to, a code; empty: none",
        check=_country,
        may_be_empty=True,
    ),
    Question(key="time_zone", asks="The time zone of its clocks", check=_zone),
)
