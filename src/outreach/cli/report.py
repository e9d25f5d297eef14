"""`outreach report`: which institutions were contacted, and who answered."""

from typing import Annotated

import typer

from outreach.cli.door import AsJson, door
from outreach.cli.tell import show
from outreach.model.ids import CampaignId
from outreach.queries.coverage import report_coverage

app = typer.Typer(help="Which institutions were contacted, and who answered.")


@app.callback()
def report() -> None:
    """Which institutions were contacted, and who answered."""


@app.command()
def coverage(
    context: typer.Context,
    campaign: Annotated[str, typer.Option("--campaign", help="The campaign.")],
    as_json: AsJson = False,
) -> None:
    """Office by office: step, state, outcome, and the reason where there is no letter."""
    lines = report_coverage(door(context).house.engine, CampaignId(campaign))
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
