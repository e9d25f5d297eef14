"""`outreach demo`: the whole main job, rehearsed, with something to look at in the end."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from outreach.cli.door import door
from outreach.cli.post import post_of_the_day
from outreach.cli.tell import out, print_table, say
from outreach.demo import CAMPAIGN, Advance, Played, play
from outreach.files.write import write_file
from outreach.model.directory import Channel
from outreach.model.thread import ThreadOutcome
from outreach.queries.coverage import Line, report_coverage
from outreach.queries.post import open_post
from outreach.rendering.report.groups import GROUPS
from outreach.rendering.report.page import render_report
from outreach.wiring.homes import open_demo
from outreach.wiring.house import House
from outreach.work.reports.write import write_report


def demo(context: typer.Context) -> None:
    """Rehearse the whole job on the real directory, in var/demo; nothing leaves this machine."""
    house = open_demo(door(context).typed_home)
    played = play(house, _Bars())
    with house.draft_context(CAMPAIGN) as drafting:
        report = write_report(house.engine, CAMPAIGN, context=drafting, now=house.clock())
    file = house.home / "report.html"
    write_file(file, render_report(report).encode())
    post = house.home / "post.pdf"
    waiting = open_post(house.engine, now=house.clock()).letters
    write_file(post, post_of_the_day(house, waiting))
    _summary(house, played, file)
    say(f"the day's post, {len(waiting)} letters to be put into envelopes: {post}")


class _Bars:
    @contextmanager
    def progress(self, what: str) -> Iterator[Advance]:
        """A bar that stays on the screen when its part is done."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=out) as bars:
            bar = bars.add_task(what, total=None)
            yield lambda done, total: bars.update(bar, completed=done, total=total)


def _summary(house: House, played: Played, report: Path) -> None:
    lines = report_coverage(house.engine, CAMPAIGN)
    counts = Counter((line.body, _column(line)) for line in lines)
    bodies = sorted({body for body, _ in counts})
    columns = [column for column in _COLUMNS if any(counts[body, column] for body in bodies)]
    say("")
    print_table(
        ["", *columns],
        [(body, *(counts[body, column] or "" for column in columns)) for body in bodies],
        title="Where the letters and the offices stand",
    )
    say("")
    mailed = sum(letter.channel is Channel.EMAIL for letter in played.sent)
    by_hand = len(played.sent) - mailed
    say(f"{mailed} letters sent, {by_hand} given to people as tasks" if played.sent else "nothing to send")
    say(f"{played.reminders} reminders wait for a second person's approval")
    say(f"the demo's clock stands at {house.clock():%d %B %Y, %H:%M} UTC")
    say(f"mails as they were received: {house.home / 'received'}")
    say(f"the report to look at: {report}")


#: The columns of the summary: the groups of the report page, so that both say the same.
_COLUMNS = ("no letter", *(group.title.lower() for group in GROUPS), "answered")


def _column(line: Line) -> str:
    if line.status is None:
        return "no letter"
    if line.outcome not in (None, ThreadOutcome.AWAITING):
        return "answered"
    return next(group.title.lower() for group in GROUPS if line.status in group.states)
