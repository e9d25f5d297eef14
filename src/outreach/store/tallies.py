"""How many letters of each campaign stand in which state, without looking at them: a sum of differences.

Whoever writes history appends what it changes of the counts (`store.moves.add`), in one row and the same
transaction. An index on the states would tell as well, but every move would rewrite it, and a row of counts
would make every sender wait for the others.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, func, insert, null, select, union_all

from outreach.model.errors import DamagedRow
from outreach.model.ids import CampaignId
from outreach.model.status import Status
from outreach.store.damage import each, named, tell
from outreach.store.locks import Lock, take_lock
from outreach.store.schema import letters, tallies

#: Campaign → how many of its letters stand where.
Tally = dict[CampaignId, Counter[Status]]

#: As often as so many rows are written they become one: to sum them all takes two hundredths of a second.
_FOLDED_EVERY = 1_000

_changes: TypeAdapter[dict[CampaignId, dict[Status, int]]] = TypeAdapter(dict[CampaignId, dict[Status, int]])
_INSERT = insert(tallies).returning(tallies.c.id)
_ROWS = select(tallies)
# What another transaction has not committed is not seen, and what it folds at this moment is passed over.
_TAKE = (
    delete(tallies)
    .where(tallies.c.id.in_(select(tallies.c.id).with_for_update(skip_locked=True)))
    .returning(*tallies.c)
)
# One statement, so that no letter moves between the counting and the summing.
_COUNTED_AND_SUMMED = union_all(
    select(letters.c.campaign_id, letters.c.status, func.count().label("id"), null().label("changes"))
    .select_from(letters)
    .group_by(letters.c.campaign_id, letters.c.status),
    select(null(), null(), tallies.c.id, tallies.c.changes),
)


def add(connection: Connection, moved: Iterable[tuple[CampaignId, Status | None, Status]]) -> None:
    """Letters of these campaigns have moved, from no state if they were made: one row, or none."""
    changes: Tally = {}
    for campaign_id, source, target in moved:
        of_campaign = changes.setdefault(_text(campaign_id), Counter())
        of_campaign[target] += 1
        if source is not None:
            of_campaign[source] -= 1
    number = _append(connection, changes)
    if number is not None and number % _FOLDED_EVERY == 0:
        fold(connection)


def of(connection: Connection) -> Tally:
    """How many letters stand where, as far as the rows can be read; zero is left out."""
    return _sum(connection.execute(_ROWS))


def fold(connection: Connection) -> None:
    """Make one row of those that are there, whoever else appends or folds at this moment."""
    _append(connection, _sum(connection.execute(_TAKE).all()))


def differences(connection: Connection) -> Tally:
    """How many more letters are there than is told, counted one by one; nothing unless other hands wrote."""
    rows = connection.execute(_COUNTED_AND_SUMMED).all()
    found: Tally = {}
    for campaign_id, status, count, changes in rows:
        if changes is not None:
            continue
        if status in set(Status):
            found.setdefault(_text(campaign_id), Counter())[Status(status)] += count
        else:
            tell(DamagedRow(f"{count} letters are {status!a} in the database, which is no state"))
    for campaign_id, told in _sum(row for row in rows if row.changes is not None).items():
        found.setdefault(campaign_id, Counter()).subtract(told)
    return _without_zeros(found)


def mend(connection: Connection) -> None:
    """Make them agree with the letters again; senders need not wait meanwhile."""
    take_lock(connection, Lock.MIGRATION)  # or two would mend the same
    _append(connection, differences(connection))
    fold(connection)  # what cannot be read goes


def _append(connection: Connection, changes: Tally) -> int | None:
    """The number of the row, if one was to be written."""
    if not (kept := _without_zeros(changes)):
        return None
    written = connection.execute(_INSERT, {"changes": json.dumps(kept, sort_keys=True)})
    return int(written.scalar_one())


def _sum(rows: Iterable[Row[Any]]) -> Tally:
    found: Tally = {}
    for changes in each(rows, _read, tell):
        for campaign_id, of_campaign in changes.items():
            found.setdefault(campaign_id, Counter()).update(of_campaign)
    return _without_zeros(found)


def _read(row: Row[Any]) -> dict[CampaignId, dict[Status, int]]:
    with named("tally", row.id):
        return _changes.validate_json(row.changes)


def _without_zeros(changes: Tally) -> Tally:
    kept = {
        campaign_id: Counter({status: number for status, number in of_campaign.items() if number})
        for campaign_id, of_campaign in changes.items()
    }
    return {campaign_id: of_campaign for campaign_id, of_campaign in kept.items() if of_campaign}


def _text(campaign_id: object) -> CampaignId:
    """SQLite keeps octets where other hands have written them, and JSON does not."""
    return CampaignId(str(campaign_id))
