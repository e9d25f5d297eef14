"""Several senders on one PostgreSQL, beside each other: none lost, none twice, whoever dies or sleeps.

As `test_kill`, with two real processes at a time. They send from one home, or from two machines' homes.
"""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from outreach.model.letter import Letter
from outreach.model.status import Status
from outreach.store import letters, tallies
from outreach.work.sending.stop import resume, stop
from tests import builders
from tests.cli.program import Program, a_home
from tests.taken_for_dead import let_leases_run_out
from tests.test_kill import HTTP, SMTP, Forks, Sandbox, a_sandbox, equip, fill

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)

LETTERS = 60

#: Their processes, and the files into which they say what they say.
Both = tuple[Sequence[Forks], Sequence[Path]]


class Senders:
    """Two of them, each of which says what it says into a file of its own."""

    def __init__(self, forks: Both, homes: Sequence[Path]) -> None:
        self.forks, self.says = forks
        self.homes = homes
        for file in self.says:
            file.write_bytes(b"")

    def start(self, which: int, *, point: str = "", call: int = 1) -> int:
        """Let it send what is due; gives its process id. At that point it falls asleep."""
        home = self.homes[which % len(self.homes)]
        asleep = signal.SIGSTOP
        return self.forks[which].start(home, "send", "--once", point=point, call=call, by=asleep)

    def end(self, *which: int) -> None:
        """Wait until these have ended of themselves."""
        for one in which:
            assert self.forks[one].end() in (0, 1), self.heard()  # 1: there is something to be looked at

    def is_dead(self, which: int) -> bool:
        """Wait for its end; False if it was quicker than its death."""
        return self.forks[which].end() == -signal.SIGKILL

    def run(self, which: int) -> None:
        """From beginning to end."""
        self.start(which)
        self.end(which)

    def heard(self) -> str:
        """All that they have said."""
        return "".join(file.read_text() for file in self.says)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with a_sandbox(a_home(tmp_path_factory.mktemp("sandbox"))) as standing:
        yield standing


@pytest.fixture(scope="module")
def both(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("said")
    says = [folder / "by one", folder / "by the other"]
    forks = [Forks(sandbox, file) for file in says]
    yield forks, says
    for one in forks:
        one.close()


@pytest.fixture(params=["two machines", pytest.param("one home", marks=pytest.mark.soak)])
def senders(request: pytest.FixtureRequest, engine: Engine, both: Both, tmp_path: Path) -> Senders:
    """Two senders that have sent nothing yet, of one home or of two, and letters by both accounts."""
    fill(engine, *[SMTP, HTTP] * (LETTERS // 2))
    homes = [tmp_path / "paris", tmp_path / "berlin"][: 1 if request.param == "one home" else 2]
    url = engine.url.render_as_string(hide_password=False)
    for home in homes:
        equip(a_home(home), connections=2)
        with (home / ".env").open("a") as settings:
            settings.write(f"OUTREACH_DATABASE_URL={url}\n")
    return Senders(both, homes)


@contextmanager
def held_back(engine: Engine, *, until_there_are: int) -> Iterator[None]:
    """No turn is taken before so many senders are there."""
    with engine.connect() as connection, ExitStack() as stack:
        stack.callback(connection.rollback)
        connection.execute(text("LOCK TABLE pauses IN ACCESS EXCLUSIVE MODE"))
        yield
        wait_until(lambda: len(present(engine)) >= until_there_are)


def start_both(engine: Engine, sandbox: Sandbox, senders: Senders) -> None:
    """Let them begin together, and some letters arrive."""
    before = sandbox.count()
    with held_back(engine, until_there_are=2):
        senders.start(0)
        senders.start(1)
    wait_until(lambda: sandbox.count() >= before + 6)


def present(engine: Engine) -> list[int]:
    """The server's processes that hold senders' locks."""
    with engine.connect() as connection:
        held = connection.execute(
            text(
                "SELECT pid FROM pg_locks WHERE database = (SELECT oid FROM pg_database "
                "WHERE datname = current_database()) AND locktype = 'advisory' AND mode = 'ExclusiveLock' "
                "AND granted AND objsubid = 1"
            )
        )
        return list(held.scalars())


def wait_until(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < give_up, "it never came"
        time.sleep(0.002)


def is_asleep(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def look(engine: Engine) -> list[Letter]:
    with engine.connect() as connection:
        return letters.find(connection)


def check(engine: Engine, sandbox: Sandbox, senders: Senders, *, at_most: int) -> None:
    """None twice, none lost; what is in doubt is listed, and no more than that."""
    found, copies = look(engine), sandbox.copies()
    assert len(found) == LETTERS
    assert all(copies[letter.message_id] <= 1 for letter in found)
    taken = [letter for letter in found if letter.status is Status.ACCEPTED]
    assert all(copies[letter.message_id] == 1 for letter in taken)
    doubtful = [letter for letter in found if letter.status is Status.IN_DOUBT]
    assert len(taken) + len(doubtful) == LETTERS, [(x.status, x.reason) for x in found if x not in taken]
    assert len(doubtful) <= at_most, senders.heard()
    with engine.connect() as connection:
        assert tallies.differences(connection) == {}
    listed = Program(senders.homes[-1]).json("letters", "list", "--status", "in_doubt")
    assert {line["id"] for line in listed} == {letter.id for letter in doubtful}

    arrived = sandbox.count()
    senders.run(0)
    assert sandbox.count() == arrived
    assert {letter.id: letter.status for letter in look(engine)} == {x.id: x.status for x in found}


def test_a3_two_senders_share_the_letters_and_each_leaves_once(
    engine: Engine, sandbox: Sandbox, senders: Senders
) -> None:
    with held_back(engine, until_there_are=2):
        senders.start(0)
        senders.start(1)

    senders.end(0, 1)
    check(engine, sandbox, senders, at_most=0)
    assert all("accepted" in file.read_text() for file in senders.says), "one did it all"


@pytest.mark.soak
def test_a1_of_two_senders_each_is_killed_at_any_moment_while_the_other_goes_on(
    engine: Engine, sandbox: Sandbox, senders: Senders
) -> None:
    dice, kills, begun = random.Random(1047), 0, sandbox.count()  # noqa: S311
    pids = [senders.start(0), senders.start(1)]

    for _ in range(12):
        if sandbox.count() >= begun + 50:
            break
        victim, before = dice.randrange(2), sandbox.count()
        with suppress(ProcessLookupError):  # it was quicker, and has ended
            while sandbox.count() < before + 3:
                os.kill(pids[victim], 0)
                time.sleep(0.001)
            time.sleep(dice.random() * 0.02)
            os.kill(pids[victim], signal.SIGKILL)
        kills += senders.is_dead(victim)
        pids[victim] = senders.start(victim)

    senders.end(0, 1)
    senders.run(0)
    assert kills >= 3
    check(engine, sandbox, senders, at_most=kills * 3)


def test_a5_the_server_of_the_database_dies_in_mid_run_and_no_letter_pays_for_it(
    engine: Engine, sandbox: Sandbox, senders: Senders
) -> None:
    """SIGKILL of one of its processes: it ends all the others, and starts anew from its log."""
    start_both(engine, sandbox, senders)
    os.kill(present(engine)[0], signal.SIGKILL)

    senders.end(0, 1)
    engine.dispose()
    check(engine, sandbox, senders, at_most=0)
    assert "lost sight of this sender" in senders.heard()


def test_a_stop_holds_for_every_sender_once_it_is_said(
    engine: Engine, sandbox: Sandbox, senders: Senders
) -> None:
    start_both(engine, sandbox, senders)

    assert stop(engine, builders.ANN, "*", reason="look again", now=builders.MORNING)

    passed = {x.message_id for x in look(engine) if x.status not in (Status.QUEUED, Status.CLAIMED)}
    senders.end(0, 1)
    found, copies = look(engine), sandbox.copies()
    assert {x.message_id for x in found if copies[x.message_id]} == passed
    assert {x.status for x in found} == {Status.ACCEPTED, Status.QUEUED}

    resume(engine, builders.ANN, "*", now=builders.MORNING)
    senders.run(1)
    check(engine, sandbox, senders, at_most=0)


@pytest.mark.soak
@pytest.mark.parametrize(
    "point", ["with the letter written, before its dot", "after the dot, before the reply"]
)
def test_a4_a_sender_that_sleeps_past_its_lease_is_not_robbed_by_one_that_lives(
    point: str, engine: Engine, sandbox: Sandbox, senders: Senders
) -> None:
    sleeper = senders.start(0, point=point, call=3)
    wait_until(lambda: is_asleep(sleeper))
    its_own = {letter.id: letter.claim for letter in look(engine) if letter.claim}
    let_leases_run_out(engine)

    senders.run(1)
    left = {letter.id: letter.claim for letter in look(engine) if letter.status is not Status.ACCEPTED}
    assert left == its_own != {}

    os.kill(sleeper, signal.SIGCONT)
    senders.end(0)
    senders.run(1)
    check(engine, sandbox, senders, at_most=0)


@pytest.mark.soak
def test_a4_a_sender_that_is_taken_for_dead_in_its_sleep_sends_nothing_twice(
    engine: Engine, sandbox: Sandbox, senders: Senders
) -> None:
    """Its machine was cut off from the database, so that others could take its letters."""
    sleeper = senders.start(0, point="with the letter written, before its dot", call=3)
    wait_until(lambda: is_asleep(sleeper))
    [session] = present(engine)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": session})

    senders.run(1)
    os.kill(sleeper, signal.SIGCONT)
    senders.end(0)

    check(engine, sandbox, senders, at_most=2)
