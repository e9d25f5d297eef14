"""`CONTRIBUTING.md`: what it tells to run can be run, and what it says is touched is there."""

import re

import pytest

from tests.builders import REPOSITORY
from tests.docs.pages import quoted, rows

PAGE = REPOSITORY / "CONTRIBUTING.md"
TEXT = PAGE.read_text("utf-8")
MAKEFILE = (REPOSITORY / "Makefile").read_text("utf-8")
#: Where a path of the page may begin.
ROOTS = (REPOSITORY, REPOSITORY / "src" / "outreach")


def targets() -> set[str]:
    """What `make` can be asked for."""
    [names] = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    return set(names.split())


def test_whatever_make_is_told_to_do_it_can_and_each_is_explained() -> None:
    told = set(re.findall(r"`?\bmake ([a-z-]+)", TEXT))
    explained = {quoted(row[0])[0].removeprefix("make ") for row in rows(PAGE, "Work")}

    assert told - {"on"} <= targets()
    assert explained | {"demo", "clean"} == targets()


def test_the_tests_that_it_names_are_there() -> None:
    named = re.findall(r"(tests/[\w/]+\.py)(?:::(\w+))?", TEXT)

    assert named
    for path, test in named:
        assert not test or f"def {test}(" in (REPOSITORY / path).read_text("utf-8"), f"{path}::{test}"


@pytest.mark.parametrize("row", list(rows(PAGE, "Where do I change …")), ids=lambda row: str(row[0]))
def test_what_a_change_touches_is_there(row: list[str]) -> None:
    for path in quoted(row[1]):
        if "/" in path or "." in path:
            assert any((root / path).exists() for root in ROOTS), f"{row[0]}: {path}"


def test_the_verb_that_is_shown_is_the_one_that_there_is() -> None:
    [shown] = [block for block in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL) if "def hold(" in block]
    verb = (ROOTS[1] / "work" / "letters" / "hold.py").read_text("utf-8")

    assert " ".join(shown.split()) in " ".join(verb.split())


def test_the_test_that_is_shown_is_a_name_that_there_is() -> None:
    for name in re.findall(r"^def (test_\w+)", TEXT, re.MULTILINE):
        assert any(
            f"def {name}(" in file.read_text("utf-8") for file in (REPOSITORY / "tests").rglob("test_*.py")
        )
