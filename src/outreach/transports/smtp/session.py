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

from outreach.model.loopback import loopback_address
from outreach.transports.server_words import sanitize_reply, without_secrets
from outreach.transports.smtp.reply import NO_REPLY, Reply

#: RFC 5321 §4.5.3.1.5 has 512; servers that tell a story are forgiven this much.
LONGEST_LINE = 8_192
MOST_LINES = 200

#: Seconds for what a server says before it hangs up in the middle of a letter: it is here, or never comes.
LAST_WORDS_WITHIN = 2.0

#: Octets written at once: several TLS records.
_CHUNK = 64 * 1024
_REPLY_LINE = re.compile(rb"[2-5][0-9]{2}(?:[ -]|$)")


class SmtpSession(smtplib.SMTP):
    """A connection from `open` to `close`. It sends what it is given: addresses are checked before."""

    def __init__(self, *, ehlo_name: str, reply_within: float) -> None:
        """``reply_within``: seconds for a whole reply, however many lines and packets it comes in."""
        super().__init__(local_hostname=ehlo_name)
        self.command_encoding = "utf-8"  # ASCII, unless the server offers SMTPUTF8
        self._reply_within = reply_within
        self._unread = bytearray()
        #: What the server has heard of our login, and might repeat.
        self._secrets: tuple[str, ...] = ()

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
        try:
            self._expect_silence()
        except smtplib.SMTPServerDisconnected as error:
            return self._lost(error)
        self._socket.settimeout(self._reply_within)
        self.sock = context.wrap_socket(self._socket, server_hostname=host)
        self.esmtp_features = {}
        return reply

    def log_in(self, username: str, password: str) -> Reply:
        """AUTH PLAIN (RFC 4616) or LOGIN, once: guessing on would lock the account.

        The reply has the server's codes and none of its words, for some repeat what they were told.
        """
        offered = self.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            said = ["AUTH PLAIN " + _base64(f"\0{username}\0{password}")]
        elif "LOGIN" in offered:
            said = ["AUTH LOGIN", _base64(username), _base64(password)]
        else:
            return Reply(code=504, text="it offers neither PLAIN nor LOGIN")
        self._secrets = (f"\0{username}\0{password}", password)
        for line in said:
            reply = self.ask(line)
            if reply.code != 334:
                break
        return Reply(code=reply.code, text=reply.enhanced) if reply.code else reply

    def ask(self, line: str, *, within: float | None = None) -> Reply:
        """Send a line and hear the answer; ``within`` in seconds. The final dot is such a line too."""
        try:
            self.putcmd(line)
        except OSError as error:
            return self._lost(error)
        return self._hear(within)

    def write_letter(self, lines: bytes) -> Reply | None:
        """Write all but the final dot, to which no answer is expected; the reply that came nevertheless.

        A server may refuse a letter that it is still being told, and hang up (552, too large): what it
        said then counts, and not that the connection broke.
        """
        try:
            self.send(lines)
        except OSError as error:
            return self._last_words() or self._lost(error)
        return None

    def interrupted(self) -> Reply | None:
        """What came between the letter's last line and its dot, which has not been written; None if quiet.

        A refusal, or the `NO_REPLY` of a dead connection or of anything else out of turn.
        """
        try:
            self._expect_silence()
        except OSError as error:
            return self._last_words() or self._lost(error)
        return None

    def close(self) -> None:
        """Close at once, without QUIT: in the middle of a letter that means "forget it" to the server."""
        self._unread.clear()
        super().close()

    def send(self, s: bytes | str) -> None:  # type: ignore[override]  # typeshed knows only ReadableBuffer | str
        """smtplib's, but refusing to go on when the server spoke out of turn, and bounded in time."""
        self._expect_silence()
        left = memoryview(s.encode(self.command_encoding) if isinstance(s, str) else bytes(s))
        deadline = monotonic() + self._reply_within
        while left:  # sendall of a TLS socket counts its timeout anew with every record
            self._socket.settimeout(_until(deadline))
            left = left[self._socket.send(left[:_CHUNK]) :]

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
                raise smtplib.SMTPServerDisconnected(f"its answer is not SMTP{self._quote(line)}")
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
            raise smtplib.SMTPServerDisconnected(f"the server spoke out of turn{self._quote(self._unread)}")

    def _last_words(self) -> Reply | None:
        """The 4xx or 5xx that the server has said unasked, if it has; the connection is closed then."""
        try:
            code, text = self.getreply(LAST_WORDS_WITHIN)
        except OSError:
            return None
        reply = self._reply(code, text)
        if not reply.negative:
            return None
        self.close()
        return reply

    def _hear(self, within: float | None = None) -> Reply:
        try:
            code, text = self.getreply(within)
        except OSError as error:
            return self._lost(error)
        return self._reply(code, text)

    def _reply(self, code: int, text: bytes) -> Reply:
        return Reply(code=code, text=sanitize_reply(without_secrets(text, self._secrets)))

    def _read_line(self, deadline: float) -> bytes:
        while (end := self._unread.find(b"\n")) < 0 and len(self._unread) <= LONGEST_LINE:
            self._socket.settimeout(_until(deadline))
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

    def _quote(self, junk: bytes | bytearray) -> str:
        return "" if self._secrets else f": {sanitize_reply(bytes(junk))}"

    @property
    def _socket(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        return self.sock

    def _lost(self, error: OSError) -> Reply:
        self.close()
        return Reply(code=NO_REPLY, text=sanitize_reply(str(error).encode(errors="replace")))


def _until(deadline: float) -> float:
    """Seconds that are left; raises TimeoutError when there are none."""
    if (left := deadline - monotonic()) > 0:
        return left
    raise TimeoutError("timed out")


def _base64(words: str) -> str:
    return b64encode(words.encode()).decode("ascii")
