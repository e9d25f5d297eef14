"""A transport for a test that waits for each letter."""

import asyncio
from collections.abc import Callable

from outreach.model.carrier import Transport
from outreach.model.sending import Message, Outcome


class Driven:
    """Runs what a transport is asked to do, in an event loop of its own; close it."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self._runner = asyncio.Runner()

    def send(self, message: Message, before_handover: Callable[[], None]) -> Outcome:
        """As the transport's own."""

        async def cross() -> None:
            before_handover()

        return self._runner.run(self.transport.send(message, cross))

    def close(self) -> None:
        """As the transport's own; it can be used again afterwards."""
        self._runner.run(self.transport.close())
        self._runner.close()
        self._runner = asyncio.Runner()
