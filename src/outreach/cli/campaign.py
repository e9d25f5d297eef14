"""`outreach campaign`: the appeals."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.campaign_new import new
from outreach.cli.campaign_view import DIGEST_PIECE, campaign_lines
from outreach.cli.digest_piece import digest_piece
from outreach.cli.door import ATTENTION, AsJson, CampaignName, ToOffices, door
from outreach.cli.tell import print_json, print_table, say, tell_counts
from outreach.files.read import shown_name
from outreach.model.campaign import Campaign, CampaignRecord
from outreach.model.civil_time import CivilTime
from outreach.model.counted import counted
from outreach.model.errors import WrongState
from outreach.model.ids import CampaignId
from outreach.model.live_wants import wants_of_case, wants_of_sender
from outreach.model.status import NEEDS_ATTENTION
from outreach.queries.audience import campaign_audience, kept_from_nobody, parse_choice
from outreach.queries.campaigns import campaign_counts, campaign_record, campaign_records
from outreach.queries.departures import plan_campaign
from outreach.queries.unknown_offices import unknown_offices
from outreach.queries.unverified import unverified
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.campaigns.load import load_campaign

#: Of what should be looked at in its texts, a loading tells no more.
_MOST_FINDINGS = 5

app = typer.Typer(help="The appeals: who asks what of whom.")
app.command()(new)


@app.command()
def load(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A campaign file (TOML).")],
) -> None:
    """Load a campaign as its file says it now; exit code 1 if nothing can be drafted from it yet."""
    house = door(context).house
    campaign = house.campaign(house.own(file))
    texts = house.texts(campaign)
    changed = load_campaign(house.engine, door(context).actor, campaign, texts.digests, now=house.clock())
    what = "loaded: a second person must approve it" if changed else "has not changed"
    say(f"campaign {campaign.id} {what}")
    for slip in kept_from_nobody(house.engine, campaign):
        say(f"look at whom the campaign keeps something from: {slip}")
    if unknown := unknown_offices(house.engine, campaign):
        where = shown_name(Path(file.name))
        what = "no office of the directory has this id, so whatever names it does nothing"
        say(f"look at {where}: {what}: {', '.join(unknown)}")
    for finding in texts.findings[:_MOST_FINDINGS]:
        say(f"look at {finding}")
    if len(texts.findings) > _MOST_FINDINGS:
        say(f"{len(texts.findings)} things to look at: `outreach templates check --campaign {campaign.id}`")
    if texts.lack:
        say(f"nothing can be drafted from it yet: {texts.lack}")
        raise typer.Exit(ATTENTION)


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
    record = campaign_record(door(context).house.engine, CampaignId(campaign))
    if as_json:
        print_json(record)
        return
    print_table(["", record.campaign.name], campaign_lines(record))
    _tell_wants(record.campaign, live=door(context).house.live)
    piece = record.digest[:DIGEST_PIECE]
    say(f"to approve exactly this: outreach campaign approve {campaign} --seen {piece}")


@app.command("unverified")
def show_unverified(context: typer.Context, campaign: CampaignName, as_json: AsJson = False) -> None:
    """List every fact, form of address and name that nobody has verified; exit code 1 if there is one."""
    house = door(context).house
    found = unverified(house.engine, CampaignId(campaign), house.files.forms)
    if as_json:
        print_json(found)
    elif found:
        print_table(
            ["what", "says", "letters", "source"],
            [
                (one.what, one.says, "" if one.letters is None else str(one.letters), one.source)
                for one in found
            ],
        )
    else:
        say("everything that its letters rest on has been verified")
    raise typer.Exit(ATTENTION if found else 0)


@app.command()
def audience(
    context: typer.Context, campaign: CampaignName, to: ToOffices = None, as_json: AsJson = False
) -> None:
    """Show whom a campaign writes to and whom it does not, and why."""
    house = door(context).house
    found = campaign_audience(
        house.engine, CampaignId(campaign), to=parse_choice(to or ()), now=house.clock()
    )
    if as_json:
        print_json(found)
        return
    for is_in, words in ((True, "in"), (False, "out")):
        lines = [one for one in found if one.is_in is is_in]
        say(f"{words}: {counted(len(lines), 'office')}")
        if lines:
            reasons = Counter(one.reason for one in lines)
            print_table(["offices", "why"], [(count, reason) for reason, count in reasons.most_common()])
            say("")
            print_table(["office", "why"], [(one.office_id, one.reason) for one in lines])
            say("")


@app.command()
def plan(context: typer.Context, campaign: CampaignName, as_json: AsJson = False) -> None:
    """Show what will leave when, on your clock and on the recipient's."""
    house = door(context).house
    departures = plan_campaign(house.engine, CampaignId(campaign), rules=house.rules, now=house.clock())
    if as_json:
        print_json(departures)
    elif departures:
        print_table(
            ["office", "step", "by", "to", "state", "on our clock", "on theirs", "which is"],
            [
                (x.office_id, x.step, x.channel, x.address, x.status, _local(x.here), x.there, x.day_off)
                for x in departures
            ],
        )
    else:
        say("nothing is waiting to leave")


@app.command()
def approve(
    context: typer.Context,
    campaign: CampaignName,
    seen: Annotated[
        str | None, typer.Option(help="The digest that `campaign show` showed, or its beginning.")
    ] = None,
) -> None:
    """Approve a campaign as it stands; whoever loaded it cannot."""
    house = door(context).house
    record = campaign_record(house.engine, CampaignId(campaign))
    if seen is not None:
        read = digest_piece(seen, typed=seen, what="digest", shown_by="campaign show")
        if not record.digest.startswith(read):
            raise WrongState(f"campaign {campaign} has changed since you read it: read it again")
    queued = approve_campaign(
        house.engine,
        door(context).actor,
        record.campaign.id,
        record.digest,
        now=house.clock(),
        live=house.live,
    )
    say(f"campaign {campaign} approved; {queued} waiting letters queued")
    _tell_wants(record.campaign, live=house.live)


@app.command()
def status(context: typer.Context, campaign: CampaignName, as_json: AsJson = False) -> None:
    """Count the campaign's letters by state; exit code 1 if some want a person."""
    counts = campaign_counts(door(context).house.engine, CampaignId(campaign))
    if as_json:
        print_json({status.value: count for status, count in counts.items()})
    else:
        tell_counts(counts)
    raise typer.Exit(ATTENTION if any(counts.get(status) for status in NEEDS_ATTENTION) else 0)


def _tell_wants(campaign: Campaign, *, live: bool) -> None:
    """What keeps letters back where they are live, or will."""
    for want in (*wants_of_sender(campaign), *wants_of_case(campaign.case)):
        say(want if live else f"live will want: {want}")


def _local(time: CivilTime) -> str:
    return f"{time.local:%Y-%m-%d %H:%M}"


def _summary(record: CampaignRecord) -> dict[str, object]:
    return {
        "id": record.campaign.id,
        "name": record.campaign.name,
        "loaded_by": record.loaded_by,
        "approved_by": record.approved_by,
        "digest": record.digest,
    }
