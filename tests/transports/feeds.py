"""A feed for tests that carry: gives out its letters, and remembers what became of each."""

from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from outreach.model.sending import Message, Outcome

#: What a letter meets at the point of no return.
Gate = Callable[[Message], Awaitable[None]]


async def open_gate(message: Message) -> None:
    """Nothing forbids it."""


class Letters:
    """Every letter is at hand until there are no more."""

    def __init__(self, *messages: Message, gate: Gate = open_gate) -> None:
        self.left = deque(messages)
        #: By their ids, in the order in which it came: what went through the gate, and what became of it.
        self.passed: list[str] = []
        self.outcomes: dict[str, Outcome] = {}
        self._gate = gate

    async def next(self) -> Message | None:
        """Waits for nothing."""
        return self.at_hand()

    def at_hand(self) -> Message | None:
        """The next one."""
        with suppress(IndexError):
            return self.left.popleft()
        return None

    async def before_handover(self, message: Message) -> None:
        """The test's gate."""
        await self._gate(message)
        self.passed.append(message.letter_id)

    def ended(self, message: Message, outcome: Outcome) -> None:
        """Each letter ends once."""
        assert message.letter_id not in self.outcomes
        self.outcomes[message.letter_id] = outcome
