"""Bytes to and from one server: each wait ends by a deadline, and we know what has left this process."""

import asyncio
import os
import socket
import ssl
from typing import Any, Self, cast

from outreach.model.loopback import loopback_address
from outreach.transports.smtp.tls import TlsLayer

#: Bytes that are kept of a server that speaks without being asked.
_MOST_UNREAD = 64 * 1024


class Connection(asyncio.Protocol):
    """A connection from `open` to `close`. One coroutine at a time uses it.

    Deadlines are instants of the running loop's clock. What goes wrong is raised as OSError, among them
    TimeoutError and ssl.SSLError. asyncio's own TLS does not tell when a letter's last byte has left, so
    this one stands between asyncio's plain transport and us.
    """

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._transport: asyncio.Transport
        self._tls: TlsLayer | None = None
        self._unread = bytearray()
        #: Whether something that was written is still here, because the server reads no further.
        self._full = False
        #: Why there will be no more bytes, once that is so.
        self._over: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None

    @classmethod
    async def open(cls, host: str, port: int, *, within: float, tls: ssl.SSLContext | None) -> Self:
        """Connect, with TLS from the first byte if a context is given; ``within``: seconds for either.

        Raises also UnicodeError, for a name that no resolver takes.
        """
        connected = await _connect(host, port, within)
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: cls(connected), sock=connected)
        try:
            if tls is not None:
                await connection.start_tls(tls, host, loop.time() + within)
        except BaseException:
            connection.close()
            raise
        return connection

    async def start_tls(self, context: ssl.SSLContext, host: str, deadline: float) -> None:
        """Go on encrypted, with a server whose certificate bears that name."""
        self._tls = TlsLayer(context, host)
        self.data_received(b"")  # which says hello
        while not self._tls.established:
            await self.news(deadline)

    @property
    def unread(self) -> bytes:
        """What the server has said that nobody has read yet."""
        return bytes(self._unread)

    def require_alive(self) -> None:
        """Raise what the connection ended by, if it did."""
        if self._over is not None:
            raise self._over

    def listen(self) -> None:
        """Take in what has arrived at this machine by now; asyncio would only do so in its next round."""
        if self._over is not None:
            return
        try:
            data = self._socket.recv(_MOST_UNREAD)
        except BlockingIOError:
            return
        except OSError as error:
            self._end(error)
        else:
            self.data_received(data) if data else self.eof_received()

    def take_line(self, longest: int) -> bytes | None:
        """The next line without its end (CRLF, or a bare LF), or None: `news` must be waited for."""
        end = self._unread.find(b"\n")
        if end < 0 and len(self._unread) <= longest:
            return None
        if not 0 <= end <= longest:
            raise ConnectionError(f"its answer has a line of more than {longest} octets")
        line = bytes(self._unread[:end])
        del self._unread[: end + 1]
        return line.rstrip(b"\r")

    async def news(self, deadline: float) -> None:
        """Wait for bytes, for room to write, or for the end, which is raised."""
        if self._over is not None:
            raise self._over
        self._transport.resume_reading()
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout_at(deadline):
                await self._waiter
        except TimeoutError:
            raise TimeoutError("timed out") from None
        finally:
            self._waiter = None

    def write(self, words: bytes) -> None:
        """Send, or keep until the server reads on."""
        self.require_alive()
        self._transport.write(self._tls.encrypt(words) if self._tls else words)

    async def written(self, deadline: float) -> None:
        """Wait until the last byte has left this process, or the server speaks meanwhile."""
        while self._full and not self._unread:
            await self.news(deadline)

    def close(self) -> None:
        """Hang up at once."""
        self._unread.clear()
        self._end(ConnectionError("the connection is closed"))
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio's."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=0)

    def data_received(self, data: bytes) -> None:
        """asyncio's."""
        try:
            self._unread += self._tls.decrypt(data) if self._tls else data
        except ssl.SSLError as error:
            self._end(error)
        if self._tls and (records := self._tls.records()):
            self._transport.write(records)
        if len(self._unread) > _MOST_UNREAD:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """asyncio's; it closes its side as well."""
        self._end(ConnectionError("the server closed the connection"))

    def connection_lost(self, error: Exception | None) -> None:
        """asyncio's. A failed write ends the connection before what the server said last has been read."""
        self.listen()
        self._end(error or ConnectionError("the server closed the connection"))

    def pause_writing(self) -> None:
        """asyncio's."""
        self._full = True

    def resume_writing(self) -> None:
        """asyncio's."""
        self._full = False
        self._wake()

    def _end(self, reason: Exception) -> None:
        if self._over is None:
            self._over = reason
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


async def _connect(host: str, port: int, within: float) -> socket.socket:
    """Try the name's addresses one after the other."""
    loop = asyncio.get_running_loop()
    failure = OSError(f"{host} has no address")
    for family, address in await _addresses(host, port, within):
        candidate = socket.socket(family, socket.SOCK_STREAM)
        candidate.setblocking(False)
        # The dot is a packet of its own, and must not wait for the acknowledgement of the letter's lines.
        candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            async with asyncio.timeout(within):
                await loop.sock_connect(candidate, address)
            return candidate
        except OSError as error:
            candidate.close()
            # asyncio's own words do not tell why.
            failure = OSError(error.errno, os.strerror(error.errno)) if error.errno else OSError("timed out")
        except BaseException:
            candidate.close()
            raise
    raise failure


async def _addresses(host: str, port: int, within: float) -> list[tuple[int, Any]]:
    """In the order in which to try them. This machine's own are known, and nobody is asked for them."""
    if here := loopback_address(host):
        return [(socket.AF_INET6 if ":" in here else socket.AF_INET, (here, port))]
    try:
        async with asyncio.timeout(within):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise TimeoutError("the name server did not answer in time") from None
    return [(family, address) for family, _, _, _, address in found]
