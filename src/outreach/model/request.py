"""What is asked of one kind of body."""

from dataclasses import dataclass

from outreach.model.counted import counted
from outreach.model.office_filter import OfficeFilter


@dataclass(frozen=True, kw_only=True)
class RequestTexts:
    """What a request says, by the names of its texts in the template."""

    name: str
    opening: str
    #: In order; they are numbered.
    asks: tuple[str, ...]
    ending: str
    #: The form's fields that a person fills in; None: subject and message.
    worksheet: str | None = None

    @property
    def keys(self) -> list[str]:
        """Its texts in the order of the letter, under their tables in requests.toml: `asks.visas`."""
        return [f"openings.{self.opening}", *(f"asks.{ask}" for ask in self.asks), f"endings.{self.ending}"]


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request of a campaign; its texts go by their names in the template."""

    name: str
    #: Whose request it is; of those that fit an office the campaign's first counts.
    offices: OfficeFilter
    #: How the letter begins and ends, and what it asks for, in order; where empty, the texts go by its name.
    opening: str = ""
    asks: tuple[str, ...] = ()
    ending: str = ""
    #: In how many weeks an answer is asked for; None: the letter names no day.
    answer_weeks: int | None = None
    #: False: the letter says that no answer is asked.
    wants_answer: bool = True
    #: How many reminders an office gets at most.
    reminders: int
    #: The form's fields that a person fills in instead of sending a letter.
    worksheet: str | None = None
    #: Whether the signatories follow the letter.
    annex: bool = True

    @property
    def texts(self) -> RequestTexts:
        """The names of its texts; those that it does not say are its own."""
        return RequestTexts(
            name=self.name,
            opening=self.opening or self.name,
            asks=self.asks or (self.name,),
            ending=self.ending or self.name,
            worksheet=self.worksheet,
        )

    def no_reminder(self, number: int) -> str | None:
        """Why the reminder of that number (from 1) is not written, in words; None if it may be."""
        if not self.wants_answer:
            return f"it was told that no answer is asked (request {self.name})"
        if number > self.reminders:
            most = f"{counted(self.reminders, 'reminder')} and no more" if self.reminders else "no reminder"
            return f"it gets {most} (request {self.name})"
        return None
