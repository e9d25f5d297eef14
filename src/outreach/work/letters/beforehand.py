"""What a chunk of offices is drafted from, besides its texts: read in a few statements for all of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from outreach.model.audience import Reachable, reach
from outreach.model.directory import Office, Suppression
from outreach.model.errors import DamagedRow
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.letter import Letter
from outreach.store import contents, directory, letters


@dataclass(frozen=True, kw_only=True)
class Beforehand:
    """What is known of these offices in one step of a campaign before they are drafted."""

    stops: Mapping[OfficeId, Suppression]
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
    connection: Connection, campaign_id: CampaignId, step: str, offices: Collection[Office]
) -> Beforehand:
    """Read it, of all these offices together."""
    ways = {office.id: reach(office) for office in offices}
    targets = {id: (id, way.address.value) for id, way in ways.items() if isinstance(way, Reachable)}
    damaged: list[DamagedRow] = []
    found = letters.find(
        connection, campaign_id=campaign_id, step=step, offices=list(targets), unreadable=damaged.append
    )
    by_office: dict[OfficeId, list[Letter]] = {}
    for letter in found:
        by_office.setdefault(letter.office_id, []).append(letter)
    return Beforehand(
        stops=directory.suppressions_of(connection, targets),
        _letters=by_office,
        _damaged={OfficeId(one.office_id): one for one in damaged if one.office_id},
        _texts=contents.of(connection, [letter.id for letter in found]),
    )
