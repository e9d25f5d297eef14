"""A server that says anything: only its own 2xx to a letter's dot makes that letter accepted.

Hypothesis invents what it says to each line: the usual, nothing, something else, two replies, one that comes
with the next line's, the end; and in which pieces the bytes come. When it finds a way in which a reply
becomes the answer to another command, it prints the shortest one.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.model.sending import Accepted, Deferred, InDoubt, Message, Refused
from outreach.transports.smtp.server import Patience, SmtpServer, Tls
from outreach.transports.smtp.transport import SmtpTransport
from tests.transports.feeds import Letters
from tests.transports.messages import letters

#: Nothing depends on it but how long a silence is waited for.
HASTY = Patience(connect=5, command=0.05, after_dot=0.05, quit=0.05)
USUAL = {"MAIL": 250, "RCPT": 250, "DATA": 354, ".": 250, "RSET": 250, "QUIT": 221}
NAME = re.compile(rb"This is letter (.)\.")


@dataclass(frozen=True)
class Turn:
    """What is said to one line; with no codes the usual."""

    codes: tuple[int, ...] | None = None
    #: Said only when the next line has come.
    late: bool = False
    hangs_up: bool = False


_odd = st.builds(
    Turn,
    codes=st.none() | st.lists(st.sampled_from([250, 250, 354, 421, 451, 503, 550]), max_size=2).map(tuple),
    late=st.booleans(),
    hangs_up=st.sampled_from([False, False, False, True]),
)
turns = st.lists(st.one_of(st.just(Turn()), st.just(Turn()), st.just(Turn()), _odd), max_size=30)


class AnyServer:
    """Takes each line for what it is in a well-led dialogue, and each reply has a number of its own."""

    def __init__(self, script: list[Turn], *, pipelining: bool, piece: int) -> None:
        self._turns: Iterator[Turn] = iter(script)
        self._ehlo = b"250-relay.test\r\n250 PIPELINING\r\n" if pipelining else b"250 relay.test\r\n"
        self._piece = piece
        #: Number of a reply → the dot to which it was given, by its letter's name; "" for other lines.
        self.replies: dict[int, str] = {}
        self.dots: list[str] = []
        #: Names of the letters whose last line has come, and everything before it is answered.
        self.written: set[str] = set()
        self.connections = 0
        #: How many lines are answered once each, by the usual or a "no": that it says nothing to a dot is
        #: found out, unless it strays once more before that, or leaves.
        self._steady = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._talk(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        self.connections -= 1

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name, in_letter, kept_back = "", False, b""
        writer.write(b"220 relay.test\r\n")
        while True:
            line = (await reader.readuntil(b"\r\n")).removesuffix(b"\r\n")
            await self._say(writer, kept_back)
            kept_back = b""
            if found := NAME.fullmatch(line):
                name = found[1].decode()
                self.written.add(name)
            verb = line[:4].decode("ascii", "replace").strip()
            if verb == "ehlo":
                writer.write(self._ehlo)
            elif verb == "." or (verb in USUAL and not in_letter):
                in_letter = False
                if verb == ".":
                    self.dots.append(name)
                turn = self._turn()
                if verb == "." and turn.codes == ():
                    self._steady = 3
                codes = (USUAL[verb],) if turn.codes is None else turn.codes
                words = b"".join(self._reply(code, name if verb == "." else "") for code in codes)
                in_letter = verb == "DATA" and 354 in codes
                if turn.late:
                    kept_back = words
                else:
                    await self._say(writer, words)
                if turn.hangs_up or verb == "QUIT":
                    return

    def _turn(self) -> Turn:
        turn = next(self._turns, Turn())
        if self._steady == 0:
            return turn
        self._steady -= 1
        code = next((code for code in turn.codes or () if code > 421), None)
        return Turn(codes=None if code is None else (code,))

    def _reply(self, code: int, dot_of: str) -> bytes:
        number = len(self.replies)
        self.replies[number] = dot_of
        return f"{code} said {number}\r\n".encode()

    async def _say(self, writer: asyncio.StreamWriter, words: bytes) -> None:
        for start in range(0, len(words), self._piece):
            writer.write(words[start : start + self._piece])
            await asyncio.sleep(0)


async def carried(server: AnyServer, messages: list[Message]) -> Letters:
    async def gate(message: Message) -> None:
        while message.letter_id not in server.written and server.connections:
            await asyncio.sleep(0)

    feed = Letters(*messages, gate=gate)
    async with asyncio.timeout(60), await asyncio.start_server(server.serve, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        relay = SmtpServer(host="127.0.0.1", port=port, tls=Tls.NONE)
        await SmtpTransport(relay, loopback_only=True, patience=HASTY).carry(feed)
        while server.connections:
            await asyncio.sleep(0.001)
    return feed


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(script=turns, pipelining=st.booleans(), piece=st.sampled_from([1, 3, 1_000]))
def test_only_a_2xx_to_its_own_dot_is_an_acceptance(script: list[Turn], pipelining: bool, piece: int) -> None:
    server = AnyServer(script, pipelining=pipelining, piece=piece)

    feed = asyncio.run(carried(server, letters(3)))

    assert set(feed.outcomes) == {"a", "b", "c"}
    assert max(Counter(server.dots).values(), default=0) <= 1
    for name, outcome in feed.outcomes.items():
        match outcome:
            case Accepted(receipt=words):
                assert words.startswith("250")
                assert said_to(server, words) == name
            case Deferred(reason=words) | Refused(reason=words):
                assert name not in server.dots or said_to(server, words) == name
            case InDoubt():
                assert name in server.dots
            case _:
                raise AssertionError(outcome)


def said_to(server: AnyServer, words: str) -> str:
    """Whose dot the quoted reply was given to."""
    found = re.search(r"said (\d+)", words)
    return server.replies[int(found[1])] if found else ""
