"""What every command has in common: help, JSON, a line for a complaint, a narrow window."""

import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
from rich.console import Console

from outreach.cli import tell
from tests.cli.program import Program

CAMPAIGN = ("--campaign", "miftakhov-2026")

COMMANDS = {
    "": [
        *("init", "send", "serve", "stop", "resume", "status", "doctor", "sandbox", "demo"),
        *("people", "contacts", "campaign", "letters", "answers", "follow-ups", "tasks"),
        *("templates", "report", "forms", "audit"),
    ],
    "people": ["add", "disable", "list"],
    "contacts": ["load", "list", "check", "verify", "suppress", "suppressions", "export"],
    "campaign": ["new", "load", "list", "show", "audience", "plan", "approve", "status"],
    "letters": [
        *("draft", "preview", "test", "list", "show", "edit", "reschedule"),
        *("approve", "hold", "release", "cancel", "settle"),
    ],
    "answers": ["record", "list", "correct"],
    "follow-ups": ["due", "draft"],
    "tasks": ["list", "show", "print", "done", "reopen"],
    "templates": ["check"],
    "forms": ["show"],
    "report": ["coverage", "html"],
    "audit": ["list", "verify"],
}
EVERY = [(group, name) if group else (name,) for group, names in COMMANDS.items() for name in names]

#: Commands that only look.
LOOKS = (
    ("people", "list"),
    ("contacts", "list"),
    ("contacts", "check"),
    ("campaign", "list"),
    ("campaign", "show", "miftakhov-2026"),
    ("campaign", "audience", "miftakhov-2026"),
    ("campaign", "plan", "miftakhov-2026"),
    ("campaign", "status", "miftakhov-2026"),
    ("letters", "list"),
    ("follow-ups", "due", *CAMPAIGN),
    ("contacts", "suppressions", "list"),
    ("answers", "list"),
    ("audit", "list"),
    ("audit", "verify"),
    ("tasks", "list"),
    ("report", "coverage", *CAMPAIGN),
    ("forms", "show", "--language", "de"),
    ("status",),
    ("doctor",),
)

#: Commands that act, and must not without a person.
ACTS = (
    ("campaign", "approve", "miftakhov-2026"),
    ("contacts", "verify", "gov-fr-mfa"),
    ("contacts", "suppress", "gov-fr-mfa", "--reason", "no"),
    ("letters", "draft", *CAMPAIGN),
    ("letters", "test", *CAMPAIGN, "--to", "ann@us.test"),
    ("letters", "approve", *CAMPAIGN),
    ("letters", "cancel", *CAMPAIGN, "--reason", "no"),
    ("follow-ups", "draft", *CAMPAIGN),
    ("stop",),
    ("resume",),
)


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_every_command_says_what_it_is_for(empty: Program, words: tuple[str, ...]) -> None:
    said = empty(*words, "--help")

    assert said.code == 0
    assert said.err == ""
    usage, purpose = said.out.strip().split("\n\n")[:2]
    assert usage.startswith("Usage:")
    assert purpose.strip()[0].isupper()
    assert "outreach.model" not in said.out, "the name of a class tells staff nothing"
    assert {file.name for file in empty.home.iterdir()} == {".env", "audit.key"}, "help makes nothing"


@pytest.mark.parametrize("group", [group for group in COMMANDS if group])
def test_every_group_lists_its_commands(empty: Program, group: str) -> None:
    told = empty(group, "--help").out

    assert all(command in told for command in COMMANDS[group])


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_looking_prints_json_for_programs(sent: Program, words: tuple[str, ...]) -> None:
    plain, as_json = sent(*words), sent(*words, "--json")

    assert plain.code == as_json.code in (0, 1)
    assert as_json.json is not None
    assert plain.err == as_json.err == ""


def test_where_nothing_is_yet_a_line_says_so_and_no_empty_table(empty: Program) -> None:
    empty.done("init")

    for words in LOOKS:
        if words[-1] != "miftakhov-2026" and empty.json(*words) == []:
            [line] = empty(*words).out.splitlines()
            assert "  " not in line.strip(), f"{' '.join(words)} prints headings alone"


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_a_narrow_window_cuts_nothing_off(
    sent: Program, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, *rows = printed(sent, words, 400, monkeypatch).splitlines()
    narrow = printed(sent, words, 40, monkeypatch)

    assert max(map(len, narrow.splitlines()), default=0) <= 40
    # However it is folded and in whatever order, every character of every row is there.
    assert not Counter("".join(rows).replace(" ", "")) - Counter(narrow)


@pytest.mark.parametrize("columns", [["office", "what to look at"], ["", "letter x"]], ids=str)
def test_no_address_is_broken_however_narrow_the_window(
    columns: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "https://foreignaffairs.house.example/contact/"
    monkeypatch.setattr(tell, "out", Console(highlight=False, width=60))

    tell.print_table(columns, [("parliament-committee", f"{address} has not been checked: look it up")])

    assert address in capsys.readouterr().out.split()


def printed(outreach: Program, words: tuple[str, ...], width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the command prints in a window of so many columns."""
    monkeypatch.setattr(
        tell, "out", Console(highlight=False, width=width, force_terminal=True, color_system=None)
    )
    return outreach(*words).out


def test_the_width_of_the_window_is_that_of_the_terminal(sent: Program) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "outreach", "--home", str(sent.home), "letters", "list"],
        env={**os.environ, "COLUMNS": "40"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stderr == ""
    assert max(map(len, run.stdout.splitlines())) <= 40


@pytest.mark.parametrize("words", ACTS, ids=" ".join)
def test_nobody_acts_without_a_name(drafted: Program, words: tuple[str, ...]) -> None:
    before = drafted.json("letters", "list")

    assert "--as PERSON" in drafted(*words).complaint
    assert "nobody here goes by eve" in drafted(*words, who="eve").complaint

    assert drafted.json("letters", "list") == before


def test_the_environment_may_say_who_acts_and_where(ready: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_AS", "ann")

    ready.done("stop", "--reason", "lunch")

    assert ready.json("status")["stopped"][0]["requested_by"] == "ann"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "Missing command"),
        (("fly",), "No such command 'fly'"),
        (("--fly",), "No such option: --fly"),
        (("letters",), "Missing command"),
        (("letters", "list", "--status", "lost"), "'lost' is not one of 'draft'"),
        (("letters", "draft"), "Missing option '--campaign'"),
        (("letters", "show"), "Missing argument 'LETTER'"),
        (("tasks", "show", "one"), "Invalid value for 'TASK'"),
        (("tasks", "show", "1"), "there is no task 1"),
        (("init", "twice"), "unexpected extra argument"),
        (("send",), "send --once"),
        (("letters", "show", "0000000000"), "there is no letter 0000000000"),
        (("letters", "approve"), "say which letters"),
        (("campaign", "show", "nonesuch"), "there is no campaign nonesuch"),
        (("campaign", "plan", "nonesuch"), "there is no campaign nonesuch"),
        (("campaign", "status", "nonesuch"), "there is no campaign nonesuch"),
        (("report", "coverage", "--campaign", "nonesuch"), "there is no campaign nonesuch"),
        (("follow-ups", "due", "--campaign", "nonesuch"), "there is no campaign nonesuch"),
        (("letters", "draft", "--campaign", "nonesuch"), "there is no campaign nonesuch"),
        (("contacts", "load", "nowhere.csv"), "nowhere.csv cannot be read: No such file or directory"),
        (("campaign", "load", "nowhere.toml"), "nowhere.toml cannot be read: No such file or directory"),
        (("contacts", "verify", "gov-nowhere"), "there is no office gov-nowhere"),
        (("contacts", "suppress", "gov-nowhere", "--reason", "x"), "there is no office gov-nowhere"),
        (("contacts", "suppress", "not@a@mailbox", "--reason", "x"), "not one bare address"),
        (("stop", "--campaign", "a", "--account", "b"), "not both"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_asked_wrongly_is_answered_in_one_line(
    ready: Program, words: tuple[Any, ...], complaint: str
) -> None:
    assert complaint in ready(*words, who="ann").complaint


# The forms of address stand in files, with or without a database.
@pytest.mark.parametrize(
    "words", [*(w for w in LOOKS if w[0] != "forms"), ("send", "--once"), ("serve",)], ids=" ".join
)
def test_without_a_database_every_command_says_how_to_make_one(
    empty: Program, words: tuple[str, ...]
) -> None:
    said = empty(*words)

    assert said.code in (1, 2)
    assert "outreach init" in " ".join((said.out + said.err).split())
    assert "Traceback" not in said.err
    assert not (empty.home / "received").exists()
