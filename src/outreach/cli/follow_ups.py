"""`outreach follow-ups`: who stays silent, and the reminders."""

import typer

from outreach.cli.door import AsJson, Campaign, door
from outreach.cli.letters import tell_drafted
from outreach.cli.progress import followed
from outreach.cli.tell import show
from outreach.queries.follow_ups import follow_ups
from outreach.work.follow_ups.draft import draft_follow_ups

app = typer.Typer(help="Who stays silent, and their reminders.")


@app.command()
def due(context: typer.Context, campaign: Campaign, as_json: AsJson = False) -> None:
    """List the offices that have not answered, and the day their reminder falls due."""
    house = door(context).house
    silent = follow_ups(house.engine, campaign, rules=house.rules, now=house.clock())
    columns = {
        "office_id": "office",
        "step": "next step",
        "due_on": "due on",
        "is_due": "due now",
        "draft_id": "draft",
        "not_written": "but",
    }
    show(as_json, silent, columns, empty="nobody is to be reminded")


@app.command()
def draft(context: typer.Context, campaign: Campaign, as_json: AsJson = False) -> None:
    """Draft the reminders that are due; each must be approved like any letter."""
    house = door(context).house
    with house.draft_context(campaign) as drafting, followed() as progress:
        drafted = draft_follow_ups(
            house.engine,
            door(context).actor,
            campaign,
            context=drafting,
            clock=house.clock,
            progress=progress,
        )
    tell_drafted(drafted, as_json)
