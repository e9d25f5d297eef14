"""What our pages tell people to type: each command exists, with each of its options."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import typer

from outreach.cli.app import app
from outreach.model.thread import AnswerKind
from outreach.work.letters.settle import Verdict
from tests.builders import REPOSITORY

PAGES = [
    *("README.md", "CONTRIBUTING.md", "SECURITY.md"),
    *sorted(file.relative_to(REPOSITORY).as_posix() for file in (REPOSITORY / "docs").glob("*.md")),
]
#: Pages from which somebody runs a campaign: they tell commands, or there would be nothing to hold them to.
TELL = {
    *(
        "README.md",
        "docs/running-it.md",
        "docs/a-campaign-of-your-own.md",
        "docs/contacts.md",
        "docs/words.md",
    ),
    "docs/adding-a-language.md",
}


@cache
def program() -> Any:
    """The command line as its library sees it."""
    return typer.main.get_command(app)


def typed(page: str) -> Iterator[list[str]]:
    """The words of each command on the page, without `outreach` and the options before the command."""
    text = (REPOSITORY / page).read_text("utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    for line in (*lines, *re.findall(r"`([^`\n]+)`", text)):
        words = (
            shlex.split(line.removeprefix("ExecStart="), comments=True) if line.count('"') % 2 == 0 else []
        )
        if not words or words[0].endswith(".toml"):
            continue
        if words[0].rpartition("/")[2] == "outreach":
            yield _without_global_options(words[1:])
        elif words[0] in program().commands and len(words) > 1:
            yield words


def _without_global_options(words: list[str]) -> list[str]:
    while words and words[0] in ("--home", "--as"):
        words = words[2:]
    return words


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_told_exists_and_takes_what_is_told(page: str) -> None:
    commands = list(typed(page))

    assert bool(commands) or page not in TELL
    for words in commands:
        told = f"{page}: outreach {' '.join(words)}"
        command, rest = program(), list(words)
        while rest and hasattr(command, "commands") and not rest[0].startswith("-"):
            assert rest[0] in command.commands, told
            command = command.commands[rest.pop(0)]
        assert not hasattr(command, "commands") or not words or rest == ["--version"], told
        _take(command, rest, told)


def _take(command: Any, rest: list[str], told: str) -> None:
    options = {name: option for option in command.params for name in option.opts if name.startswith("-")}
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            continue
        assert word in options, told
        if word == "--outcome":
            assert rest[0] in {*Verdict, *AnswerKind}, told


def test_the_table_of_a_campaign_leaves_no_command_out() -> None:
    """Whoever runs a campaign by the page finds each command there, but for those of technicians."""
    told = {tuple(words) for words in typed("docs/running-it.md")}
    every = {
        (group, name)
        for group, command in program().commands.items()
        for name in getattr(command, "commands", {})
    }
    not_on_the_way = {
        *(("people", "list"), ("campaign", "list"), ("campaign", "status"), ("contacts", "list")),
        *(("contacts", "export"), ("contacts", "verify")),
    }

    missing = {command for command in every if not any(words[: len(command)] == command for words in told)}

    assert missing <= not_on_the_way
