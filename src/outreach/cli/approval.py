"""`outreach letters approve` and `reschedule`: what a second person reads, and when it leaves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from outreach.cli.digest_piece import digest_piece
from outreach.cli.door import AsJson, Named, OfCampaign, OfOffice, OfStep, door
from outreach.cli.letter_view import public, tell_letters
from outreach.cli.progress import followed
from outreach.cli.tell import print_json, say
from outreach.model.civil_time import time_zone
from outreach.model.counted import counted
from outreach.model.errors import BadInput
from outreach.model.letter import Letter, SeenLetter
from outreach.model.status import UNSENT, Status
from outreach.queries.departures import Departure, plan_campaign
from outreach.queries.letters import as_seen, choose
from outreach.wiring.house import House
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.ready import ApprovalTerms
from outreach.work.letters.requested_time import RequestedTime
from outreach.work.letters.reschedule import reschedule_letters

#: Of offices that do not work on the day; more would push the rest off the screen.
_MOST_TOLD = 5

At = Annotated[str | None, typer.Option(help='When to send: "2026-06-02 09:30".')]
Zone = Annotated[
    str,
    typer.Option("--in", help="Whose clock --at is on: recipient, sender, or a zone like Europe/Paris."),
]


def approve(
    context: typer.Context,
    letters: Named = None,
    campaign: OfCampaign = None,
    step: OfStep = None,
    office: OfOffice = None,
    seen: Annotated[
        str | None,
        typer.Option(metavar="DIGEST", help="What `letters list` said of them: approve no others."),
    ] = None,
    at: At = None,
    zone: Zone = "recipient",
    as_json: AsJson = False,
) -> None:
    """Approve drafts, by id or all of a campaign; whoever made them cannot.

    ID:SEAL approves only what `letters show` showed, --seen only those that were listed, as they were. Each
    leaves at the time it was shown with; --at gives another hour of the same day.
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
    terms = ApprovalTerms(
        rules=house.rules,
        live=house.live,
        now=house.clock(),
        at=None if at is None else _requested(at, zone, house.settings.time_zone),
    )
    read = _with_seals(as_seen(chosen), list(seals.values()))
    digest = "" if seen is None else digest_piece(seen, typed=seen, what="digest", shown_by="letters list")
    with followed() as progress:
        approved = approve_letters(
            house.engine, door(context).actor, read, terms, digest=digest, progress=progress
        )
    if as_json:
        print_json([public(letter) for letter in approved])
        return
    tell_letters(approved)
    say(f"{len(approved)} approved")
    _tell_days_off(house, approved)


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
    tell_letters(done)
    say(f"{counted(len(done), 'letter')} with another time, to be read and approved by a second person")
    _tell_days_off(house, done)


def _tell_days_off(house: House, changed: Sequence[Letter]) -> None:
    """Nothing is refused, for somebody may mean it; but nobody does it without having been told."""
    ids = {letter.id for letter in changed}
    off = [
        departure
        for campaign_id in dict.fromkeys(letter.campaign_id for letter in changed)
        for departure in plan_campaign(house.engine, campaign_id, rules=house.rules, now=house.clock())
        if departure.letter_id in ids and departure.day_off
    ]
    if off:
        told = "; ".join(_day_off(departure) for departure in off[:_MOST_TOLD])
        more = f"; and {len(off) - _MOST_TOLD} more, see `campaign plan`" if len(off) > _MOST_TOLD else ""
        say(f"nobody may be there to read it: {told}{more}")


def _day_off(departure: Departure) -> str:
    return f"{departure.office_id} on {departure.there.local:%Y-%m-%d}, {departure.day_off}"


def _seals(named: Sequence[str]) -> dict[str, str]:
    """Letter as it was named → the piece of its seal that was given with it, or nothing."""
    seals: dict[str, str] = {}
    for word in named:
        letter, colon, seal = word.partition(":")
        if letter in seals:
            raise BadInput(f"letter {letter} is named twice: name each once")
        seals[letter] = _seal(seal, word) if colon else ""
    return seals


def _seal(piece: str, word: str) -> str:
    return digest_piece(piece, typed=word, what="seal", shown_by="letters show")


def _with_seals(seen: Sequence[SeenLetter], seals: Sequence[str]) -> list[SeenLetter]:
    """Each with the piece of its seal that was given; of a whole campaign none is."""
    return [replace(one, seal=seal) for one, seal in zip(seen, seals or [""] * len(seen), strict=True)]


def _requested(at: str, zone: str, sender_zone: str) -> RequestedTime:
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
