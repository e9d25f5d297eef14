"""A bridge for a loop that waits for each letter, to transports that do not."""

import asyncio
from collections.abc import Callable

from outreach.model.carrier import Transport
from outreach.model.directory import Channel
from outreach.model.sending import Message, Outcome, Refused, Scope
from outreach.model.wire import wire_fault


class Blocking:
    """A transport whose coroutines run to their ends, one at a time. One thread at a time."""

    def __init__(self, transport: Transport, runner: asyncio.Runner) -> None:
        """``runner`` is that of all transports of this process; whoever made it closes it last."""
        self._transport = transport
        self._runner = runner

    def send(self, message: Message, before_handover: Callable[[], None]) -> Outcome:
        """Hand over one letter, as the transport does."""
        if message.channel is Channel.EMAIL and (fault := wire_fault(message.content)):
            return Refused(reason=f"the letter {fault}", scope=Scope.LETTER)

        async def cross() -> None:
            before_handover()

        return self._runner.run(self._transport.send(message, cross))

    def close(self) -> None:
        """Hang up. May be repeated."""
        self._runner.run(self._transport.close())
