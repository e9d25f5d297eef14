"""`outreach letters`: draft, read, approve, and decide what becomes of them."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.door import ATTENTION, AsJson, Campaign, Door, OfCampaign, door
from outreach.cli.letter_view import public, tell_letter
from outreach.cli.tell import print_json, print_table, say, text_option
from outreach.files.read import read_file
from outreach.files.write import write_file
from outreach.model.civil_time import time_zone
from outreach.model.errors import BadInput, WrongState
from outreach.model.ids import LetterId, OfficeId
from outreach.model.letter import Letter
from outreach.model.status import CANCELLABLE, HOLDABLE, UNSENT, Status
from outreach.queries.letters import as_seen, choose, find_id, list_letters, view
from outreach.rendering.mime.message import with_date
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.cancel import cancel_letters
from outreach.work.letters.draft import Drafted, DraftResult, draft_letters
from outreach.work.letters.edit import edit_letter
from outreach.work.letters.hold import hold_letters, release_letters
from outreach.work.letters.requested_time import RequestedTime
from outreach.work.letters.reschedule import reschedule_letters
from outreach.work.letters.seal import sealed
from outreach.work.letters.settle import Verdict, settle_letter

#: A shorter piece of a seal could be another one's.
_SEAL_PIECE = 8

app = typer.Typer(help="The letters: draft, read, approve, hold, settle.")

Named = Annotated[
    list[str] | None,
    typer.Argument(help="Letters: their ids, printed references or offices.", show_default=False),
]
One = Annotated[str, typer.Argument(help="The letter's id, its printed reference, or its office.")]
OfStep = Annotated[str | None, typer.Option("--step", help="Only those of this step.")]
OfOffice = Annotated[
    list[OfficeId] | None, typer.Option("--office", parser=OfficeId, help="Only these offices.")
]
Reason = Annotated[str, typer.Option(help="Why, in a few words.", callback=text_option)]
At = Annotated[str | None, typer.Option(help='When to send: "2026-06-02 09:30".')]
Zone = Annotated[
    str,
    typer.Option("--in", help="Whose clock --at is on: recipient, sender, or a zone like Europe/Paris."),
]


@app.command()
def draft(
    context: typer.Context,
    campaign: Campaign,
    step: Annotated[str, typer.Option("--step", help="Its first step.")] = "first",
    office: OfOffice = None,
    again: Annotated[
        list[str] | None,
        typer.Option("--again", help="A letter that was cancelled or bounced: write to its office anew."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draft a letter to every office that can be written to; exit code 1 if some are blocked."""
    house = door(context).house
    with house.draft_context(campaign) as drafting:
        drafted = draft_letters(
            house.engine,
            door(context).actor,
            campaign,
            step,
            context=drafting,
            only=office,
            again=[find_id(house.engine, named) for named in again or ()],
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
        told = [f"{counts[one]} {one.replace('_', ' ')}" for one in DraftResult if counts[one]]
        say(", ".join(told) or "nothing to draft")
        if void := sum(line.approval_void for line in drafted):
            say(f"{void} of them were approved: they must be read and approved again")
        if blocked:
            print_table(["office", "blocked because"], [(line.office_id, line.reason) for line in blocked])
    if blocked:
        raise typer.Exit(ATTENTION)


@app.command("list")
def list_all(
    context: typer.Context,
    campaign: OfCampaign = None,
    step: OfStep = None,
    status: Annotated[list[Status] | None, typer.Option(help="Only these states.")] = None,
    as_json: AsJson = False,
) -> None:
    """List letters."""
    found = list_letters(door(context).house.engine, campaign_id=campaign, step=step, statuses=status)
    if as_json:
        print_json([public(letter) for letter in found])
    else:
        _table(found)


@app.command("show")
def show_letter(
    context: typer.Context,
    letter: One,
    eml: Annotated[Path | None, typer.Option(help="Write the exact bytes to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show one letter with all that is sealed of it, and its history; --eml writes exactly what leaves."""
    house = door(context).house
    seen = view(house.engine, find_id(house.engine, letter))
    seal = sealed(seen.letter, seen.mime) if seen.mime else None
    if eml is not None:
        if seen.mime is None:
            raise WrongState(
                f"letter {seen.letter.id} is {seen.letter.status} and has no content: {seen.letter.reason}"
            )
        date_header = seen.letter.date_header
        write_file(eml, with_date(seen.mime, date_header) if date_header else seen.mime)
        say(f"letter {seen.letter.id} written to {eml}")
    elif as_json:
        story = {"moves": seen.moves, "attempts": seen.attempts}
        print_json(public(seen.letter) | {"seal": seal} | story)
    else:
        tell_letter(seen, house.settings.time_zone)
        if seal and seen.letter.status is Status.DRAFT:
            say(f"to approve exactly this: outreach letters approve {seen.letter.id}:{seal[:12]}")


@app.command()
def approve(
    context: typer.Context,
    letters: Named = None,
    campaign: OfCampaign = None,
    step: OfStep = None,
    office: OfOffice = None,
    at: At = None,
    zone: Zone = "recipient",
    as_json: AsJson = False,
) -> None:
    """Approve drafts, by id or all of a campaign; whoever made them cannot.

    ID:SEAL approves only what `letters show` showed. Each leaves at the time it was shown with; --at
    gives another hour of the same day.
    """
    house = door(context).house
    seals = _seals(letters or [])
    chosen = choose(
        house.engine,
        list(seals),
        campaign_id=campaign,
        step=step,
        offices=office or (),
        statuses=[Status.DRAFT],
    )
    _require_seals(door(context), chosen, list(seals.values()))
    approved = approve_letters(
        house.engine,
        door(context).actor,
        as_seen(chosen),
        at=_requested(at, zone, house.settings.time_zone),
        rules=house.rules,
        live=house.live,
        now=house.clock(),
    )
    if as_json:
        print_json([public(letter) for letter in approved])
        return
    _table(approved)
    say(f"{len(approved)} approved")


@app.command()
def reschedule(
    context: typer.Context,
    at: Annotated[str, typer.Option(help='When to send: "2026-06-02 09:30".')],
    letters: Named = None,
    campaign: OfCampaign = None,
    zone: Zone = "recipient",
) -> None:
    """Give letters another day; they are dated that day and must be approved again."""
    house = door(context).house
    chosen = choose(house.engine, letters or [], campaign_id=campaign, statuses=UNSENT)
    requested = _requested(at, zone, house.settings.time_zone)
    assert requested is not None  # noqa: S101 - --at is given
    done: list[Letter] = []
    for campaign_id in dict.fromkeys(letter.campaign_id for letter in chosen):
        of_campaign = [letter for letter in chosen if letter.campaign_id == campaign_id]
        with house.draft_context(campaign_id) as drafting:
            done += reschedule_letters(
                house.engine,
                door(context).actor,
                as_seen(of_campaign),
                requested,
                context=drafting,
                now=house.clock(),
            )
    _table(done)
    say(f"{len(done)} have another time: a second person reads and approves them")


@app.command()
def edit(
    context: typer.Context,
    letter: One,
    file: Annotated[Path, typer.Option("--file", help="Markdown in the place of the template's body.")],
) -> None:
    """Write one letter's paragraphs for it alone; an empty file gives the template's back."""
    house = door(context).house
    seen = view(house.engine, find_id(house.engine, letter)).letter
    text = read_file(file, limit=_MOST_TEXT)
    with house.draft_context(seen.campaign_id) as drafting:
        edited = edit_letter(
            house.engine,
            door(context).actor,
            as_seen([seen])[0],
            _decoded(text, file),
            context=drafting,
            now=house.clock(),
        )
    say(f"letter {edited.id} is {edited.status}: a second person reads and approves it")


#: Bytes: a hundred times a letter.
_MOST_TEXT = 256 * 1024


def _decoded(content: bytes, file: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{file} is not UTF-8: save it as UTF-8") from None


@app.command()
def hold(
    context: typer.Context,
    reason: Reason,
    letters: Named = None,
    campaign: OfCampaign = None,
    step: OfStep = None,
) -> None:
    """Hold letters back until they are released."""
    house = door(context).house
    chosen = choose(house.engine, letters or [], campaign_id=campaign, step=step, statuses=HOLDABLE)
    hold_letters(house.engine, door(context).actor, as_seen(chosen), reason=reason, now=house.clock())
    say(f"{len(chosen)} held")


@app.command()
def release(
    context: typer.Context, letters: Named = None, campaign: OfCampaign = None, step: OfStep = None
) -> None:
    """Let held letters go at their time."""
    house = door(context).house
    chosen = choose(house.engine, letters or [], campaign_id=campaign, step=step, statuses=[Status.HELD])
    release_letters(house.engine, door(context).actor, as_seen(chosen), now=house.clock())
    say(f"{len(chosen)} released")


@app.command()
def cancel(
    context: typer.Context,
    reason: Reason,
    letters: Named = None,
    campaign: OfCampaign = None,
    step: OfStep = None,
) -> None:
    """Give letters up before they leave."""
    house = door(context).house
    chosen = choose(house.engine, letters or [], campaign_id=campaign, step=step, statuses=CANCELLABLE)
    cancel_letters(house.engine, door(context).actor, as_seen(chosen), reason=reason, now=house.clock())
    say(f"{len(chosen)} cancelled")


@app.command()
def settle(
    context: typer.Context,
    letter: One,
    outcome: Annotated[Verdict, typer.Option(help="What you know of it.")],
    note: Annotated[str, typer.Option(help="How you know.", callback=text_option)],
) -> None:
    """Settle a letter that is in doubt, or have a failed one sent again."""
    house = door(context).house
    seen = view(house.engine, find_id(house.engine, letter)).letter
    settle_letter(
        house.engine, door(context).actor, as_seen([seen])[0], outcome, note=note, now=house.clock()
    )
    say(f"letter {seen.id}: {outcome}")


def _table(found: Collection[Letter]) -> None:
    print_table(
        ["letter", "office", "step", "to", "state", "reason"],
        [(x.id, x.office_id, x.step, x.address, x.status, x.reason) for x in found],
    )


def _seals(named: Sequence[str]) -> dict[str, str]:
    """Letter as it was named → the piece of its seal that was said with it, or nothing."""
    seals: dict[str, str] = {}
    for word in named:
        letter, colon, seal = word.partition(":")
        if letter in seals:
            raise BadInput(f"letter {letter} is named twice: name each once")
        if colon and (len(seal) < _SEAL_PIECE or not set(seal.lower()) <= set("0123456789abcdef")):
            raise BadInput(f"{word!r}: write the seal as `letters show` does, {_SEAL_PIECE} signs or more")
        seals[letter] = seal.lower()
    return seals


def _require_seals(entered: Door, chosen: Sequence[Letter], seals: Sequence[str]) -> None:
    """Raises `WrongState` for a letter that says something else than the seal that was named with it."""
    for letter, seal in zip(chosen, seals, strict=False):
        mime = view(entered.house.engine, LetterId(letter.id)).mime
        if seal and not (mime and sealed(letter, mime).startswith(seal)):
            raise WrongState(f"letter {letter.id} has changed since you read it: read it again")


def _requested(at: str | None, zone: str, sender_zone: str) -> RequestedTime | None:
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
