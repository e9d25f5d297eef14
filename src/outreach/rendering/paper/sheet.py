"""What stands on the fact sheet of a case: plain JSON, without any markup, as `page` has it of a letter."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from outreach.rendering.paper.page import require_plain


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One page: what is known, each fact behind the word for it."""

    language: dict[str, str]
    title: str
    letterhead: list[str]
    #: Word and sentence of each fact.
    rows: list[list[str]]
    #: Of the sender: name, postal address, e-mail, website.
    contact: list[str]

    def as_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of_json(cls, text: str) -> Self:
        """What `as_json` has written. Raises ValueError for anything else, and for hidden characters."""
        try:
            sheet = cls(**json.loads(text))
            for label, sentence in sheet.rows:
                require_plain(label)
                require_plain(sentence)
            for piece in (sheet.title, *sheet.letterhead, *sheet.contact):
                require_plain(piece)
        except (TypeError, RecursionError) as error:
            raise ValueError(f"no fact sheet: {error}") from None
        return sheet
