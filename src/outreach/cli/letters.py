"""`outreach letters`: draft, read, approve, and decide what becomes of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.door import ATTENTION, AsJson, Door, door
from outreach.cli.tell import print_json, print_table, say
from outreach.files.write import write_file
from outreach.model.civil_time import time_zone
from outreach.model.errors import BadInput, WrongState
from outreach.model.ids import CampaignId, LetterId
from outreach.model.letter import Letter
from outreach.model.status import Status
from outreach.rendering.mime.message import text_of, with_date
from outreach.store import attempts, letters
from outreach.store.database import reading
from outreach.work.letters.approve import RequestedTime, approve_letters, sealed
from outreach.work.letters.cancel import cancel_letters
from outreach.work.letters.draft import Drafted, DraftResult, draft_letters
from outreach.work.letters.hold import hold_letters, release_letters
from outreach.work.letters.settle import Verdict, settle_letter

#: A letter that leaves later than this after its printed date looks forgotten.
_STALE = timedelta(days=7)

app = typer.Typer(help="The letters: draft, read, approve, hold, settle.")

Ids = Annotated[list[str] | None, typer.Argument(help="Letter ids.", show_default=False)]
OfCampaign = Annotated[str | None, typer.Option("--campaign", help="All such letters of this campaign.")]
OfStep = Annotated[str | None, typer.Option("--step", help="Only those of this step.")]
Reason = Annotated[str, typer.Option(help="Why, in a few words.")]


@app.command()
def draft(
    context: typer.Context,
    campaign: Annotated[str, typer.Option("--campaign", help="The campaign.")],
    step: Annotated[str, typer.Option("--step", help="Its first step.")] = "first",
    again: Annotated[
        bool, typer.Option("--again", help="Also where the letter was cancelled or has bounced.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Draft a letter to every office that can be written to; exit code 1 if some are blocked."""
    house = door(context).house
    drafted = draft_letters(
        house.engine,
        CampaignId(campaign),
        step,
        desk=house.desk(CampaignId(campaign)),
        who=door(context).who,
        again=again,
        clock=house.clock,
    )
    tell_drafted(drafted, as_json)


def tell_drafted(drafted: Sequence[Drafted], as_json: bool) -> None:
    """Say what drafting made of each office, and leave with exit code 1 if a letter is blocked."""
    blocked = [line for line in drafted if line.result is DraftResult.BLOCKED]
    if as_json:
        print_json(drafted)
    else:
        counts = Counter(line.result for line in drafted)
        words = {
            result: f"{counts[result]} {result.replace('_', ' ')}" for result in DraftResult if counts[result]
        }
        say(", ".join(words.values()) or "nothing to draft")
        if blocked:
            print_table(["office", "blocked because"], [(line.office_id, line.reason) for line in blocked])
    if blocked:
        raise typer.Exit(ATTENTION)


@app.command("list")
def list_letters(
    context: typer.Context,
    campaign: OfCampaign = None,
    step: OfStep = None,
    status: Annotated[list[Status] | None, typer.Option(help="Only these states.")] = None,
    as_json: AsJson = False,
) -> None:
    """List letters."""
    with reading(door(context).house.engine) as connection:
        found = letters.find(
            connection, campaign_id=_campaign_id(campaign), step=step, statuses=status or None
        )
    if as_json:
        print_json([_public(letter) for letter in found])
    else:
        print_table(
            ["letter", "office", "step", "by", "state", "reason"],
            [(x.id, x.office_id, x.step, x.channel, x.status, x.reason) for x in found],
        )


@app.command("show")
def show_letter(
    context: typer.Context,
    letter: str,
    eml: Annotated[Path | None, typer.Option(help="Write the exact bytes to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show one letter with its history; --eml writes exactly what leaves, or left."""
    with reading(door(context).house.engine) as connection:
        found = letters.get(connection, LetterId(letter))
        mime = letters.mime(connection, LetterId(letter))
        seal = sealed(connection, found) if mime else None
        moves = [dict(row._mapping) for row in letters.history(connection, LetterId(letter))]
        tries = [dict(row._mapping) for row in attempts.of(connection, LetterId(letter))]
    if eml is not None:
        if mime is None:
            raise WrongState(f"letter {letter} is {found.status} and has no content: {found.reason}")
        write_file(eml, with_date(mime, found.date_header) if found.date_header else mime)
        say(f"letter {letter} written to {eml}")
    elif as_json:
        print_json(_public(found) | {"seal": seal, "moves": moves, "attempts": tries})
    else:
        typer.echo(f"{found.subject}\n\n{text_of(mime) if mime else found.reason}\n")
        told = [(m["at"], m["target"], m["by"], m["reason"]) for m in moves]
        print_table(["when", "state", "by", "reason"], told)
        if seal and found.status is Status.DRAFT:
            say(f"to approve exactly this: outreach letters approve {letter}:{seal[:12]}")


@app.command()
def approve(
    context: typer.Context,
    ids: Ids = None,
    campaign: OfCampaign = None,
    step: OfStep = None,
    at: Annotated[str | None, typer.Option(help='When to send: "2026-06-02 09:30".')] = None,
    zone: Annotated[
        str,
        typer.Option("--in", help="Whose clock --at is on: recipient, sender, or a zone like Europe/Paris."),
    ] = "recipient",
    as_json: AsJson = False,
) -> None:
    """Approve drafts, by id or all of a campaign; whoever drafted them cannot.

    ID:SEAL approves only what `letters show` showed. Without --at each leaves in its recipient's next
    working hours.
    """
    house = door(context).house
    read = dict(_split(word) for word in ids or [])
    chosen = _chosen(door(context), list(read), campaign, step, [Status.DRAFT])
    approved = approve_letters(
        house.engine,
        chosen,
        read=read,
        who=door(context).who,
        at=_said(at, zone, house.settings.time_zone),
        rules=house.rules,
        live=house.live,
        now=house.clock(),
    )
    if as_json:
        print_json([_public(letter) for letter in approved])
        return
    print_table(
        ["letter", "office", "state", "reason"], [(x.id, x.office_id, x.status, x.reason) for x in approved]
    )
    say(f"{len(approved)} approved")
    if late := [x for x in approved if x.due and x.printed_on and x.due.local.date() - x.printed_on > _STALE]:
        say(f"note: {len(late)} of them leave more than a week after the date printed on them")


@app.command()
def hold(
    context: typer.Context, reason: Reason, ids: Ids = None, campaign: OfCampaign = None, step: OfStep = None
) -> None:
    """Hold queued letters back."""
    house = door(context).house
    chosen = _chosen(door(context), ids, campaign, step, [Status.QUEUED])
    hold_letters(house.engine, chosen, reason=reason, who=door(context).who, now=house.clock())
    say(f"{len(chosen)} held")


@app.command()
def release(
    context: typer.Context, ids: Ids = None, campaign: OfCampaign = None, step: OfStep = None
) -> None:
    """Let held letters go at their time."""
    house = door(context).house
    chosen = _chosen(door(context), ids, campaign, step, [Status.HELD])
    release_letters(house.engine, chosen, who=door(context).who, now=house.clock())
    say(f"{len(chosen)} released")


@app.command()
def cancel(
    context: typer.Context, reason: Reason, ids: Ids = None, campaign: OfCampaign = None, step: OfStep = None
) -> None:
    """Give letters up before they leave."""
    house = door(context).house
    waiting = [Status.DRAFT, Status.BLOCKED, Status.APPROVED, Status.QUEUED, Status.HELD, Status.FAILED]
    chosen = _chosen(door(context), ids, campaign, step, waiting)
    cancel_letters(house.engine, chosen, reason=reason, who=door(context).who, now=house.clock())
    say(f"{len(chosen)} cancelled")


@app.command()
def settle(
    context: typer.Context,
    letter: str,
    outcome: Annotated[Verdict, typer.Option(help="What you know of it.")],
    note: Annotated[str, typer.Option(help="How you know.")],
) -> None:
    """Settle a letter that is in doubt, or have a failed one sent again."""
    house = door(context).house
    settle_letter(
        house.engine, LetterId(letter), outcome, note=note, who=door(context).who, now=house.clock()
    )
    say(f"letter {letter}: {outcome}")


def _split(word: str) -> tuple[LetterId, str]:
    """A letter's id, and the beginning of its seal if that was said with it."""
    letter, _, seal = word.partition(":")
    return LetterId(letter), seal.lower()


def _chosen(
    entered: Door, ids: list[str] | None, campaign: str | None, step: str | None, statuses: Sequence[Status]
) -> list[LetterId]:
    """The letters meant: those named, or all of the campaign in a fitting state; never all by default."""
    if bool(ids) == bool(campaign):
        raise BadInput("say which letters: their ids, or --campaign NAME for all that wait")
    if ids:
        return [LetterId(letter) for letter in ids]
    with reading(entered.house.engine) as connection:
        found = letters.find(connection, campaign_id=_campaign_id(campaign), step=step, statuses=statuses)
    if not found:
        raise WrongState(f"campaign {campaign} has no letter that is {' or '.join(statuses)}")
    return [letter.id for letter in found]


def _campaign_id(name: str | None) -> CampaignId | None:
    return CampaignId(name) if name else None


def _said(at: str | None, zone: str, sender_zone: str) -> RequestedTime | None:
    if at is None:
        return None
    try:
        local = datetime.fromisoformat(at if ":" in at else "")
    except ValueError:
        raise BadInput(f'{at!r} is no time: write it like "2026-06-02 09:30"') from None
    if local.tzinfo is not None:
        raise BadInput(f"{at!r} has an offset: write the local time, and say whose with --in")
    if zone == "recipient":
        return RequestedTime(local=local, zone=None)
    name = sender_zone if zone == "sender" else zone
    time_zone(name)
    return RequestedTime(local=local, zone=name)


def _public(letter: Letter) -> dict[str, object]:
    """A letter as programs see it; these names are a promise."""
    return {
        "id": letter.id,
        "campaign_id": letter.campaign_id,
        "step": letter.step,
        "office_id": letter.office_id,
        "channel": letter.channel,
        "account": letter.account,
        "language": letter.language,
        "address": letter.address,
        "status": letter.status,
        "reason": letter.reason,
        "message_id": letter.message_id,
        "due_at": letter.due_at,
        "approved_by": letter.approved_by,
    }
