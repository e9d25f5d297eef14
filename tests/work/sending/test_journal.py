"""Results that the database did not take wait in a file, and the next start writes them down."""

import os
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from outreach.model.directory import Channel
from outreach.model.errors import BadInput
from outreach.model.ids import LetterId
from outreach.model.sending import Accepted, ByHand, Deferred, InDoubt, Message, Outcome, Refused, Scope
from outreach.model.status import Status
from outreach.store.database import open_database
from outreach.store.migrate import migrate
from outreach.work.sending.conclude import conclude
from outreach.work.sending.history import Try
from outreach.work.sending.journal import keep, replay
from outreach.work.sending.recover import recover_letters
from tests.builders import (
    MORNING,
    FakeSessions,
    Meddling,
    mailbox,
    office,
    queue,
    send_context,
    send_due,
    statuses,
)
from tests.work.seen import all_letters, letter, path, phases

ACCEPTED = Accepted(receipt="250 2.0.0 queued as 4711")


class Away:
    """A database that is away from some moment on."""

    def __init__(self, engine: Engine, patch: pytest.MonkeyPatch) -> None:
        self.is_away = False
        real = engine.dialect.do_commit

        def do_commit(connection: object) -> None:
            if self.is_away:
                raise engine.dialect.dbapi.OperationalError("the disk is full")  # type: ignore[union-attr]
            real(connection)  # type: ignore[arg-type]

        patch.setattr(engine.dialect, "do_commit", do_commit)
        patch.setattr("outreach.work.sending.send.RETRY_FOR", 0.0)

    def goes(self) -> None:
        self.is_away = True


def _ended(engine: Engine, letter_id: LetterId) -> tuple[Try, Outcome]:
    """The first try of that letter, accepted."""
    claimed = letter(engine, letter_id)
    return Try(letter=claimed, number=1, message=None, claim="home-0-0", delivery="sandbox"), ACCEPTED


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "results.journal"


@pytest.mark.parametrize(
    ("outcome", "becomes"),
    [
        (ACCEPTED, Status.ACCEPTED),
        (Refused(reason="550 5.1.1 unknown", scope=Scope.ADDRESS), Status.FAILED),
        (Refused(reason="535 wrong password", scope=Scope.ACCOUNT), Status.QUEUED),
        (Deferred(reason="451 later", retry_after=timedelta(minutes=5)), Status.QUEUED),
        (InDoubt(reason="no answer after the dot"), Status.IN_DOUBT),
    ],
)
def test_a_result_that_the_database_does_not_take_is_written_down_by_the_next_start(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, journal: Path, outcome: Outcome, becomes: Status
) -> None:
    [one] = queue(engine)
    with monkeypatch.context() as patch:
        away = Away(engine, patch)
        transport = Meddling(outcome, behind=away.goes)
        with pytest.raises(OperationalError):
            send_due(send_context(engine, {"main": transport}, journal=journal))
    assert letter(engine, one).status is Status.TRANSMITTING
    assert journal.stat().st_mode & 0o777 == 0o600

    assert replay(engine, journal, now=MORNING) == [one]
    assert recover_letters(engine, home="home", now=MORNING) == []

    assert letter(engine, one).status is becomes
    assert journal.read_bytes() == b""
    assert replay(engine, journal, now=MORNING) == []


def test_of_many_sessions_none_leaves_a_doubt(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, journal: Path
) -> None:
    queue(engine, *(office(f"gov-{number:02}-mfa") for number in range(20)))
    with monkeypatch.context() as patch:
        away = Away(engine, patch)

        class Vanishing(FakeSessions):
            async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
                outcome = await super().send(message, before_handover)
                if len(self.handed_over) == 5:
                    away.goes()
                return outcome

        transport = Vanishing(connections=5)
        with pytest.raises(OperationalError):
            send_due(send_context(engine, {"main": transport}, journal=journal))
    arrived = {message.letter_id for message in transport.handed_over}

    replay(engine, journal, now=MORNING)
    assert recover_letters(engine, home="home", now=MORNING) == []

    accepted = {letter.id for letter in all_letters(engine) if letter.status is Status.ACCEPTED}
    assert accepted == arrived
    assert arrived
    assert set(statuses(engine).values()) == {"accepted", "queued"}


def test_what_is_written_down_already_is_not_written_twice(engine: Engine, journal: Path) -> None:
    """The journal was written, and so was the database after all: its commit was made unheard."""
    [one] = queue(engine)
    send_due(send_context(engine, {"main": Meddling(ACCEPTED)}))
    before = path(engine, one), phases(engine, one)
    keep(journal, [_ended(engine, one)])

    assert replay(engine, journal, now=MORNING) == [one]

    assert (path(engine, one), phases(engine, one)) == before


def test_a_result_of_a_letter_that_another_sender_has_taken_for_doubtful_clears_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, journal: Path
) -> None:
    [one] = queue(engine)
    with monkeypatch.context() as patch:
        away = Away(engine, patch)
        context = send_context(engine, {"main": Meddling(ACCEPTED, behind=away.goes)}, journal=journal)
        with pytest.raises(OperationalError):
            send_due(context)
    recover_letters(engine, home="home", now=MORNING)
    assert letter(engine, one).status is Status.IN_DOUBT

    replay(engine, journal, now=MORNING)

    assert letter(engine, one).status is Status.ACCEPTED


@pytest.mark.parametrize("line", ["nonsense", "{}", '{"version": 2}', "\x00"])
def test_a_line_that_is_not_ours_stops_the_start_and_is_kept(
    sqlite: Engine, journal: Path, line: str
) -> None:
    journal.write_text(line + "\n", "utf-8")

    with pytest.raises(BadInput, match="holds a result that cannot be read"):
        replay(sqlite, journal, now=MORNING)

    assert journal.read_text("utf-8") == line + "\n"


def test_a_line_in_whose_middle_the_machine_died_is_no_result(sqlite: Engine, journal: Path) -> None:
    """Nothing was built on it: it was not on the disk yet. Its letter is in doubt."""
    [one] = queue(sqlite)
    keep(journal, [_ended(sqlite, one)])
    with journal.open("ab") as file:
        file.write(b'{"version": 1, "letter_id": "000')

    assert replay(sqlite, journal, now=MORNING) == [one]


def test_a_letter_that_is_gone_keeps_no_other(sqlite: Engine, journal: Path) -> None:
    [one] = queue(sqlite)
    attempt, outcome = _ended(sqlite, one)
    gone = replace(attempt, letter=replace(attempt.letter, id=LetterId("gone")))
    keep(journal, [(gone, outcome), (attempt, outcome)])

    assert replay(sqlite, journal, now=MORNING) == [one]


def test_a_result_of_another_database_waits_for_that(engine: Engine, journal: Path, tmp_path: Path) -> None:
    """Somebody has mistaken the database's URL, and set it right again."""
    [one] = queue(engine)
    keep(journal, [_ended(engine, one)])

    another = open_database(f"sqlite:///{tmp_path / 'another.sqlite'}")
    migrate(another)
    assert replay(another, journal, now=MORNING) == []
    another.dispose()

    assert replay(engine, journal, now=MORNING) == [one]
    assert journal.read_bytes() == b""


def test_the_journal_is_on_the_disk_before_anything_else_is_done(
    sqlite: Engine, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [one] = queue(sqlite)
    synced: list[bytes] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        synced.append(journal.read_bytes())

    monkeypatch.setattr(os, "fsync", fsync)

    keep(journal, [_ended(sqlite, one)])

    assert synced[0] == journal.read_bytes() != b""


def test_no_link_leads_the_journal_elsewhere(sqlite: Engine, journal: Path) -> None:
    [one] = queue(sqlite)
    journal.symlink_to(journal.parent / "elsewhere")

    with pytest.raises(OSError, match="symbolic links"):
        keep(journal, [_ended(sqlite, one)])

    assert not (journal.parent / "elsewhere").exists()


def test_by_hand_is_a_result_too(engine: Engine, journal: Path) -> None:
    [one] = queue(engine, office(addresses=(mailbox("https://form.example/", channel=Channel.WEB_FORM),)))
    attempt, _ = _ended(engine, one)
    keep(journal, [(attempt, ByHand(instructions="fill in the form"))])

    assert replay(engine, journal, now=MORNING) == [one]


def test_two_senders_that_start_at_once_do_not_both_write_it_down(
    engine: Engine, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what a third one keeps meanwhile is for the next start."""
    one, two = queue(engine, office("a"), office("b"))
    keep(journal, [_ended(engine, one)])
    later = _ended(engine, two)
    beside = ThreadPoolExecutor(2)
    others: list[Future[object]] = []

    def meanwhile(*words: Any) -> None:
        if not others:
            others.append(beside.submit(replay, engine, journal, now=MORNING))
            others.append(beside.submit(keep, journal, [later]))
            assert wait(others, timeout=0.3).done == set()
        conclude(*words)

    monkeypatch.setattr("outreach.work.sending.journal.conclude", meanwhile)
    assert replay(engine, journal, now=MORNING) == [one]
    beside.shutdown()
    again = replay(engine, journal, now=MORNING)

    assert sorted([*others[0].result(), *again]) == [two]  # type: ignore[misc]
    assert journal.read_bytes() == b""


def test_what_another_did_not_bring_to_its_end_spoils_no_line_after_it(sqlite: Engine, journal: Path) -> None:
    [one] = queue(sqlite)
    journal.write_bytes(b'{"version": 1, "letter_id": "000')

    keep(journal, [_ended(sqlite, one)])

    assert replay(sqlite, journal, now=MORNING) == [one]
