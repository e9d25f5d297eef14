"""The short texts of a language that stand in a TOML file, each under its name."""

import html
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from outreach.model.errors import TemplateFault
from outreach.model.text import has_control
from outreach.rendering.templates.template_files import TemplateFiles

#: What ``requests.toml`` holds, a table each.
REQUEST_TABLES = ("openings", "asks", "endings")
#: Of a worksheet's field.
_FIELD = ("label", "text")

_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*=")
_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One text of such a file, as it was written."""

    #: The tag whose folder it stands in.
    written_in: str
    #: The file, as messages call it.
    file: str
    line: int
    #: Under what it stands: ``legal_notice``, ``asks.visas``.
    key: str
    text: str

    @property
    def where(self) -> str:
        """The file and the line."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a worksheet."""

    label: Entry
    text: Entry


def flat_entries(files: TemplateFiles, tag: str, name: str) -> dict[str, Entry]:
    """The texts of that file for a language, by key; a variant's own before those of its parents.

    Raises `TemplateFault` for a file that is not TOML, or that holds anything but texts.
    """
    found: dict[str, Entry] = {}
    for folder in reversed(files.folders(tag)):
        path = f"{folder}/{name}"
        if files.has(path):
            found |= {one.key: one for one in _texts(files, path, "", _parsed(files, path))}
    return found


def request_entries(files: TemplateFiles, tag: str) -> dict[str, dict[str, Entry]]:
    """Openings, asks and endings by name; raises as `flat_entries` does, and for another table."""
    found: dict[str, dict[str, Entry]] = {table: {} for table in REQUEST_TABLES}
    for folder in reversed(files.folders(tag)):
        path = f"{folder}/requests.toml"
        if not files.has(path):
            continue
        for table, values in _parsed(files, path).items():
            where = f"{files.where(path)}:{_line(files.read(path), table)}"
            if table not in REQUEST_TABLES or not isinstance(values, dict):
                raise TemplateFault(
                    f"{where}: {table} is none of {_listed(REQUEST_TABLES)}: write it below one"
                )
            found[table] |= {one.key.partition(".")[2]: one for one in _texts(files, path, table, values)}
    return found


def worksheet_entries(files: TemplateFiles, tag: str) -> dict[str, tuple[Field, ...]]:
    """The fields of each form in their order, by the worksheet's name; raises as `flat_entries` does.

    A variant writes a whole worksheet, or none.
    """
    found: dict[str, tuple[Field, ...]] = {}
    for folder in reversed(files.folders(tag)):
        path = f"{folder}/worksheets.toml"
        if files.has(path):
            found |= {
                name: tuple(_fields(files, path, name, rows)) for name, rows in _parsed(files, path).items()
            }
    return found


def _fields(files: TemplateFiles, path: str, name: str, rows: Any) -> Iterator[Field]:
    for number, row in enumerate(rows if isinstance(rows, list) else [rows]):
        source = files.read(path)
        line = _line(source, name, number=number)
        if not isinstance(row, dict) or set(row) != set(_FIELD):
            raise TemplateFault(
                f"{files.where(path)}:{line}: write each field of {name} as [[{name}]] with label and text"
            )
        label, text = (
            _entry(files, path, f"{name}.{key}", row[key], _line(source, name, key, number)) for key in _FIELD
        )
        yield Field(label=label, text=text)


def _texts(files: TemplateFiles, path: str, table: str, values: Mapping[str, Any]) -> Iterator[Entry]:
    source = files.read(path)
    for key, value in values.items():
        dotted = f"{table}.{key}" if table else key
        yield _entry(files, path, dotted, value, _line(source, table, key))


def _entry(files: TemplateFiles, path: str, key: str, value: Any, line: int) -> Entry:
    where = f"{files.where(path)}:{line}"
    if not isinstance(value, str):
        raise TemplateFault(f"{where}: {key} must be a text in quotes")
    if has_control(html.unescape(value), besides="\n\t"):
        raise TemplateFault(f"{where}: {key} has a hidden character in it: type it anew")
    return Entry(
        written_in=path.partition("/")[0], file=files.where(path), line=line, key=key, text=value.strip("\n")
    )


def _parsed(files: TemplateFiles, path: str) -> dict[str, Any]:
    try:
        return _toml(files.read(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise TemplateFault(f"{files.where(path)}: is not TOML: {error or 'too deep'}") from None


@lru_cache(maxsize=128)
def _toml(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def _line(toml: str, table: str, key: str = "", number: int = 0) -> int:
    """The line of that key in that table, or of the table, where it stands for the ``number``-th time."""
    lines = _lines(toml).get((table, key)) or _lines(toml).get((table, "")) or [1]
    return lines[min(number, len(lines) - 1)]


@lru_cache(maxsize=128)
def _lines(toml: str) -> dict[tuple[str, str], list[int]]:
    """Table and key → the lines on which they stand; what looks like one in a long text does no harm."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    table = ""
    for line, text in enumerate(toml.split("\n"), start=1):
        if header := _HEADER.match(text):
            table = header[1].strip("\"'")
            found[table, ""].append(line)
        elif key := _KEY.match(text):
            found[table, key[1]].append(line)
    return dict(found)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"[{name}]" for name in names)
