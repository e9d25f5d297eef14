"""Load lists of offices: look first, write only when told to, and never half."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.directory import Address, AddressState, Office
from outreach.model.ids import Handle, OfficeId
from outreach.model.problem import Problem
from outreach.store import audit, directory, people
from outreach.store.database import reading
from outreach.store.gate import wait_until_clear
from outreach.work.contacts.lineage import orphans

#: What is known of an address and only a person's act may change: not compared with a file.
_PROVED_WRONG = frozenset({AddressState.BOUNCING, AddressState.DEAD})


@dataclass(frozen=True, kw_only=True)
class DirectoryFile:
    """What one file says."""

    name: str
    offices: Sequence[Office]
    #: Office id → its row, for the messages.
    rows: Mapping[OfficeId, int]
    #: What is wrong with its other rows.
    problems: Sequence[Problem]
    #: What a person should look at in its good rows.
    notes: Sequence[Problem] = ()


@dataclass(frozen=True, kw_only=True)
class LoadResult:
    """What loading a file would change, or has changed."""

    file: str
    new: tuple[OfficeId, ...]
    changed: tuple[OfficeId, ...]
    unchanged: tuple[OfficeId, ...]
    problems: tuple[Problem, ...]
    written: bool
    #: What a person should look at; it keeps nothing out.
    notes: tuple[Problem, ...] = ()
    #: Offices of the bodies in this file that none of the files has. They stay: history belongs to them.
    gone: tuple[OfficeId, ...] = ()


def load_contacts(
    engine: Engine,
    actor: Actor | None,
    files: Sequence[DirectoryFile],
    *,
    apply: bool,
    skip_bad: bool,
    now: datetime,
) -> list[LoadResult]:
    """Compare the files with the directory, and write them if ``apply``, in a transaction of its own.

    Looking needs no actor; writing does.
    """
    if apply and actor is not None:
        with engine.begin() as connection:
            loaded = load(connection, actor, files, skip_bad=skip_bad, now=now)
        if any(result.changed for result in loaded):
            wait_until_clear(engine)
        return loaded
    with reading(engine) as connection:
        known = directory.find(connection)
        return [result for result, _ in _compared(connection, known, actor, files, skip_bad)]


def load(
    connection: Connection, actor: Actor, files: Sequence[DirectoryFile], *, skip_bad: bool, now: datetime
) -> list[LoadResult]:
    """Write the offices of the files, all or none.

    With problems in any file nothing is written, unless ``skip_bad`` says that the good rows shall go in.
    An office that no file has stays: history belongs to it. What is known of an address (checked,
    bouncing, dead) stays with it as long as the address itself is the same. A check in a cell counts
    only when it is the actor's own.
    """
    by = people.authorize(connection, actor, Act.LOAD_CONTACTS)
    known = directory.find(connection, for_update=True)
    compared = _compared(connection, known, actor, files, skip_bad)
    if not skip_bad and any(result.problems for result, _ in compared):
        return [result for result, _ in compared]
    written: list[LoadResult] = []
    for result, changes in compared:
        for office in changes:
            directory.put(connection, office, by=by, now=now)
        written.append(replace(result, written=True))
    touched = [office.id for _, changes in compared for office in changes]
    if touched:
        names = [file.name for file in files]
        audit.write(connection, by, Act.LOAD_CONTACTS, names[0], now=now, files=names, offices=touched)
    return written


def _compared(
    connection: Connection,
    directory_now: Sequence[Office],
    actor: Actor | None,
    files: Sequence[DirectoryFile],
    skip_bad: bool,
) -> list[tuple[LoadResult, list[Office]]]:
    """For each file what it would do, and the offices as they would then be."""
    known = {office.id: office for office in directory_now}
    everybody = {person.handle for person in people.list_all(connection)}
    twice = _twice(files)
    offices = [office for file in files for office in file.offices]
    lost = orphans(offices, known)
    compared = []
    for file in files:
        problems = list(file.problems)
        good = []
        for office in file.offices:
            faults = [
                *_unvouched(office, known.get(office.id), actor, everybody),
                *lost.get(office.id, ()),
                *_in_several_files(twice.get(office.id)),
            ]
            problems += [
                Problem(file=file.name, row=file.rows[office.id], message=f"{office.id}: {fault}")
                for fault in faults
            ]
            if not (faults and skip_bad):
                good.append(_merged(office, known.get(office.id)))
        changes = [office for office in good if known.get(office.id) != office]
        compared.append((_result(file, good, known, problems), changes))
    return _with_gone(compared, files, known)


def _with_gone(
    compared: list[tuple[LoadResult, list[Office]]],
    files: Sequence[DirectoryFile],
    known: Mapping[OfficeId, Office],
) -> list[tuple[LoadResult, list[Office]]]:
    """Each office that is gone is told once, with the first file of its body.

    A file with bad rows tells of none: an office may stand in one of those.
    """
    here = {office.id for file in files for office in file.offices}
    told: set[OfficeId] = set()
    results = []
    for file, (result, changes) in zip(files, compared, strict=True):
        bodies = {office.body for office in file.offices} if not any(f.problems for f in files) else set()
        missing = {o.id for o in known.values() if o.body in bodies and o.id not in here} - told
        told |= missing
        results.append((replace(result, gone=tuple(sorted(missing))), changes))
    return results


def _result(
    file: DirectoryFile, good: Sequence[Office], known: Mapping[OfficeId, Office], problems: list[Problem]
) -> LoadResult:
    return LoadResult(
        file=file.name,
        new=tuple(office.id for office in good if office.id not in known),
        changed=tuple(o.id for o in good if o.id in known and o != known[o.id]),
        unchanged=tuple(o.id for o in good if o == known.get(o.id)),
        problems=tuple(sorted(problems, key=lambda problem: problem.row or 0)),
        written=False,
        notes=tuple(file.notes),
    )


def _twice(files: Sequence[DirectoryFile]) -> dict[OfficeId, list[str]]:
    """Offices that stand in more than one file, with the files' names."""
    places: dict[OfficeId, list[str]] = {}
    for file in files:
        for office in file.offices:
            places.setdefault(office.id, []).append(file.name)
    return {office_id: names for office_id, names in places.items() if len(names) > 1}


def _in_several_files(names: Sequence[str] | None) -> list[str]:
    return [f"is in {' and in '.join(names)}: an office stands in one file, once"] if names else []


def _unvouched(
    office: Office, before: Office | None, actor: Actor | None, everybody: Collection[Handle]
) -> list[str]:
    """A check is a person's own word, and a live letter leaves on it: a name in a cell is none."""
    faults = []
    for address in office.addresses:
        who = address.checked_by
        if who is None or _known(address, before) is not None:
            continue
        if who not in everybody:
            faults.append(
                f"{who}, who is said to have checked it, is nobody here: "
                "`outreach people add` them, or empty checked_on and checked_by"
            )
        elif actor is None or who != actor.handle:
            faults.append(
                f"only {who} can say that {who} has checked it: let {who} load this file, "
                "or empty checked_on and checked_by"
            )
        elif _changed_by(address, before, actor.handle) == who:
            faults.append(
                f"{who} changes this address to {address.value}, so somebody else must check it: "
                "empty checked_on and checked_by, and let them `outreach contacts verify` it"
            )
    return list(dict.fromkeys(faults))


def _changed_by(address: Address, before: Office | None, actor: Handle) -> Handle | None:
    """Who has put it there, or is about to; None if it came, or comes, with its office."""
    here = _same_address(address, before)
    return here.changed_by if here else actor if before else None


def _merged(office: Office, before: Office | None) -> Office:
    return replace(
        office, addresses=tuple(_known(a, before) or _as_given(a, before) for a in office.addresses)
    )


def _known(address: Address, before: Office | None) -> Address | None:
    """The address as it is known, if the file says nothing new of it."""
    here = _same_address(address, before)
    if here is None:
        return None
    says_nothing = address.state is AddressState.UNVERIFIED or here.state in _PROVED_WRONG
    same_check = (address.checked_by, address.checked_on) == (here.checked_by, here.checked_on)
    return here if says_nothing or same_check else None


def _as_given(address: Address, before: Office | None) -> Address:
    here = _same_address(address, before)
    if here is None:
        return address
    return replace(address, id=here.id, version=here.version, changed_by=here.changed_by)


def _same_address(address: Address, before: Office | None) -> Address | None:
    return before.address_at(address.channel, address.value) if before else None
