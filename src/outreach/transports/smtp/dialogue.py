"""Commands and replies over one connection: every exchange ends in a `Reply`, within a time.

smtplib is not used: it waits in a thread, raises the same exception for "surely not sent" and "maybe
sent", takes an over-long line for a 500, and counts its timeout anew with every byte.
"""

import asyncio
import re
import ssl
from collections.abc import Sequence

from outreach.transports.server_words import sanitize_reply, without_secrets
from outreach.transports.smtp.connection import Connection
from outreach.transports.smtp.reply import NO_REPLY, Reply

#: RFC 5321 §4.5.3.1.5 has 512; servers that tell a story are forgiven this much.
LONGEST_LINE = 8_192
MOST_LINES = 200

#: Seconds for what a server says before it hangs up in the middle of a letter: it is here, or never comes.
LAST_WORDS_WITHIN = 2.0

#: After these the server says nothing more: it is gone, it leaves (RFC 5321 §3.8), it waits for a letter.
_LAST = {NO_REPLY, 421, 354}
_REPLY_LINE = re.compile(rb"[2-5][0-9]{2}(?:[ -]|$)")


class Dialogue:
    """What is said over a connection. It sends what it is given: addresses are checked before.

    We never write before everything that was asked is answered. So whatever is there when we write belongs
    to no question; a server that has lost its place is hung up on.
    """

    def __init__(self, connection: Connection, *, reply_within: float) -> None:
        """``reply_within``: seconds for a whole reply, however many lines and packets it comes in."""
        self._connection = connection
        self._reply_within = reply_within
        #: Keyword in small letters → parameters, as the server greeted us.
        self.features: dict[str, str] = {}
        #: What the server has heard of our login, and might repeat.
        self.secrets: tuple[str, ...] = ()

    @property
    def pipelines(self) -> bool:
        """Whether the server takes commands before it has answered the last (RFC 2920)."""
        return "pipelining" in self.features

    async def encrypt(self, context: ssl.SSLContext, host: str) -> Reply | None:
        """TLS from here on (RFC 3207), what was learned before forgotten; the `NO_REPLY` if it cannot begin.

        Raises OSError, also ssl.SSLError for a server that is not to be trusted.
        """
        # What came in clear behind the 220 must not be taken for a reply inside TLS (as CVE-2021-38371).
        self._connection.listen()
        try:
            self._expect_silence()
        except OSError as error:
            return self._lost(error)
        self.features = {}
        await self._connection.start_tls(context, host, self._deadline(self._reply_within))
        return None

    async def ask(self, line: str, *, within: float | None = None) -> Reply:
        """Send a line and hear the answer; ``within`` in seconds."""
        return self.say(line) or await self.hear(within)

    def say(self, *lines: str) -> Reply | None:
        """Send lines in one piece, each to be answered; the `NO_REPLY` of a connection that is gone."""
        try:
            self._write(*lines)
        except OSError as error:
            return self._lost(error)
        return None

    async def hear(self, within: float | None = None) -> Reply:
        """The answer to the next line that has none yet."""
        try:
            return await self._reply(within)
        except OSError as error:
            return self._lost(error)

    async def ask_all(self, *lines: str) -> Sequence[Reply]:
        """The answers to these lines, as far as the server goes along; at least one.

        Where the server pipelines they are sent in one piece, elsewhere one by one while none is refused.
        """
        if self.pipelines:
            lost = self.say(*lines)
            return [lost] if lost else await self.hear_all(len(lines))
        replies: list[Reply] = []
        for line in lines:
            replies.append(await self.ask(line))
            if replies[-1].code in _LAST or replies[-1].negative:
                break
        return replies

    async def hear_all(self, count: int) -> Sequence[Reply]:
        """The answers to as many lines, up to one after which nothing more comes."""
        replies: list[Reply] = []
        while len(replies) < count and not (replies and replies[-1].code in _LAST):
            replies.append(await self.hear())
        return replies

    async def write_letter(self, lines: bytes) -> Reply | None:
        """Write all but the final dot, to which no answer is expected; the reply that came nevertheless.

        None: the last byte has left this process. A server may refuse a letter that it is still being told,
        and hang up (552, too large): what it said then counts, and not that the connection broke.
        """
        try:
            self._expect_silence()
            self._connection.write(lines)
            await self._connection.written(self._deadline(self._reply_within))
            self._expect_silence()
        except OSError as error:
            return await self._last_words() or self._lost(error)
        return None

    async def interrupted(self) -> Reply | None:
        """What came between the letter's last line and its dot, which has not been written; None if quiet.

        A refusal, or the `NO_REPLY` of a dead connection or of anything else out of turn.
        """
        self._connection.listen()
        try:
            self._expect_silence()
        except OSError as error:
            return await self._last_words() or self._lost(error)
        return None

    def close(self) -> None:
        """Close at once, without QUIT: in the middle of a letter that means "forget it" to the server."""
        self._connection.close()

    def _write(self, *lines: str) -> None:
        self._expect_silence()
        # UTF-8 is ASCII, unless the server offers SMTPUTF8.
        self._connection.write("".join(f"{line}\r\n" for line in lines).encode())

    def _expect_silence(self) -> None:
        if junk := self._connection.unread:
            raise ConnectionError(f"the server spoke out of turn{self._quote(junk)}")
        self._connection.require_alive()

    async def _reply(self, within: float | None = None) -> Reply:
        """One reply, with one deadline for all of it; junk is never taken for one."""
        seconds = self._reply_within if within is None else within
        deadline = self._deadline(seconds)
        lines: list[bytes] = []
        while len(lines) < MOST_LINES:
            while (line := self._connection.take_line(LONGEST_LINE)) is None:
                try:
                    await self._connection.news(deadline)
                except TimeoutError:
                    raise TimeoutError(f"no answer within {seconds:g} s") from None
            if not _REPLY_LINE.match(line) or (lines and line[:3] != lines[0][:3]):
                raise ConnectionError(f"its answer is not SMTP{self._quote(line)}")
            lines.append(line)
            if line[3:4] != b"-":
                texts = [each[4:] for each in lines]
                words = without_secrets(b"\n".join(texts), self.secrets)
                return Reply(code=int(line[:3]), text=sanitize_reply(words), lines=texts)
        raise ConnectionError(f"its answer has more than {MOST_LINES} lines")

    async def _last_words(self) -> Reply | None:
        """The 4xx or 5xx that the server has said unasked, if it has; the connection is closed then."""
        if not self._connection.unread:
            return None
        try:
            reply = await self._reply(LAST_WORDS_WITHIN)
        except OSError:
            return None
        if not reply.negative:
            return None
        self.close()
        return reply

    def _quote(self, junk: bytes) -> str:
        return "" if self.secrets else f": {sanitize_reply(junk)}"

    def _lost(self, error: OSError) -> Reply:
        self.close()
        return Reply(code=NO_REPLY, text=sanitize_reply(str(error).encode(errors="replace")))

    def _deadline(self, seconds: float) -> float:
        return asyncio.get_running_loop().time() + seconds
