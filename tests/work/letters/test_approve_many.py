"""Approving many: judged whole, written in chunks, and never half of anything."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from outreach.model.actor import Act
from outreach.model.errors import BadInput, NotAllowed, WrongState
from outreach.model.ids import Handle, LetterId
from outreach.model.letter import Letter, SeenLetter
from outreach.model.person import Person
from outreach.model.status import Status
from outreach.queries.letters import digest_of_drafts
from outreach.store import campaigns, people
from outreach.work import chunks
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.edit import edit_letter
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    actor,
    campaign,
    draft,
    draft_again,
    draft_context,
    furnish,
    office,
    seen,
    statuses,
    terms,
    texts,
)
from tests.counting import counted
from tests.work.seen import all_letters, audit_lines, letter, path

CAROL = actor("carol")


@pytest.fixture
def two_by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of two letters each."""
    monkeypatch.setattr(chunks, "_FIRST", 2)
    monkeypatch.setattr(chunks, "_MOST", 2)


def drafted(engine: Engine, number: int) -> list[LetterId]:
    furnish(engine, *(office(f"gov-{n:03}-mfa") for n in range(number)))
    with engine.begin() as connection:
        people.add(connection, Person(handle=Handle("carol"), name="Carol"), MORNING)
    return draft(engine)


def after(phase: str, number: int, deed: Callable[[], object]) -> Callable[[str, int, int], None]:
    """A progress during which that is done, once so many letters are so far."""

    def progress(done: str, so_many: int, total: int) -> None:
        if (done, so_many) == (phase, number):
            deed()

    return progress


def edit(engine: Engine, one: LetterId, words: str = "Other words.") -> None:
    edit_letter(engine, ANN, seen(engine, one)[0], words, context=draft_context(), now=MORNING)


def test_a_letter_costs_less_than_half_a_statement(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one it was nine.

    Four chunks of 25, 50, 100 and 25 letters are looked at in at most ten statements each, and written in
    at most fifteen more.
    """
    monkeypatch.setattr(chunks, "monotonic", lambda: 0.0)
    ids = drafted(engine, 200)
    read = seen(engine, *ids)

    with counted(engine) as costs:
        approve_letters(engine, BOB, read, terms())

    assert Counter(statuses(engine).values()) == {"queued": 200}
    assert costs["statements"] <= 4 * (10 + 15)
    assert costs["commits"] <= 4 + 1


@pytest.mark.usefixtures("two_by_two")
def test_each_chunk_has_its_line_which_names_its_letters_and_what_was_read(engine: Engine) -> None:
    ids = drafted(engine, 5)
    read = digest_of_drafts(engine, all_letters(engine))

    approve_letters(engine, BOB, seen(engine, *ids), terms(), digest=read)

    told = audit_lines(engine, Act.APPROVE_LETTERS)
    assert [line.detail["letters"] for line in told] == [ids[0:2], ids[2:4], ids[4:5]]
    assert {line.detail["read"] for line in told} == {read}
    assert len({line.detail["seals"] for line in told}) == 3
    assert [letter(engine, one).audit_number for one in ids] == [
        line.number for line in told for _ in line.detail["letters"]
    ]


@pytest.mark.usefixtures("two_by_two")
def test_how_far_it_is_is_told(sqlite: Engine) -> None:
    ids = drafted(sqlite, 3)
    told: list[tuple[str, int, int]] = []

    approve_letters(sqlite, BOB, seen(sqlite, *ids), terms(), progress=lambda *line: told.append(line))

    assert told == [("checked", 2, 3), ("checked", 3, 3), ("approved", 2, 3), ("approved", 3, 3)]


@pytest.mark.usefixtures("two_by_two")
def test_where_the_last_may_not_be_approved_none_is(engine: Engine) -> None:
    ids = drafted(engine, 5)
    read = seen(engine, *ids)
    edit(engine, ids[-1])

    with pytest.raises(WrongState, match=f"^letter {ids[-1]} has changed since you read it: read it again$"):
        approve_letters(engine, BOB, read, terms())

    assert set(statuses(engine).values()) == {"draft"}
    assert audit_lines(engine, Act.APPROVE_LETTERS) == []


@pytest.mark.usefixtures("two_by_two")
def test_a_letter_that_is_edited_in_between_is_refused_with_its_chunk_and_the_rest_goes_on(
    engine: Engine,
) -> None:
    ids = drafted(engine, 6)
    edited = after("checked", 6, lambda: edit(engine, ids[3]))

    with pytest.raises(
        WrongState,
        match=f"^letter {ids[3]} has changed since you read it: read it again; "
        "2 of the 6 are approved, the other 4 wait as they were$",
    ):
        approve_letters(engine, BOB, seen(engine, *ids), terms(), progress=edited)

    assert [letter(engine, one).status for one in ids] == ["queued"] * 2 + ["draft"] * 4
    assert path(engine, ids[2]) == ["draft"]
    assert letter(engine, ids[2]).seal is None
    approve_letters(engine, BOB, seen(engine, *ids[2:]), terms())
    assert set(statuses(engine).values()) == {"queued"}
    assert [line.detail["letters"] for line in audit_lines(engine, Act.APPROVE_LETTERS)] == [
        ids[0:2],
        ids[2:4],
        ids[4:6],
    ]


@pytest.mark.usefixtures("two_by_two")
def test_other_words_under_the_same_version_are_refused_too(sqlite: Engine) -> None:
    """Whoever writes rows can leave the version as it was."""
    ids = drafted(sqlite, 4)

    def tamper() -> None:
        with sqlite.begin() as connection:
            connection.execute(
                text("UPDATE letters SET address = 'other@ministry.example' WHERE id = :id"), {"id": ids[3]}
            )

    with pytest.raises(WrongState, match=f"^letter {ids[3]} has changed since you read it"):
        approve_letters(sqlite, BOB, seen(sqlite, *ids), terms(), progress=after("checked", 4, tamper))

    assert [letter(sqlite, one).status for one in ids] == ["queued"] * 2 + ["draft"] * 2


def test_whoever_becomes_a_maker_in_between_approves_nothing(engine: Engine) -> None:
    ids = drafted(engine, 3)

    def load() -> None:
        with engine.begin() as connection:
            campaigns.put(connection, campaign(reference="B-2"), texts(), by=BOB.handle, now=MORNING)

    with pytest.raises(NotAllowed, match="bob made letter"):
        approve_letters(engine, BOB, seen(engine, *ids), terms(), progress=after("checked", 3, load))

    assert set(statuses(engine).values()) == {"draft"}


@pytest.mark.usefixtures("two_by_two")
def test_what_somebody_else_approves_in_between_stays_theirs(engine: Engine) -> None:
    ids = drafted(engine, 6)
    theirs = seen(engine, ids[4])
    carols = after("approved", 2, lambda: approve_letters(engine, CAROL, theirs, terms()))

    with pytest.raises(WrongState, match="is queued: only a draft can be approved; 4 of the 6 are approved"):
        approve_letters(engine, BOB, seen(engine, *ids), terms(), progress=carols)

    assert [letter(engine, one).approved_by for one in ids] == ["bob"] * 4 + ["carol", None]
    assert len(audit_lines(engine, Act.APPROVE_LETTERS)) == 3


@pytest.mark.usefixtures("two_by_two")
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("turned", [False, True])
def test_two_who_approve_the_same_at_once_approve_each_letter_once(engine: Engine, turned: bool) -> None:
    """In the same order one of them approves all; from both ends they meet, and what is left is a draft."""
    ids = drafted(engine, 12)
    together = Barrier(2)

    def approve_all(who: str, read: list[SeenLetter]) -> list[Letter]:
        together.wait()
        with suppress(WrongState):
            return approve_letters(engine, actor(who), read, terms())
        return []

    with ThreadPoolExecutor(2) as pool:
        read = seen(engine, *ids)
        runs = [pool.submit(approve_all, "bob", read)]
        runs += [pool.submit(approve_all, "carol", read[::-1] if turned else read)]
        done = [len(run.result()) for run in runs]

    named = [one for line in audit_lines(engine, Act.APPROVE_LETTERS) for one in line.detail["letters"]]
    approved = [one for one in all_letters(engine) if one.status is Status.QUEUED]
    assert sorted(named) == sorted(one.id for one in approved)
    assert all(path(engine, one.id) == ["draft", "approved", "queued"] for one in approved)
    if not turned:
        assert sorted(done) == [0, 12]


#: A fault of the database at one letter.
FAILING = {
    "sqlite": (
        "CREATE TRIGGER failing BEFORE UPDATE ON letters WHEN NEW.id = '{}' "
        "BEGIN SELECT RAISE(ABORT, 'no space left'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION fail() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no space left'; END $$ "
        "LANGUAGE plpgsql",
        "CREATE TRIGGER failing BEFORE UPDATE ON letters FOR EACH ROW WHEN (NEW.id = '{}') "
        "EXECUTE FUNCTION fail()",
    ),
}
MENDED = {"sqlite": "DROP TRIGGER failing", "postgresql": "DROP TRIGGER failing ON letters"}


@pytest.mark.usefixtures("two_by_two")
def test_a_fault_of_the_database_in_the_third_chunk_leaves_two_and_the_same_words_go_on(
    engine: Engine,
) -> None:
    ids = drafted(engine, 7)
    read = digest_of_drafts(engine, all_letters(engine))[:12]
    with engine.begin() as connection:
        for statement in FAILING[engine.dialect.name]:
            connection.exec_driver_sql(statement.format(ids[5]))

    with pytest.raises(DBAPIError, match="no space left"):
        approve_letters(engine, BOB, seen(engine, *ids), terms(), digest=read)

    assert [letter(engine, one).status for one in ids] == ["queued"] * 4 + ["draft"] * 3
    assert [path(engine, one) for one in ids[4:]] == [["draft"]] * 3
    assert len(audit_lines(engine, Act.APPROVE_LETTERS)) == 2
    with engine.begin() as connection:
        connection.exec_driver_sql(MENDED[engine.dialect.name])
    approve_letters(engine, BOB, seen(engine, *ids[4:]), terms(), digest=read)
    assert set(statuses(engine).values()) == {"queued"}
    assert len(audit_lines(engine, Act.APPROVE_LETTERS)) == 4


@pytest.mark.usefixtures("two_by_two")
def test_who_goes_on_still_approves_nothing_else_than_what_was_read(sqlite: Engine) -> None:
    ids = drafted(sqlite, 4)
    read = digest_of_drafts(sqlite, all_letters(sqlite))

    def end() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        approve_letters(
            sqlite, BOB, seen(sqlite, *ids), terms(), digest=read, progress=after("approved", 2, end)
        )
    rest = seen(sqlite, *ids[2:])

    for who, some in ((CAROL, rest), (BOB, rest[:1])):
        with pytest.raises(WrongState, match="these are not the letters that you read"):
            approve_letters(sqlite, who, some, terms(), digest=read)
    edit(sqlite, ids[1])  # one that was approved is a draft again
    with pytest.raises(WrongState, match="these are not the letters that you read"):
        approve_letters(sqlite, BOB, rest, terms(), digest=read)
    assert [letter(sqlite, one).status for one in ids] == ["queued", "draft", "draft", "draft"]


def test_a_letter_that_is_named_twice_is_refused(sqlite: Engine) -> None:
    [one] = drafted(sqlite, 1)

    with pytest.raises(BadInput, match="a letter is named twice: name each once"):
        approve_letters(sqlite, BOB, seen(sqlite, one, one), terms())

    assert letter(sqlite, one).status is Status.DRAFT


def test_a_redraft_in_between_that_changes_nothing_hinders_nobody(sqlite: Engine) -> None:
    ids = drafted(sqlite, 2)
    again = after("checked", 2, lambda: draft_again(sqlite))

    assert len(approve_letters(sqlite, BOB, seen(sqlite, *ids), terms(), progress=again)) == 2
