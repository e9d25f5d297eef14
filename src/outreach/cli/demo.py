"""`outreach demo`: the whole main job, rehearsed, with something to look at in the end."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from outreach.cli.door import door
from outreach.cli.tell import out, print_table, say
from outreach.demo import CAMPAIGN, Played, Show, play
from outreach.files.write import write_file
from outreach.model.directory import Channel
from outreach.queries.coverage import Line, report_coverage
from outreach.rendering.report.page import render_report
from outreach.wiring.house import House, open_demo
from outreach.work.reports.write import write_report


def demo(context: typer.Context) -> None:
    """Rehearse the whole job on the real directory, in var/demo; nothing leaves this machine."""
    house = open_demo(door(context).said_home)
    played = play(house, _Bars())
    report = house.home / "report.html"
    with house.draft_context(CAMPAIGN) as drafting:
        told = write_report(house.engine, CAMPAIGN, context=drafting, now=house.clock())
    write_file(report, render_report(told).encode())
    _summary(house, played, report)


class _Bars:
    @contextmanager
    def progress(self, what: str) -> Iterator[Show]:
        """A bar that stays on the screen when its part is done."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=out) as bars:
            bar = bars.add_task(what, total=None)
            yield lambda done, total: bars.update(bar, completed=done, total=total)


def _summary(house: House, played: Played, report: Path) -> None:
    lines = report_coverage(house.engine, CAMPAIGN)
    counts = Counter((line.body, _where(line)) for line in lines)
    bodies = sorted({body for body, _ in counts})
    places = [place for place in _PLACES if any(counts[body, place] for body in bodies)]
    say("")
    print_table(
        ["", *places],
        [(body, *(counts[body, place] or "" for place in places)) for body in bodies],
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


#: The columns of the summary, in the order of a letter's life.
_PLACES = ("no letter", "draft", "waiting", "by hand", "accepted", "answered", "trouble")


def _where(line: Line) -> str:
    if line.status is None:
        return "no letter"
    if line.outcome not in (None, "awaiting"):
        return "answered"
    return {
        "draft_id": "draft",
        "approved": "waiting",
        "queued": "waiting",
        "by_hand": "by hand",
        "accepted": "accepted",
        "delivered": "accepted",
    }.get(line.status, "trouble")
