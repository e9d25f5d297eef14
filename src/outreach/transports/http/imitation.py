"""The sandbox's HTTP server, on which each provider's imitation answers at its own addresses."""

import json
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from outreach.transports.handshake import HTTP_PATH, answer

#: Bytes of a request; the largest letter that a provider takes has 25 MB.
LARGEST = 100 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Request:
    """A POST as it came."""

    path: str
    #: By name in small letters.
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Response:
    """What the provider would answer: a status and a JSON object."""

    status: int
    fields: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)


#: Keeps a letter's bytes; raises OSError when it cannot.
Keep = Callable[[bytes], None]
#: A provider's answer, which calls ``keep`` before it says yes; None: the address is none of its own.
Imitation = Callable[[Request, Keep], Response | None]

_UNKNOWN = Response(status=404, fields={"message": "Not Found"})


class SandboxHttp:
    """An HTTP server in a thread of its own, from `start` to `stop`."""

    def __init__(self, imitations: Sequence[Imitation], keep: Keep, *, key: bytes) -> None:
        """The first imitation that knows an address answers. ``key``: proves whose sandbox this is."""
        self._imitations = imitations
        self._keep = keep
        self._key = key

    def start(self, host: str, port: int) -> int:
        """Listen, and return the port (another than ``port`` only if that is 0). Raises OSError."""
        self._server = _Server((host, port), self._respond, self._key)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="sandbox-http", daemon=True
        )
        self._thread.start()
        return int(self._server.server_address[1])

    def stop(self) -> None:
        """Hang up on everyone and end the thread."""
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def _respond(self, request: Request) -> Response:
        try:
            for imitate in self._imitations:
                if response := imitate(request, self._keep):
                    return response
        except OSError as error:
            words = f"the sandbox cannot write: {error.strerror}"
            return Response(status=503, fields={"message": words}, headers={"Retry-After": "60"})
        return _UNKNOWN


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], respond: Callable[[Request], Response], key: bytes) -> None:
        self.respond = respond
        self.key = key
        self._connections: set[socket.socket] = set()
        super().__init__(address, _Exchange)

    def server_bind(self) -> None:
        """As TCPServer does it: HTTPServer would ask the resolver for this machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "sandbox.test", self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in mid-sentence is no news."""

    def hang_up(self) -> None:
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Exchange(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    # An answer is two packets, and the second would wait for the client's acknowledgement of the first.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            self.close_connection = True
            return self._say(Response(status=413, fields={"message": "no length, or too large"}))
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._say(self.server.respond(Request(path=self.path, headers=headers, body=body)))

    def do_GET(self) -> None:
        if not self.path.startswith(HTTP_PATH):
            return self._say(_UNKNOWN)
        said = answer(self.server.key, self.path.removeprefix(HTTP_PATH))
        self._say(Response(status=200, fields={"answer": said}))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses do not belong into a log."""

    def version_string(self) -> str:
        return "outreach sandbox"

    def _say(self, response: Response) -> None:
        body = json.dumps(dict(response.fields)).encode()
        self.send_response(response.status)
        given = {**response.headers, "Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in given.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
