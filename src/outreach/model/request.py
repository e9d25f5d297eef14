"""What a kind of body is asked."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request of a campaign: its texts are those of the template under these names."""

    name: str
    opening: str
    #: In their order; they are numbered.
    asks: tuple[str, ...]
    ending: str
    #: Weeks after the printed day by which an answer is asked for; None: no day is named.
    answer_weeks: int | None = None
    #: False: told that no answer is asked.
    wants_answer: bool = True
    #: How many reminders at most.
    reminders: int = 1
    annex: bool = True
    #: For forms; None: subject and message.
    worksheet: str | None = None
