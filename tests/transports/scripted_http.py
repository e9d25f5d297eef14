"""An HTTP server on loopback that reads whole requests, keeps their bytes, and answers as the test says.

with ScriptedHttp(answer(429, headers={"Retry-After": "30"})) as server:
    outcome = mailgun_at(server).send(a_message(), Handover())
"""

import socket
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Self

from outreach.transports.mailgun.transport import MailgunDomain, MailgunTransport
from tests.transports.driven import Driven


class Exchange:
    """One request and the connection to answer it on."""

    def __init__(self, connection: socket.socket, over: threading.Event) -> None:
        self.connection = connection
        self.over = over


#: Raw bytes, after which the connection is closed; or a function.
Answer = bytes | Callable[[Exchange], None]


def answer(status: int, body: bytes = b"", *, headers: Mapping[str, str] | None = None) -> bytes:
    """A well-formed answer."""
    lines = {"Content-Length": str(len(body)), "Connection": "close", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode() + body


def stay_silent(exchange: Exchange) -> None:
    """No answer until the test is over."""
    exchange.over.wait()


def reset(exchange: Exchange) -> None:
    """A connection reset (RST) instead of an answer."""
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def endless(exchange: Exchange) -> None:
    """A 200 whose body never ends."""
    exchange.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
    while not exchange.over.is_set():
        exchange.connection.sendall(b"x" * 65_536)


class ScriptedHttp:
    """Listens from entry to exit of the ``with`` block; every request gets the same answer."""

    def __init__(self, response: Answer) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._response = response
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve)

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://localhost:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            with connection, suppress(OSError):
                self._exchange(connection)

    def _exchange(self, connection: socket.socket) -> None:
        request = b""
        while (end := request.find(b"\r\n\r\n")) < 0 or len(request) < end + 4 + _length(request[:end]):
            if not (chunk := connection.recv(65_536)):
                return
            request += chunk
        self.requests.append(request)
        if callable(self._response):
            self._response(Exchange(connection, self._over))
        else:
            connection.sendall(self._response)


def mailgun_at(server: ScriptedHttp, *, timeout: float = 5) -> Driven:
    """A transport to the scripted server; close it, or use `contextlib.closing`."""
    account = MailgunDomain(domain="mg.association.example", api_key="s3cret-canary", base_url=server.url)
    return Driven(MailgunTransport(account, loopback_only=True, timeout=timeout))


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
