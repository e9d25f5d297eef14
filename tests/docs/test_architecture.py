"""`docs/architecture.md`: its floors, its rooms and its moves are those of the code."""

import re
from configparser import ConfigParser
from importlib import import_module
from importlib.util import find_spec

import pytest

from outreach.model.status import MOVES, ONLY_BY_A_PERSON, Status
from tests.builders import REPOSITORY
from tests.docs.pages import DOCS, quoted, rows

SOURCE = REPOSITORY / "src" / "outreach"
#: Below these the rooms have rooms, and the page names each.
WALLED = ("rendering", "work")


def test_the_floors_are_those_that_the_linter_checks() -> None:
    linter = ConfigParser()
    linter.read(REPOSITORY / ".importlinter", "utf-8")
    drawn = (DOCS / "architecture.md").read_text("utf-8").split("```")[1]

    floors = [line.split("  ")[0] for line in drawn.splitlines() if line and not line.startswith(" ")]

    assert floors == linter["importlinter:contract:floors"]["layers"].strip().splitlines()


def test_every_room_is_named_with_a_file_to_begin_with() -> None:
    table = list(rows("architecture.md", "The rooms"))

    assert {quoted(row[0])[0] for row in table} == rooms()
    for row in table:
        room, files = quoted(row[0])[0], quoted(row[2])
        assert files or "](" in row[2], room
        for file in files:
            assert (SOURCE / room / file).is_file() or (SOURCE / file).is_file(), f"{room}: {file}"


@pytest.mark.parametrize("source", MOVES)
def test_the_moves_of_a_letter_are_those_of_the_code(source: Status) -> None:
    told = told_moves()

    assert set(told) == set(MOVES)
    assert set(told[source]) == set(MOVES[source])


def test_the_moves_that_are_a_persons_are_marked_as_such_and_no_others() -> None:
    marked = {
        (source, target)
        for source, targets in told_moves().items()
        for target, remark in targets.items()
        if "person" in remark
    }

    assert marked == ONLY_BY_A_PERSON


def test_what_the_page_names_in_the_code_is_there() -> None:
    prose = re.sub(r"```.*?```", "", (DOCS / "architecture.md").read_text("utf-8"), flags=re.DOTALL)
    named = [
        name for name in quoted(prose) if re.fullmatch(rf"(?:{'|'.join(rooms())})(?:\.(?!py\b)\w+)+", name)
    ]

    assert len(named) > 10
    for name in named:
        module, _, attribute = f"outreach.{name}".rpartition(".")
        assert hasattr(import_module(module), attribute) or find_spec(f"outreach.{name}"), name


def told_moves() -> dict[str, dict[str, str]]:
    """From → to → what stands in brackets behind it."""
    table = {row[0]: row[1] for row in rows("architecture.md", "The states, and every move there is")}
    target = re.compile(r"(\w+)(?: \(([^)]*)\))?(?:, |$)")
    return {source: dict(target.findall(targets)) for source, targets in table.items()}


def rooms() -> set[str]:
    """The folders of the program, and the files on its top that are rooms of their own."""
    top = [entry for entry in SOURCE.iterdir() if not entry.name.startswith(("_", "."))]
    inner = [room for name in WALLED for room in (SOURCE / name).iterdir() if (room / "__init__.py").exists()]
    return {str(entry.relative_to(SOURCE)).removesuffix(".py") for entry in (*top, *inner)}
