"""`outreach follow-ups`: who stays silent, and the reminders."""

from typing import Annotated

import typer

from outreach.cli.door import AsJson, door
from outreach.cli.letters import tell_drafted
from outreach.cli.tell import show
from outreach.model.ids import CampaignId
from outreach.work.follow_ups.draft import follow_up, follow_ups

app = typer.Typer(help="Who stays silent, and their reminders.")

Campaign = Annotated[str, typer.Option("--campaign", help="The campaign.")]


@app.command()
def due(context: typer.Context, campaign: Campaign, as_json: AsJson = False) -> None:
    """List the offices that have not answered, and the day their reminder falls due."""
    house = door(context).house
    waiting = follow_ups(house.engine, CampaignId(campaign), rules=house.rules, now=house.clock())
    columns = {
        "office_id": "office",
        "step": "next step",
        "due_on": "due on",
        "is_due": "due now",
        "draft_id": "draft",
    }
    show(as_json, waiting, columns, empty="nobody is to be reminded")


@app.command()
def draft(context: typer.Context, campaign: Campaign, as_json: AsJson = False) -> None:
    """Draft the reminders that are due; each must be approved like any letter."""
    house = door(context).house
    drafted = follow_up(
        house.engine,
        CampaignId(campaign),
        rules=house.rules,
        desk=house.desk(CampaignId(campaign)),
        who=door(context).who,
        clock=house.clock,
    )
    tell_drafted(drafted, as_json)
