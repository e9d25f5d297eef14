"""Every letter that the starter's campaign writes, to its directory and to 300 invented offices, is right."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.every_letter import spoilt, tables
from tests.every_letter.invented import HOW_MANY, Invented, invented
from tests.every_letter.rules import RULES
from tests.every_letter.spoilt import SPOILT, Spoilt
from tests.every_letter.written import Unwritten, Written, every_letter, letter_to


def faults(letters: Iterable[Written]) -> Iterator[str]:
    """Every fault of every letter, a line each."""
    for one in letters:
        for name, rule in RULES.items():
            yield from (f"{one.where} | {name} | {excerpt}" for excerpt in rule(one))


def test_every_letter_is_right_and_goes_only_to_whom_the_campaign_writes() -> None:
    found = list(every_letter())
    written = [one for one in found if isinstance(one, Written)]
    unwritten = [one for one in found if isinstance(one, Unwritten)]

    assert list(faults(written)) == []
    assert [one.where for one in written if not tables.written_to(one.target)] == []
    assert [one for one in unwritten if one.target.id.startswith("inv-")] == []
    assert sum(one.target.id.startswith("inv-") for one in written) == HOW_MANY


@pytest.mark.parametrize("change", SPOILT, ids=lambda one: f"{one.rule}-{one.to}-{one.was}"[:60])
def test_a_spoilt_letter_is_found(change: Spoilt) -> None:
    letter = letter_to(_office(change.to))
    rule, was = RULES[change.rule], getattr(letter.letter, change.part)
    becomes = (
        change.becomes if isinstance(change.becomes, str) else change.becomes(letter).replace("\\", r"\\")
    )
    now = re.sub(change.was, becomes, was, count=1)
    changes: dict[str, Any] = {change.part: now}
    changed = replace(letter, letter=replace(letter.letter, **changes))

    assert now != was
    assert list(rule(letter)) == []
    assert list(rule(changed)) != []


def test_no_rule_is_without_a_letter_that_breaks_it() -> None:
    assert {one.rule for one in SPOILT} == set(RULES)


@cache
def _office(name: str) -> str:
    """The office of that id, or the first of the invented that are what the name says."""

    def fits(one: Invented) -> bool:
        is_first = one.step == "first" and one.channel == "email"
        match name:
            case spoilt.SWISS:
                return one.tag == "de-CH" and one.target.country == "CH" and is_first
            case spoilt.RUSSIAN:
                return one.tag.startswith("ru") and is_first
            case spoilt.ALLY:
                return one.target.country in {"AM", "BY", "KG", "KZ", "TJ"} and is_first
            case spoilt.AMERICAN:
                return one.tag == "en-US" and bool(one.target.holders) and one.step == "first"
        return False

    return next((one.target.id for one in invented() if fits(one)), name)
