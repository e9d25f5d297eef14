"""How an office is greeted and taken leave of, in each language.

One table, looked up by rank, language and gender. What it does not have is an answer too: a letter without
a salutation never leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.model.directory import Gender

#: (rank, language, gender)
Key = tuple[str, str, Gender]


@dataclass(frozen=True, kw_only=True)
class FormOfAddress:
    """The salutation line and the closing formula, punctuation included."""

    salutation: str
    closing: str

    @property
    def is_complete(self) -> bool:
        """Whether both say something, and are not punctuation alone."""
        return all(line.strip(" ,:;!") for line in (self.salutation, self.closing))


FormsOfAddress = Mapping[Key, FormOfAddress]


def form_of_address(
    forms: FormsOfAddress, *, rank: str, language: str, gender: Gender
) -> FormOfAddress | None:
    """The form for that office, or None where the table has no line: the caller blocks the letter.

    A known gender falls back on the line for an unknown one, which is always true to say; never the
    other way round.
    """
    for wanted in (gender, Gender.UNKNOWN):
        found = forms.get((rank, language, wanted))
        if found and found.is_complete:
            return found
    return None
