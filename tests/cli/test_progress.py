"""How far a long command is: a line on a terminal, nothing in a pipe, and what is done when it is cut off."""

import io
import re
from typing import Any

import pytest
from rich.console import Console

from outreach.cli import progress as module
from outreach.cli import tell
from outreach.cli.progress import followed, told
from outreach.model.errors import WrongState


@pytest.mark.parametrize(
    ("number", "seconds", "line"),
    [
        (1_200, 12.6, "approved 1,200 of 5,000, about 40 s left"),
        (4_999, 60.0, "approved 4,999 of 5,000, about 1 s left"),
        (100, 4.0, "approved 100 of 5,000, about 3 min left"),
        (10, 60.0, "approved 10 of 5,000, about 8 h left"),
        (5_000, 60.0, "approved 5,000 of 5,000"),
    ],
)
def test_it_is_said_in_plain_words(number: int, seconds: float, line: str) -> None:
    assert told("approved", number, 5_000, seconds=seconds) == line


def test_a_terminal_shows_one_line_which_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = on_a_screen(monkeypatch)

    with followed() as progress:
        progress("checked", 2, 2)
        progress("approved", 1, 2)
        shown = screen.getvalue()
        progress("approved", 2, 2)

    assert "checked 2 of 2" in shown
    assert re.search(r"approved 1 of 2, about \d+ s left", shown)
    assert screen.getvalue().rstrip("\n").endswith("\x1b[1A\x1b[2K")  # up to that line, and take it away


def test_a_pipe_gets_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with followed() as progress:
        progress("approved", 1, 2)

    assert capsys.readouterr() == ("", "")


def test_whoever_cuts_it_off_is_told_how_much_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    cut_off(KeyboardInterrupt(), "approved", 1_200, 5_000)

    assert capsys.readouterr().err == "approved 1,200 of 5,000: the same command goes on with the others\n"


def test_nothing_is_said_twice_nor_of_what_was_only_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    cut_off(KeyboardInterrupt(), "checked", 1, 2)
    cut_off(WrongState("1 of the 2 are approved"), "approved", 1, 2)
    cut_off(KeyboardInterrupt())

    assert capsys.readouterr().err == ""


def cut_off(fault: BaseException, *line: Any) -> None:
    """A command that ends with that fault, so far."""

    def work() -> None:
        with followed() as progress:
            if line:
                progress(*line)
            raise fault

    with pytest.raises(type(fault)):
        work()


def on_a_screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Standard error as a terminal."""
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=80, color_system=None, _environ={})
    for where in (module, tell):
        monkeypatch.setattr(where, "err", console)
    return screen
