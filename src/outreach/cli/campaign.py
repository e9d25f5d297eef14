"""`outreach campaign`: the appeals."""

from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.door import ATTENTION, AsJson, CampaignName, door
from outreach.cli.tell import print_json, print_table, say, show
from outreach.model.campaign import CampaignRecord
from outreach.model.errors import WrongState
from outreach.model.status import NEEDS_ATTENTION
from outreach.queries.campaigns import campaign_counts, campaign_record, campaign_records
from outreach.queries.departures import plan_campaign
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.campaigns.load import load_campaign

app = typer.Typer(help="The appeals: who asks what of whom.")


@app.command()
def load(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A campaign file (TOML).")],
) -> None:
    """Load a campaign as its file says it now; a changed one must be approved again."""
    house = door(context).house
    campaign = house.campaign(house.own(file))
    changed = load_campaign(
        house.engine, door(context).actor, campaign, house.texts(campaign), now=house.clock()
    )
    what = "loaded: a second person must approve it" if changed else "has not changed"
    say(f"campaign {campaign.id} {what}")


@app.command("list")
def list_campaigns(context: typer.Context, as_json: AsJson = False) -> None:
    """List the campaigns."""
    records = campaign_records(door(context).house.engine)
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
def show_campaign(context: typer.Context, campaign: CampaignName, as_json: AsJson = False) -> None:
    """Show what a campaign says."""
    record = campaign_record(door(context).house.engine, campaign)
    if as_json:
        print_json(record)
        return
    said = record.campaign
    print_table(
        ["", said.name],
        [
            ("loaded by", record.loaded_by),
            ("approved by", record.approved_by or "nobody yet"),
            ("digest", record.digest[:16]),
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
def plan(context: typer.Context, campaign: CampaignName, as_json: AsJson = False) -> None:
    """Show what will leave when, on your clock and on the recipient's."""
    house = door(context).house
    departures = plan_campaign(house.engine, campaign, rules=house.rules, now=house.clock())
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
def approve(
    context: typer.Context,
    campaign: CampaignName,
    seen: Annotated[str, typer.Option(help="The digest that `campaign show` showed, or its beginning.")] = "",
) -> None:
    """Approve a campaign as it stands; whoever loaded it cannot."""
    house = door(context).house
    record = campaign_record(house.engine, campaign)
    if seen and not record.digest.startswith(seen):
        raise WrongState(f"campaign {campaign} has changed since you read it: read it again")
    queued = approve_campaign(house.engine, door(context).actor, campaign, record.digest, now=house.clock())
    say(f"campaign {campaign} approved; {queued} waiting letters queued")


@app.command()
def status(context: typer.Context, campaign: CampaignName, as_json: AsJson = False) -> None:
    """Count the campaign's letters by state; exit code 1 if some want a person."""
    counts = campaign_counts(door(context).house.engine, campaign)
    if as_json:
        print_json({status.value: count for status, count in counts.items()})
    else:
        print_table(["state", "letters"], sorted(counts.items()))
    raise typer.Exit(ATTENTION if any(counts.get(status) for status in NEEDS_ATTENTION) else 0)


def _summary(record: CampaignRecord) -> dict[str, object]:
    return {
        "id": record.campaign.id,
        "name": record.campaign.name,
        "loaded_by": record.loaded_by,
        "approved_by": record.approved_by,
        "digest": record.digest,
    }
