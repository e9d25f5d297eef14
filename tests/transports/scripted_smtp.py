"""An SMTP server on loopback that does at every stage what the test says, and remembers what it heard.

    with ScriptedSmtp(rcpt="450 4.7.1 greylisted") as server:
        outcome = transport_to(server).send(a_message(), Handover())

A stage's action is a reply (its CRLF is added), raw bytes, or a function; a list of them is used up one
by one, and its last one stays.
"""

import io
import re
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from outreach.transports.smtp.server import Patience, SmtpServer, Tls
from outreach.transports.smtp.transport import SmtpTransport
from tests.transports.driven import Driven

CERTIFICATES = Path(__file__).parent / "certificates"

#: Enough for a busy machine to answer, short enough to wait for when a test wants silence.
QUICK = Patience(connect=5, command=5, after_dot=5, quit=0.3)
IMPATIENT = Patience(connect=0.3, command=0.3, after_dot=0.3, quit=0.3)


class HangUp(Exception):
    """The script ends the connection here."""


class Listening(io.RawIOBase):
    """Reads a socket, and remembers in which pieces the bytes came."""

    def __init__(self, connection: socket.socket, pieces: list[bytes]) -> None:
        self._connection = connection
        self._pieces = pieces

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = self._connection.recv_into(buffer)
        if size:
            self._pieces.append(bytes(buffer[:size]))
        return size


class Conversation:
    """One connection, as an action sees it."""

    def __init__(self, connection: socket.socket, over: threading.Event) -> None:
        self.connection = connection
        self.over = over
        self.pieces: list[bytes] = []
        #: Whether it was told to go ahead with its letter.
        self.goes_ahead = False
        self._listen()

    def say(self, words: str | bytes) -> None:
        """Send a reply, or raw bytes."""
        self.connection.sendall(words if isinstance(words, bytes) else words.encode() + b"\r\n")

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Go on encrypted."""
        self.lines.close()
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self._listen()

    def _listen(self) -> None:
        self.lines = io.BufferedReader(Listening(self.connection, self.pieces))


#: An SSLContext is a successful start of TLS.
Action = str | bytes | Callable[[Conversation], None] | ssl.SSLContext

_USUAL: dict[str, Action | list[Action]] = {
    "starttls": "502 5.5.1 not here",
    "banner": "220 relay.test",
    "ehlo": "250-relay.test\r\n250-8BITMIME\r\n250 SIZE 50000000",
    "helo": "250 relay.test",
    "auth": "235 2.7.0 welcome",
    "mail": "250 2.1.0 ok",
    "rcpt": "250 2.1.5 ok",
    "data": "354 go ahead",
    "dot": "250 2.0.0 queued as 4711",
    "rset": "250 2.0.0 forgotten",
    "quit": "221 2.0.0 bye",
}


#: For the stage ``ehlo``: a server that takes commands in one piece.
PIPELINING = "250-relay.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 50000000"


def hang_up(conversation: Conversation) -> None:
    """Close the connection."""
    raise HangUp


def stay_silent(conversation: Conversation) -> None:
    """Say nothing until the test is over."""
    conversation.over.wait()
    raise HangUp


class Trickle:
    """Say ``words`` one byte at a time, ``pause`` seconds apart."""

    def __init__(self, words: str, pause: float) -> None:
        self.words = words
        self._pause = pause

    def __call__(self, conversation: Conversation) -> None:
        for byte in self.words.encode() + b"\r\n":
            conversation.say(bytes([byte]))
            conversation.over.wait(self._pause)


def for_ever(line: bytes) -> Action:
    """Say ``line`` again and again."""

    def action(conversation: Conversation) -> None:
        while not conversation.over.is_set():
            conversation.say(line)

    return action


def go_ahead_then(action: Callable[[Conversation], None]) -> Action:
    """A 354, one line of the letter read, and then ``action``."""

    def both(conversation: Conversation) -> None:
        conversation.say("354 go ahead")
        conversation.lines.readline()
        action(conversation)

    return both


class ScriptedSmtp:
    """Listens from entry to exit of the ``with`` block."""

    def __init__(self, **script: Action | list[Action]) -> None:
        """The stages are those of the protocol; ``implicit_tls`` and ``starttls`` take an SSLContext."""
        self.heard: list[str] = []
        #: What stood between the 354 and the dot, as it was on the wire.
        self.letters: list[bytes] = []
        #: Those that were begun, and those that have ended.
        self.connections = 0
        self.gone = 0
        #: What each connection heard, in the pieces in which it came.
        self.pieces: list[list[bytes]] = []
        self._script = _USUAL | script
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        conversation = Conversation(connection, self._over)
        self.pieces.append(conversation.pieces)
        self.connections += 1
        with suppress(HangUp, OSError):
            if "implicit_tls" in self._script:
                self._act("implicit_tls", conversation)
            self._act("banner", conversation)
            while line := conversation.lines.readline():
                self._answer(line.decode().rstrip("\r\n"), conversation)
        conversation.lines.close()
        conversation.connection.close()
        connection.close()
        self.gone += 1

    def _answer(self, line: str, conversation: Conversation) -> None:
        self.heard.append(line)
        stage = line.partition(" ")[0].lower()
        if stage in _USUAL:
            if isinstance(self._script[stage], ssl.SSLContext):
                conversation.say("220 2.0.0 go ahead")
            self._act(stage, conversation)
            if stage == "data" and conversation.goes_ahead:
                self._read_letter(conversation)
        else:  # a word of AUTH LOGIN
            self._act("auth", conversation)
        if stage == "quit":
            raise HangUp

    def _read_letter(self, conversation: Conversation) -> None:
        lines: list[bytes] = []
        while (line := conversation.lines.readline()) != b".\r\n":
            if not line:
                raise HangUp
            lines.append(line)
        self.letters.append(b"".join(lines))
        self._act("dot", conversation)

    def _act(self, stage: str, conversation: Conversation) -> None:
        action = self._script[stage]
        if isinstance(action, list):
            action = action.pop(0) if len(action) > 1 else action[0]
        said = action.words if isinstance(action, Trickle) else action
        said = said.encode() if isinstance(said, str) else said
        conversation.goes_ahead = isinstance(said, bytes) and bool(re.search(rb"^354", said, re.MULTILINE))
        if isinstance(action, ssl.SSLContext):
            conversation.start_tls(action)
        elif callable(action):
            action(conversation)
        else:
            conversation.say(action)


def transport_to(
    server: ScriptedSmtp,
    *,
    tls: Tls = Tls.NONE,
    username: str = "",
    patience: Patience = QUICK,
    trusted: str = "authority.pem",
    connections: int = 1,
) -> Driven:
    """A transport to the scripted server; close it, or use `contextlib.closing`."""
    return Driven(
        sessions_to(
            server,
            tls=tls,
            username=username,
            patience=patience,
            trusted=trusted,
            connections=connections,
        )
    )


def sessions_to(
    server: ScriptedSmtp,
    *,
    tls: Tls = Tls.NONE,
    username: str = "",
    patience: Patience = QUICK,
    trusted: str = "authority.pem",
    connections: int = 1,
) -> SmtpTransport:
    """The same for tests that carry."""
    return SmtpTransport(
        SmtpServer(host="localhost", port=server.port, tls=tls, username=username, password="s3cret-canary"),
        loopback_only=True,
        patience=patience,
        connections=connections,
        tls_context=ssl.create_default_context(cafile=CERTIFICATES / trusted),
    )


def certificate(name: str) -> ssl.SSLContext:
    """A server's side of TLS, with one of the committed certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem", CERTIFICATES / "test-only.key")
    return context
