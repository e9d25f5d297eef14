"""Letters moved together, set by set, as a turn of the sender needs it: claimed, let through, accepted.

By the same compare-and-set as `store.letters.move`, and from the same list of moves. Their lines of history
are the caller's, who writes those of the whole turn at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, String, bindparam, func, select, update

from outreach.model.civil_time import CivilTime
from outreach.model.errors import DamagedRow
from outreach.model.ids import CampaignId, LetterId
from outreach.model.letter import Letter
from outreach.model.status import Status
from outreach.store.letter_rows import due_columns, letter_of
from outreach.store.schema import QUEUED, letters
from outreach.store.sets import EachRow, among

#: The reasons that go with `claim` and `begin_handover`.
BEING_SENT = "being sent"
HANDED_OVER = "handed over, not yet confirmed"


@dataclass(frozen=True, order=True)
class Lane:
    """The letters of one campaign on one account: no lane waits for another."""

    account: str
    campaign_id: CampaignId


@dataclass(frozen=True, kw_only=True)
class Damaged:
    """A letter in the queue whose row cannot be read."""

    letter_id: LetterId
    fault: DamagedRow


@dataclass(frozen=True, kw_only=True)
class ClaimTerms:
    """What the letters of one claim have in common."""

    #: Begins every letter's fencing token; the letter's id ends it.
    batch: str
    #: UTC.
    lease_until: datetime
    #: RFC 5322 date-time, the ``Date:`` with which they leave.
    date_header: str


# Written out once: to put a statement together costs more than to run it.
_PLACE = (letters.c.account, letters.c.campaign_id)
_FIRST_LANE = select(*_PLACE).where(letters.c.status == QUEUED).order_by(*_PLACE).limit(1)
# Two looks: SQLite would compare both columns at once with every letter of the lane that it leaves.
_NEXT_OF_ACCOUNT = _FIRST_LANE.where(
    letters.c.account == bindparam("of_account"), letters.c.campaign_id > bindparam("of_campaign")
)
_NEXT_ACCOUNT = _FIRST_LANE.where(letters.c.account > bindparam("of_account"))
_DUE = (
    select(letters)
    .where(
        letters.c.status == QUEUED,
        letters.c.account == bindparam("of_account"),
        letters.c.campaign_id == bindparam("of_campaign"),
        letters.c.due_at <= bindparam("now"),
    )
    .order_by(letters.c.due_at, letters.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(letters)
    .where(among(letters.c.id, "ids"), letters.c.status == QUEUED)
    .values(
        status=Status.CLAIMED,
        reason=BEING_SENT,
        claim=bindparam("batch", type_=String) + "-" + letters.c.id,
        lease_until=bindparam("until"),
        date_header=bindparam("date_of_claim"),
    )
    .returning(letters.c.id)
)
_CLAIMED = (
    among(letters.c.id, "ids"),
    among(letters.c.claim, "tokens"),
    letters.c.status == Status.CLAIMED,
)
_BEGIN_HANDOVER = EachRow(
    update(letters)
    .where(
        letters.c.id == bindparam("letter_id"),
        letters.c.claim == bindparam("token"),
        letters.c.status == Status.CLAIMED,
        letters.c.lease_until >= bindparam("now"),
    )
    .values(status=Status.TRANSMITTING, reason=HANDED_OVER, lease_until=bindparam("until")),
    "letter_id",
    "token",
    "now",
    "until",
)
_IN_HANDOVER = select(letters.c.claim).where(
    among(letters.c.id, "ids"),
    among(letters.c.claim, "tokens"),
    letters.c.status == Status.TRANSMITTING,
)
_STILL_CLAIMED = select(letters.c.claim).where(*_CLAIMED).with_for_update()
_GIVE_BACK = (
    update(letters)
    .where(*_CLAIMED)
    .values(status=Status.QUEUED, reason=bindparam("why"), claim=None, lease_until=None)
)
_ACCEPT = EachRow(
    update(letters)
    .where(
        letters.c.id == bindparam("letter_id"),
        letters.c.claim == bindparam("token"),
        letters.c.status == Status.TRANSMITTING,
    )
    .values(status=Status.ACCEPTED, reason=bindparam("why"), claim=None, lease_until=None, retry_at=None),
    "letter_id",
    "token",
    "why",
)


def lanes(connection: Connection) -> list[Lane]:
    """Every lane in which letters are queued; two looks into the index for each, however many letters."""
    found: list[Lane] = []
    row = connection.execute(_FIRST_LANE).first()
    while row is not None:
        found.append(Lane(row.account, row.campaign_id))
        here = {"of_account": row.account, "of_campaign": row.campaign_id}
        row = connection.execute(_NEXT_OF_ACCOUNT, here).first()
        row = row or connection.execute(_NEXT_ACCOUNT, {"of_account": here["of_account"]}).first()
    return found


def due(
    connection: Connection, lane: Lane, *, limit: int, now: datetime
) -> tuple[list[Letter], list[Damaged]]:
    """The letters of that lane that are due at ``now`` (UTC), the longest due first; and what is damaged.

    Their rows are locked until the transaction ends; what another sender has locked is passed over.
    """
    wanted = {"of_account": lane.account, "of_campaign": lane.campaign_id, "most": limit, "now": now}
    found: list[Letter] = []
    damaged: list[Damaged] = []
    for row in connection.execute(_DUE, wanted).all():
        try:
            found.append(letter_of(row))
        except DamagedRow as fault:
            damaged.append(Damaged(letter_id=row.id, fault=fault))
    return found, damaged


def count_due(connection: Connection, now: datetime) -> int:
    """How many queued letters have come to their time at ``now`` (UTC)."""
    query = select(func.count()).where(letters.c.status == QUEUED, letters.c.due_at <= now)
    return connection.execute(query).scalar_one()


def still_due(connection: Connection, now: datetime, *, limit: int) -> list[LetterId]:
    """Letters whose time has come at ``now`` (UTC) and that are here all the same, the longest due first."""
    here = (letters.c.status == QUEUED, letters.c.due_at <= now)
    query = select(letters.c.id).where(*here).order_by(letters.c.due_at, letters.c.id).limit(limit)
    return list(connection.execute(query).scalars())


def put_off(connection: Connection, letter: Letter, due: CivilTime, *, reason: str) -> None:
    """Give a queued letter whose time was computed a later one, and say so."""
    here = (letters.c.id == letter.id) & (letters.c.status == Status.QUEUED)
    values = due_columns(due, None) | {"retry_at": None, "reason": reason}
    connection.execute(update(letters).where(here).values(values))


def put_date(connection: Connection, letter_id: LetterId, printed_on: date) -> None:
    """Date a letter that a person carries: on the day on which it is handed out."""
    connection.execute(update(letters).where(letters.c.id == letter_id).values(printed_on=printed_on))


def claim(connection: Connection, ids: Sequence[LetterId], terms: ClaimTerms) -> dict[LetterId, str]:
    """Take these queued letters; gives their fencing tokens."""
    taken = connection.execute(
        _CLAIM,
        {
            "ids": list(ids),
            "batch": terms.batch,
            "until": terms.lease_until,
            "date_of_claim": terms.date_header,
        },
    )
    return {LetterId(letter_id): f"{terms.batch}-{letter_id}" for letter_id in taken.scalars()}


def begin_handover(
    connection: Connection, claims: Mapping[str, LetterId], *, lease_until: datetime, now: datetime
) -> set[str]:
    """The point of no return, for every claim that still holds at ``now`` (UTC); gives those.

    ``claims`` are letters by their fencing tokens: each ends with its letter's id, so none passes for
    another's. A letter that was lost and claimed again has two, of which one holds.
    """
    rows = [(letter_id, token, now, lease_until) for token, letter_id in claims.items()]
    if _BEGIN_HANDOVER.run(connection, rows) == len(rows):  # as nearly always
        return set(claims)
    return set(connection.execute(_IN_HANDOVER, _of(claims)).scalars())


def accept(connection: Connection, claims: Mapping[LetterId, str], reasons: Mapping[LetterId, str]) -> bool:
    """The other side has taken charge of these; False if any of them was not ours to say it of.

    Then those that were ours are accepted, and the caller must look which were not.
    """
    rows = [(letter_id, token, reasons[letter_id]) for letter_id, token in claims.items()]
    return _ACCEPT.run(connection, rows) == len(rows)


def accepted_for(connection: Connection, reasons: Mapping[LetterId, str]) -> set[LetterId]:
    """Those of these letters that are accepted, for the reason given."""
    query = select(letters.c.id, letters.c.status, letters.c.reason).where(letters.c.id.in_(reasons))
    return {
        row.id
        for row in connection.execute(query)
        if (row.status, row.reason) == (Status.ACCEPTED, reasons[row.id])
    }


def give_back(connection: Connection, claims: Mapping[str, LetterId], *, reason: str) -> set[str]:
    """Let claimed letters that nobody has begun go back to the queue; gives the claims that held."""
    still_claimed = set(connection.execute(_STILL_CLAIMED, _of(claims)).scalars())
    connection.execute(_GIVE_BACK, _of(claims) | {"why": reason})
    return still_claimed


def undo_claims(connection: Connection, batch: str, *, reason: str) -> dict[LetterId, CampaignId]:
    """Let every letter of that batch that nobody has begun go back to the queue; gives their campaigns."""
    of_batch = letters.c.claim.startswith(f"{batch}-", autoescape=True) & (letters.c.status == Status.CLAIMED)
    undone = (
        update(letters)
        .where(of_batch)
        .values(status=Status.QUEUED, reason=reason, claim=None, lease_until=None)
        .returning(letters.c.id, letters.c.campaign_id)
    )
    return {LetterId(row.id): row.campaign_id for row in connection.execute(undone)}


def _of(claims: Mapping[str, LetterId]) -> dict[str, object]:
    return {"ids": list(claims.values()), "tokens": list(claims.keys())}
