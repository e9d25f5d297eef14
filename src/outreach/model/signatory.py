"""Who co-signs an appeal, and where that may be said."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from outreach.model.office_filter import OfficeFilter


class Visibility(StrEnum):
    """How a signatory agreed to be seen."""

    FULL = "full"
    #: By the first letter of each word of the name.
    INITIALS = "initials"
    #: As one of so many, and by no name.
    COUNTED = "counted"


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """An organisation that co-signs, under the name it signed with."""

    key: str
    #: Exactly as signed: never corrected, never translated.
    name: str
    #: ISO 3166-1 alpha-2, or the words `Europe` and `International`.
    country: str
    note: str = ""
    #: Where it stands among those of its country, if not under its name.
    sort_key: str = ""
    #: Tag (BCP 47) of the name's own language; empty where nobody has said.
    language: str = ""
    visibility: Visibility = Visibility.FULL
    #: The offices whose letters it agreed to be on; everybody's where nothing is asked.
    consent: OfficeFilter = field(default_factory=OfficeFilter)
    #: Of the appeal, as the case has it; empty for whichever it is.
    consent_version: str = ""
    withdrawn_on: date | None = None

    @property
    def printed_name(self) -> str:
        """What the annex prints of it. Not to be asked of those who are only counted."""
        if self.visibility is Visibility.FULL:
            return self.name
        firsts = (next(filter(str.isalnum, word), "") for word in self.name.split())
        return " ".join(f"{letter}." for letter in firsts if letter)
