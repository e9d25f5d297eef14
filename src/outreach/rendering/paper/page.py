"""What stands on a letter's paper, part by part: plain JSON, without any markup.

It is what our template for typst sets. Nothing in it is ever run or read as markup, and every character of it
is one that a reader sees.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self

from outreach.rendering.paper.blocks import Block, said

_TAG = re.compile(r"(?P<lang>[a-z]{2,3})(?:-[A-Z][a-z]{3})?(?:-(?P<region>[A-Z]{2}))?(?:-.*)?")


@dataclass(frozen=True, kw_only=True)
class Annex:
    """Who co-signs."""

    title: str
    introduction: str
    #: ``country`` and ``names``; a name has its ``text`` and its ``language``, as `tongue` has it.
    groups: list[dict[str, Any]]
    #: What is said of those who are counted and not named; may be empty.
    others: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """The letter's parts in the order in which its text part says them; what is empty is not there."""

    language: dict[str, str]
    #: The title of the document.
    title: str
    letterhead: list[str]
    place_and_date: str
    remark: str
    addressee: list[str]
    references: list[str]
    subject: str
    salutation: list[str]
    body: list[Block]
    closing: str
    #: For whom, who, as what, and how to reach them.
    signed: list[str]
    #: What goes with it, and what is sent on request, each behind the word for it.
    enclosures: list[str]
    annex: Annex | None
    #: Of the sender: name, postal address, e-mail, website.
    contact: list[str]
    notices: list[str]

    def as_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    def said(self) -> Iterator[str]:
        """Everything that stands on it, in its order."""
        yield from (*self.letterhead, self.place_and_date, self.remark, *self.addressee)
        yield from (*self.references, self.subject, *self.salutation)
        yield from said(self.body)
        yield from (self.closing, *self.signed, *self.enclosures)
        if self.annex:
            yield from (self.annex.title, self.annex.introduction)
            for group in self.annex.groups:
                yield from (group["country"], *(name["text"] for name in group["names"]))
            yield self.annex.others
        yield from (*self.contact, *self.notices)

    @classmethod
    def of_json(cls, text: str) -> Self:
        """What `as_json` has written. Raises ValueError for anything else."""
        try:
            parts = json.loads(text)
            annex = parts.pop("annex")
            page = cls(**parts, annex=annex and Annex(**annex))
            if not all(isinstance(piece, str) for piece in page.said()):
                raise ValueError("no page of a letter: something in it is no text")
        except (TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError(f"no page of a letter: {error}") from None
        return page


def tongue(tag: str) -> dict[str, str]:
    """A language tag (BCP 47) as typst has it: ``lang`` and, if it is said, ``region``."""
    found = _TAG.fullmatch(tag)
    return {part: value for part, value in (found.groupdict() if found else {}).items() if value}
