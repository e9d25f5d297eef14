"""How an office is called in one language, and who holds it.

People type finished, inflected lines; no rule of ours bends a name. What staff note of an office stands
elsewhere and reaches no letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outreach.model.gender import Gender
from outreach.model.locale import fallbacks

#: In the place of a language: its own name stands in every language.
EVERY_LANGUAGE = "*"


@dataclass(frozen=True, kw_only=True)
class OfficeName:
    """How an office is called in one language."""

    #: BCP 47 tag, or `EVERY_LANGUAGE`.
    language: str
    #: Of the holder: for languages in which the title or the lines depend on it.
    gender: Gender = Gender.UNKNOWN
    institution: str
    #: The post, as it is called in a sentence; empty where the letter goes to the body itself.
    title: str = ""
    #: The addressee's lines with `{name}` in them, or `{name_1}` and `{name_2}`; then those without a name.
    address: tuple[str, ...] = ()
    address_without_holder: tuple[str, ...]
    #: A official page, B reputable third party, C nobody has verified it.
    grade: str = ""
    source: str = ""

    @property
    def names_wanted(self) -> int:
        """How many holders its lines name."""
        lines = "\n".join(self.address)
        return 2 if "{name_2}" in lines else 1 if "{name" in lines else 0


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A person in an office, with the term."""

    #: As the address has it; in a row for one language as that language wants it there.
    name: str
    #: What follows "Dear Senator"; empty where nobody is greeted so.
    surname: str = ""
    gender: Gender = Gender.UNKNOWN
    #: Days, both included; None where nobody knows.
    since: date | None = None
    until: date | None = None
    #: A salutation for this person alone, in the place of the table's.
    salutation: str = ""
    #: BCP 47 tag of the language that this row is for; empty for all that have no row.
    language: str = ""

    def is_in_office(self, day: date) -> bool:
        """Whether the term holds on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def name_for(names: Sequence[OfficeName], language: str, gender: Gender) -> OfficeName | None:
    """The name in that language (a tag) for such a holder, or None: the caller blocks the letter."""
    for tag in (*fallbacks(language), EVERY_LANGUAGE):
        for wanted in (gender, Gender.UNKNOWN):
            for name in names:
                if (name.language, name.gender) == (tag, wanted):
                    return name
    return None


def holders_on(holders: Sequence[Holder], day: date, language: str) -> tuple[Holder, ...]:
    """Who holds the office on that day, as that language writes them, in the file's order."""
    there = [holder for holder in holders if holder.is_in_office(day)]
    for tag in (*fallbacks(language), ""):
        if found := tuple(holder for holder in there if holder.language == tag):
            return found
    return ()


def gender_of(holders: Sequence[Holder], *, of_nobody: Gender) -> Gender:
    """The gender that all of them share, or unknown; ``of_nobody`` where there is none."""
    genders = {holder.gender for holder in holders} or {of_nobody}
    return genders.pop() if len(genders) == 1 else Gender.UNKNOWN
