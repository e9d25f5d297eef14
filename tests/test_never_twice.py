"""Any events in any order, and the promise holds: no letter leaves twice without a person's word.

Hypothesis plays staff, the world and the Reaper at once: it drafts, approves, sends, kills the sender,
settles, answers, stops and turns the clock in whatever order it likes, and after every step the book is
held against what has passed the dot. When it finds a way to break the promise it prints the shortest one.
"""

import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, event

from outreach.model.civil_time import civil
from outreach.model.directory import Channel
from outreach.model.errors import OutreachError
from outreach.model.follow_up import FollowUpRule, FollowUpRules, Wait
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.letter import Letter, SeenLetter
from outreach.model.sending import (
    Accepted,
    ByHand,
    Deferred,
    InDoubt,
    Message,
    Outcome,
    Refused,
    Scope,
)
from outreach.model.status import ABANDONED, WITH_INSTITUTION, Status, may_move
from outreach.model.task import TaskStatus
from outreach.model.thread import AnswerKind, stops_the_clock
from outreach.store import campaigns, directory, letters, moves, pauses, tallies, tasks, threads
from outreach.store import contents as bytes_of
from outreach.store.approvals import sealed
from outreach.store.database import open_database
from outreach.store.migrate import migrate
from outreach.work.answers.record import record_answer
from outreach.work.contacts.suppress import suppress_target
from outreach.work.follow_ups.draft import draft_follow_ups
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.cancel import cancel_letters
from outreach.work.letters.draft import draft_letters
from outreach.work.letters.drafted import DraftResult
from outreach.work.letters.hold import hold_letters, release_letters
from outreach.work.letters.requested_time import RequestedTime
from outreach.work.letters.settle import Verdict, settle_letter
from outreach.work.sending.claim import LEASE
from outreach.work.sending.recover import recover_letters
from outreach.work.sending.stop import resume, stop
from outreach.work.tasks.complete import complete_task
from tests import builders
from tests.builders import ANN, BOB, send_due, terms
from tests.taken_for_dead import let_leases_run_out

#: A reminder every other day, so that threads grow long enough to go wrong.
RULES = FollowUpRules(default=FollowUpRule(wait=Wait(days=2)), by_kind={}, exceptions={})

OFFICES = (
    builders.office("gov-fr-mfa"),
    builders.office("gov-de-mfa", languages=("de",), time_zone="Europe/Berlin", country="DE"),
    builders.office(
        "gov-fi-mfa", addresses=(builders.mailbox("https://fi.example/form", channel=Channel.WEB_FORM),)
    ),
)


_MAY_HAVE_LEFT = {Status.TRANSMITTING, Status.IN_DOUBT, *WITH_INSTITUTION, Status.BOUNCED}


class Death(BaseException):
    """The sender is gone from one instant to the next: nothing of it runs any more."""


Told = Outcome | type[Death] | type[ZeroDivisionError]

#: What the other side does with a letter, before it is handed over and after that.
BEFORE: tuple[Told, ...] = (
    Death,
    ZeroDivisionError,
    Deferred(reason="450 greylisted"),
    Refused(reason="550 5.1.1 no such user", scope=Scope.ADDRESS),
    Refused(reason="535 wrong password", scope=Scope.ACCOUNT),
)
AFTER: tuple[Told, ...] = (
    Accepted(receipt="250 ok"),
    Death,
    ZeroDivisionError,
    InDoubt(reason="no answer"),
    Deferred(reason="451 try later"),
    Refused(reason="554 refused", scope=Scope.LETTER),
)
#: What can come back; a correction alone withdraws.
ANSWERS = [kind for kind in AnswerKind if kind is not AnswerKind.WITHDRAWN]
#: What may still arrive at the last moment, between the claim and the point of no return.
MEANWHILE = ("answer", "stop", "suppress", "sleep", "another sender")


class World:
    """The other side: does as told, and knows what it may have received."""

    def __init__(self, machine: "NeverTwice") -> None:
        self.machine = machine
        self.after: Told = AFTER[0]
        self.before: Told | None = None
        self.meanwhile = "nothing"

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        """Take the letter, or not."""
        if self.before is not None:
            return self._answer(self.before)
        self.machine.something_happens(self.meanwhile, message.letter_id)
        await before_handover()
        if not isinstance(self.after, Deferred | Refused):
            self.machine.passes_the_dot(message)
        return self._answer(self.after)

    async def close(self) -> None:
        """Nothing to hang up."""

    def _answer(self, told: Told) -> Outcome:
        if isinstance(told, type):
            raise told
        return told


class Person:
    """The hand that fills in forms: no dot is passed until the person says so."""

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        """Ask a person."""
        return ByHand(instructions=f"take it to {message.recipient}")

    async def close(self) -> None:
        """Nobody hangs up."""


class NeverTwice(RuleBasedStateMachine):
    """The house, and everything that can happen to it."""

    prepared: Path
    patch: pytest.MonkeyPatch

    @initialize(begins=st.sampled_from(["with letters that may leave", "with letters out", "reminding"]))
    def open(self, begins: str) -> None:
        """A house with three offices and a letter to each."""
        self.folder = Path(mkdtemp(prefix="never-twice-", dir=self.prepared.parent))
        shutil.copy(self.prepared, self.folder / "outreach.sqlite")
        _count_ids(self.patch, beginning=100)
        self.engine = _quick(self.folder / "outreach.sqlite")
        self.now = builders.MORNING
        self.world = World(self)
        #: (office, step) that may have its letter, and no person has said a word since.
        self.out: set[tuple[str, str]] = set()
        #: Letters that may have arrived, the same way.
        self.arrived: set[str] = set()
        self.texts = 0
        #: The first promise that was broken at the dot.
        self.broken: AssertionError | None = None
        self.seen: set[str] = set()
        if begins != "with letters that may leave":
            self._send(AFTER[0])
        if begins == "reminding":
            self.remind()

    def teardown(self) -> None:
        """However it went, a sender that is let work brings everything to an end."""
        if not hasattr(self, "engine"):
            return
        try:
            self._let_everything_go()
        finally:
            self.engine.dispose()
            shutil.rmtree(self.folder)

    # What staff do.

    @rule(again=st.booleans(), who=st.sampled_from(["ann", "bob"]))
    def draft(self, again: bool, who: str) -> None:
        given_up = {letter.office_id for letter in self._letters("first")} - {
            letter.office_id for letter in self._letters("first") if letter.status not in ABANDONED
        }
        abandoned = [letter.id for letter in self._letters("first") if letter.status in ABANDONED]
        drafted = draft_letters(
            self.engine,
            builders.actor(who),
            CampaignId("appeal"),
            "first",
            context=builders.draft_context(rules=RULES),
            again=abandoned if again else (),
            clock=self._clock,
        )
        for line in drafted:
            if again and line.result is DraftResult.DRAFTED and line.office_id in given_up:
                self._a_person_says_so(line.office_id, "first")

    @rule()
    def approve_at_once(self) -> None:
        self.approve(who="bob", now=True)

    @rule(who=st.sampled_from(["bob", "ann"]), now=st.booleans())
    def approve(self, who: str, now: bool) -> None:
        local = civil(self.now, "Europe/Paris").local
        for letter in self._letters():
            today = letter.printed_on == local.date()
            at = RequestedTime(local=local, zone="Europe/Paris") if now and today else None
            with suppress(OutreachError):
                approve_letters(
                    self.engine, builders.actor(who), self._seen(letter), terms(at=at, now=self.now)
                )

    @rule()
    @precondition(lambda self: self.out)
    def remind(self) -> None:
        self.now += timedelta(days=3)
        draft_follow_ups(
            self.engine,
            ANN,
            CampaignId("appeal"),
            context=builders.draft_context(rules=RULES),
            clock=self._clock,
        )
        self.approve(who="bob", now=True)

    @rule(which=st.integers(0, 9), verdict=st.sampled_from(Verdict))
    def settle(self, which: int, verdict: Verdict) -> None:
        for letter in self._one(which, Status.IN_DOUBT, Status.FAILED):
            with suppress(OutreachError):
                [seen] = self._seen(letter)
                settle_letter(self.engine, ANN, seen, verdict, note="they say so", now=self.now)
                if verdict is not Verdict.SENT:
                    self._a_person_says_so(letter.office_id, letter.step, letter.id)

    @rule(which=st.integers(0, 9))
    def hold(self, which: int) -> None:
        for letter in self._one(which, Status.QUEUED):
            hold_letters(self.engine, ANN, self._seen(letter), reason="wait", now=self.now)

    @rule(which=st.integers(0, 9))
    def release(self, which: int) -> None:
        for letter in self._one(which, Status.HELD):
            with suppress(OutreachError):
                release_letters(self.engine, ANN, self._seen(letter), now=self.now)

    @rule(which=st.integers(0, 9))
    def cancel(self, which: int) -> None:
        for letter in self._one(which):
            with suppress(OutreachError):
                cancel_letters(self.engine, ANN, self._seen(letter), reason="no", now=self.now)

    @precondition(lambda self: self.out)
    @rule(which=st.integers(0, 9), kind=st.sampled_from(ANSWERS))
    def answer(self, which: int, kind: AnswerKind) -> None:
        for letter in self._one(which, *WITH_INSTITUTION, Status.IN_DOUBT):
            record_answer(self.engine, ANN, letter.id, kind, note="", now=self.now)

    @precondition(lambda self: self.out)
    @rule(which=st.integers(0, 9), again=st.booleans())
    def write_again_after_a_bounce(self, which: int, again: bool) -> None:
        self.answer(which, AnswerKind.BOUNCED)
        self.draft(again=again, who="ann")
        self.approve(who="bob", now=True)

    @precondition(lambda self: self.out)
    @rule(meanwhile=st.sampled_from(MEANWHILE), after=st.sampled_from(AFTER))
    def remind_while(self, meanwhile: str, after: Told) -> None:
        self.remind()
        self._send(after, meanwhile=meanwhile)

    @rule(which=st.integers(0, 9))
    def do_by_hand(self, which: int) -> None:
        for letter in self._one(which, Status.BY_HAND):
            with self.engine.connect() as connection:
                [task] = tasks.find(connection, letter_id=letter.id, status=TaskStatus.OPEN)
            with suppress(OutreachError):  # what forbids a letter forbids it by hand as well
                complete_task(self.engine, BOB, task.id, proof="a receipt", live=False, now=self.now)
                self._hand(letter.office_id, letter.step, letter.id)

    @rule(what=st.sampled_from(["*", "campaign:appeal", "account:main"]))
    def stop(self, what: str) -> None:
        stop(self.engine, ANN, what, reason="look again", now=self.now)

    @rule()
    def resume(self) -> None:
        self._resume_everything()

    @rule(which=st.integers(0, 2), value=st.sampled_from(["one", "two"]), by_post=st.booleans())
    def find_another_address(self, which: int, value: str, by_post: bool) -> None:
        before = OFFICES[which]
        mailbox = builders.mailbox(f"{value}@{before.id}.example")
        post = builders.mailbox(f"{value} Street", channel=Channel.POST)
        with self.engine.begin() as connection:
            after = replace(before, addresses=(post, mailbox) if by_post else (mailbox, post))
            directory.put(connection, after, by=ANN.handle, now=self.now)

    @rule(which=st.integers(0, 9))
    def tamper(self, which: int) -> None:
        for letter in self._one(which, Status.QUEUED):
            with self.engine.begin() as connection:
                changed = (bytes_of.get(connection, letter.id) or b"") + b"PS\r\n"
                bytes_of.put(connection, letter.id, changed)

    @rule(drafts=st.sampled_from(["ann", "bob"]), approves=st.sampled_from(["ann", "bob"]))
    def write_something_else(self, drafts: str, approves: str) -> None:
        self.change_the_text()
        self.draft(again=False, who=drafts)
        self.approve(who=approves, now=True)

    @rule()
    def change_the_text(self) -> None:
        self.texts += 1
        appeal = builders.campaign(reference=f"A-{self.texts}")
        with self.engine.begin() as connection:
            campaigns.put(connection, appeal, builders.texts(), by=ANN.handle, now=self.now)

    @rule(which=st.sampled_from(["gov-de-mfa", "one@gov-fr-mfa.example"]))
    @precondition(lambda self: self.now > builders.MORNING + timedelta(days=3))
    def suppress(self, which: str) -> None:
        suppress_target(self.engine, ANN, which, reason="they object", now=self.now)

    # What the machine does.

    @rule()
    def send(self) -> None:
        self._send(AFTER[0])

    @rule()
    def send_and_die(self) -> None:
        self._send(Death)

    @rule()
    def send_and_hear_nothing(self) -> None:
        self._send(InDoubt(reason="no answer"))

    @rule(after=st.sampled_from(AFTER))
    def send_and_hear(self, after: Told) -> None:
        self._send(after)

    @rule(before=st.sampled_from(BEFORE))
    def send_in_vain(self, before: Told) -> None:
        self._send(AFTER[0], before=before)

    @rule(meanwhile=st.sampled_from(MEANWHILE), after=st.sampled_from(AFTER))
    def send_while(self, meanwhile: str, after: Told) -> None:
        self._send(after, meanwhile=meanwhile)

    @rule()
    def recover(self) -> None:
        recover_letters(self.engine, home="home", now=self.now)

    @rule(after=st.sampled_from(AFTER))
    def let_another_home_send(self, after: Told) -> None:
        self._send(after, home="another")

    @rule(hours=st.sampled_from([1, 24, 72, -1]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    # What must hold after each of these.

    @invariant()
    def the_book_is_right(self) -> None:
        if self.broken:
            raise self.broken
        with self.engine.connect() as connection:
            found = letters.find(connection)
            histories = {letter.id: moves.history(connection, letter.id) for letter in found}
            assert tallies.differences(connection) == {}
        assert self.seen <= histories.keys(), "a letter is lost"
        self.seen = set(histories)
        for letter in found:
            history = histories[letter.id]
            # One state, with the reason and the way that led there.
            assert history[0].source is None
            assert all(row.reason for row in history)
            assert [row.source for row in history[1:]] == [row.target for row in history[:-1]]
            assert all(row.source and may_move(row.source, row.target) for row in history[1:])
            assert history[-1].target is letter.status
            assert (letter.hold_cause is not None) == (letter.status is Status.HELD)
            # What may have arrived never counts as unsent, and what counts as sent has left.
            if letter.id in self.arrived:
                assert letter.status in _MAY_HAVE_LEFT, letter
            elif letter.status in WITH_INSTITUTION:
                assert history[-1].by != moves.OUTREACH, letter

    # What the world sees.

    def something_happens(self, what: str, letter_id: LetterId) -> None:
        """Between the claim and the point of no return."""
        found = next(x for x in self._letters() if x.id == letter_id)
        earlier = [
            x for x in self._letters() if x.office_id == found.office_id and x.status in WITH_INSTITUTION
        ]
        if what == "answer" and earlier:
            record_answer(self.engine, ANN, earlier[0].id, AnswerKind.ANSWERED, note="", now=self.now)
        elif what == "stop":
            stop(self.engine, BOB, "*", reason="now", now=self.now)
        elif what == "suppress" and found.office_id == "gov-de-mfa":
            suppress_target(self.engine, BOB, found.office_id, reason="now", now=self.now)
        elif what == "sleep":
            self._sleep()
        elif what == "another sender":
            self._sleep()
            self.world.meanwhile = "nothing"
            with suppress(Death):
                self._send_due("another")

    def _sleep(self) -> None:
        self.now += LEASE * 2
        let_leases_run_out(self.engine)

    def passes_the_dot(self, message: Message) -> None:
        """The letter may be with the institution from here on.

        What is wrong with that is kept for later: a sender takes whatever a transport raises for its fault.
        """
        try:
            self._look_at(message)
        except AssertionError as found:
            self.broken = self.broken or found

    def _look_at(self, message: Message) -> None:
        with self.engine.connect() as connection:
            letter = letters.get(connection, message.letter_id)
            answers = threads.of_office(connection, letter.campaign_id, letter.office_id)
            suppressed = directory.suppression(connection, letter.office_id, letter.address)
            stopped = pauses.of(connection, "*", "campaign:appeal", "account:main", now=self.now)
            assert letter.approved_by not in (None, letter.author)
            assert letter.seal == sealed(letter, bytes_of.get(connection, letter.id))
        assert letter.status is Status.TRANSMITTING
        assert not (letter.references and stops_the_clock(answers)), "a reminder after an answer"
        assert suppressed is None
        assert stopped is None
        self._hand(letter.office_id, letter.step, letter.id)

    def _hand(self, office_id: OfficeId, step: str, letter_id: LetterId) -> None:
        assert (office_id, step) not in self.out, f"{office_id} gets {step} twice"
        self.out.add((office_id, step))
        self.arrived.add(letter_id)

    def _a_person_says_so(self, office_id: OfficeId, step: str, letter_id: LetterId | None = None) -> None:
        self.out.discard((office_id, step))
        if letter_id:
            self.arrived.discard(letter_id)

    # How it is done.

    def _clock(self) -> datetime:
        return self.now

    def _send(
        self, after: Told, *, before: Told | None = None, meanwhile: str = "nothing", home: str = "home"
    ) -> None:
        self.world.after, self.world.before, self.world.meanwhile = after, before, meanwhile
        with suppress(Death):
            self._send_due(home)

    def _send_due(self, home: str) -> None:
        transports: dict[str, Any] = {"main": self.world, "web_form": Person(), "post": Person()}
        room = builders.send_context(self.engine, transports, clock=self._clock, home=home)
        recover_letters(self.engine, home=room.home, now=self.now)
        send_due(room)

    def _letters(self, step: str | None = None) -> list[Letter]:
        with self.engine.connect() as connection:
            return letters.find(connection, step=step)

    def _seen(self, letter: Letter) -> list[SeenLetter]:
        return [SeenLetter(id=letter.id, content_version=letter.content_version)]

    def _resume_everything(self) -> None:
        for target in ("*", "campaign:appeal", "account:main"):
            resume(self.engine, ANN, target, now=self.now)

    def _one(self, which: int, *statuses: Status) -> list[Letter]:
        found = [letter for letter in self._letters() if not statuses or letter.status in statuses]
        return [found[which % len(found)]] if found else []

    def _let_everything_go(self) -> None:
        self._resume_everything()
        self.now += timedelta(days=10)
        let_leases_run_out(self.engine)  # of the other home's, if it died
        self._send(AFTER[0])
        # That day may be a Sunday: what is late waits for office hours, and leaves when they begin.
        if later := [x.due_at for x in self._letters() if x.status is Status.QUEUED and x.due_at]:
            self.now = max(self.now, *later)
            self._send(AFTER[0])
        assert not [x for x in self._letters() if x.status in {Status.CLAIMED, Status.TRANSMITTING}]
        assert not [x for x in self._letters() if x.status is Status.QUEUED and x.due_at is None]
        assert not [x for x in self._letters() if x.status is Status.QUEUED]
        self.the_book_is_right()


def _quick(file: Path) -> Engine:
    """No power is cut here, and waiting for the disk would take most of the time."""
    engine = open_database(f"sqlite:///{file}", audit_key=builders.AUDIT_KEY)
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF").close())
    return engine


def _count_ids(patch: pytest.MonkeyPatch, *, beginning: int) -> None:
    """The same letters in every run: of those that are due at once the id says which goes first."""
    numbers = count(beginning)
    patch.setattr("outreach.work.letters.draft_chunk.new_id", lambda: f"{next(numbers):010}")


def test_no_letter_leaves_twice_whatever_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same stories in every run, so that nobody's change fails by another's bad luck."""
    _live_through(tmp_path, monkeypatch, settings(_COMMON, max_examples=40, derandomize=True))


@pytest.mark.soak
def test_no_letter_leaves_twice_in_a_thousand_new_stories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other stories in every run; a failure prints what brings its story back."""
    _live_through(tmp_path, monkeypatch, settings(_COMMON, max_examples=1_000))


_COMMON = settings(
    stateful_step_count=30,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def _live_through(folder: Path, patch: pytest.MonkeyPatch, stories: settings) -> None:
    _count_ids(patch, beginning=1)
    engine = open_database(f"sqlite:///{folder / 'prepared.sqlite'}", audit_key=builders.AUDIT_KEY)
    migrate(engine)
    builders.furnish(engine, *OFFICES)
    at = RequestedTime(local=civil(builders.MORNING, "Europe/Paris").local, zone="Europe/Paris")
    builders.approve(engine, *builders.draft(engine), at=at)
    engine.dispose()

    machine = type("Prepared", (NeverTwice,), {"prepared": folder / "prepared.sqlite", "patch": patch})
    run_state_machine_as_test(machine, settings=stories)
