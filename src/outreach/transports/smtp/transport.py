"""Letters through an SMTP server that relays for us (RFC 5321, submission by RFC 6409).

We always speak to a smarthost, never to the recipient's own server: a relay with an account, a queue
and a reputation. So whatever keeps us from reaching it is our trouble and passes, never the recipient's.
"""

import ssl
from collections.abc import Awaitable, Callable

from outreach.model.carrier import Feed
from outreach.model.errors import NotAllowed
from outreach.model.loopback import loopback_address, require_loopback
from outreach.model.sending import Message, Outcome
from outreach.transports.smtp.opening import Opening
from outreach.transports.smtp.server import Patience, SmtpServer, Tls
from outreach.transports.smtp.session import Session

#: At once, if nobody says otherwise: after a crash nearly every one of them leaves its letter in doubt.
CONNECTIONS = 10


class SmtpTransport:
    """Hands letters to one server, over as many connections as there are sessions."""

    def __init__(
        self,
        server: SmtpServer,
        *,
        loopback_only: bool,
        connections: int = CONNECTIONS,
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
        #: How many sessions the server is to be burdened with.
        self.connections = connections
        self._opening = Opening(
            server=server,
            patience=patience or Patience(),
            context=tls_context or ssl.create_default_context(),
        )
        #: That of `send`.
        self._session = Session(self._opening)

    async def carry(self, feed: Feed) -> None:
        """One session of its own, until the feed has no more letters. Cancelled, it hangs up at once."""
        session = Session(self._opening)
        try:
            await session.carry(feed)
            await session.quit()
        finally:
            session.hang_up()

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        """Hand over one letter; ``before_handover`` is awaited between its last line and the final dot.

        Whatever that raises goes through, and the letter has not left. The connection is kept for the next
        one. One letter at a time.
        """
        return await self._session.send(message, _NothingBehind(before_handover))

    async def close(self) -> None:
        """Say goodbye, if `send` has kept a connection. May be repeated."""
        await self._session.quit()


class _NothingBehind:
    """The feed of a letter that was given and not pulled."""

    def __init__(self, before_handover: Callable[[], Awaitable[None]]) -> None:
        self._before_handover = before_handover

    async def next(self) -> None:
        return None

    def at_hand(self) -> None:
        return None

    async def before_handover(self, _message: Message) -> None:
        await self._before_handover()

    def ended(self, _message: Message, _outcome: Outcome) -> None:
        """Told by `Session.send`."""
