"""kill -9 at every instant: none lost, none twice, in doubt one a connection at most (docs/faults.md, A1).

Real processes die a real death in mid-command (`killed.py`), against a real `outreach sandbox` in a process
of its own, which goes on living and knows what it has received. What is killed in webhooks and in the
mailbox waits for the issues that bring these.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from outreach.model.ids import CampaignId
from outreach.model.letter import Letter
from outreach.model.status import Status
from outreach.store import attempts, letters
from outreach.store.database import open_database
from outreach.store.migrate import migrate
from outreach.work.campaigns.approve import approve_campaign
from tests import builders
from tests.cli.program import Program, a_home, parsed

SMTP, HTTP = "main", "provider"

#: Homes that share one sandbox share its key.
SANDBOX_KEY = b"shared by the homes of these tests"


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """A standing `outreach sandbox`."""

    home: Path
    smtp_port: int
    http_port: int

    @property
    def environment(self) -> dict[str, str]:
        """What tells a sending process where it stands."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("OUTREACH_")}
        return ours | {
            "OUTREACH_SANDBOX__SMTP_PORT": str(self.smtp_port),
            "OUTREACH_SANDBOX__HTTP_PORT": str(self.http_port),
        }

    def copies(self) -> Counter[str]:
        """How often each Message-ID has arrived."""
        files = (self.home / "received").glob("*.eml")
        return Counter(str(parsed(file.read_bytes())["Message-ID"]) for file in files)

    def count(self) -> int:
        """How many mails have arrived."""
        return sum(1 for _ in (self.home / "received").glob("*.eml"))


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with a_sandbox(a_home(tmp_path_factory.mktemp("sandbox"))) as standing:
        yield standing


@contextmanager
def a_sandbox(home: Path) -> Iterator[Sandbox]:
    """A sandbox that stands in that home."""
    (home / "sandbox.key").write_bytes(SANDBOX_KEY)
    smtp_port, http_port = free_port(), free_port()
    standing = Sandbox(home=home, smtp_port=smtp_port, http_port=http_port)
    words = ["--home", str(home), "sandbox", "--smtp-port", str(smtp_port), "--http-port", str(http_port)]
    with subprocess.Popen(
        [sys.executable, "-m", "outreach", *words],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=standing.environment,
    ) as process:
        assert process.stdout is not None
        assert f"127.0.0.1:{smtp_port}" in process.stdout.readline()
        yield standing
        process.terminate()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Forks:
    """Commands as processes of their own; see `killed`."""

    def __init__(self, sandbox: Sandbox, says: Path) -> None:
        self._says = says
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.killed"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=sandbox.environment,
            cwd=builders.REPOSITORY,
        )

    def start(
        self,
        home: Path,
        *words: str,
        point: str = "",
        call: int = 1,
        chunk: int = 100,
        by: signal.Signals = signal.SIGKILL,
    ) -> int:
        """Begin a command, which gets that signal at that point; gives its process id."""
        order = {
            "words": ["--home", str(home), *words],
            "point": point,
            "call": call,
            "chunk": chunk,
            "by": by,
            "says": str(self._says),
        }
        assert self._process.stdin is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return self._answer()

    def end(self) -> int:
        """Wait for the command that has begun; gives its exit code, negative for a signal."""
        return self._answer()

    def run(self, home: Path, *words: str) -> int:
        """A command from beginning to end; gives its exit code."""
        self.start(home, *words)
        return self.end()

    def kill(self, home: Path, *words: str, point: str, call: int, chunk: int = 100) -> None:
        """A command that dies at that point."""
        self.start(home, *words, point=point, call=call, chunk=chunk)
        assert self.end() == -signal.SIGKILL, self._says.read_text()

    def close(self) -> None:
        """Let the process end."""
        self._process.communicate()

    def _answer(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


@pytest.fixture(scope="module")
def forks(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    running = Forks(sandbox, tmp_path_factory.mktemp("said") / "by the killed")
    yield running
    running.close()


def a_queue(home: Path, *accounts: str, connections: int = 1) -> Path:
    """A home with letters queued and due now, one by each of these accounts.

    ``connections`` are those of `SMTP`; `HTTP` sends one letter at a time.
    """
    engine = database(a_home(home))
    migrate(engine)
    fill(engine, *accounts)
    engine.dispose()
    return equip(home, connections=connections)


def fill(engine: Engine, *accounts: str) -> None:
    """Letters that are queued and due at `MORNING`, one by each of these accounts."""
    bodies = {SMTP: "government", HTTP: "EU"}
    offices = [builders.office(f"gov-{n:02}-mfa", body=bodies[a]) for n, a in enumerate(accounts)]
    builders.furnish(engine, *offices, appeal=builders.campaign(routes={"EU": HTTP}))
    digest = builders.digest_of(engine)
    approve_campaign(engine, builders.BOB, CampaignId("appeal"), digest, now=builders.MORNING)
    builders.approve(engine, *builders.draft(engine))


def equip(home: Path, *, connections: int) -> Path:
    """That home in the morning, with what it takes to send to the sandbox."""
    (home / "clock").write_text(builders.MORNING.isoformat())
    (home / "sandbox.key").write_bytes(SANDBOX_KEY)
    (home / ".env").write_text(f"OUTREACH_ACCOUNTS__MAIN__CONNECTIONS={connections}\n")
    return home


def database(home: Path) -> Engine:
    """The home's database."""
    key = (home / "audit.key").read_bytes()
    return open_database(f"sqlite:///{home / 'outreach.sqlite'}", audit_key=key)


def look(home: Path) -> list[Letter]:
    """Its letters, by office."""
    engine = database(home)
    with engine.connect() as connection:
        found = letters.find(connection)
    engine.dispose()
    return sorted(found, key=lambda letter: letter.office_id)


def check(home: Path, sandbox: Sandbox, *, at_most: int) -> None:
    """The promise that we print, and that every `accepted` has its reason in the other side's words."""
    copies, found = sandbox.copies(), look(home)
    assert all(copies[letter.message_id] <= 1 for letter in found)
    assert all(letter.reason for letter in found)
    taken = [letter for letter in found if letter.status is Status.ACCEPTED]
    assert all(copies[letter.message_id] == 1 for letter in taken)
    doubtful = [letter for letter in found if letter.status is Status.IN_DOUBT]
    assert len(doubtful) <= at_most
    assert len(taken) + len(doubtful) == len(found)
    engine = database(home)
    with engine.connect() as connection:
        phases = [{row.phase for row in attempts.of(connection, letter.id)} for letter in taken]
    engine.dispose()
    assert all("accepted" in reached for reached in phases)

    outreach = Program(home)
    listed = outreach.json("letters", "list", "--status", "in_doubt")
    assert [line["id"] for line in listed] == [letter.id for letter in doubtful]
    assert outreach("status").code == (1 if doubtful else 0)


def check_that_nothing_is_sent_again(home: Path, sandbox: Sandbox, forks: Forks) -> None:
    """A further run finds nothing to do."""
    arrived, before = sandbox.count(), look(home)
    assert forks.run(home, "send", "--once") == 0
    assert sandbox.count() == arrived
    assert look(home) == before


#: Before any letter is on its way, …
NOT_BEGUN = ["before the claim", "before the claim's commit", "after the claim's commit"]
#: … or at the second of three: it has surely not left, while what became of the first may wait for this very
#: turn, …
NOT_LEFT = ["with the letter written, before its dot", "before the commit of transmitting"]
#: … or it may have left, …
MAY_HAVE_LEFT = ["after the commit of transmitting"]
#: … or it has arrived, which only the other side knows, …
ARRIVED = ["before the result is written", "before the commit of the result"]
BY_SMTP = ["after the dot, before the reply", "with the reply to the dot"]
BY_HTTP = ["after the request, before the reply", "with the reply to the request"]
#: … or, when the last is written down, we know as well.
KNOWN = "after the commit of the result"


@pytest.mark.parametrize("account", [SMTP, HTTP])
@pytest.mark.parametrize(("point", "call"), [*((point, 1) for point in NOT_BEGUN), (KNOWN, 3)])
def test_a1_killed_outside_the_handover_every_letter_arrives_once(
    point: str, call: int, account: str, sandbox: Sandbox, forks: Forks, tmp_path: Path
) -> None:
    home = a_queue(tmp_path / "home", *[account] * 3)

    forks.kill(home, "send", "--once", point=point, call=call)

    assert forks.run(home, "send", "--once") == 0
    check(home, sandbox, at_most=0)
    check_that_nothing_is_sent_again(home, sandbox, forks)


@pytest.mark.parametrize("account", [SMTP, HTTP])
@pytest.mark.parametrize("point", NOT_LEFT)
def test_a1_killed_before_the_dot_the_letter_arrives_once(
    point: str, account: str, sandbox: Sandbox, forks: Forks, tmp_path: Path
) -> None:
    home = a_queue(tmp_path / "home", *[account] * 3)

    forks.kill(home, "send", "--once", point=point, call=2)

    forks.run(home, "send", "--once")
    check(home, sandbox, at_most=1)
    assert Counter(letter.status for letter in look(home))[Status.ACCEPTED] >= 2
    check_that_nothing_is_sent_again(home, sandbox, forks)


@pytest.mark.parametrize(
    ("point", "account"),
    [
        *((point, account) for point in MAY_HAVE_LEFT + ARRIVED for account in (SMTP, HTTP)),
        *((point, SMTP) for point in BY_SMTP),
        *((point, HTTP) for point in BY_HTTP),
    ],
)
def test_a1_killed_in_the_handover_one_letter_is_in_doubt_and_the_others_arrive_once(
    point: str, account: str, sandbox: Sandbox, forks: Forks, tmp_path: Path
) -> None:
    home = a_queue(tmp_path / "home", *[account] * 3)

    forks.kill(home, "send", "--once", point=point, call=2)

    assert forks.run(home, "send", "--once") == 1
    check(home, sandbox, at_most=1)
    [doubtful] = [letter for letter in look(home) if letter.status is not Status.ACCEPTED]
    assert doubtful.status is Status.IN_DOUBT
    assert "may have left" in doubtful.reason
    if point in ARRIVED:
        assert sandbox.copies()[doubtful.message_id] == 1
    check_that_nothing_is_sent_again(home, sandbox, forks)


def test_a1_killed_again_while_it_recovers_it_recovers_the_next_time(
    sandbox: Sandbox, forks: Forks, tmp_path: Path
) -> None:
    home = a_queue(tmp_path / "home", *[SMTP] * 3)
    forks.kill(home, "send", "--once", point="with the reply to the dot", call=1)

    forks.kill(home, "send", "--once", point="before the recovery", call=1)
    forks.kill(home, "send", "--once", point="before the claim", call=1)

    forks.run(home, "send", "--once")
    check(home, sandbox, at_most=1)
    check_that_nothing_is_sent_again(home, sandbox, forks)


def test_a1_a_program_started_again_by_its_name_goes_on_where_the_dead_one_was(
    sandbox: Sandbox, forks: Forks, tmp_path: Path
) -> None:
    home = a_queue(tmp_path / "home", *[HTTP] * 3)
    forks.kill(home, "send", "--once", point="with the reply to the request", call=2)

    program = [str(Path(sys.executable).with_name("outreach")), "--home", str(home), "send", "--once"]
    again = subprocess.run(program, env=sandbox.environment, capture_output=True, text=True, check=False)

    assert again.returncode == 1, again.stderr
    assert "in_doubt" in again.stdout
    check(home, sandbox, at_most=1)


@pytest.mark.parametrize(
    "connections", [10, *(pytest.param(other, marks=pytest.mark.soak) for other in (1, 30))]
)
def test_a1_killed_at_any_moment_of_a_long_run_the_promise_holds(
    connections: int, sandbox: Sandbox, forks: Forks, tmp_path: Path
) -> None:
    home = a_queue(tmp_path / "home", *[SMTP, HTTP] * 30, connections=connections)
    dice, kills = random.Random(1047), 0  # noqa: S311

    for _ in range(10):
        before = sandbox.count()
        pid = forks.start(home, "send", "--once")
        with suppress(ProcessLookupError):  # it was quicker, and has ended
            while sandbox.count() < before + 3:
                os.kill(pid, 0)
                time.sleep(0.001)
            time.sleep(dice.random() * 0.02)
            os.kill(pid, signal.SIGKILL)
        kills += forks.end() == -signal.SIGKILL

    assert kills >= 3
    forks.run(home, "send", "--once")
    check(home, sandbox, at_most=kills * (connections + 1))
    assert len(look(home)) == 60
    check_that_nothing_is_sent_again(home, sandbox, forks)


@pytest.mark.parametrize("call", [1, 2, 3, 5])
def test_a1_killed_while_drafting_the_next_run_drafts_what_is_missing(
    call: int, forks: Forks, tmp_path: Path
) -> None:
    home = a_home(tmp_path / "home")
    engine = database(home)
    migrate(engine)
    builders.furnish(engine, *(builders.office(f"gov-{n:02}-mfa") for n in range(5)))
    engine.dispose()
    draft = ("--as", "ann", "letters", "draft", "--campaign", "appeal")

    forks.kill(home, *draft, point="drafting", call=call, chunk=2)

    committed = look(home)
    assert 0 <= call - 1 - len(committed) < 2  # a slow machine has smaller chunks
    assert forks.run(home, *draft) == 0
    drafted = look(home)
    assert [letter.office_id for letter in drafted] == [f"gov-{n:02}-mfa" for n in range(5)]
    assert drafted[: len(committed)] == committed


#: The first three looks at a letter are those before anything is written; then they go by two.
@pytest.mark.parametrize(("call", "approved"), [(1, 0), (3, 0), (5, 0), (6, 2)])
def test_a1_killed_while_approving_whole_chunks_are_approved_and_the_next_run_goes_on(
    call: int, approved: int, forks: Forks, tmp_path: Path
) -> None:
    home = a_home(tmp_path / "home")
    engine = database(home)
    migrate(engine)
    builders.furnish(engine, *(builders.office(f"gov-{n:02}-mfa") for n in range(3)))
    builders.draft(engine)
    engine.dispose()
    (home / "clock").write_text(builders.MORNING.isoformat())
    listed = Program(home).done("letters", "list", "--campaign", "appeal").out
    digest = listed.rpartition("--seen ")[2].split()[0]
    approve = ("--as", "bob", "letters", "approve", "--campaign", "appeal", "--seen", digest)

    forks.kill(home, *approve, point="approving", call=call, chunk=2)

    statuses = Counter(letter.status for letter in look(home))
    assert statuses == Counter({Status.QUEUED: approved, Status.DRAFT: 3 - approved})
    assert forks.run(home, *approve) == 0
    assert {letter.status for letter in look(home)} == {Status.QUEUED}
    assert Program(home)("audit", "verify").code == 0
