"""Loading several files: what is told beside the counts, and what happens when two load at once."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, event

from outreach.model.directory import AddressState, Office
from outreach.model.ids import OfficeId
from outreach.model.problem import Problem
from outreach.store import directory
from outreach.store.database import reading
from outreach.work.contacts.load import DirectoryFile, LoadResult, load_contacts
from outreach.work.contacts.verify import verify_address
from tests.builders import ANN, BOB, MORNING, address_of, furnish, mailbox, office
from tests.waiting import until_somebody_waits
from tests.work.seen import office as seen_office


def file(name: str, *offices: Office, bad: bool = False, notes: tuple[Problem, ...] = ()) -> DirectoryFile:
    problems = [Problem(file=name, row=9, message="name is missing: fill it in")] if bad else []
    rows = {one.id: row for row, one in enumerate(offices, start=2)}
    return DirectoryFile(name=name, offices=offices, rows=rows, problems=problems, notes=notes)


def look(engine: Engine, *files: DirectoryFile) -> list[LoadResult]:
    return load_contacts(engine, None, files, apply=False, skip_bad=False, now=MORNING)


def test_offices_that_no_file_of_their_body_has_any_more_are_told_once(sqlite: Engine) -> None:
    furnish(sqlite, office("a"), office("b"), office("c"), office("un", body="UN"))

    first, second = look(sqlite, file("one.csv", office("a")), file("two.csv", office("new")))

    assert (first.gone, second.gone) == (("b", "c"), ())


def test_an_office_stands_in_one_file_and_in_one_alone(engine: Engine) -> None:
    """Which of two addresses counts must not hang on the order in which files are read."""
    furnish(engine)
    files = file("eu.csv", office("a")), file("late.csv", office("a", addresses=(mailbox("x@evil.example"),)))

    first, second = load_contacts(engine, BOB, files, apply=True, skip_bad=True, now=MORNING)

    for result, name in ((first, "eu.csv"), (second, "late.csv")):
        assert [str(problem) for problem in result.problems] == [
            f"{name}, row 2: a: is in eu.csv and in late.csv: an office stands in one file, once"
        ]
    with reading(engine) as connection:
        assert directory.find(connection) == []


def test_a_second_file_that_changes_an_address_leaves_it_unchecked(sqlite: Engine) -> None:
    furnish(sqlite, office("a"))
    verify_address(sqlite, ANN, OfficeId("a"), address_of(sqlite, "a"), now=MORNING)
    late = file("late.csv", office("a", addresses=(mailbox("x@evil.example"),)))

    load_contacts(sqlite, BOB, [late], apply=True, skip_bad=False, now=MORNING)

    [address] = seen_office(sqlite, "a").addresses
    assert (address.value, address.state, address.changed_by) == ("x@evil.example", "unverified", "bob")


def test_nothing_is_said_to_be_gone_while_a_row_cannot_be_read(sqlite: Engine) -> None:
    furnish(sqlite, office("a"), office("b"))

    [result] = look(sqlite, file("one.csv", office("a"), bad=True))

    assert result.gone == ()


def test_notes_come_with_the_result_and_keep_nothing_out(sqlite: Engine) -> None:
    furnish(sqlite)
    note = Problem(file="a.csv", row=2, message="a: grade A without source_url")

    [result] = load_contacts(
        sqlite, ANN, [file("a.csv", office("a"), notes=(note,))], apply=True, skip_bad=False, now=MORNING
    )

    assert (result.notes, result.written) == ((note,), True)


def test_two_loads_at_once_count_each_office_as_new_once(engine: Engine) -> None:
    furnish(engine)
    offices = [office(f"o{number}") for number in range(40)]
    together = Barrier(2)

    def load() -> LoadResult:
        together.wait()
        files = [file("a.csv", *offices)]
        [result] = load_contacts(engine, BOB, files, apply=True, skip_bad=False, now=MORNING)
        return result

    with ThreadPoolExecutor(2) as pool:
        results = [run.result() for run in [pool.submit(load), pool.submit(load)]]

    assert sorted((len(one.new), len(one.unchanged)) for one in results) == [(0, 40), (40, 0)]


def test_a_mailbox_that_is_marked_dead_while_its_file_is_loaded_stays_dead(engine: Engine) -> None:
    """Whichever of the two comes first: an old file must not bring the mailbox back to life."""
    for number in range(10):
        _load_beside_a_bounce(engine, f"o{number}", first=number == 0)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_mailbox_that_a_sender_finds_dead_between_the_comparison_and_the_writing_stays_dead(
    engine: Engine,
) -> None:
    furnish(engine, office("a", addresses=(mailbox("a@ministry.example"),)))
    finding: list[Future[None]] = []

    def found_dead() -> None:
        with engine.begin() as connection:
            directory.mark_wrong(connection, OfficeId("a"), "a@ministry.example", AddressState.DEAD)

    with ThreadPoolExecutor(1) as sender:

        def meanwhile(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement.startswith("UPDATE offices") and not finding:
                finding.append(sender.submit(found_dead))
                until_somebody_waits(engine, or_until=finding[0].done)

        event.listen(engine, "before_cursor_execute", meanwhile)
        renamed = office("a", name="Renamed", addresses=(mailbox("a@ministry.example"),))
        load_contacts(engine, BOB, [file("a.csv", renamed)], apply=True, skip_bad=False, now=MORNING)
        finding[0].result()

    after = seen_office(engine, "a")
    assert (after.name, after.addresses[0].state) == ("Renamed", "dead")


def _load_beside_a_bounce(engine: Engine, name: str, *, first: bool) -> None:
    before = office(name, addresses=(mailbox(f"{name}@ministry.example"),))
    if first:
        furnish(engine)
    with engine.begin() as connection:
        directory.put(connection, before, by=ANN.handle, now=MORNING)
    together = Barrier(2)

    def load() -> None:
        together.wait()
        renamed = office(name, name="Renamed", addresses=before.addresses)
        load_contacts(engine, BOB, [file("a.csv", renamed)], apply=True, skip_bad=False, now=MORNING)

    def bounce() -> None:
        together.wait()
        with engine.begin() as connection:
            directory.mark_wrong(connection, OfficeId(name), before.addresses[0].value, AddressState.DEAD)

    with ThreadPoolExecutor(2) as pool:
        for run in [pool.submit(load), pool.submit(bounce)]:
            run.result()

    after = seen_office(engine, name)
    assert (after.name, after.addresses[0].state) == ("Renamed", "dead")
