"""`outreach letters test`: one letter to its maker's own mailbox."""

import asyncio
from typing import Annotated

import typer

from outreach.cli.door import ATTENTION, Campaign, door
from outreach.cli.tell import say
from outreach.model.errors import WrongState
from outreach.model.ids import OfficeId
from outreach.model.sending import Accepted, ByHand, Deferred, InDoubt, NotNow, Outcome, Refused
from outreach.work.letters.trial import TrialTerms, make_trial, send_trial


def try_letter(
    context: typer.Context,
    campaign: Campaign,
    to: Annotated[str, typer.Option("--to", metavar="ME", help="Your own mailbox.")],
    office: Annotated[
        OfficeId | None,
        typer.Option(
            "--office",
            parser=OfficeId,
            metavar="OFFICE",
            help="Whose letter.",
            show_default="the first that gets one",
        ),
    ] = None,
) -> None:
    """Send one letter to yourself, marked as a test; no office gets it, and no letter comes of it."""
    house = door(context).house
    terms = TrialTerms(
        delivery=house.settings.delivery.value,
        live=house.live,
        own=house.settings.test_addresses,
        stopped=house.is_stopped,
    )
    with house.draft_context(campaign) as drafting:
        trial = make_trial(
            house.engine,
            door(context).actor,
            campaign,
            to,
            office_id=office,
            terms=terms,
            context=drafting,
            now=house.clock(),
        )
    with house.ways_out() as transports:
        try:
            outcome = asyncio.run(send_trial(trial, transports, terms))
        except NotNow as stopped:
            raise WrongState(stopped.reason) from None
    say(f"the letter to {trial.office_id}, as a test, to {trial.message.recipient}: {_told(outcome)}")
    if not house.live:
        say(f"this is a rehearsal: it lies in {house.home / 'received'}")
    raise typer.Exit(0 if isinstance(outcome, Accepted) else ATTENTION)


def _told(outcome: Outcome) -> str:
    match outcome:
        case Accepted(receipt=receipt):
            return f"taken ({receipt})"
        case Deferred(reason=reason):
            return f"not taken now: {reason}"
        case Refused(reason=reason):
            return f"refused: {reason}"
        case InDoubt(reason=reason):
            return f"nobody can say whether it was taken: {reason}"
        case ByHand(instructions=instructions):
            return instructions
