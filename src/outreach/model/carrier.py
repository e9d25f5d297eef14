"""The seam between the sending loop and the ways out; docs/adding-a-transport.md has the promises."""

from collections.abc import Awaitable, Callable
from typing import Protocol, runtime_checkable

from outreach.model.errors import WrongState
from outreach.model.sending import Message, NotNow, Outcome


class Transport(Protocol):
    """One way for letters to leave: one letter, one answer."""

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        """Hand over one letter, and wait for the answer. One at a time."""
        ...

    async def close(self) -> None:
        """Hang up. May be repeated."""
        ...


class Feed(Protocol):
    """What a session pulls its letters from. Each letter that it gives out ends in exactly one way."""

    async def next(self) -> Message | None:
        """Wait for a letter; None: there are no more, say goodbye."""
        ...

    def at_hand(self) -> Message | None:
        """The next letter, taken, if one is there without waiting."""
        ...

    async def before_handover(self, message: Message) -> None:
        """The point of no return. Raises `NotNow` or `WrongState` for a letter that must not pass.

        The session then gives the transaction up and goes on; it does not call `ended`.
        """
        ...

    def ended(self, message: Message, outcome: Outcome) -> None:
        """What became of a letter."""
        ...


@runtime_checkable
class Carrier(Protocol):
    """A transport that keeps sessions open."""

    #: How many of them at most.
    connections: int

    async def carry(self, feed: Feed) -> None:
        """One session: one connection at a time, until the feed has no more letters. Many may run at once.

        Cancelled, it hangs up at once.
        """
        ...


async def carry_one_by_one(transport: Transport, feed: Feed) -> None:
    """What `Carrier.carry` does, for a transport that only knows how to send one letter."""
    while (message := await feed.next()) is not None:
        gate = _Gate(feed, message)
        try:
            outcome = await transport.send(message, gate.pass_through)
        except (NotNow, WrongState):
            if not gate.is_shut:
                raise
            continue  # the feed raised it, and knows
        feed.ended(message, outcome)


class _Gate:
    """Tells a letter that must not pass from a fault of its transport."""

    def __init__(self, feed: Feed, message: Message) -> None:
        self._feed = feed
        self._message = message
        self.is_shut = False

    async def pass_through(self) -> None:
        try:
            await self._feed.before_handover(self._message)
        except (NotNow, WrongState):
            self.is_shut = True
            raise
