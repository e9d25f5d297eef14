"""The tables of our pages, as the tests read them."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.builders import REPOSITORY

DOCS = REPOSITORY / "docs"
TESTS = REPOSITORY / "tests"


def rows(page: str | Path, heading: str = "") -> Iterator[list[str]]:
    """The cells of each row of the tables below that heading (default: of the page), titles left out."""
    text = (DOCS / page).read_text("utf-8")
    if heading:
        text = re.split(r"\n#+ ", text.split(f"# {heading}\n", 1)[1])[0]
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        for line in table.splitlines()[2:]:
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def quoted(cell: str) -> list[str]:
    """What stands in backquotes."""
    return re.findall(r"`([^`]+)`", cell)


def names_of_tests(pattern: str) -> dict[str, set[str]]:
    """File below tests/ → the parts of its tests' names that the pattern's group finds."""
    found: dict[str, set[str]] = {}
    for file in TESTS.rglob("test_*.py"):
        for name in re.findall(rf"^ *def test_{pattern}", file.read_text("utf-8"), re.MULTILINE):
            found.setdefault(file.relative_to(TESTS).as_posix(), set()).add(name)
    return found
