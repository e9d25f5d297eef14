"""An account's line of letters: claimed and waiting for a session, under way, at the gate."""

import asyncio
import logging
import traceback
from collections import deque
from collections.abc import Callable, Sequence

from outreach.model.carrier import Carrier, Transport, carry_one_by_one
from outreach.model.errors import WrongState
from outreach.model.ids import LetterId
from outreach.model.reason import one_line
from outreach.model.sending import Accepted, ByHand, InDoubt, Message, NotNow, Outcome, Refused, Scope
from outreach.work.sending.conclude import Ended
from outreach.work.sending.history import Try

#: Letters that are claimed at once for each connection: a claim costs the same for one and for many, and who
#: wants to change a letter that is claimed must wait.
BATCH = 5
#: Seconds for which a session waits for a letter before it says goodbye.
_IDLE = 10.0

_log = logging.getLogger(__name__)


class Line:
    """The letters of one account, and the sessions that carry them."""

    def __init__(
        self, transport: Transport, arrived: Callable[[], None], going: Callable[[], bool] = lambda: True
    ) -> None:
        """``arrived`` is called whenever a turn has something to do; while ``going``, letters are begun."""
        self._transport = transport
        self._connections = transport.connections if isinstance(transport, Carrier) else 1
        self._arrived = arrived
        self._going = going
        self.in_hand: deque[Try] = deque()
        self.at_gate: dict[Try, asyncio.Future[None]] = {}
        self.ended: list[Ended] = []
        #: Letters that a session has in its hands, ended ones not counted.
        self.under_way: set[Try] = set()
        #: Letters that were not taken, while no turn has said what that means for the others: a refusal may
        #: be about us, and then it must not be met by one letter after the other.
        self._troubled: set[Try] = set()
        self._waiting: deque[asyncio.Future[Try | None]] = deque()
        self._sessions: set[asyncio.Task[None]] = set()
        self._closing = False
        self._given_up: Exception | None = None
        #: What has ended a session although nothing of a letter may: the sender cannot go on.
        self.fault: BaseException | None = None

    @property
    def room(self) -> int:
        """How many letters to claim for it."""
        full = self._closing or len(self.in_hand) >= self._connections
        return 0 if full else BATCH * self._connections

    @property
    def is_idle(self) -> bool:
        """Whether nothing of it is left to be done."""
        return not (self.in_hand or self.under_way or self.ended)

    @property
    def is_awaited(self) -> bool:
        """Whether a session may still reach the gate soon."""
        return len(self.at_gate) < len(self.under_way)

    def supply(self, tries: list[Try]) -> None:
        """More letters to carry, and sessions to carry them."""
        self.in_hand.extend(tries)
        self._serve_waiting_sessions()
        self._open_sessions()

    def take(self) -> Try | None:
        """The next letter, if one is in hand."""
        if self._troubled or not self.in_hand or not self._going():
            return None
        attempt = self.in_hand.popleft()
        self.under_way.add(attempt)
        if len(self.in_hand) == self._connections - 1:
            self._arrived()  # it is time to claim again
        return attempt

    async def wait(self) -> Try | None:
        """The next letter; None when there is none for a while, or none will come."""
        if (attempt := self.take()) or self._closing:
            return attempt
        waiting: asyncio.Future[Try | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        self._arrived()
        try:
            async with asyncio.timeout(_IDLE):
                return await waiting
        except TimeoutError:
            if waiting.done() and not waiting.cancelled():
                return waiting.result()
            return None
        finally:
            if waiting in self._waiting:
                self._waiting.remove(waiting)

    async def pass_gate(self, attempt: Try) -> None:
        """Wait for the turn that decides on this letter. Raises what it decides."""
        if self._given_up:
            raise self._given_up
        gate = self.at_gate[attempt] = asyncio.get_running_loop().create_future()
        self._arrived()
        await gate

    def end(self, attempt: Try, outcome: Outcome) -> None:
        """A letter has come to its end, for the next turn to write down."""
        self.under_way.discard(attempt)
        self.ended.append((attempt, outcome))
        if not isinstance(outcome, Accepted | ByHand):
            self._troubled.add(attempt)
        self._arrived()

    def drop(self, attempt: Try) -> None:
        """A turn has decided on the letter already."""
        self.under_way.discard(attempt)

    def written(self, ended: Sequence[Ended]) -> None:
        """A turn has written these down."""
        done = {attempt for attempt, _ in ended}
        self.ended = [one for one in self.ended if one[0] not in done]
        self._troubled -= done

    def given_back(self, tries: Sequence[Try]) -> None:
        """These are in the queue again."""
        if tries:
            self.in_hand = deque(attempt for attempt in self.in_hand if attempt not in set(tries))

    def give_up(self, refusal: Exception) -> None:
        """No turn will come: nobody passes, and what nobody has begun is left to the next start."""
        self.in_hand.clear()
        for gate in self.at_gate.values():
            if not gate.done():
                gate.set_exception(refusal)
        self.at_gate.clear()
        self._given_up = refusal

    async def close(self) -> None:
        """Let every session say goodbye, and wait for it."""
        self._closing = True
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        if self._sessions:
            await asyncio.wait(self._sessions)
        await self._transport.close()

    def _open_sessions(self) -> None:
        room = 0 if self._closing else self._connections - len(self._sessions)
        for _ in range(min(room, len(self.in_hand))):
            session = asyncio.create_task(LineFeed(self).run(self._transport))
            self._sessions.add(session)
            session.add_done_callback(self._session_ended)

    def _session_ended(self, session: asyncio.Task[None]) -> None:
        self._sessions.discard(session)
        if not session.cancelled() and (fault := session.exception()):
            self.fault = fault
            self._arrived()
        else:
            self._open_sessions()  # what was wrong was one letter's; the others want to be carried

    def _serve_waiting_sessions(self) -> None:
        while self._waiting and self.in_hand and not self._troubled:
            waiting = self._waiting[0]
            if not waiting.done():
                attempt = self.take()
                if attempt is None:
                    return
                waiting.set_result(attempt)
            self._waiting.popleft()


class LineFeed:
    """What one session of a transport pulls its letters from (`model.carrier.Feed`)."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._mine: dict[LetterId, Try] = {}

    async def run(self, transport: Transport) -> None:
        """Carry letters until there are none. A fault of our own ends with the letters that it met."""
        try:
            if isinstance(transport, Carrier):
                await transport.carry(self)
            else:
                await carry_one_by_one(transport, self)
        except Exception as fault:
            told = "".join(traceback.format_exception(fault)).encode("ascii", "backslashreplace").decode()
            _log.error("a fault of our own\n%s", told)
            words = one_line(f"a fault in outreach: {type(fault).__name__}: {fault}")
            for attempt in list(self._mine.values()):
                self._end(attempt, InDoubt(reason=words) if attempt.passed else _broken(words))

    async def next(self) -> Message | None:
        """The next letter; None: there is none, say goodbye."""
        return self._hold(await self._line.wait())

    def at_hand(self) -> Message | None:
        """The next letter, if it is here already."""
        return self._hold(self._line.take())

    async def before_handover(self, message: Message) -> None:
        """The point of no return: returns once `transmitting` is committed. Raises `NotNow`, `WrongState`."""
        attempt = self._mine[message.letter_id]
        if attempt.passed:
            raise RuntimeError("a letter passes the gate once")
        try:
            await self._line.pass_gate(attempt)
        except (NotNow, WrongState):
            del self._mine[message.letter_id]
            self._line.drop(attempt)
            raise

    def ended(self, message: Message, outcome: Outcome) -> None:
        """What became of it."""
        self._end(self._mine[message.letter_id], outcome)

    def _hold(self, attempt: Try | None) -> Message | None:
        if attempt is None:
            return None
        self._mine[attempt.letter.id] = attempt
        return attempt.message

    def _end(self, attempt: Try, outcome: Outcome) -> None:
        del self._mine[attempt.letter.id]
        self._line.end(attempt, outcome)


def _broken(words: str) -> Refused:
    return Refused(reason=words, scope=Scope.LETTER)
