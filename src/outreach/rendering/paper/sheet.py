"""What stands on the fact sheet of a case: plain JSON, without any markup, as `page` has it of a letter."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from outreach.model.text import has_control


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
                _require_plain(label)
                _require_plain(sentence)
            for piece in (sheet.title, *sheet.letterhead, *sheet.contact):
                _require_plain(piece)
        except (TypeError, RecursionError) as error:
            raise ValueError(f"no fact sheet: {error}") from None
        return sheet


def _require_plain(piece: object) -> None:
    if not isinstance(piece, str) or has_control(piece, besides="\n\t"):
        raise ValueError("a text with a hidden character in it, or none")
