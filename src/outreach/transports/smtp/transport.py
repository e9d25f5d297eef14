"""Letters through an SMTP server that relays for us (RFC 5321, submission by RFC 6409).

We always speak to a smarthost, never to the recipient's own server: a relay with an account, a queue
and a reputation. So whatever keeps us from reaching it is our trouble and passes, never the recipient's.
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from outreach.model.errors import NotAllowed
from outreach.model.loopback import loopback_address, require_loopback
from outreach.model.sending import Accepted, Deferred, Message, Outcome, Refused, Scope
from outreach.transports.smtp.reply import NO_REPLY, Reply
from outreach.transports.smtp.scope import Stage
from outreach.transports.smtp.session import SmtpSession
from outreach.transports.smtp.verdict import stopped, verdict
from outreach.transports.unsafe import reject_unsafe_message

#: What a kept connection answers to MAIL when it has had enough: nothing, goodbye, or "bad sequence".
_STALE = {NO_REPLY, 421, 503}


class Tls(StrEnum):
    """How the connection is encrypted. There is no "if possible" (RFC 8314 §4.1, RFC 3207 §6)."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    #: In clear; only to this machine.
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class SmtpServer:
    """The relay that carries our letters, and how it knows us."""

    host: str
    port: int
    tls: Tls
    #: Empty: no login.
    username: str = ""
    password: str = field(default="", repr=False)
    #: What we call ourselves. An address literal that says nothing keeps the names of staff machines
    #: out of Received headers; Thunderbird does the same.
    ehlo_name: str = "[127.0.0.1]"


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait for a server, in seconds; the defaults are those of RFC 5321 §4.5.3.2."""

    connect: float = 60
    #: For each reply as a whole, the banner included, and for writing the letter.
    command: float = 300
    #: After the final dot: a shorter wait is what makes letters leave twice.
    after_dot: float = 600
    #: For the goodbye, on which nothing depends.
    quit: float = 5


class SmtpTransport:
    """Hands letters to one server, one after the other over one connection. One thread at a time."""

    def __init__(
        self,
        server: SmtpServer,
        *,
        loopback_only: bool,
        patience: Patience | None = None,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        """Connects to nothing yet. ``tls_context`` replaces the system's trust, for tests.

        Raises `NotAllowed` for a server off this machine, if ``loopback_only`` or without TLS.
        """
        if loopback_only:
            require_loopback(server.host)
        if server.tls is Tls.NONE and loopback_address(server.host) is None:
            raise NotAllowed(
                f"{server.host} without TLS would read letters in clear: use implicit or starttls"
            )
        self._server = server
        self._patience = patience or Patience()
        self._tls = tls_context or ssl.create_default_context()
        self._session: SmtpSession | None = None
        #: Whether the connection still holds a letter that came to nothing.
        self._unfinished = False

    def send(self, message: Message, before_handover: Callable[[], None]) -> Outcome:
        """Hand over one letter; ``before_handover`` is called between its last line and the final dot.

        Whatever that raises goes through, and the letter has not left. A kept connection that turns out
        dead at MAIL is replaced once; a letter is never offered twice beyond that point.
        """
        if refused := reject_unsafe_message(message):
            return refused
        kept = self._session is not None
        session = self._session or self._connect()
        if not isinstance(session, SmtpSession):
            return session
        if refused := _beyond(session, message):
            return refused
        reply = self._begin(session, message)
        if kept and reply.code in _STALE:
            self._drop()
            return self.send(message, before_handover)
        outcome = self._transact(session, message, reply, before_handover)
        self._unfinished = not isinstance(outcome, Accepted)
        return outcome

    def close(self) -> None:
        """Say goodbye, if there is a connection; what the server answers changes nothing. May be repeated."""
        if self._session is not None:
            self._session.ask("QUIT", within=self._patience.quit)
        self._drop()

    def _connect(self) -> SmtpSession | Deferred | Refused:
        session = SmtpSession(ehlo_name=self._server.ehlo_name, reply_within=self._patience.command)
        try:
            stop = (
                self._hear_banner(session)
                or self._greet(session)
                or self._secure(session)
                or self._log_in(session)
            )
        except ssl.SSLError as error:
            stop = self._unreachable(error) if isinstance(error, ssl.SSLEOFError) else self._untrusted(error)
        except (OSError, UnicodeError) as error:  # the latter for a name that no resolver takes
            stop = self._unreachable(error)
        if stop:
            session.close()
            return stop
        self._session = session
        return session

    def _hear_banner(self, session: SmtpSession) -> Deferred | None:
        server = self._server
        tls = self._tls if server.tls is Tls.IMPLICIT else None
        banner = session.open(server.host, server.port, within=self._patience.connect, tls=tls)
        if banner.code == 220:
            return None
        # Even a 554 (RFC 5321 §3.1: no service here) passes: it is said by our own relay, before it knows
        # anything of the letter, and is what an overloaded or misrouted one says.
        return Deferred(reason=f"{server.host} is not ready: {banner}", scope=Scope.ACCOUNT)

    def _greet(self, session: SmtpSession) -> Deferred | Refused | None:
        reply = session.greet()
        return None if reply.positive else stopped(Stage.GREETING, reply)

    def _secure(self, session: SmtpSession) -> Deferred | Refused | None:
        if self._server.tls is not Tls.STARTTLS:
            return None
        if not session.has_extn("starttls"):
            reason = f"{self._server.host} offers no STARTTLS, and in clear nothing is sent"
            return Refused(reason=reason, scope=Scope.ACCOUNT)
        reply = session.start_tls(self._server.host, self._tls)
        if reply.code == NO_REPLY:
            return stopped(Stage.STARTTLS, reply)
        if reply.code != 220:
            # A 454 too: whether the server or someone between us says it cannot be told (RFC 3207 §6).
            return Refused(reason=f"the server refused STARTTLS: {reply}", scope=Scope.ACCOUNT)
        return self._greet(session)

    def _log_in(self, session: SmtpSession) -> Deferred | Refused | None:
        if not self._server.username:
            return None
        reply = session.log_in(self._server.username, self._server.password)
        return None if reply.positive else stopped(Stage.LOGIN, reply)

    def _unreachable(self, error: Exception) -> Deferred:
        reason = f"no connection to {self._server.host}:{self._server.port}: {error}"
        return Deferred(reason=reason, scope=Scope.ACCOUNT)

    def _untrusted(self, error: ssl.SSLError) -> Refused:
        return Refused(reason=f"no trusted connection to {self._server.host}: {error}", scope=Scope.ACCOUNT)

    def _begin(self, session: SmtpSession, message: Message) -> Reply:
        """The answer to MAIL. A connection that cannot forget the letter before is as good as dead."""
        if self._unfinished:
            reset = session.ask("RSET")
            if reset.code != 250:
                return Reply(code=NO_REPLY, text=str(reset))
        return session.ask(_mail_command(session, message))

    def _transact(
        self, session: SmtpSession, message: Message, mail: Reply, before_handover: Callable[[], None]
    ) -> Outcome:
        if not mail.positive:
            return stopped(Stage.SENDER, mail)
        reply = session.ask(f"RCPT TO:<{message.recipient}>")
        if not reply.positive:
            return stopped(Stage.RECIPIENT, reply)
        reply = session.ask("DATA")
        if reply.code != 354:
            return stopped(Stage.LETTER, reply)
        if unasked := session.write_letter(_dot_stuffed(message.content)):
            return stopped(Stage.LETTER, unasked)
        try:
            before_handover()
        except BaseException:
            self._drop()
            raise
        # A last look: what the server said or did before the dot must not pass for its answer to it.
        if unasked := session.interrupted():
            return stopped(Stage.LETTER, unasked)
        return verdict(session.ask(".", within=self._patience.after_dot))

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = None
        self._unfinished = False


def _beyond(session: SmtpSession, message: Message) -> Refused | None:
    """Why this server, by what it says of itself, cannot carry the letter."""
    limit = session.esmtp_features.get("size", "")
    if limit.isdecimal() and 0 < int(limit) < len(message.content):
        reason = f"the letter has {len(message.content):,} bytes, and the server takes {int(limit):,} at most"
        return Refused(reason=reason, scope=Scope.LETTER)
    if not message.content.isascii() and not session.has_extn("8bitmime"):
        return Refused(reason="the letter is 8-bit, which this server cannot carry", scope=Scope.LETTER)
    for address, scope in ((message.envelope_sender, Scope.ACCOUNT), (message.recipient, Scope.ADDRESS)):
        if not address.isascii() and not session.has_extn("smtputf8"):
            reason = f"{address} has letters beyond ASCII, which this server cannot carry (no SMTPUTF8)"
            return Refused(reason=reason, scope=scope)
    return None


def _mail_command(session: SmtpSession, message: Message) -> str:
    command = f"MAIL FROM:<{message.envelope_sender}>"
    if session.has_extn("size"):
        command += f" SIZE={len(message.content)}"  # RFC 1870
    if not message.content.isascii():
        command += " BODY=8BITMIME"  # RFC 6152
    if not (message.envelope_sender + message.recipient).isascii():
        command += " SMTPUTF8"  # RFC 6531
    return command


def _dot_stuffed(content: bytes) -> bytes:
    """RFC 5321 §4.5.2; `reject_unsafe_message` has seen to it that lines end with CRLF and nothing else."""
    return (b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:]
