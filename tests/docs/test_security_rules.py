"""`docs/security-rules.md`: each rule is held by the tests it names, and each that is cited exists."""

import re

from tests.builders import REPOSITORY
from tests.docs.pages import TESTS, quoted, rows

ROWS = {row[0]: row for row in rows("security-rules.md")}


def test_each_rule_names_its_tests_or_says_that_there_are_none_yet() -> None:
    for rule, row in ROWS.items():
        tests = quoted(row[-1])

        assert tests or row[-1] == "not yet", rule
        for test in tests:
            file, _, name = test.partition("::")
            assert f"def {name}(" in (TESTS / file).read_text("utf-8"), f"{rule}: there is no {test}"


def test_each_rule_says_what_must_hold_and_why() -> None:
    assert len(ROWS) == len(list(rows("security-rules.md")))
    for rule, row in ROWS.items():
        assert re.fullmatch(r"[TMCDPF]\d+", rule)
        assert len(row) == 4, rule
        assert all(row), rule


def test_each_rule_that_is_cited_exists() -> None:
    citation = re.compile(r"security-rules\.md[`, ]*((?:[A-Z]\d+(?:, | and )?)+)")
    cited = {
        (file.name, rule)
        for folder in ("src", "tests")
        for file in (REPOSITORY / folder).rglob("*.py")
        for found in citation.findall(file.read_text("utf-8"))
        for rule in re.findall(r"[A-Z]\d+", found)
    }

    assert cited
    for file, rule in cited:
        assert rule in ROWS, f"{file} cites {rule}"
