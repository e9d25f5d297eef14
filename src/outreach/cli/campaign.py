"""`outreach campaign`: the appeals."""

from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.door import ATTENTION, AsJson, door
from outreach.cli.tell import print_json, print_table, say, show
from outreach.model.campaign import CampaignRecord
from outreach.model.ids import CampaignId
from outreach.model.status import Status
from outreach.queries.departures import plan_campaign
from outreach.store import campaigns, letters
from outreach.store.database import reading
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.campaigns.load import load_campaign

app = typer.Typer(help="The appeals: who asks what of whom.")

#: What a person should look at.
TROUBLE = (Status.IN_DOUBT, Status.FAILED, Status.BLOCKED, Status.HELD)


@app.command()
def load(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A campaign file (TOML).")],
) -> None:
    """Load a campaign as its file says it now; a changed one must be approved again."""
    house = door(context).house
    campaign = house.campaign(file)
    changed = load_campaign(house.engine, campaign, who=door(context).who, now=house.clock())
    what = "loaded: a second person must approve it" if changed else "has not changed"
    say(f"campaign {campaign.id} {what}")


@app.command("list")
def list_campaigns(context: typer.Context, as_json: AsJson = False) -> None:
    """List the campaigns."""
    with reading(door(context).house.engine) as connection:
        records = campaigns.list_all(connection)
    rows = [_summary(record) for record in records]
    if as_json:
        print_json(rows)
    elif rows:
        print_table(
            ["campaign", "name", "loaded by", "approved by"], [list(row.values())[:4] for row in rows]
        )
    else:
        say("no campaign yet: `outreach campaign load config/campaigns/NAME.toml`")


@app.command("show")
def show_campaign(context: typer.Context, campaign: str, as_json: AsJson = False) -> None:
    """Show what a campaign says."""
    with reading(door(context).house.engine) as connection:
        record = campaigns.get(connection, CampaignId(campaign))
    if as_json:
        print_json(record)
        return
    said = record.campaign
    print_table(
        ["", said.name],
        [
            ("loaded by", record.loaded_by),
            ("approved by", record.approved_by or "nobody yet"),
            ("from", f"{said.sender.name} <{said.sender.email}>"),
            ("template", said.template),
            ("languages", f"{', '.join(said.preferred_languages)}, else {said.fallback_language}"),
            ("steps", ", ".join(step.name for step in said.steps)),
            ("signatories", len(said.signatories)),
            *((f"asks of {kind}", request) for kind, request in said.requests.items()),
            *((f"asks of {office}", request) for office, request in said.request_exceptions.items()),
        ],
    )


@app.command()
def plan(context: typer.Context, campaign: str, as_json: AsJson = False) -> None:
    """Show what will leave when, on your clock and on the recipient's."""
    house = door(context).house
    departures = plan_campaign(house.engine, CampaignId(campaign), rules=house.rules, now=house.clock())
    show(
        as_json,
        departures,
        {
            "office_id": "office",
            "step": "step",
            "channel": "channel",
            "status": "status",
            "here": "on our clock",
            "there": "on theirs",
            "letter_id": "letter",
        },
        empty="nothing is waiting to leave",
    )


@app.command()
def approve(context: typer.Context, campaign: str) -> None:
    """Approve a campaign as it stands; whoever loaded it cannot."""
    house = door(context).house
    queued = approve_campaign(house.engine, CampaignId(campaign), who=door(context).who, now=house.clock())
    say(f"campaign {campaign} approved; {queued} waiting letters queued")


@app.command()
def status(context: typer.Context, campaign: str, as_json: AsJson = False) -> None:
    """Count the campaign's letters by state; exit code 1 if some want a person."""
    with reading(door(context).house.engine) as connection:
        campaigns.get(connection, CampaignId(campaign))
        counts = letters.count_by_status(connection, CampaignId(campaign))
    if as_json:
        print_json({status.value: count for status, count in counts.items()})
    else:
        print_table(["state", "letters"], sorted(counts.items()))
    raise typer.Exit(ATTENTION if any(counts.get(status) for status in TROUBLE) else 0)


def _summary(record: CampaignRecord) -> dict[str, object]:
    return {
        "id": record.campaign.id,
        "name": record.campaign.name,
        "loaded_by": record.loaded_by,
        "approved_by": record.approved_by,
        "digest": record.digest,
    }
