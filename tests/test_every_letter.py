"""Every letter that the starter's campaign writes, to its directory and to 300 invented offices, is right."""

from collections.abc import Iterator

from tests.every_letter import tables
from tests.every_letter.invented import HOW_MANY
from tests.every_letter.rules import RULES
from tests.every_letter.written import Written, every_letter


def faults(letters: tuple[Written, ...]) -> Iterator[str]:
    """Every fault of every letter, a line each."""
    for one in letters:
        for name, rule in RULES.items():
            yield from (f"{one.where} | {name} | {excerpt}" for excerpt in rule(one))


def test_no_letter_has_a_fault() -> None:
    written, _ = every_letter()

    assert list(faults(written)) == []


def test_every_invented_office_gets_its_letter() -> None:
    written, unwritten = every_letter()
    got = [one for one in written if one.target.id.startswith("inv-")]

    assert [(one.target.id, one.reason) for one in unwritten if one.target.id.startswith("inv-")] == []
    assert len(got) == HOW_MANY


def test_nobody_is_written_to_whom_the_campaign_bars_or_leaves_out() -> None:
    written, unwritten = every_letter()

    assert [one.where for one in written if not tables.written_to(one.target)] == []
    assert "gov-ua-mfa" in {one.target.id for one in unwritten}
