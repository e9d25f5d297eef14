"""Letters carried over kept connections: what is said in one piece, what waits, and how a session ends."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from outreach.model.errors import WrongState
from outreach.model.sending import Accepted, Message, NotNow, Scope
from outreach.model.status import Status
from outreach.transports.smtp.server import Tls
from tests.transports.feeds import Letters
from tests.transports.messages import CONTENT, a_message, letters
from tests.transports.scripted_smtp import (
    PIPELINING,
    Conversation,
    HangUp,
    ScriptedSmtp,
    certificate,
    go_ahead_then,
    sessions_to,
    stay_silent,
)

WITH_LOGIN = PIPELINING.replace("250-8BITMIME", "250-STARTTLS\r\n250-AUTH PLAIN\r\n250-8BITMIME")


def carry(server: ScriptedSmtp, feed: Letters) -> None:
    asyncio.run(sessions_to(server).carry(feed))


async def until(condition: Callable[[], bool]) -> None:
    """What happens in the server's threads is waited for, ten seconds at most."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


def names(server: ScriptedSmtp) -> list[str]:
    """Those of the letters that had their dots."""
    return [letter.split()[-1].decode().removesuffix(".") for letter in server.letters]


def when_read(server: ScriptedSmtp) -> Callable[[Message], Awaitable[None]]:
    """A gate that opens when the server has the letter's last line, so that its dot comes apart."""

    async def gate(message: Message) -> None:
        last = message.content.splitlines(keepends=True)[-1]
        await until(lambda: any(piece.endswith(last) for pieces in server.pieces for piece in pieces))

    return gate


def envelope(message: Message) -> list[bytes]:
    return [
        f"MAIL FROM:<{message.envelope_sender}> SIZE={len(message.content)}\r\n".encode(),
        f"RCPT TO:<{message.recipient}>\r\n".encode(),
        b"DATA\r\n",
    ]


def test_the_next_envelope_leaves_in_one_piece_with_the_dot() -> None:
    a, b = letters(2, content=b"Subject: x\r\n\r\n")
    with ScriptedSmtp(ehlo=PIPELINING) as server:
        carry(server, Letters(a, b, gate=when_read(server)))

        assert server.pieces == [
            [
                b"ehlo [127.0.0.1]\r\n",
                b"".join(envelope(a)),
                a.content,
                b".\r\n" + b"".join(envelope(b)),
                b.content,
                b".\r\n",
                b"QUIT\r\n",
            ]
        ]


def test_without_pipelining_each_command_waits_for_its_answer() -> None:
    a, b = letters(2, content=b"Subject: x\r\n\r\n")
    with ScriptedSmtp() as server:
        carry(server, Letters(a, b, gate=when_read(server)))

        assert server.pieces == [
            [
                b"ehlo [127.0.0.1]\r\n",
                *(*envelope(a), a.content, b".\r\n"),
                *(*envelope(b), b.content, b".\r\n"),
                b"QUIT\r\n",
            ]
        ]


@pytest.mark.parametrize("ehlo", [PIPELINING, "250 relay.test"])
def test_every_letter_arrives_over_one_connection_with_its_own_receipt(ehlo: str) -> None:
    with ScriptedSmtp(ehlo=ehlo, dot=["250 ok 1", "250 ok 2", "250 ok 3"]) as server:
        feed = Letters(*letters(3))
        carry(server, feed)

        assert feed.outcomes == {
            "a": Accepted(receipt="250 ok 1"),
            "b": Accepted(receipt="250 ok 2"),
            "c": Accepted(receipt="250 ok 3"),
        }
        assert names(server) == ["a", "b", "c"]
        assert server.connections == 1


@pytest.mark.parametrize("tls", Tls)
def test_several_sessions_stand_at_the_gate_at_once(tls: Tls) -> None:
    how = {Tls.NONE: {}, Tls.IMPLICIT: {"implicit_tls": certificate("good")}}.get(
        tls, {"starttls": certificate("good")}
    )
    waiting: set[str] = set()

    async def all_together(message: Message) -> None:
        waiting.add(message.letter_id)
        await until(lambda: len(waiting) >= 4)

    async def carry_all(server: ScriptedSmtp, feed: Letters) -> None:
        transport = sessions_to(server, tls=tls, username="appeal" if tls is not Tls.NONE else "")
        await asyncio.gather(*(transport.carry(feed) for _ in range(4)))

    with ScriptedSmtp(ehlo=WITH_LOGIN, **how) as server:
        feed = Letters(*letters(12), gate=all_together)
        asyncio.run(carry_all(server, feed))

        assert set(map(type, feed.outcomes.values())) == {Accepted}
        assert len(feed.outcomes) == len(server.letters) == 12
        assert server.connections == 4


@pytest.mark.parametrize("held", [NotNow(Status.HELD, "stopped"), WrongState("its claim has lapsed")])
@pytest.mark.parametrize("ehlo", [PIPELINING, "250 relay.test"])
def test_a_letter_held_at_the_gate_is_cut_off_and_the_next_begins_anew(ehlo: str, held: Exception) -> None:
    async def gate(message: Message) -> None:
        if message.letter_id == "b":
            raise held

    with ScriptedSmtp(ehlo=ehlo) as server:
        feed = Letters(*letters(3), gate=gate)
        carry(server, feed)

        assert list(feed.outcomes) == ["a", "c"]
        assert names(server) == ["a", "c"]
        assert server.connections == 2
        assert server.pieces[0][-1].endswith(b"This is letter b.\r\n")


def test_another_fault_at_the_gate_goes_through_when_the_connection_is_closed() -> None:
    async def gate(message: Message) -> None:
        raise OSError("the disk is full")

    async def fail(server: ScriptedSmtp) -> None:
        with pytest.raises(OSError, match="disk is full"):
            await sessions_to(server).carry(Letters(*letters(2), gate=gate))
        await until(lambda: server.gone == 1)

    with ScriptedSmtp(ehlo=PIPELINING) as server:
        asyncio.run(fail(server))

        assert server.letters == []
        assert "QUIT" not in server.heard


@pytest.mark.parametrize("where", ["banner", "ehlo", "mail", "data", "the gate", "dot", "quit"])
def test_a_cancelled_session_hangs_up_at_once(where: str) -> None:
    reached = threading.Event()

    async def gate(message: Message) -> None:
        if where == "the gate":
            reached.set()
            await asyncio.Event().wait()

    def silent(conversation: Conversation) -> None:
        reached.set()
        stay_silent(conversation)

    async def cancel() -> None:
        session = asyncio.create_task(sessions_to(server).carry(feed))
        await until(reached.is_set)
        session.cancel()
        with pytest.raises(asyncio.CancelledError):
            await session

    stages = {} if where == "the gate" else {where: silent}
    with ScriptedSmtp(**{"ehlo": PIPELINING} | stages) as server:
        feed = Letters(a_message(), gate=gate)
        asyncio.run(cancel())

    assert len(server.letters) == (where in ("dot", "quit"))
    assert ("QUIT" in server.heard) == (where == "quit")
    assert len(feed.outcomes) == (where == "quit")


def test_the_last_acceptance_is_told_before_quit() -> None:
    told: list[bool] = []

    class Watching(Letters):
        async def next(self) -> Message | None:
            told.append("a" in self.outcomes and "QUIT" not in server.heard)
            return await super().next()

    with ScriptedSmtp(ehlo=PIPELINING) as server:
        carry(server, Watching(*letters(1)))

    assert told == [False, True]
    assert server.heard[-1] == "QUIT"


def test_a_feed_without_letters_makes_no_connection() -> None:
    with ScriptedSmtp() as server:
        carry(server, Letters())

        assert server.connections == 0


def test_a_connection_that_ends_while_the_feed_waits_costs_no_letter() -> None:
    def take_and_leave(conversation: Conversation) -> None:
        conversation.say("250 ok")
        conversation.say("421 4.4.2 you are slow")
        raise HangUp

    class Slow(Letters):
        def at_hand(self) -> None:
            return None

        async def next(self) -> Message | None:
            if self.outcomes:
                await until(lambda: server.gone == 1)
            return super().at_hand()

    with ScriptedSmtp(ehlo=PIPELINING, dot=[take_and_leave, "250 ok"]) as server:
        feed = Slow(*letters(2))
        carry(server, feed)

        assert feed.outcomes == {"a": Accepted(receipt="250 ok"), "b": Accepted(receipt="250 ok")}
        assert server.connections == 2


def test_a_letter_at_hand_that_this_server_cannot_carry_is_told_and_the_next_one_rides() -> None:
    a, b = letters(2, content=b"Subject: x\r\n\r\n")
    eight_bit = a_message(letter_id="8", content="Libérez-le\r\n".encode())
    two = a_message(letter_id="2", recipient="x@ministry.example,y@ministry.example")
    with ScriptedSmtp(ehlo="250-relay.test\r\n250 PIPELINING") as server:
        feed = Letters(a, eight_bit, two, b, gate=when_read(server))
        carry(server, feed)

        scopes = {name: getattr(outcome, "scope", None) for name, outcome in feed.outcomes.items()}
        assert scopes == {"8": Scope.LETTER, "2": Scope.ADDRESS, "a": None, "b": None}
        assert any(piece.startswith(b".\r\nMAIL FROM:") for piece in server.pieces[0])
        assert server.connections == 1


def test_the_gate_is_not_asked_before_the_last_byte_has_left() -> None:
    """asyncio's buffer would have kept the rest, and the dot behind it, long after the last look."""
    long = a_message(content=CONTENT * 50_000)
    stuck, reads_on = threading.Event(), threading.Event()

    def read_later(conversation: Conversation) -> None:
        stuck.set()
        assert reads_on.wait(10)
        for _ in iter(conversation.lines.readline, b".\r\n"):
            pass
        conversation.say("250 ok")

    async def carry_slowly(server: ScriptedSmtp) -> None:
        session = asyncio.create_task(sessions_to(server).carry(feed))
        await until(stuck.is_set)
        await asyncio.sleep(0.2)
        assert feed.passed == []
        reads_on.set()
        await session

    with ScriptedSmtp(ehlo=PIPELINING, data=go_ahead_then(read_later)) as server:
        feed = Letters(long)
        asyncio.run(carry_slowly(server))

    assert feed.outcomes == {long.letter_id: Accepted(receipt="250 ok")}
