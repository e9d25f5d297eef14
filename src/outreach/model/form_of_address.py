"""How an office is greeted, spoken to and taken leave of, in each language.

One table; the most specific line wins: the variant of a language before the language, a country's own before
what holds everywhere, a known gender before an unknown one. Nothing is lent from one number to the other, nor
from an unknown gender to a known one's line. What the table does not have is an answer too: a letter without
a salutation never leaves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from outreach.model.directory import Office
from outreach.model.gender import Gender
from outreach.model.locale import fallbacks

#: In the place of a country: in every country that has no line of its own.
EVERYWHERE = "*"


class Number(StrEnum):
    """To how many a letter speaks."""

    ONE = "one"
    SEVERAL = "several"


class Begins(StrEnum):
    """How the body begins after the salutation."""

    UPPER = "upper"
    LOWER = "lower"


class FormKey(NamedTuple):
    """What a line of the table is for."""

    #: BCP 47 tag.
    language: str
    #: ISO 3166-1 alpha-2, or `EVERYWHERE`.
    country: str
    rank: str
    gender: Gender
    number: Number


@dataclass(frozen=True, kw_only=True)
class FormOfAddress:
    """The salutation and the closing formula, punctuation included, and how the body speaks."""

    #: One or more lines.
    salutation: str
    closing: str
    #: In its place where the holder's name is known; `{surname}`, `{surname_1}` … or `{full name}` in it.
    salutation_named: str = ""
    #: How the office is called in the middle of a sentence: "Madame la Ministre".
    address_title: str = ""
    #: "you" as subject; object (indirect, direct); possessive, parted by ";" and ",".
    you: str = ""
    body_begins: Begins = Begins.UPPER
    #: A official text, B reputable third party, C nobody has verified it.
    grade: str = ""
    source: str = ""
    #: Who has read a line of grade C and answers for it, and when, as the table has it.
    signed_by: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether both say something, and are not punctuation alone."""
        return all(line.strip(" ,:;!") for line in (self.salutation, self.closing))

    @property
    def is_unverified(self) -> bool:
        """Whether nobody has yet answered for it: grade C or our own proposal."""
        weak = not self.grade.startswith(("A", "B")) or "own proposal" in self.source
        return weak and not self.signed_by

    @property
    def says(self) -> str:
        """Everything in it that enters a letter; where it is from and who has checked it does not."""
        lines = (self.salutation, self.salutation_named, self.closing, self.address_title, self.you)
        return "\n".join((*lines, self.body_begins))

    @property
    def you_parts(self) -> Mapping[str, str]:
        """The forms of "you" that texts may use: subject, indirect, direct, possessive."""
        parts = [part.strip() for part in self.you.split(";")]
        subject = parts[0]
        objects = [one.strip() for one in parts[1].split(",")] if len(parts) > 2 else [subject]
        possessive = parts[-1].split(",")[0].strip() if len(parts) > 1 else ""
        return {
            "subject": subject,
            "indirect": objects[0],
            "direct": objects[-1],
            "possessive": possessive,
        }


FormsOfAddress = Mapping[FormKey, FormOfAddress]


def form_keys(office: Office, *, language: str, gender: Gender, holders: int) -> Iterator[FormKey]:
    """The lines that serve this office in that language (a tag), the best first.

    ``holders`` counts the persons whom the letter names: of two it never speaks as of one. Where it
    names none, the rank itself says whether it is one person's or several people's.
    """
    numbers = {0: (Number.ONE, Number.SEVERAL), 1: (Number.ONE,)}.get(holders, (Number.SEVERAL,))
    for tag in fallbacks(language):
        for country in (office.country or EVERYWHERE, EVERYWHERE):
            for number in numbers:
                for wanted in (gender, Gender.UNKNOWN):
                    yield FormKey(tag, country, office.rank, wanted, number)


def form_key(
    forms: FormsOfAddress, office: Office, *, language: str, gender: Gender, holders: int
) -> FormKey | None:
    """The line of the table that serves this office best; None where it has none: no letter leaves then."""
    keys = form_keys(office, language=language, gender=gender, holders=holders)
    return next((key for key in keys if key in forms and forms[key].is_complete), None)
