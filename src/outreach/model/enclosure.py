"""What a campaign encloses with its letters: the fact sheet that is made of its case, and files."""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.model.locale import fallbacks
from outreach.model.office_filter import OfficeFilter

#: The enclosure of this name is no file: it is made of the case.
FACT_SHEET = "fact-sheet"
#: Among what a file states: who co-signs. Everything else there is a fact of the case.
SIGNATORIES = "signatories"
#: Whose letters an enclosure goes with where nothing is said of it.
_ALL = OfficeFilter()
#: The folder of a home in which the files lie.
FOLDER = "attachments"


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """One of them."""

    #: The file's name before its language and ``.pdf``; or `FACT_SHEET`.
    name: str
    #: How the letter calls it, by language, with its `default`.
    title: Mapping[str, str]
    #: Whose letters it goes with.
    offices: OfficeFilter = _ALL
    #: Who of these takes no attachments: their letter says that it is sent on request.
    on_request: OfficeFilter | None = None
    #: The facts of the case that a file states; from whom one of them is withheld gets no such file.
    states: tuple[str, ...] = ()

    @property
    def is_made(self) -> bool:
        """Whether it is made of the case."""
        return self.name == FACT_SHEET

    def titled(self, language: str) -> str:
        """What the letter in that language (a tag) calls it."""
        return next(self.title[tag] for tag in (*fallbacks(language), "default") if tag in self.title)

    def files(self, language: str) -> list[str]:
        """Where its file for that language may lie, the first that is there being meant."""
        return [f"{FOLDER}/{self.name}.{tag}.pdf" for tag in fallbacks(language)] + [
            f"{FOLDER}/{self.name}.pdf"
        ]
