"""`outreach report`: which institutions were contacted, and who answered."""

from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.door import AsJson, Campaign, door
from outreach.cli.tell import say, show
from outreach.files.write import write_file
from outreach.queries.coverage import report_coverage
from outreach.rendering.report.page import render_report
from outreach.work.reports.write import write_report

app = typer.Typer(help="Which institutions were contacted, and who answered.")


@app.callback()
def report() -> None:
    """Which institutions were contacted, and who answered."""


@app.command()
def html(
    context: typer.Context,
    campaign: Campaign,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")] = Path("report.html"),
) -> None:
    """Write the page that shows the whole campaign: every letter, who answered, whom nobody could reach."""
    house = door(context).house
    with house.draft_context(campaign) as drafting:
        report = write_report(house.engine, campaign, context=drafting, now=house.clock())
    write_file(file, render_report(report).encode())
    say(f"the report to look at: {file}")


@app.command()
def coverage(
    context: typer.Context,
    campaign: Campaign,
    as_json: AsJson = False,
) -> None:
    """Office by office: step, state, outcome, and the reason where there is no letter."""
    lines = report_coverage(door(context).house.engine, campaign)
    columns = {
        "office_id": "office",
        "step": "step",
        "channel": "by",
        "status": "state",
        "outcome": "outcome",
        "reason": "reason",
    }
    show(
        as_json,
        lines,
        columns,
        empty="the directory is empty: `outreach contacts load contacts/*.csv --apply`",
    )
