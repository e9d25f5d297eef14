"""The sandbox's SMTP server: takes every letter, delivers none."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from aiosmtpd.smtp import SMTP

from outreach.transports.handshake import SMTP_VERB, answer

#: Bytes; more than any relay takes, so that what is too large is found out by the relay's rule, not ours.
LARGEST = 100 * 1024 * 1024


class SandboxSmtp:
    """aiosmtpd in a thread of its own, from `start` to `stop`."""

    def __init__(self, keep: Callable[[bytes], None], *, key: bytes, wait_for_disk: bool) -> None:
        """``keep`` is given each letter's bytes before the 250; an OSError of it becomes a 452.

        ``key`` proves whose sandbox this is (`outreach.transports.handshake`). ``wait_for_disk``: that
        ``keep`` takes its time, and other connections need not wait for it.
        """
        self._keep = keep
        self._key = key
        self._wait_for_disk = wait_for_disk
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sandbox-smtp", daemon=True)
        self._connections: WeakSet[SMTP] = WeakSet()

    def start(self, host: str, port: int) -> int:
        """Listen, and return the port (another than ``port`` only if that is 0). Raises OSError."""
        try:
            self._server = self._loop.run_until_complete(self._loop.create_server(self._connect, host, port))
        except OSError:
            self._loop.close()
            raise
        self._thread.start()
        return int(self._server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Hang up on everyone and end the thread."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def handle_EHLO(
        self, _server: SMTP, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """The answer to the greeting, with the extension by which the sandbox proves itself.

        aiosmtpd pipelines like the relays that it plays, but does not say so.
        """
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", f"250-{SMTP_VERB}", responses[-1]]

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:
        """The answer to the final dot."""
        try:
            if self._wait_for_disk:
                await self._loop.run_in_executor(None, self._keep, envelope.original_content)
            else:
                self._keep(envelope.original_content)
        except OSError as error:
            return f"452 4.3.1 the sandbox cannot write: {error.strerror}"
        return "250 2.0.0 kept in the sandbox"

    def _connect(self) -> SMTP:
        connection = _Connection(
            self,
            key=self._key,
            loop=self._loop,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            # Or it would ask the resolver for this machine's name, and tell it to everyone.
            hostname="sandbox.test",
            ident="outreach sandbox",
        )
        self._connections.add(connection)
        return connection

    async def _hang_up(self) -> None:
        self._server.close()
        for connection in list(self._connections):
            if isinstance(connection.transport, asyncio.WriteTransport):
                connection.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class _Connection(SMTP):
    def __init__(self, *arguments: Any, key: bytes, **options: Any) -> None:
        self._key = key
        super().__init__(*arguments, **options)

    async def smtp_XOUTREACH(self, riddle: str) -> None:
        """aiosmtpd finds commands by these names; this one is `SMTP_VERB`."""
        await self.push(f"250 {answer(self._key, riddle or '')}")
