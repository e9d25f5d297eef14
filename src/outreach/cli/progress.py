"""How far a long command is: one line on a terminal's standard error, which is gone when the command ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.live import Live
from rich.text import Text

from outreach.cli.tell import complain, err
from outreach.model.errors import OutreachError
from outreach.work.chunks import Progress
from outreach.work.letters.approve import CHECKED


@contextmanager
def followed() -> Iterator[Progress]:
    """A `Progress` for one verb; in a pipe or a file it says nothing.

    Where the verb is cut off in the middle, by Ctrl-C or its database, one line tells how much is done. What
    the house itself refuses tells that in its own words.
    """
    now: tuple[str, int, int] = ("", 0, 0)
    since = last = monotonic()

    def follow(done: str, number: int, total: int) -> None:
        nonlocal now, since, last
        if done != now[0]:
            since = last
        now, last = (done, number, total), monotonic()
        if err.is_terminal:
            live.update(Text(told(*now, seconds=last - since)), refresh=True)

    try:
        with Live(console=err, transient=True, auto_refresh=False, redirect_stdout=False) as live:
            yield follow
    except OutreachError:
        raise
    except BaseException:
        done, number, total = now
        if done != CHECKED and number < total:
            complain(f"{done} {number:,} of {total:,}: the same command goes on with the others")
        raise


def told(done: str, number: int, total: int, *, seconds: float) -> str:
    """``approved 1,200 of 5,000, about 40 s left``; ``seconds`` is how long these have taken."""
    line = f"{done} {number:,} of {total:,}"
    return line if number >= total else f"{line}, about {_rounded(seconds / number * (total - number))} left"


def _rounded(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{round(minutes / 60)} h"
