"""Choosing offices on the command line, and seeing whom a campaign writes to."""

import pytest

from outreach.lists.contacts import write_contacts
from tests.builders import office
from tests.cli.program import Program

NAME = "miftakhov-2026"


@pytest.fixture
def with_russia(ready: Program) -> Program:
    """A row that says of a Russian office that it is written to."""
    file = ready.home / "more.csv"
    file.write_text(write_contacts([office("gov-ru-mfa", country="RU")]), "utf-8", newline="")
    ready.done("contacts", "load", file, "--apply", who="ann")
    return ready


def test_the_audience_is_told_with_counts_by_reason(with_russia: Program) -> None:
    lines = [line.rstrip() for line in with_russia("campaign", "audience", NAME).out.splitlines()]

    assert lines[0] == "in: 4 offices"
    assert "1        by e-mail: ministry-eu-mechanism" in lines
    assert "1        by e-mail: ministry-own-list" in lines
    out = lines[lines.index("out: 1 office") :]
    assert out[2].startswith("1        barred by the campaign: a body of the State that holds him")
    assert any(line.startswith("gov-ru-mfa  barred by the campaign: ") for line in out)


def test_the_audience_is_told_to_programs(with_russia: Program) -> None:
    found = with_russia.json("campaign", "audience", NAME, "--to", "country:ru,gb")

    assert [(one["office_id"], one["is_in"]) for one in found] == [
        ("gov-gb-fcdo", True),
        ("gov-ru-mfa", False),
    ]


def test_drafting_may_be_narrowed_and_never_passes_the_bar(with_russia: Program) -> None:
    drafted = with_russia.json(
        *("letters", "draft", "--campaign", NAME, "--to", "country:gb", "--to", "country:ru -has:post"),
        who="ann",
    )

    assert [(one["office_id"], one["result"]) for one in drafted] == [
        ("gov-gb-fcdo", "drafted"),
        ("gov-ru-mfa", "not_written"),
    ]
    assert list(with_russia.letters()) == ["gov-gb-fcdo"]


def test_whoever_was_written_to_lately_can_be_passed_over(sent: Program) -> None:
    found = sent.json("contacts", "list", "--to", "-contacted:30d")

    assert [one["id"] for one in found] == ["gov-fi-mfa", "gov-xx-mfa"]


def test_the_directory_is_listed_by_the_same_filters(ready: Program) -> None:
    assert "gov-gb-fcdo" in ready("contacts", "list", "--to", "country:gb has:email").out
    assert "nobody like that is in the directory" in ready("contacts", "list", "--to", "country:jp").out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--to", "contry:de"), "'contry:de': contry is no key: is it country?"),
        (("--to", "office:gov-gb-fco"), "'office:gov-gb-fco' fits no office of the directory: is it office:"),
        (("--to", ""), "the filter is empty: say whom you mean"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [("campaign", "audience", NAME), ("contacts", "list"), ("letters", "draft", "--campaign", NAME)],
)
def test_a_slip_is_one_line(
    ready: Program, command: tuple[str, ...], words: tuple[str, ...], complaint: str
) -> None:
    said = ready(*command, *words, who="ann")

    assert said.code == 2
    assert said.complaint.startswith(complaint)


def test_drafting_tells_that_it_holds_what_was_there(drafted: Program) -> None:
    file = drafted.home / "more.csv"
    file.write_text(write_contacts([office("gov-fr-mfa", country="RU")]), "utf-8", newline="")
    drafted.done("contacts", "load", file, "--apply", who="ann")

    said = drafted("letters", "draft", "--campaign", NAME, who="ann").out

    assert "1 letter is held: `campaign audience` says why" in " ".join(said.split())
    assert drafted.letters()["gov-fr-mfa"]["hold_cause"] == "audience"


@pytest.mark.parametrize(
    ("name", "line", "slip", "told"),
    [
        (
            *("campaigns/miftakhov-2026.toml", '"office:gov-ua-mfa"', '"kind:foreign-ministr country:ua"'),
            "'kind:foreign-ministr' fits no office of the directory: is it kind:foreign-ministry?",
        ),
        (
            *("cases/azat-miftakhov.toml", '"country:am,by,kz,kg,ru,tj"', '"rank:foreign-ministr"'),
            "'rank:foreign-ministr' fits no office of the directory: is it rank:foreign-minister?",
        ),
    ],
)
def test_a_slip_in_what_keeps_something_from_somebody_is_told_when_the_campaign_is_loaded(
    ready: Program, name: str, line: str, slip: str, told: str
) -> None:
    """It kept nothing from anybody, and nobody was told."""
    file = ready.home / "config" / name
    said = file.read_text("utf-8")
    assert line in said
    file.write_text(said.replace(line, slip, 1), "utf-8")

    loaded = ready.done("campaign", "load", "config/campaigns/miftakhov-2026.toml", who="ann")

    assert f"look at whom the campaign keeps something from: {told}" in loaded.out.splitlines()
