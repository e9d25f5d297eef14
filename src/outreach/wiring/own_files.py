"""What a home has taken into its own hands: its files, and of the lists that are read row by row its rows."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from outreach.files.read import read_file, shown_name
from outreach.files.starter import FOLDERS
from outreach.lists.annex_countries import read_annex_countries
from outreach.lists.forms_of_address import read_forms_of_address
from outreach.lists.holders import read_holders
from outreach.lists.office_names import read_office_names
from outreach.model.counted import counted
from outreach.wiring.staff_files import HOLDERS_FILE, NAMES_FILE

#: Key of a row → what it says.
Reader = Callable[[bytes, str], Mapping[Any, object]]

_EMAILS = PurePosixPath("templates", "emails")
_FORMS = _EMAILS / "forms-of-address"
#: Files that are one thing are told in one line: the texts of a template, those a new campaign begins with.
_DEPTH = 3


def own_files(home: Path, starter: Path) -> list[str]:
    """A line for each file, or folder of texts, that is not as the starter has it, by its path.

    A copy that was never changed is the starter's still. Raises `BadInput` for a list that cannot be read.
    """
    if home.resolve() == starter.resolve():
        return []
    lines: list[str] = []
    texts: Counter[str] = Counter()
    for path in _files(home):
        mine, theirs = home / path, starter / path
        content = read_file(mine)
        if theirs.is_file() and read_file(theirs) == content:
            continue
        if reader := _by_rows(path):
            lines += _rows(reader, path, content, read_file(theirs) if theirs.is_file() else None)
        elif path.is_relative_to("templates") and len(path.parts) > _DEPTH:
            texts["/".join(path.parts[:_DEPTH])] += 1
        else:
            instead = "instead of the starter's" if theirs.is_file() else "which the starter does not have"
            lines.append(f"{shown_name(Path(path))}: this home's own, {instead}")
    lines += [f"{folder}: {counted(number, 'file')} of this home" for folder, number in texts.items()]
    return sorted(lines)


def _files(home: Path) -> Iterator[PurePosixPath]:
    for folder in FOLDERS:
        for file in sorted((home / folder).rglob("*")):
            path = PurePosixPath(file.relative_to(home).as_posix())
            if file.is_file() and not any(part.startswith((".", "_")) for part in path.parts):
                yield path


def _by_rows(path: PurePosixPath) -> Reader | None:
    """What reads that file, if a home's rows are put over the starter's."""
    if path.parent == _FORMS and path.suffix == ".csv":
        return lambda data, file: read_forms_of_address(data, file, path.stem)
    readers: dict[PurePosixPath, Reader] = {
        _EMAILS / "annex-countries.csv": read_annex_countries,
        PurePosixPath(NAMES_FILE.as_posix()): _names,
        PurePosixPath(HOLDERS_FILE.as_posix()): read_holders,
    }
    return readers.get(path)


def _names(data: bytes, file: str) -> Mapping[Any, object]:
    offices = read_office_names(data, file)
    return {(office, one.language, one.gender): one for office, names in offices.items() for one in names}


def _rows(reader: Reader, path: PurePosixPath, content: bytes, starters: bytes | None) -> Iterator[str]:
    """Nothing, where the rows say what the starter's say."""
    name = "/".join(path.parts[-2:])
    theirs = reader(starters, name) if starters is not None else {}
    own = [key for key, row in reader(content, name).items() if theirs.get(key) != row]
    if own:
        yield f"{name}: {counted(len(own), 'row')} of this home over the starter's {len(theirs)}"
