"""The bytes of a connection: what has left, what has come, and when one is told."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from outreach.transports.smtp.connection import Connection


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[Connection, socket.socket]]:
    """Both ends; the server's does nothing by itself, and reads 4 kB ahead at most."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection = await Connection.open("127.0.0.1", listener.getsockname()[1], within=5, tls=None)
        with listener.accept()[0] as server:
            yield connection, server
            connection.close()


def deadline(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


def test_what_the_server_does_not_read_has_not_left() -> None:
    """asyncio would call it written when 64 kB are left, which is all of most letters."""

    async def write() -> None:
        async with connected() as (connection, server):
            connection._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
            connection.write(b"x" * 60_000)
            with pytest.raises(TimeoutError):
                await connection.written(deadline(0.1))

            server.setblocking(False)
            reading = asyncio.create_task(read(server, 60_000))
            await connection.written(deadline(10))
            await reading

    async def read(server: socket.socket, size: int) -> None:
        while size:
            size -= len(await asyncio.get_running_loop().sock_recv(server, size))

    asyncio.run(write())


def test_a_dot_does_not_wait_for_the_acknowledgement_of_what_was_written_before() -> None:
    async def option() -> int:
        async with connected() as (connection, _):
            return connection._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    assert asyncio.run(option()) == 1


def test_what_has_arrived_is_heard_before_the_loop_comes_to_it() -> None:
    async def listen() -> bytes:
        async with connected() as (connection, server):
            server.sendall(b"552 too large\r\n")
            connection.listen()
            return connection.unread

    assert asyncio.run(listen()) == b"552 too large\r\n"


def test_what_was_said_before_a_failed_write_is_heard() -> None:
    async def fail() -> bytes:
        async with connected() as (connection, server):
            server.sendall(b"552 too large\r\n")
            server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            server.close()  # with a reset
            connection.write(b"a line")
            await connection.news(deadline(10))  # of the words
            with pytest.raises(OSError, match="reset"):
                await connection.news(deadline(10))
            return connection.unread

    assert asyncio.run(fail()) == b"552 too large\r\n"


def test_a_server_that_never_stops_talking_does_not_fill_the_memory() -> None:
    async def flood() -> int:
        async with connected() as (connection, server):
            server.setblocking(False)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.5):
                    await asyncio.get_running_loop().sock_sendall(server, b"250 ok\r\n" * 10_000_000)
            return len(connection.unread)

    assert asyncio.run(flood()) < 1_000_000
