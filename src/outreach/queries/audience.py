"""Whom a campaign writes to and whom it does not, with the reason; and the offices that a filter chooses."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from outreach.model.addressing import Addressing
from outreach.model.audience import NotWritten, channel_of, reach
from outreach.model.campaign import Campaign, CampaignRecord
from outreach.model.directory import Office, Suppression
from outreach.model.errors import BadInput
from outreach.model.filter_term import OF_AN_OFFICE, Key, Knowledge
from outreach.model.ids import CampaignId, OfficeId
from outreach.model.made_from import languages
from outreach.model.office_filter import OfficeFilter, parse_filter, require_known, unfit
from outreach.store import campaigns, directory
from outreach.store.damage import tell
from outreach.store.database import reading
from outreach.store.departures import last_departures


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One office of the directory, and what the campaign makes of it."""

    office_id: OfficeId
    name: str
    is_in: bool
    #: Why it is out, or by which way it is written to and with which request.
    reason: str


def parse_choice(texts: Sequence[str]) -> list[OfficeFilter]:
    """The filters that a person has typed to choose offices. Raises `BadInput`, also for one that is empty:
    whoever wrote nothing has not meant everybody.
    """
    filters = [parse_filter(text, keys=OF_AN_OFFICE) for text in texts]
    if not all(one.terms for one in filters):
        raise BadInput("the filter is empty: say whom you mean, like kind:foreign-ministry")
    return filters


def choose(
    connection: Connection,
    offices: Sequence[Office],
    to: Sequence[OfficeFilter],
    *,
    record: CampaignRecord | None = None,
    now: datetime,
) -> list[Office]:
    """Those of these offices that any of the filters fits; all of them where there is no filter.

    The language that a filter asks is that in which the campaign of ``record`` writes to them. Raises
    `BadInput` for what no office of the directory has.
    """
    if not to:
        return list(offices)
    require_known(to, offices)
    known = _knowledge(record, days_since_contact(connection, to, now))
    return [office for office in offices if any(one.matches(office, known(office)) for one in to)]


def choose_offices(engine: Engine, to: Sequence[OfficeFilter], *, now: datetime) -> list[Office]:
    """Those of the directory, by body and id; see `choose`."""
    with reading(engine) as connection:
        return choose(connection, directory.find(connection, unreadable=tell), to, now=now)


def days_since_contact(
    connection: Connection,
    filters: Iterable[OfficeFilter],
    now: datetime,
    *,
    offices: Collection[OfficeId] | None = None,
) -> Mapping[OfficeId, int]:
    """Whole days since a letter last left for an office, where one has; nothing if no filter asks that."""
    if not any(one.named(Key.CONTACTED) for one in filters):
        return {}
    return {id_: (now - at) // timedelta(days=1) for id_, at in last_departures(connection, offices).items()}


def kept_from_nobody(engine: Engine, campaign: Campaign) -> list[str]:
    """A line for every body, kind and rank from which the campaign keeps something and the directory lacks.

    A slip there lets out what it was to keep; `unknown_offices` tells of offices. Nothing before there is a
    directory.
    """
    with reading(engine) as connection:
        offices = directory.find(connection, unreadable=tell)
    asked = [one.only({Key.BODY, Key.KIND, Key.RANK}) for one in campaign.keeping()]
    return unfit(asked, offices) if offices else []


def campaign_audience(
    engine: Engine, campaign_id: CampaignId, *, to: Sequence[OfficeFilter] = (), now: datetime
) -> list[Candidate]:
    """Every office of the directory that the filters choose, by body and id."""
    with reading(engine) as connection:
        record = campaigns.get(connection, campaign_id)
        offices = choose(connection, directory.find(connection, unreadable=tell), to, record=record, now=now)
        suppressed = {one.target: one for one in directory.suppressed(connection)}
        days = days_since_contact(connection, record.campaign.filters(), now)
    addressing = Addressing(record.campaign, languages(record.texts))
    return [_candidate(office, addressing, suppressed, days.get(office.id)) for office in offices]


def _candidate(
    office: Office,
    addressing: Addressing,
    suppressed: Mapping[str, Suppression],
    days_since_contact: int | None,
) -> Candidate:
    out = addressing.leaves_out(office, keys=OF_AN_OFFICE, days_since_contact=days_since_contact)
    way = reach(office)
    if out is None and office.id in suppressed:
        out = suppressed[office.id].explanation
    if out is None and isinstance(way, NotWritten):
        out = way.reason
    reason = out or _way(office, addressing)
    return Candidate(office_id=office.id, name=office.name, is_in=out is None, reason=reason)


def _way(office: Office, addressing: Addressing) -> str:
    channel = channel_of(office)
    request = addressing.request(office, channel)
    by = f"by {channel.in_words}" if channel else "no address yet"
    return f"{by}: {request.name if request else 'nothing is asked of it yet'}"


def _knowledge(record: CampaignRecord | None, days: Mapping[OfficeId, int]) -> Callable[[Office], Knowledge]:
    if record is None:
        return lambda office: Knowledge(days_since_contact=days.get(office.id))
    addressing = Addressing(record.campaign, languages(record.texts))
    return lambda office: addressing.known(office, days_since_contact=days.get(office.id))
