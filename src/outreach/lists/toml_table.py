"""A TOML file that staff write, taken apart key by key; every complaint names the key."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from outreach.lists.slug import is_slug
from outreach.lists.text import read_text
from outreach.model.country import is_country
from outreach.model.errors import BadInput
from outreach.model.text import has_control
from outreach.model.unwritten import to_be_written, unwritten

#: What `tomllib` says → what is usually wrong.
_USUALLY = {
    "Invalid value": 'a text stands in quotes, like "this"; a date stands without, like 2026-06-02',
    "Invalid date": "there is no such day or hour: write it like 2026-06-02",
    "Cannot overwrite": "this key is there already: keep one of the two",
    "Cannot declare": "this [table] is there already: put the keys of both below one",
    "Illegal character": "a text on one line ends where the line ends: close its quotes",
    "Unterminated string": "a text is not closed: put the quotes at its end",
    "Unclosed array": "a list is not closed: put ] at its end",
    "Unescaped '\\'": "write each backslash twice",
}
_ANY_SLIP = "write key = value, a text in quotes, a list in [ ], a comment after #"
#: Letters of a text; nothing that staff write in such a file is longer.
_LONGEST_TEXT = 1_000
#: Parts of a dotted key.
_MOST_PARTS = 100


@dataclass(frozen=True, kw_only=True)
class TomlTable:
    """One table of the file. Every method raises `BadInput` for a key that is missing or of another type."""

    file: str
    #: Where it stands, dotted and with a dot at its end; empty for the file itself.
    path: str
    values: Mapping[str, object]

    def wrong(self, key: str, message: str) -> BadInput:
        """The exception to raise for that key."""
        place = self.path + key
        return BadInput(f"{self.file}: {place if place.isprintable() else repr(place)} {message}")

    def only(self, *keys: str) -> None:
        """Refuses every other key: a misspelt one must not pass for one left out."""
        for key in self.values:
            if key not in keys:
                raise self.wrong(key, f"is not known here: it may hold {', '.join(keys)}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text on one line; it may be empty only where there is a default."""
        value = self.values.get(key, default)
        if value is None or (value == "" and default is None):
            raise self.wrong(key, "is missing: fill it in")
        if not isinstance(value, str):
            raise self.wrong(key, 'must be a text in quotes, like "this"')
        if has_control(value):
            raise self.wrong(key, "has a line break or another control character in it: use one line")
        if len(value) > _LONGEST_TEXT:
            raise self.wrong(key, f"has {len(value):,} letters, and may have {_LONGEST_TEXT:,}: shorten it")
        if found := unwritten(value):
            raise self.wrong(key, to_be_written(found))
        return value

    def slug(self, key: str) -> str:
        """A short name, as `is_slug` has it."""
        text = self.text(key)
        if not is_slug(text):
            raise self.wrong(key, f"{text!r} must be lower-case letters, digits and dashes")
        return text

    def country(self, key: str) -> str:
        """An ISO 3166-1 alpha-2 code."""
        text = self.text(key)
        if not is_country(text):
            raise self.wrong(key, f"{text!r} must be a code of two capital letters, like FR")
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a key left out is an empty list."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, 'must be a list of texts, like ["this", "that"]')
        if found := next(filter(None, map(unwritten, value)), None):
            raise self.wrong(key, to_be_written(found))
        return tuple(value)

    def text_by_key(self) -> dict[str, str]:
        """The whole table, when all it holds is texts under keys of the staff's choice."""
        return {key: self.text(key) for key in self.values}

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "must be true or false, without quotes")
        return value

    def count(self, key: str, *, most: int) -> int | None:
        """A whole number from 0, or None where there is none."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise self.wrong(key, f"must be a whole number from 0 to {most}, without quotes")
        return value

    def day(self, key: str) -> date | None:
        """A date without a time, or None where there is none."""
        value = self.values.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.wrong(key, "must be a date without quotes, like 2026-06-02")
        return value

    def table(self, key: str) -> "TomlTable":
        """The table below this one; a key left out is an empty table."""
        return self._below(key, self.values.get(key, {}))

    def tables(self, key: str) -> tuple["TomlTable", ...]:
        """The tables that the file writes as ``[[key]]``, in their order."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, f"must be written as [[{key}]], once for each")
        return tuple(self._below(f"{key}.{n}", item) for n, item in enumerate(value, start=1))

    def _below(self, key: str, value: object) -> "TomlTable":
        if not isinstance(value, dict):
            raise self.wrong(key, f"must be a table of its own: [{self.path}{key}] and its keys below")
        return TomlTable(file=self.file, path=f"{self.path}{key}.", values=value)


def read_toml(data: bytes, file: str) -> TomlTable:
    """The file's outermost table. Raises `BadInput`, with the line, for a file that is not TOML."""
    text = read_text(data, file)
    _require_short_keys(text, file)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(_slip(str(error), text, file)) from None
    except RecursionError:
        raise BadInput(f"{file}: brackets within brackets without end: write a plain list or table") from None
    except ValueError:  # of `int`, which refuses to read thousands of digits
        raise BadInput(f"{file}: a number of thousands of digits: write what was meant") from None
    return TomlTable(file=file, path="", values=values)


def _require_short_keys(text: str, file: str) -> None:
    """`tomllib` takes memory for the square of a key's parts: a gigabyte for a line of 40 kB."""
    for number, line in enumerate(text.split("\n"), start=1):
        for words in re.split(r"[=\[\]{},#]", line.replace(" ", "").replace("\t", "")):
            if words.count(".") > _MOST_PARTS and sum(map(bool, words.split("."))) > _MOST_PARTS:
                raise BadInput(f"{file}, line {number}: names within names without end: write a plain key")


def _slip(error: str, text: str, file: str) -> str:
    """The line, what the reader says of it, and what is usually wrong there."""
    what, _, place = error.partition(" (at ")
    found = re.match(r"line (\d+)", place)
    line = int(found[1]) if found else len(text.rstrip().splitlines()) or 1
    usual = next((hint for start, hint in _USUALLY.items() if what.startswith(start)), _ANY_SLIP)
    return f"{file}, line {line}: {usual} (not TOML: {what})"
