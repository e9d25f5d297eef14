"""Load a list of offices: look first, write only when told to, and never half."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.directory import Address, AddressState, Office
from outreach.model.ids import OfficeId
from outreach.model.problem import Problem
from outreach.store import directory, people
from outreach.store.database import reading


@dataclass(frozen=True, kw_only=True)
class LoadResult:
    """What a load would change, or has changed."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    problems: tuple[Problem, ...]
    written: bool


def load_contacts(
    engine: Engine,
    offices: Sequence[Office],
    problems: Sequence[Problem],
    *,
    file: str,
    rows: Mapping[str, int],
    apply: bool,
    skip_bad: bool,
    who: str | None,
    now: datetime,
) -> LoadResult:
    """Compare the offices of one file with the directory, and write them if ``apply``.

    ``rows`` tells the row of each office id in ``file``, for the messages.

    With problems nothing is written, unless ``skip_bad`` says that the good rows shall go in. An office
    that the file does not have stays: history belongs to it. What is known of an address (checked,
    bouncing, dead) stays with it as long as the address itself is the same.
    """
    with reading(engine) as connection:
        known = {office.id: office for office in directory.find(connection)}
        here = {person.handle for person in people.list_all(connection)}
    vouched = [office for office in offices if not _strangers(office, here)]
    reared = _without_orphans(vouched, known)
    problems = [
        *problems,
        *_unvouched(offices, here, file, rows),
        *_orphans(vouched, reared, file, rows),
    ]
    good = reared if skip_bad else list(offices)
    merged = [_keep_what_is_known(office, known.get(office.id)) for office in good]
    new = [office for office in merged if office.id not in known]
    changed = [office for office in merged if office.id in known and office != known[office.id]]
    write = apply and (skip_bad or not problems)
    if apply:
        with engine.begin() as connection:
            person = people.require(connection, who)
            if write:
                _put_all(connection, [*new, *changed], person, now)
    touched = {office.id for office in (*new, *changed)}
    return LoadResult(
        new=tuple(office.id for office in new),
        changed=tuple(office.id for office in changed),
        unchanged=tuple(office.id for office in merged if office.id not in touched),
        problems=tuple(problems),
        written=write,
    )


def _strangers(office: Office, here: Collection[str]) -> set[str]:
    """Who is said to have checked its addresses and is nobody of this house."""
    return {address.checked_by for address in office.addresses if address.checked_by} - set(here)


def _unvouched(
    offices: Sequence[Office], here: Collection[str], file: str, rows: Mapping[str, int]
) -> list[Problem]:
    """A check is a person's word, and in live delivery a letter leaves on it: a name in a cell is none."""
    return [
        Problem(
            file=file,
            row=rows[office.id],
            message=f"{office.id}: {stranger}, who is said to have checked it, is nobody here: "
            "`outreach people add` them, or empty checked_on and checked_by",
        )
        for office in offices
        for stranger in sorted(_strangers(office, here))
    ]


def _orphans(
    offices: Sequence[Office], reared: Sequence[Office], file: str, rows: Mapping[str, int]
) -> list[Problem]:
    fine = {office.id for office in reared}
    return [
        Problem(
            file=file,
            row=rows[office.id],
            message=f"{office.id}: its parent {office.parent_id} is not in the directory: "
            "load it first, or leave the cell empty",
        )
        for office in offices
        if office.id not in fine
    ]


def _without_orphans(offices: Sequence[Office], known: dict[OfficeId, Office]) -> list[Office]:
    """Leaving one office out can orphan the next, so look until nothing changes."""
    left = list(offices)
    while True:
        here = {office.id for office in left} | known.keys()
        kept = [office for office in left if not office.parent_id or office.parent_id in here]
        if len(kept) == len(left):
            return kept
        left = kept


def _keep_what_is_known(office: Office, before: Office | None) -> Office:
    if before is None:
        return office
    return replace(office, addresses=tuple(_as_known(a, before.address(a.channel)) for a in office.addresses))


def _as_known(address: Address, before: Address | None) -> Address:
    """A file may bring a check, but never a bounced address back to life."""
    if before is None or before.value != address.value:
        return address
    proved_wrong = before.state in {AddressState.BOUNCING, AddressState.DEAD}
    return before if proved_wrong or address.state is AddressState.UNVERIFIED else address


def _put_all(connection: Connection, offices: Sequence[Office], who: str, now: datetime) -> None:
    for office in offices:
        directory.put(connection, office, by=who, now=now)
