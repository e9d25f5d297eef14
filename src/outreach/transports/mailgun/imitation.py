"""The sandbox's Mailgun: the one address of its interface that we use, answering as it is documented."""

import json
import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from uuid import uuid4

#: Bytes of a request; Mailgun itself takes letters of 25 MB.
LARGEST = 100 * 1024 * 1024

_PATH = re.compile(r"/v3/([^/?]+)/messages\.mime")
_BOUNDARY = re.compile(r'multipart/form-data\s*;.*?boundary="?([^";]+)', re.IGNORECASE)
_NAME = re.compile(rb'^content-disposition:[^\r\n]*[; ]name="([^"]*)"', re.IGNORECASE | re.MULTILINE)


class SandboxMailgun:
    """An HTTP server in a thread of its own, from `start` to `stop`."""

    def __init__(self, keep: Callable[[bytes], None]) -> None:
        """``keep`` is given each letter's bytes before the 200; an OSError of it becomes a 503."""
        self._keep = keep

    def start(self, host: str, port: int) -> int:
        """Listen, and return the port (another than ``port`` only if that is 0). Raises OSError."""
        self._server = _Server((host, port), self._keep)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="sandbox-mailgun", daemon=True
        )
        self._thread.start()
        return int(self._server.server_address[1])

    def stop(self) -> None:
        """Hang up on everyone and end the thread."""
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], keep: Callable[[bytes], None]) -> None:
        self.keep = keep
        self._connections: set[socket.socket] = set()
        super().__init__(address, _Request)

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


class _Request(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    # An answer is two packets, and the second would wait for the client's acknowledgement of the first.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            self.close_connection = True
            return self._answer(413, message="The request has no length, or is too large")
        body = self.rfile.read(int(length))
        domain = _PATH.fullmatch(self.path)
        if domain is None:
            return self._answer(404, message="Not Found")
        if not self.headers.get("Authorization", "").startswith("Basic "):
            return self._answer(401, message="Forbidden")
        fields = _fields(self.headers.get("Content-Type", ""), body)
        for name in ("to", "message"):
            if not fields.get(name):
                return self._answer(400, message=f"{name} parameter is missing")
        try:
            self.server.keep(fields["message"])
        except OSError as error:
            return self._answer(503, message=f"the sandbox cannot write: {error.strerror}", retry_after=60)
        self._answer(200, id=f"<{uuid4().hex}@{domain[1]}>", message="Queued. Thank you.")

    def do_GET(self) -> None:
        self._answer(404, message="Not Found")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses do not belong into a log."""

    def version_string(self) -> str:
        return "outreach sandbox"

    def _answer(self, status: int, *, retry_after: int | None = None, **fields: str) -> None:
        body = json.dumps(fields).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if retry_after is not None:
            self.send_header("Retry-After", str(retry_after))
        self.end_headers()
        self.wfile.write(body)


def _fields(content_type: str, body: bytes) -> dict[str, bytes]:
    """The parts of a multipart/form-data body (RFC 7578), each byte as it came.

    By hand, because what parses e-mail also repairs it, and the sandbox must show what would have left.
    """
    boundary = _BOUNDARY.match(content_type)
    if boundary is None:
        return {}
    fields: dict[str, bytes] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode("latin-1"))[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        if name := _NAME.search(head):
            fields[name[1].decode("latin-1")] = content
    return fields
