"""The short texts of a language that stand in a TOML file, each under its name."""

import html
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from outreach.model.errors import TemplateFault
from outreach.model.text import has_control
from outreach.rendering.templates.template_files import TemplateFiles

#: What ``requests.toml`` holds, a table each.
REQUEST_TABLES = ("openings", "asks", "endings")
#: Of a worksheet's field.
_FIELD = ("label", "text")

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
            where = f"{files.where(path)}:{_line(table, files.read(path))}"
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
        line = _line(name, files.read(path), number)
        if not isinstance(row, dict) or set(row) != set(_FIELD):
            raise TemplateFault(
                f"{files.where(path)}:{line}: write each field of {name} as [[{name}]] with label and text"
            )
        label, text = (
            _entry(files, path, f"{name}.{key}", row[key], _line(key, files.read(path), 0, line))
            for key in _FIELD
        )
        yield Field(label=label, text=text)


def _texts(files: TemplateFiles, path: str, table: str, values: Mapping[str, Any]) -> Iterator[Entry]:
    source = files.read(path)
    first = _line(table, source) if table else 1
    for key, value in values.items():
        dotted = f"{table}.{key}" if table else key
        yield _entry(files, path, dotted, value, _line(key, source, 0, first))


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
        return tomllib.loads(files.read(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise TemplateFault(f"{files.where(path)}: is not TOML: {error or 'too deep'}") from None


def _line(name: str, toml: str, number: int = 0, first: int = 1) -> int:
    """The line, from ``first`` on, on which that key stands, or that table for the ``number``-th time."""
    seen = -1
    key = re.compile(rf"\s*[\"']?{re.escape(name)}\b")
    for line, text in enumerate(toml.split("\n"), start=1):
        header = _HEADER.match(text)
        is_it = header[1].strip("\"'") == name if header else bool(key.match(text))
        seen += is_it and line >= first
        if seen == number:
            return line
    return first


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"[{name}]" for name in names)
