"""`outreach campaign`: the appeals."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.case_view import case_lines
from outreach.cli.digest_piece import digest_piece
from outreach.cli.door import ATTENTION, AsJson, CampaignName, ToOffices, door
from outreach.cli.tell import print_json, print_table, say, tell_counts
from outreach.model.audience import Bar
from outreach.model.campaign import Campaign, CampaignRecord, Step
from outreach.model.civil_time import CivilTime
from outreach.model.counted import counted
from outreach.model.errors import WrongState
from outreach.model.ids import CampaignId
from outreach.model.live_wants import wants_of_case, wants_of_sender
from outreach.model.request import Request
from outreach.model.signatory import Signatory, Visibility
from outreach.model.status import NEEDS_ATTENTION
from outreach.queries.audience import campaign_audience, kept_from_nobody, parse_choice
from outreach.queries.campaigns import campaign_counts, campaign_record, campaign_records
from outreach.queries.departures import plan_campaign
from outreach.queries.unverified import unverified
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.campaigns.load import load_campaign

#: Of its digest, what a person compares by eye.
_DIGEST_PIECE = 16
#: Of what should be looked at in its texts, a loading tells no more.
_MOST_FINDINGS = 5

app = typer.Typer(help="The appeals: who asks what of whom.")


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
    print_table(["", record.campaign.name], [row for row in _everything(record) if row[1]])
    _tell_wants(record.campaign, live=door(context).house.live)
    piece = record.digest[:_DIGEST_PIECE]
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


def _everything(record: CampaignRecord) -> list[tuple[str, str]]:
    """All that whoever approves it answers for, but for the texts themselves."""
    campaign, sender = record.campaign, record.campaign.sender
    names = "; ".join(map(_signatory, campaign.signatories))
    return [
        ("loaded by", record.loaded_by),
        ("approved by", record.approved_by or "nobody yet"),
        ("digest", record.digest[:_DIGEST_PIECE]),
        ("from", f"{sender.name} <{sender.email}>"),
        ("returns to", sender.envelope_sender),
        *((f"described ({language})", text) for language, text in sender.description.items()),
        *((f"place ({language})", text) for language, text in sender.place.items()),
        ("signed by", sender.signed_by.name),
        *((f"function ({language})", text) for language, text in sender.signed_by.function.items()),
        ("telephone", sender.signed_by.telephone),
        ("postal address", sender.postal_address),
        ("website", sender.website),
        ("our clock", f"{sender.time_zone}, {sender.country}"),
        ("reference", f"{campaign.reference}/…"),
        ("texts", f"templates/emails/{campaign.template}"),
        ("languages", f"{', '.join(campaign.preferred_languages)}, else {campaign.fallback_language}"),
        *((f"step {step.name}", _day(step)) for step in campaign.steps),
        *(("writes to", str(one)) for one in campaign.audience.include),
        *(("not to", f"{one.filter} ({one.reason})") for one in campaign.audience.exclude),
        ("never to", _barred(campaign.bar)),
        *((f"asks {one.name}", _asked(one)) for one in campaign.requests),
        *((f"{body} by account", account) for body, account in campaign.routes.items()),
        (
            "signatories",
            f"{len(campaign.signatories)}: {names}",
        ),
        ("named in the letter", ", ".join(campaign.named_signatories)),
        *(case_lines(campaign.case) if campaign.case else ()),
    ]


def _signatory(one: Signatory) -> str:
    """Its name, and what it has agreed to if that is not everything."""
    said = [
        one.visibility.value if one.visibility is not Visibility.FULL else "",
        f"only to {one.consent}" if one.consent.terms else "",
        f"version {one.consent_version}" if one.consent_version else "",
        f"WITHDRAWN on {one.withdrawn_on}" if one.withdrawn_on else "",
    ]
    limits = ", ".join(filter(None, said))
    return f"{one.name} ({limits})" if limits else one.name


def _barred(bar: Bar | None) -> str:
    if bar is None:
        return ""
    whom = [f"country:{bar.country}" if bar.country else "", str(bar.filter or "")]
    return f"{' or '.join(filter(None, whom))} ({bar.reason})"


def _asked(request: Request) -> str:
    """Of whom, what, and what becomes of silence."""
    texts = ", ".join(filter(None, (request.opening, *request.asks, request.ending)))
    weeks = f"an answer in {counted(request.answer_weeks, 'week')}" if request.answer_weeks else ""
    silence = counted(request.reminders, "reminder") if request.wants_answer else "no answer is asked"
    annex = "" if request.annex else "without the annex"
    worksheet = f"worksheet {request.worksheet}" if request.worksheet else ""
    return "; ".join(filter(None, (str(request.offices), texts, weeks, silence, annex, worksheet)))


def _day(step: Step) -> str:
    return f"from {step.planned_on}" if step.planned_on else "when silence calls for it"


def _summary(record: CampaignRecord) -> dict[str, object]:
    return {
        "id": record.campaign.id,
        "name": record.campaign.name,
        "loaded_by": record.loaded_by,
        "approved_by": record.approved_by,
        "digest": record.digest,
    }
