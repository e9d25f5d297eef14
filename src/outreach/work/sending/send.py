"""Send letters: sessions carry them, turns decide. Never twice, never lost.

A letter's path: it is claimed in a turn and waits in its account's line; a session takes it, hands over all
but the last word, and waits at the gate; the next turn looks at it again and commits `transmitting`; the
session says the last word; what the other side answers is written down by the turn after that.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import TypeVar

from outreach.model.errors import NotAllowed, WrongState
from outreach.model.ids import LetterId
from outreach.model.sending import NotNow
from outreach.model.status import Status
from outreach.store import audit, installation
from outreach.store.database import AWAY, reading
from outreach.store.presence import Presence
from outreach.store.queue import Lane
from outreach.work.sending.business import Business, Decided
from outreach.work.sending.context import SendContext
from outreach.work.sending.history import Try
from outreach.work.sending.journal import keep
from outreach.work.sending.line import Line
from outreach.work.sending.look_again import Lookout
from outreach.work.sending.recover import recover_letters
from outreach.work.sending.turn import TakenForDead, take_turn
from outreach.work.sending.withdraw import withdraw_forbidden

#: Seconds for which a turn waits at most for sessions that may still reach the gate.
_LONGEST_WAIT = 0.02
#: Seconds for which a turn that the database does not take is tried again.
RETRY_FOR = 60.0
#: Seconds between two tries: at first, and at most.
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0

#: Seconds between two searches for what dead senders have left: it reads through all letters.
_SEARCH_EVERY = 60.0

_T = TypeVar("_T")

_log = logging.getLogger(__name__)


async def send_due(context: SendContext) -> list[LetterId]:
    """Send what is due until nothing is; gives the letters that were taken up, each once.

    What the world answers is written down letter by letter and raises nothing. Raises `NotAllowed` where
    this database is for the other kind of delivery.
    """
    taken_up: dict[LetterId, None] = {}
    await Sender(context, lambda ids: taken_up.update(dict.fromkeys(ids))).run(until_idle=True)
    return list(taken_up)


class Sender:
    """One process' sending: a line for each account, and the loop of turns."""

    def __init__(
        self, context: SendContext, tell: Callable[[Sequence[LetterId]], None] = lambda _: None
    ) -> None:
        """``tell`` hears, after each turn, of the letters that it has brought to an end or set apart."""
        self._context = context
        self._tell = tell
        self._lookout = Lookout(live=context.live)
        self._lines = {
            name: Line(transport, self._wake, context.going)
            for name, transport in context.transports().items()
        }
        self._lanes: Collection[Lane] | None = None
        self._called = asyncio.Event()
        self._last_commit = 0.0
        self._presence = Presence(context.engine, context.home)
        self._next_search = time.monotonic() + _SEARCH_EVERY

    def look_around(self) -> None:
        """It is time to look for what has fallen due."""
        self._lanes = None
        self._wake()

    async def run(self, *, until_idle: bool) -> None:
        """Take turns until nothing is left to do, or until this process is told to end.

        Raises `NotAllowed` where the database is for the other kind of delivery, or the key is not the one
        that approvals were signed with (it would void them all); and whatever keeps a turn from being taken:
        what had ended by then is in the journal.
        """
        with reading(self._context.engine) as connection:
            found = installation.delivery(connection)
            if found not in (None, self._context.delivery):
                raise _other_delivery(self._context)
            audit.require_key(connection)
        with self._presence:
            await self._take_turns(until_idle)

    async def _take_turns(self, until_idle: bool) -> None:
        try:
            while not self._is_over(until_idle):
                for line in self._lines.values():
                    if line.fault:
                        raise line.fault
                if self._has_business():
                    await self._wait_for_sessions()
                    await self._turn()
                else:
                    await self._wait()
        except BaseException:
            self._give_up()
            raise
        finally:
            await asyncio.gather(*(line.close() for line in self._lines.values()))
            self._keep_results()

    def _is_over(self, until_idle: bool) -> bool:
        if any(not line.is_idle for line in self._lines.values()):
            return False
        may_be_due = self._lanes is None or bool(self._lanes)
        return not self._context.going() or (until_idle and not may_be_due)

    def _has_business(self) -> bool:
        if any(line.at_gate or line.ended for line in self._lines.values()):
            return True
        if not self._context.going():
            return any(line.in_hand for line in self._lines.values())
        return self._lanes is None or any(self._lines[lane.account].room for lane in self._lanes)

    async def _wait_for_sessions(self) -> None:
        """Wait for the others as long as the last commit took: who comes together is committed together."""
        deadline = time.monotonic() + min(self._last_commit, _LONGEST_WAIT)
        while any(line.is_awaited for line in self._lines.values()):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            await self._wait(left)

    async def _wait(self, seconds: float | None = None) -> None:
        self._called.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._called.wait()

    def _wake(self) -> None:
        """There may be something to decide."""
        self._called.set()

    async def _turn(self) -> None:
        if self._lanes is None and (found := await self._retried(lambda again: self._look_after_others())):
            self._tell(found)
        business = Business(
            ended=[one for line in self._lines.values() for one in line.ended],
            at_gate=[attempt for line in self._lines.values() for attempt in line.at_gate],
            in_hand={name: list(line.in_hand) for name, line in self._lines.items()},
            room={name: line.room for name, line in self._lines.items()},
            lanes=self._lanes,
        )
        self._apply(business, await self._decide(business))

    def _look_after_others(self) -> list[LetterId]:
        """Letters that a person must not carry any more, and those that a dead sender has left in doubt."""
        engine, now = self._context.engine, self._context.clock()
        found = withdraw_forbidden(engine, live=self._context.live, now=now)
        if time.monotonic() >= self._next_search:
            sender = self._presence.sender
            doubtful = recover_letters(engine, home=self._context.home, now=now, sender=sender)
            found += [letter.id for letter in doubtful]
            self._next_search = time.monotonic() + _SEARCH_EVERY
        return found

    async def _decide(self, business: Business) -> Decided:
        """Take the turn, if need be again and again: no letter is sent for that."""
        batch = f"{self._presence.sender}-{secrets.token_hex(8)}"

        def take(again: bool) -> Decided:
            begun = time.monotonic()
            decided = take_turn(
                self._context, self._lookout, business, presence=self._presence, batch=batch, again=again
            )
            self._last_commit = time.monotonic() - begun
            return decided

        def take_seen(again: bool) -> Decided:
            try:
                return take(again)
            except TakenForDead:
                _log.warning("the database lost sight of this sender: what others took meanwhile is theirs")
                self._presence.show()
                return take(again)

        return await self._retried(take_seen)

    async def _retried(self, operation: Callable[[bool], _T]) -> _T:
        """Do it; while the database is busy or away, do it again. It is told whether it was tried before."""
        give_up, pause, again = time.monotonic() + RETRY_FOR, _FIRST_PAUSE, False
        while True:
            try:
                return operation(again)
            except AWAY:
                if time.monotonic() + pause > give_up:
                    raise
                await asyncio.sleep(pause)
                pause, again = min(pause * 2, _LONGEST_PAUSE), True

    def _give_up(self) -> None:
        """Nobody passes, and every session hangs up; what has left already is waited for."""
        for line in self._lines.values():
            line.give_up(NotNow(Status.QUEUED, "no turn could be taken"))

    def _keep_results(self) -> None:
        """What has ended and no turn has written down goes to the journal."""
        ended = [one for line in self._lines.values() for one in line.ended]
        try:
            if ended:
                keep(self._context.journal, ended)
        except OSError as full:
            _log.critical("%d results could not be written down: in doubt (%s)", len(ended), full)

    def _apply(self, business: Business, decided: Decided) -> None:
        for line in self._lines.values():
            line.written(business.ended)
            line.given_back(decided.given_back)
        for attempt in decided.passed:
            attempt.passed = True
            self._answer_gate(attempt, None)
        for attempt, refusal in decided.turned_back:
            self._answer_gate(attempt, refusal)
        for attempt in decided.lost:
            _log.warning("letter %s: its claim has lapsed", attempt.letter.id)
            self._answer_gate(attempt, WrongState("its claim has lapsed"))
        for name, line in self._lines.items():
            line.supply([attempt for attempt in decided.claimed if attempt.letter.account == name])
        if self._lanes is business.lanes:  # nobody has said meanwhile that it is time to look
            self._lanes = decided.lanes
        moved = [attempt.letter.id for attempt, _ in business.ended]
        moved += [attempt.letter.id for attempt, _ in decided.turned_back] + decided.set_apart
        if moved:
            self._tell(moved)
        if decided.is_forbidden:
            raise _other_delivery(self._context)

    def _answer_gate(self, attempt: Try, refusal: Exception | None) -> None:
        gate = self._lines[attempt.letter.account].at_gate.pop(attempt)
        if gate.done():  # its session was cancelled meanwhile
            return
        gate.set_exception(refusal) if refusal else gate.set_result(None)


def _other_delivery(context: SendContext) -> NotAllowed:
    """A rehearsed letter counts as written: a mailing on top of it would leave institutions out unseen."""
    other = "sandbox" if context.live else "live"
    return NotAllowed(
        f"this home has letters sent in {other} delivery and cannot be used for {context.delivery}: "
        "begin a new one with `outreach --home DIR init`"
    )
