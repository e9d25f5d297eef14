"""`docs/faults.md`: each class of faults that it says is tested is, and each that is tested is explained."""

import re

from tests.docs.pages import names_of_tests, quoted, rows

ROWS = {row[0]: row for row in rows("faults.md")}
TESTED = {file: {name.upper() for name in names} for file, names in names_of_tests(r"([a-f]\d+)_").items()}


def test_the_classes_are_numbered_without_a_gap() -> None:
    for part, count in {"A": 10, "B": 18, "C": 8, "D": 6, "E": 13, "F": 8}.items():
        assert [id for id in ROWS if id.startswith(part)] == [f"{part}{n}" for n in range(1, count + 1)]


def test_each_class_names_its_tests_or_says_that_there_are_none_yet() -> None:
    for id, row in ROWS.items():
        files = quoted(row[-1])

        assert files or row[-1] == "not yet", id
        for file in files:
            assert id in TESTED.get(file, set()), f"{file} has no test of {id}"


def test_what_is_tested_is_explained_and_not_said_to_be_untested() -> None:
    for file, ids in TESTED.items():
        for id in ids:
            assert id in ROWS, f"{file} tests {id}, which docs/faults.md does not explain"
            assert ROWS[id][-1] != "not yet", f"{file} tests {id}"


def test_a_source_is_an_rfc_or_has_a_name() -> None:
    for id, row in ROWS.items():
        assert len(row) == 5, id
        assert re.fullmatch(r"(RFC \d{4}( §[\d.]+(, §[\d.]+)*)?(; )?)*|[A-Z].*(manuals|database)", row[3]), id
