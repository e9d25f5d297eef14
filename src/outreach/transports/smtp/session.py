"""One connection to an SMTP server: smtplib, with the patience and the suspicion that it lacks.

smtplib raises the same exception for "surely not sent" and "maybe sent", takes an over-long line for a
500, and counts its timeout anew with every byte. Here every exchange ends in a `Reply`, within a time.
"""

import re
import smtplib
import socket
import ssl
from base64 import b64encode
from contextlib import suppress
from time import monotonic

from outreach.transports.loopback import loopback_address
from outreach.transports.server_words import sanitize_reply
from outreach.transports.smtp.reply import NO_REPLY, Reply

#: RFC 5321 §4.5.3.1.5 has 512; servers that tell a story are forgiven this much.
LONGEST_LINE = 8_192
MOST_LINES = 200

_REPLY_LINE = re.compile(rb"[2-5][0-9]{2}(?:[ -]|$)")


class SmtpSession(smtplib.SMTP):
    """A connection from `open` to `close`. It sends what it is given: addresses are checked before."""

    def __init__(self, *, ehlo_name: str, reply_within: float) -> None:
        """``reply_within``: seconds for a whole reply, however many lines and packets it comes in."""
        super().__init__(local_hostname=ehlo_name)
        self.command_encoding = "utf-8"  # ASCII, unless the server offers SMTPUTF8
        self._reply_within = reply_within
        self._unread = bytearray()

    def open(self, host: str, port: int, *, within: float, tls: ssl.SSLContext | None) -> Reply:
        """Connect, with TLS from the first byte if a context is given, and hear the banner.

        Raises OSError when there is no connection, ssl.SSLError among them.
        """
        self.sock = socket.create_connection((loopback_address(host) or host, port), within)
        # The final dot is a packet of its own and must not wait for the acknowledgement of the body.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            self.sock = tls.wrap_socket(self.sock, server_hostname=host)
        return self._hear()

    def greet(self) -> Reply:
        """EHLO, or HELO for a server that knows no better (RFC 5321 §4.1.1.1); fills ``esmtp_features``."""
        try:
            code, text = self.ehlo()
            if code >= 500:
                code, text = self.helo()
        except OSError as error:
            return self._lost(error)
        return Reply(code=code, text=sanitize_reply(text))

    def start_tls(self, host: str, context: ssl.SSLContext) -> Reply:
        """STARTTLS (RFC 3207); what was learned before is forgotten. Raises ssl.SSLError, OSError."""
        reply = self.ask("STARTTLS")
        if reply.code != 220:
            return reply
        # What came in clear behind the 220 must not be taken for a reply inside TLS (as CVE-2021-38371).
        if lost := self.broken():
            return lost
        self._socket.settimeout(self._reply_within)
        self.sock = context.wrap_socket(self._socket, server_hostname=host)
        self.esmtp_features = {}
        return reply

    def log_in(self, username: str, password: str) -> Reply:
        """AUTH PLAIN (RFC 4616) or LOGIN, once: guessing on would lock the account."""
        offered = self.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            return self.ask("AUTH PLAIN " + _base64(f"\0{username}\0{password}"))
        if "LOGIN" not in offered:
            return Reply(code=504, text="it offers neither PLAIN nor LOGIN")
        reply = self.ask("AUTH LOGIN")
        for word in (username, password):
            if reply.code == 334:
                reply = self.ask(_base64(word))
        return reply

    def ask(self, line: str, *, within: float | None = None) -> Reply:
        """Send a line and hear the answer; ``within`` in seconds. The final dot is such a line too."""
        try:
            self.putcmd(line)
        except OSError as error:
            return self._lost(error)
        return self._hear(within)

    def write(self, data: bytes) -> Reply | None:
        """Write ``data``, to which no answer is expected yet; the `NO_REPLY` if that failed."""
        try:
            self.send(data)
        except OSError as error:
            return self._lost(error)
        return None

    def broken(self) -> Reply | None:
        """The `NO_REPLY` that a dead or confused connection deserves, None while all is quiet."""
        try:
            self._expect_silence()
        except OSError as error:
            return self._lost(error)
        return None

    def close(self) -> None:
        """Close at once, without QUIT: in the middle of a letter that means "forget it" to the server."""
        self._unread.clear()
        super().close()

    def send(self, s: bytes | str) -> None:  # type: ignore[override]  # typeshed knows only ReadableBuffer | str
        """smtplib's, but refusing to go on when the server spoke out of turn, and bounded in time."""
        self._expect_silence()
        self._socket.settimeout(self._reply_within)
        self._socket.sendall(s.encode(self.command_encoding) if isinstance(s, str) else s)

    def getreply(self, within: float | None = None) -> tuple[int, bytes]:
        """smtplib's, but with one deadline for the whole reply, and junk is never mistaken for one."""
        seconds = self._reply_within if within is None else within
        deadline = monotonic() + seconds
        lines: list[bytes] = []
        while len(lines) < MOST_LINES:
            try:
                line = self._read_line(deadline)
            except TimeoutError:
                raise TimeoutError(f"no answer within {seconds:g} s") from None
            if not _REPLY_LINE.match(line) or (lines and line[:3] != lines[0][:3]):
                raise smtplib.SMTPServerDisconnected(f"its answer is not SMTP: {sanitize_reply(line)}")
            lines.append(line)
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(each[4:] for each in lines)
        raise smtplib.SMTPServerDisconnected(f"its answer has more than {MOST_LINES} lines")

    def _expect_silence(self) -> None:
        """We never write before the answer, so anything that is there already belongs to no question."""
        self._socket.settimeout(0)
        with suppress(BlockingIOError, ssl.SSLWantReadError):
            self._unread += self._receive()
        if self._unread:
            raise smtplib.SMTPServerDisconnected(
                f"the server spoke out of turn: {sanitize_reply(bytes(self._unread))}"
            )

    def _hear(self, within: float | None = None) -> Reply:
        try:
            code, text = self.getreply(within)
        except OSError as error:
            return self._lost(error)
        return Reply(code=code, text=sanitize_reply(text))

    def _read_line(self, deadline: float) -> bytes:
        while (end := self._unread.find(b"\n")) < 0 and len(self._unread) <= LONGEST_LINE:
            left = deadline - monotonic()
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            self._unread += self._receive()
        if not 0 <= end <= LONGEST_LINE:
            raise smtplib.SMTPServerDisconnected(f"its answer has a line of more than {LONGEST_LINE} octets")
        line = bytes(self._unread[:end])
        del self._unread[: end + 1]
        return line.rstrip(b"\r")

    def _receive(self) -> bytes:
        if chunk := self._socket.recv(4_096):
            return chunk
        raise smtplib.SMTPServerDisconnected("the server closed the connection")

    @property
    def _socket(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        return self.sock

    def _lost(self, error: OSError) -> Reply:
        self.close()
        return Reply(code=NO_REPLY, text=sanitize_reply(str(error).encode(errors="replace")))


def _base64(words: str) -> str:
    return b64encode(words.encode()).decode("ascii")
