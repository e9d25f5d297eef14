"""docs/faults.md, part A: what happens to the process and to its storage.

A1 is `tests/test_kill.py`, and with several senders `tests/test_many_senders.py`; webhooks and mailbox of A1
and A6 wait for the issues that bring them.
"""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from alembic import op
from sqlalchemy import Engine, event, inspect, text
from sqlalchemy.exc import OperationalError

from outreach.model.directory import Office
from outreach.model.errors import WrongState
from outreach.model.ids import CampaignId, LetterId
from outreach.model.letter import Letter
from outreach.model.sending import Message, Outcome
from outreach.model.status import Status
from outreach.store import database, letters
from outreach.store.database import open_database
from outreach.store.migrate import migrate, require_current
from outreach.work.letters.draft import draft_letters
from outreach.work.letters.drafted import DraftResult
from outreach.work.sending import send
from outreach.work.sending.recover import recover_letters
from tests import builders
from tests.builders import MORNING, FakeTransport, actor, office, queue, send_context, send_due, statuses
from tests.cli.program import Program, a_home
from tests.taken_for_dead import hang_up, let_leases_run_out, take_over

Meanwhile = Callable[[], Any]


class Interrupted(FakeTransport):
    """A transport to which something happens just before or just after the point of no return."""

    def __init__(self, *, before: Meanwhile = lambda: None, after: Meanwhile = lambda: None) -> None:
        super().__init__()
        self._before, self._after = before, after

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        """As `FakeTransport`."""
        self._before()
        outcome = await super().send(message, before_handover)
        self._after()
        return outcome


def three() -> Sequence[Office]:
    """Three offices."""
    return [office(f"gov-{n}-mfa") for n in range(3)]


def prepared(home: Path, *, number: int = 3) -> Path:
    """A home with letters queued and due now."""
    engine = open_database(f"sqlite:///{a_home(home) / 'outreach.sqlite'}", audit_key=builders.AUDIT_KEY)
    migrate(engine)
    queue(engine, *(office(f"gov-{n:02}-mfa") for n in range(number)))
    engine.dispose()
    (home / "clock").write_text(MORNING.isoformat())
    return home


def process(home: Path, *words: str) -> "subprocess.Popen[str]":
    """The real program, running."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("OUTREACH_")}
    program = [sys.executable, "-m", "outreach", "--home", str(home), *words]
    return subprocess.Popen(
        program, env=ours, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    )


# A2


def test_a2_told_to_end_it_finishes_its_letter_and_begins_no_other(tmp_path: Path) -> None:
    home = prepared(tmp_path / "home", number=60)
    with process(home, "serve") as serving:
        while not (home / "received").exists() or not list((home / "received").glob("*.eml")):
            assert serving.poll() is None
            time.sleep(0.005)
        serving.send_signal(signal.SIGTERM)
        said, _ = serving.communicate()

    assert serving.returncode == 0
    assert "no letter was left half-way" in said
    outreach = Program(home)
    found = outreach.letters()
    assert {letter["status"] for letter in found.values()} <= {"accepted", "queued"}
    received = [mail["Message-ID"] for mail in outreach.received()]
    accepted = [letter["message_id"] for letter in found.values() if letter["status"] == "accepted"]
    assert sorted(received) == sorted(accepted)


# A3


def test_a3_of_two_processes_at_once_one_sends_and_the_other_says_so(tmp_path: Path) -> None:
    home = prepared(tmp_path / "home", number=30)

    with process(home, "send", "--once") as one, process(home, "send", "--once") as other:
        complaints = [one.communicate()[1], other.communicate()[1]]

    assert {one.returncode, other.returncode} <= {0, 2}
    for code, complaint in zip((one.returncode, other.returncode), complaints, strict=True):
        assert code == 0 or "another outreach is sending from here" in complaint
    outreach = Program(home)
    outreach("send", "--once")
    received = [mail["Message-ID"] for mail in outreach.received()]
    assert len(received) == len(set(received)) == 30


def test_a3_two_machines_on_one_database_hand_each_letter_over_once(engine: Engine) -> None:
    ids = queue(engine, *(office(f"gov-{n:02}-mfa") for n in range(12)))
    ways = [FakeTransport(), FakeTransport()]
    rooms = [send_context(engine, {"main": way}, home=f"machine {n}") for n, way in enumerate(ways)]

    with ThreadPoolExecutor() as threads:
        list(threads.map(lambda room: send_due(room), rooms))

    handed_over = [message.letter_id for way in ways for message in way.handed_over]
    assert sorted(handed_over) == sorted(ids)
    assert set(statuses(engine).values()) == {"accepted"}


def test_a3_two_people_who_draft_at_once_make_one_letter_for_each_office(engine: Engine) -> None:
    builders.furnish(engine, *three())
    context = builders.draft_context()

    together = threading.Barrier(2)

    def draft(who: str) -> list[DraftResult]:
        together.wait()
        lines = draft_letters(
            engine, actor(who), CampaignId("appeal"), "first", context=context, clock=lambda: MORNING
        )
        return [line.result for line in lines]

    with ThreadPoolExecutor() as pool:
        results = sorted(pool.map(draft, ["ann", "bob"]))

    assert results == [[DraftResult.DRAFTED] * 3, [DraftResult.UNCHANGED] * 3]
    with engine.connect() as connection:
        assert sorted(letter.office_id for letter in letters.find(connection)) == [o.id for o in three()]


# A4


def test_a4_a_sender_that_slept_past_its_lease_does_not_pass_the_dot(engine: Engine) -> None:
    ids = queue(engine)
    rival = FakeTransport()

    def sleep_while_another_takes_over() -> None:
        take_over(engine)
        send_due(send_context(engine, {"main": rival}, home="another"))

    sleeper = Interrupted(before=sleep_while_another_takes_over)
    send_due(send_context(engine, {"main": sleeper}))

    assert sleeper.handed_over == []
    assert [message.letter_id for message in rival.handed_over] == ids
    assert set(statuses(engine).values()) == {"accepted"}


def test_a4_a_sender_that_slept_behind_its_dot_leaves_a_doubt_until_it_tells_what_it_heard(
    engine: Engine,
) -> None:
    queue(engine)
    rival, meanwhile = FakeTransport(), dict[str, str]()

    def sleep_while_another_takes_over() -> None:
        take_over(engine)
        send_due(send_context(engine, {"main": rival}, home="another"))
        meanwhile.update(statuses(engine))

    sleeper = Interrupted(after=sleep_while_another_takes_over)
    send_due(send_context(engine, {"main": sleeper}))

    assert (len(sleeper.handed_over), rival.handed_over) == (1, [])
    assert set(meanwhile.values()) == {"in_doubt"}
    assert set(statuses(engine).values()) == {"accepted"}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a4_a_sender_that_slept_past_its_lease_beside_a_living_one_keeps_its_letters(engine: Engine) -> None:
    """Whoever lives is not robbed, however late: behind its dot its letters are not even doubtful."""
    queue(engine, *three())
    rival = FakeTransport()

    def sleep_beside_another() -> None:
        let_leases_run_out(engine)
        assert recover_letters(engine, home="another", now=MORNING) == []
        send_due(send_context(engine, {"main": rival}, home="another"))

    sleeper = Interrupted(after=sleep_beside_another)
    send_due(send_context(engine, {"main": sleeper}))

    assert rival.handed_over == []
    assert len(sleeper.handed_over) == 1
    assert sorted(statuses(engine).values()) == ["accepted", "queued", "queued"]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a4_a_sender_that_was_cut_off_is_seen_again_before_its_next_letter_passes(engine: Engine) -> None:
    queue(engine, *three())
    seen: list[Status] = []

    def look_for_the_dead() -> None:
        if not seen:
            hang_up(engine)
        else:  # the turn before has noticed
            recover_letters(engine, home="another", now=MORNING)
        seen.extend(letter.status for letter in letters_of(engine) if letter.claim)

    transport = Interrupted(after=look_for_the_dead)
    send_due(send_context(engine, {"main": transport}))

    assert len(transport.handed_over) == 3
    assert Status.TRANSMITTING in seen
    assert set(statuses(engine).values()) == {"accepted"}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a4_behind_a_pooler_that_mixes_sessions_nothing_is_claimed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a pooler may ask for the lock in the very session that holds it, which gets it again.

    Here it gets another one, which nobody holds.
    """
    queue(engine)
    transport = FakeTransport()
    monkeypatch.setattr("outreach.store.gate.lock_number", lambda _: 1)

    with pytest.raises(WrongState, match="a pooler in session mode"):
        send_due(send_context(engine, {"main": transport}))

    assert transport.handed_over == []
    assert statuses(engine) == {"gov-xx-mfa": "queued"}


# A5


@pytest.fixture
def impatient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A prepared SQLite database that waits for nobody."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    prepared = open_database(f"sqlite:///{tmp_path / 'outreach.sqlite'}", audit_key=builders.AUDIT_KEY)
    migrate(prepared)
    yield prepared
    prepared.dispose()


def test_a5_a_result_that_a_busy_database_does_not_take_is_written_again_and_nothing_sent_again(
    impatient: Engine, tmp_path: Path
) -> None:
    queue(impatient)
    blocker = sqlite3.connect(tmp_path / "outreach.sqlite", isolation_level=None, check_same_thread=False)

    def block() -> None:
        blocker.execute("BEGIN IMMEDIATE")
        threading.Timer(0.15, blocker.rollback).start()

    transport = Interrupted(after=block)
    send_due(send_context(impatient, {"main": transport}))

    assert len(transport.handed_over) == 1
    assert set(statuses(impatient).values()) == {"accepted"}
    blocker.close()


def test_a5_a_result_that_is_never_taken_ends_the_work_and_leaves_a_doubt(
    impatient: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "RETRY_FOR", 0.0)
    queue(impatient, *three())
    blocker = sqlite3.connect(tmp_path / "outreach.sqlite", isolation_level=None, check_same_thread=False)
    transport = Interrupted(after=lambda: blocker.execute("BEGIN IMMEDIATE"))

    with pytest.raises(OperationalError, match="locked"):
        send_due(send_context(impatient, {"main": transport}))

    blocker.close()
    assert len(transport.handed_over) == 1
    recover_letters(impatient, home="home", now=MORNING)
    assert sorted(statuses(impatient).values()) == ["in_doubt", "queued", "queued"]
    rest = FakeTransport()
    send_due(send_context(impatient, {"main": rest}))
    assert len(rest.handed_over) == 2


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a5_a_postgresql_that_hangs_up_in_mid_letter_costs_no_letter(engine: Engine) -> None:
    ids = queue(engine, *three())

    transport = Interrupted(before=lambda: hang_up(engine), after=lambda: hang_up(engine))
    send_due(send_context(engine, {"main": transport}))

    assert [message.letter_id for message in transport.handed_over] == ids
    assert set(statuses(engine).values()) == {"accepted"}


# A6


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk, and not in every container")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a6_a_disk_that_fills_up_in_mid_run_stops_it_before_the_next_dot(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "RETRY_FOR", 0.0)
    engine = open_database(f"sqlite:///{small_disk / 'outreach.sqlite'}", audit_key=builders.AUDIT_KEY)
    migrate(engine)
    queue(engine, *three())
    filler = small_disk / "filler"

    def fill() -> None:
        with filler.open("ab", buffering=0) as file, suppress(OSError):
            while file.write(b"x" * 4096):
                pass

    transport = Interrupted(after=fill)
    with pytest.raises(OperationalError, match="full"):
        send_due(send_context(engine, {"main": transport}))
    send_due(send_context(engine, {"main": transport}))  # finds nothing: what was claimed waits for a start
    filler.unlink()

    assert len(transport.handed_over) == 1
    recover_letters(engine, home="home", now=MORNING)
    send_due(send_context(engine, {"main": FakeTransport()}))
    assert sorted(statuses(engine).values()) == ["accepted", "accepted", "in_doubt"]
    engine.dispose()


def letters_of(engine: Engine) -> list[Letter]:
    """All of them."""
    with engine.connect() as connection:
        return letters.find(connection)


def test_a6_where_no_file_may_grow_nothing_leaves_and_one_line_says_why(tmp_path: Path) -> None:
    home = prepared(tmp_path / "home")

    def no_room() -> None:
        # A file may not grow: what a full disk and a used-up quota have in common.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    ours = {name: value for name, value in os.environ.items() if not name.startswith("OUTREACH_")}
    program = [sys.executable, "-m", "outreach", "--home", str(home), "send", "--once"]
    run = subprocess.run(program, env=ours, preexec_fn=no_room, capture_output=True, text=True, check=False)

    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 1, run.stderr
    outreach = Program(home)
    assert outreach.received() == []
    assert outreach.done("send", "--once").code == 0
    assert len(outreach.received()) == 3


def test_a6_a_database_that_cannot_be_written_stops_the_work_in_one_line(
    sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.work.sending.send.RETRY_FOR", 0.5)
    queue(sqlite)
    sqlite.dispose()
    event.listen(sqlite, "connect", lambda raw, _: raw.execute("PRAGMA query_only=ON").close())
    transport = FakeTransport()

    with pytest.raises(OperationalError, match="readonly"):
        send_due(send_context(sqlite, {"main": transport}))

    assert transport.handed_over == []


# A7


def test_a7_every_connection_to_sqlite_waits_for_the_disk(sqlite: Engine) -> None:
    for _ in range(2):
        sqlite.dispose()
        with sqlite.connect() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("synchronous", "journal_mode", "foreign_keys")
            }
        assert found == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a7_postgresql_is_not_told_to_answer_before_the_disk_does(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"


# A8


def test_a8_a_migration_that_is_interrupted_leaves_nothing_and_can_be_repeated(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, made = open_database(database_url, audit_key=builders.AUDIT_KEY), [0]
    create = op.create_table

    def interrupted(*words: Any, **more: Any) -> Any:
        made[0] += 1
        if made[0] == 5:
            raise KeyboardInterrupt
        return create(*words, **more)

    with monkeypatch.context() as patch:
        patch.setattr(op, "create_table", interrupted)
        with pytest.raises(KeyboardInterrupt):
            migrate(engine)

    assert made[0] == 5
    with pytest.raises(WrongState, match="outreach init"):
        require_current(engine)
    assert "letters" not in inspect(engine).get_table_names()
    migrate(engine)
    require_current(engine)
    engine.dispose()


def test_a8_an_old_program_leaves_a_newer_database_alone(engine: Engine) -> None:
    queue(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for deed in (require_current, migrate):
        with pytest.raises(WrongState, match="newer version"):
            deed(engine)

    assert set(statuses(engine).values()) == {"queued"}


# A9


def test_a9_an_office_whose_letter_cannot_be_written_is_blocked_and_the_others_go_on(
    engine: Engine,
) -> None:
    poisoned = office("gov-1-mfa", name="Ministry\r\nBcc: everyone@list.example")
    builders.furnish(engine, office("gov-0-mfa"), poisoned, office("gov-2-mfa"))

    builders.draft(engine)
    builders.draft(engine)

    assert statuses(engine) == {"gov-0-mfa": "draft", "gov-1-mfa": "blocked", "gov-2-mfa": "draft"}
    [blocked] = [letter for letter in letters_of(engine) if letter.status is Status.BLOCKED]
    assert "line break" in blocked.reason


def test_a9_a_letter_on_which_the_program_stumbles_fails_once_and_the_others_go_on(engine: Engine) -> None:
    ids = queue(engine, *three())
    calls = []

    class Stumbling(FakeTransport):
        async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
            calls.append(message.letter_id)
            if message.letter_id == ids[1]:
                raise ZeroDivisionError("a fault of ours")
            return await super().send(message, before_handover)

    for _ in range(3):
        send_due(send_context(engine, {"main": Stumbling()}))

    assert sorted(statuses(engine).values()) == ["accepted", "accepted", "failed"]
    assert calls.count(LetterId(ids[1])) == 1
    [failed] = [letter for letter in letters_of(engine) if letter.status is Status.FAILED]
    assert "ZeroDivisionError" in failed.reason


# A10


def test_a10_a_process_that_ended_in_mid_campaign_is_continued_by_the_next(engine: Engine) -> None:
    ids = queue(engine, *(office(f"gov-{n}-mfa") for n in range(5)))
    first, second = FakeTransport(), FakeTransport()

    send_due(send_context(engine, {"main": first}, going=lambda: len(first.handed_over) < 2))
    assert sorted(statuses(engine).values()) == ["accepted"] * 2 + ["queued"] * 3
    send_due(send_context(engine, {"main": second}))

    assert [m.letter_id for m in (*first.handed_over, *second.handed_over)] == ids
    assert set(statuses(engine).values()) == {"accepted"}


def test_a10_a_letter_whose_account_is_taken_out_of_the_settings_waits_for_it(engine: Engine) -> None:
    queue(engine)
    transport = FakeTransport()

    send_due(send_context(engine, {"other": transport}))
    assert set(statuses(engine).values()) == {"queued"}
    send_due(send_context(engine, {"main": transport}))

    assert set(statuses(engine).values()) == {"accepted"}
    assert len(transport.handed_over) == 1


def test_a10_settings_saved_in_between_are_read_by_the_next_run(tmp_path: Path) -> None:
    home = prepared(tmp_path / "home")
    (home / "config").mkdir()
    settings = home / "config" / "outreach.toml"
    settings.write_text('default_account = "main"\n[accounts.main]\ntransport = "smtp"\nhost = "a.example"\n')
    outreach = Program(home)

    assert "port" in outreach("send", "--once").complaint
    assert outreach.received() == []
    settings.write_text(settings.read_text() + "port = 465\n")
    outreach.done("send", "--once")

    assert len(outreach.received()) == 3
