"""`docs/running-it.md` and the README: every command that they tell exists."""

import re

import pytest
import typer

from outreach.cli.app import app
from tests.builders import REPOSITORY

COMMAND = re.compile(r"(?:^|`|/)outreach ((?:--\w+ \S+ )*)([a-z][a-z -]*)", re.MULTILINE)


def told(page: str) -> set[tuple[str, ...]]:
    """The words behind `outreach`, without its options."""
    text = (REPOSITORY / page).read_text("utf-8")
    return {tuple(words.split(" --")[0].split()) for _, words in COMMAND.findall(text)}


@pytest.mark.parametrize("page", ["docs/running-it.md", "docs/contacts.md", "README.md"])
def test_every_command_that_is_told_exists(page: str) -> None:
    program = typer.main.get_command(app)

    assert told(page)
    for words in told(page):
        command = program
        for word in words:
            if not hasattr(command, "commands"):
                break  # what follows are the command's own words
            assert word in command.commands, f"{page}: outreach {' '.join(words)}"
            command = command.commands[word]
        assert not hasattr(command, "commands"), f"{page}: outreach {' '.join(words)} …"
