"""What a chunk of offices is drafted from, besides its texts: read in a few statements for all of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from outreach.model.addressing import Addressing
from outreach.model.audience import Reachable, channel_of, reach
from outreach.model.campaign import CampaignRecord
from outreach.model.directory import Office, Suppression
from outreach.model.errors import DamagedRow
from outreach.model.filter_term import OF_AN_OFFICE, Key
from outreach.model.ids import LetterId, OfficeId
from outreach.model.letter import Letter
from outreach.model.made_from import languages
from outreach.queries.audience import days_since_contact
from outreach.store import contents, directory, letters


@dataclass(frozen=True, kw_only=True)
class Beforehand:
    """What is known of these offices in one step of a campaign before they are drafted."""

    stops: Mapping[OfficeId, Suppression]
    #: Offices to which the campaign does not write that step, each with the reason.
    left_out: Mapping[OfficeId, str]
    _letters: Mapping[OfficeId, Sequence[Letter]]
    _damaged: Mapping[OfficeId, DamagedRow]
    _texts: Mapping[LetterId, bytes]

    def letters(self, office: Office) -> Sequence[Letter]:
        """Its letters of the step, oldest first. Raises `DamagedRow` where one of them cannot be read."""
        if damaged := self._damaged.get(office.id):
            raise damaged
        return self._letters.get(office.id, ())

    def text(self, connection: Connection, letter: Letter) -> bytes | None:
        """What that letter says; None while it is blocked. Raises `DamagedRow` where it cannot be read."""
        return self._texts.get(letter.id) or contents.get(connection, letter.id)


def look_up(
    connection: Connection, record: CampaignRecord, step: str, offices: Collection[Office], now: datetime
) -> Beforehand:
    """Read it, of all these offices together."""
    ways = {office.id: reach(office) for office in offices}
    targets = {id: (id, way.address.value) for id, way in ways.items() if isinstance(way, Reachable)}
    damaged: list[DamagedRow] = []
    found = letters.find(
        connection,
        campaign_id=record.campaign.id,
        step=step,
        offices=[office.id for office in offices],
        unreadable=damaged.append,
    )
    by_office: dict[OfficeId, list[Letter]] = {}
    for letter in found:
        by_office.setdefault(letter.office_id, []).append(letter)
    return Beforehand(
        left_out=_left_out(connection, record, step, offices, by_office.keys(), now),
        stops=directory.suppressions_of(connection, targets),
        _letters=by_office,
        _damaged={OfficeId(one.office_id): one for one in damaged if one.office_id},
        _texts=contents.of(connection, [letter.id for letter in found]),
    )


def _left_out(
    connection: Connection,
    record: CampaignRecord,
    step: str,
    offices: Collection[Office],
    written: Collection[OfficeId],
    now: datetime,
) -> dict[OfficeId, str]:
    """Whom somebody has written to lately is asked of a first letter that is not there yet, and then no more:
    the campaign's own letters would be counted.
    """
    campaign = record.campaign
    addressing = Addressing(campaign, languages(record.texts))
    is_first = campaign.number_of(step) == 0
    days = days_since_contact(
        connection, campaign.filters() if is_first else (), now, offices=[office.id for office in offices]
    )
    found: dict[OfficeId, str] = {}
    for office in offices:
        is_new = is_first and office.id not in written
        keys = OF_AN_OFFICE if is_new else OF_AN_OFFICE - {Key.CONTACTED}
        why = addressing.leaves_out(office, keys=keys, days_since_contact=days.get(office.id))
        if why := why or addressing.no_reminder(office, step, channel_of(office)):
            found[office.id] = why
    return found
