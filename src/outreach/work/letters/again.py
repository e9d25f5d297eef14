"""Compose a letter that is there already once more, from what is known today."""

from datetime import datetime

from sqlalchemy import Connection

from outreach.model.campaign import CampaignRecord
from outreach.model.directory import Address, Office
from outreach.model.errors import WrongState
from outreach.model.letter import Letter, NewLetter
from outreach.model.thread import their_reference
from outreach.rendering.letter.facts import Earlier
from outreach.store import campaigns, directory, letters, threads
from outreach.work.letters.compose import Composed, DraftContext, compose
from outreach.work.letters.occasion import Departure, LetterPlan, Occasion, propose


def compose_again(
    connection: Connection,
    letter: Letter,
    *,
    own_body: str | None,
    departure: Departure | None,
    context: DraftContext,
    now: datetime,
) -> Composed:
    """What the letter says if it is made again to its own address.

    ``departure`` is when it leaves; None: as proposed. Raises `WrongState` when its address is no longer
    the office's.
    """
    record = campaigns.get(connection, letter.campaign_id)
    office = directory.get(connection, letter.office_id)
    occasion = _occasion(connection, record, letter, now)
    plan = LetterPlan(
        office=office,
        address=_address(letter, office),
        occasion=occasion,
        departure=departure or propose(office, occasion, record.campaign, context.rules, letter, now),
    )
    return compose(record, plan, as_new(letter), own_body=own_body, context=context)


def as_new(letter: Letter) -> NewLetter:
    """What of a letter stays, however often it is made again."""
    return NewLetter(
        id=letter.id,
        campaign_id=letter.campaign_id,
        step=letter.step,
        office_id=letter.office_id,
        channel=letter.channel,
        message_id=letter.message_id,
        references=letter.references,
    )


def _address(letter: Letter, office: Office) -> Address:
    address = office.address_at(letter.channel, letter.address)
    if address is None:
        raise WrongState(
            f"letter {letter.id}: {letter.address} is no longer the office's: draft it again first"
        )
    return address


def _occasion(connection: Connection, record: CampaignRecord, letter: Letter, now: datetime) -> Occasion:
    day = letter.printed_on or now.date()
    if not letter.references:
        return Occasion(step=letter.step, not_before=day)
    campaign = record.campaign
    thread = letters.find(connection, campaign_id=campaign.id, offices=[letter.office_id])
    opening = next(one for one in thread if one.message_id == letter.references[0])
    return Occasion(
        step=letter.step,
        not_before=day,
        references=letter.references,
        first=Earlier(
            reference=campaign.reference_of(opening.id),
            planned_on=opening.printed_on or day,
            their_reference=their_reference(threads.of_office(connection, campaign.id, letter.office_id)),
        ),
    )
