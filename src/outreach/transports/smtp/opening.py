"""The way to a server that takes letters: connected, greeted, recognized, encrypted, logged in."""

import re
import ssl
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace

from outreach.model.sending import Deferred, Refused, Scope
from outreach.transports.handshake import SMTP_VERB, is_answer, new_riddle, stranger
from outreach.transports.smtp.connection import Connection
from outreach.transports.smtp.dialogue import Dialogue
from outreach.transports.smtp.reply import NO_REPLY, Reply
from outreach.transports.smtp.scope import Stage
from outreach.transports.smtp.server import Patience, SmtpServer, Tls
from outreach.transports.smtp.verdict import stopped

_FEATURE = re.compile(r"([\w-]+)[ =]?(.*)")


@dataclass(frozen=True, kw_only=True)
class Opening:
    """How each connection to a server begins."""

    server: SmtpServer
    patience: Patience
    #: Whom to trust.
    context: ssl.SSLContext

    async def begin(self) -> Dialogue | Deferred | Refused:
        """A dialogue in which a letter can be offered, or why there is none: which holds for every letter."""
        server = self.server
        try:
            connection = await Connection.open(
                server.host,
                server.port,
                within=self.patience.connect,
                tls=self.context if server.tls is Tls.IMPLICIT else None,
            )
            return await self._introduce(Dialogue(connection, reply_within=self.patience.command))
        except ssl.SSLError as error:
            reason = f"no trusted connection to {server.host}: {error}"
            return Refused(reason=reason, scope=Scope.ACCOUNT)
        except (OSError, UnicodeError) as error:  # the latter for a name that no resolver takes
            reason = f"no connection to {server.host}:{server.port}: {error}"
            return Deferred(reason=reason, scope=Scope.ACCOUNT)

    async def _introduce(self, dialogue: Dialogue) -> Dialogue | Deferred | Refused:
        try:
            stop = (
                await self._hear_banner(dialogue)
                or await self._greet(dialogue)
                or await self._recognize(dialogue)
                or await self._secure(dialogue)
                or await self._log_in(dialogue)
            )
        except BaseException:
            dialogue.close()
            raise
        if stop:
            dialogue.close()
        return stop or dialogue

    async def _hear_banner(self, dialogue: Dialogue) -> Deferred | None:
        banner = await dialogue.hear()
        if banner.code == 220:
            return None
        # Even a 554 (RFC 5321 §3.1: no service here) passes: it is said by our own relay, before it knows
        # anything of the letter, and is what an overloaded or misrouted one says.
        return Deferred(reason=f"{self.server.host} is not ready: {banner}", scope=Scope.ACCOUNT)

    async def _greet(self, dialogue: Dialogue) -> Deferred | Refused | None:
        """EHLO, or HELO for a server that knows no better (RFC 5321 §4.1.1.1)."""
        reply = await dialogue.ask(f"ehlo {self.server.ehlo_name}")
        if reply.positive:
            dialogue.features = _features(reply.lines[1:])
        elif reply.code >= 500:
            reply = await dialogue.ask(f"helo {self.server.ehlo_name}")
        return None if reply.positive else stopped(Stage.GREETING, reply)

    async def _recognize(self, dialogue: Dialogue) -> Refused | None:
        """Whether the sandbox is ours: a relay of this machine would deliver."""
        server = self.server
        if not server.sandbox_key:
            return None
        riddle = new_riddle()
        if SMTP_VERB.lower() in dialogue.features:
            reply = await dialogue.ask(f"{SMTP_VERB} {riddle}")
            if reply.code == 250 and is_answer(server.sandbox_key, riddle, reply.text):
                return None
        return Refused(reason=stranger(server.host, server.port), scope=Scope.ACCOUNT)

    async def _secure(self, dialogue: Dialogue) -> Deferred | Refused | None:
        if self.server.tls is not Tls.STARTTLS:
            return None
        if "starttls" not in dialogue.features:
            reason = f"{self.server.host} offers no STARTTLS, and in clear nothing is sent"
            return Refused(reason=reason, scope=Scope.ACCOUNT)
        reply = await dialogue.ask("STARTTLS")
        if reply.code == 220:
            reply = await dialogue.encrypt(self.context, self.server.host) or reply
        if reply.code == NO_REPLY:
            return stopped(Stage.STARTTLS, reply)
        if reply.code != 220:
            # A 454 too: whether the server or someone between us says it cannot be told (RFC 3207 §6).
            return Refused(reason=f"the server refused STARTTLS: {reply}", scope=Scope.ACCOUNT)
        return await self._greet(dialogue)

    async def _log_in(self, dialogue: Dialogue) -> Deferred | Refused | None:
        """AUTH PLAIN (RFC 4616) or LOGIN, once: guessing on would lock the account."""
        username, password = self.server.username, self.server.password
        if not username:
            return None
        offered = dialogue.features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            said = ["AUTH PLAIN " + _base64(f"\0{username}\0{password}")]
        elif "LOGIN" in offered:
            said = ["AUTH LOGIN", _base64(username), _base64(password)]
        else:
            return stopped(Stage.LOGIN, Reply(code=504, text="it offers neither PLAIN nor LOGIN"))
        dialogue.secrets = (f"\0{username}\0{password}", password)
        for line in said:
            reply = await dialogue.ask(line)
            if reply.code != 334:
                break
        if reply.positive:
            return None
        # The server's codes and none of its words, for some repeat what they were told.
        return stopped(Stage.LOGIN, replace(reply, text=reply.enhanced) if reply.code else reply)


def _features(lines: Sequence[bytes]) -> dict[str, str]:
    """Keyword in small letters → parameters. Some servers say ``AUTH=LOGIN`` as well, as before RFC 2554."""
    features: dict[str, str] = {}
    for line in lines:
        if found := _FEATURE.match(line.decode("ascii", errors="replace")):
            keyword = found[1].lower()
            features[keyword] = f"{features.get(keyword, '')} {found[2]}".strip()
    return features


def _base64(words: str) -> str:
    return b64encode(words.encode()).decode("ascii")
