"""The B rows once more, where the next letter's envelope rides behind the dot: each reply to its own command.

In each test letter ``a`` goes well or is the one that fails, and the others show that its fault is its own.
"""

import asyncio
import threading
import time
from typing import Any

import pytest

from outreach.model.sending import Accepted, Deferred, InDoubt, Message, NotNow, Outcome, Refused, Scope
from outreach.model.status import Status
from outreach.transports.smtp.server import Patience, Tls
from tests.transports.feeds import Gate, Letters, open_gate
from tests.transports.messages import CONTENT, a_message, letters
from tests.transports.scripted_smtp import (
    IMPATIENT,
    PIPELINING,
    QUICK,
    Action,
    Conversation,
    ScriptedSmtp,
    Trickle,
    certificate,
    for_ever,
    go_ahead_then,
    hang_up,
    sessions_to,
    stay_silent,
)

OK = "250 2.0.0 ok"
TAKEN = Accepted(receipt=OK)
WITH_TLS = PIPELINING.replace("250-8BITMIME", "250-STARTTLS\r\n250-8BITMIME")


def pipelining(**script: Action | list[Action]) -> ScriptedSmtp:
    return ScriptedSmtp(**{"ehlo": PIPELINING, "dot": OK} | script)


def carried(
    server: ScriptedSmtp,
    *messages: Message,
    patience: Patience = QUICK,
    gate: Gate = open_gate,
    tls: Tls = Tls.NONE,
) -> dict[str, Outcome]:
    """What becomes of the letters in one session."""
    feed = Letters(*messages or letters(3), gate=gate)
    asyncio.run(sessions_to(server, patience=patience, tls=tls).carry(feed))
    return feed.outcomes


def names(server: ScriptedSmtp) -> list[str]:
    """Those of the letters that had their dots, in their order."""
    return [letter.split()[-1].decode().removesuffix(".") for letter in server.letters]


def only(outcome: Outcome, kind: type[Outcome], words: str, scope: Scope | None = None) -> bool:
    assert isinstance(outcome, kind), outcome
    assert words in str(outcome)
    assert scope in (None, getattr(outcome, "scope", None)), outcome
    return True


# --- after the dot


@pytest.mark.parametrize("end", [hang_up, stay_silent, b"what?\r\n", b"354 go on\r\n"])
def test_b10_without_an_answer_to_the_dot_its_letter_alone_is_in_doubt(end: Action) -> None:
    with pipelining(dot=[end, OK]) as server:
        outcomes = carried(server, patience=IMPATIENT)

        assert only(outcomes["a"], InDoubt, "the server did not say that it took it")
        assert (outcomes["b"], outcomes["c"]) == (TAKEN, TAKEN)
        assert names(server) == ["a", "b", "c"]
        assert server.connections == 2


@pytest.mark.parametrize("reply", ["451 4.3.0 later", "554 5.7.1 spam"])
def test_b10_a_refused_dot_is_its_letters_and_the_next_envelope_goes_on(reply: str) -> None:
    with pipelining(dot=[reply, OK]) as server:
        outcomes = carried(server)

        assert only(outcomes["a"], Deferred if reply.startswith("4") else Refused, reply, Scope.LETTER)
        assert (outcomes["b"], outcomes["c"]) == (TAKEN, TAKEN)
        assert "RSET" not in server.heard
        assert server.connections == 1


def test_b10_a_late_answer_to_the_dot_is_waited_for_with_an_envelope_behind() -> None:
    patient = Patience(connect=5, command=0.3, after_dot=5, quit=0.3)
    with pipelining(dot=[Trickle(OK, 0.1), OK]) as server:
        assert carried(server, patience=patient) == {"a": TAKEN, "b": TAKEN, "c": TAKEN}


def test_b10_the_goodbye_instead_of_an_answer_to_the_dot_spends_neither_letter() -> None:
    with pipelining(dot=["421 4.3.2 shutting down", OK]) as server:
        outcomes = carried(server)

        assert only(outcomes["a"], Deferred, "421 4.3.2 shutting down", Scope.ACCOUNT)
        assert (outcomes["b"], outcomes["c"]) == (TAKEN, TAKEN)
        assert server.connections == 2


# --- the envelope that rode behind the dot


@pytest.mark.parametrize(
    "end", [hang_up, stay_silent, "421 4.7.0 enough", "503 5.5.1 sender given", b"what?\r\n", for_ever(b"x")]
)
def test_b13_an_acceptance_holds_when_the_server_has_had_enough_and_the_next_is_not_spent(
    end: Action,
) -> None:
    with pipelining(mail=["250 ok", end, "250 ok"]) as server:
        assert carried(server, patience=IMPATIENT) == {"a": TAKEN, "b": TAKEN, "c": TAKEN}
        assert names(server) == ["a", "b", "c"]
        assert server.connections == 2


@pytest.mark.parametrize("stage", ["rcpt", "data"])
@pytest.mark.parametrize("end", [hang_up, stay_silent, b"what?\r\n", for_ever(b"250-and so on\r\n")])
def test_b9_a_connection_lost_in_the_envelope_defers_its_letter(stage: str, end: Action) -> None:
    usual = "354 go ahead" if stage == "data" else "250 ok"
    turns: list[Action] = [usual, end, usual]
    with pipelining(**{stage: turns}) as server:
        outcomes = carried(server, patience=IMPATIENT)

        assert only(outcomes["b"], Deferred, "the connection was lost at the", Scope.LETTER)
        assert (outcomes["a"], outcomes["c"]) == (TAKEN, TAKEN)
        assert names(server) == ["a", "c"]


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_b3_a_421_in_the_envelope_defers_at_once_and_the_next_goes_elsewhere(stage: str) -> None:
    usual = "354 go ahead" if stage == "data" else "250 ok"

    def leave(conversation: Conversation) -> None:
        conversation.say("421 4.3.2 shutting down")
        stay_silent(conversation)

    turns: list[Action] = [usual, leave, usual]
    with pipelining(**{stage: turns}) as server:
        outcomes = carried(server)

        assert only(outcomes["b"], Deferred, "421 4.3.2 shutting down", Scope.ACCOUNT)
        assert (outcomes["a"], outcomes["c"]) == (TAKEN, TAKEN)


def test_b6_a_refused_sender_is_forgotten_before_the_next() -> None:
    with pipelining(
        mail=["250 ok", "550 5.7.1 not yours", "250 ok"],
        rcpt=["250 ok", "503 no", "250 ok"],
        data=["354 go", "503 no", "354 go"],
    ) as s:
        outcomes = carried(s)

        assert only(outcomes["b"], Refused, "the server refused the sender: 550 5.7.1", Scope.ACCOUNT)
        assert (outcomes["a"], outcomes["c"]) == (TAKEN, TAKEN)
        assert s.heard.count("RSET") == 1
        assert s.connections == 1


def test_b7_a_refused_recipient_is_forgotten_before_the_next() -> None:
    no_user = "550 5.1.1 no such user"
    with pipelining(
        rcpt=["250 ok", no_user, "250 ok"], data=["354 go", "554 no recipient", "354 go"]
    ) as server:
        outcomes = carried(server)

        assert only(outcomes["b"], Refused, no_user, Scope.ADDRESS)
        assert (outcomes["a"], outcomes["c"]) == (TAKEN, TAKEN)
        assert server.heard.count("RSET") == 1
        assert server.connections == 1


# --- replies and their commands


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize(("stage", "scope"), [("mail", Scope.ACCOUNT), ("rcpt", Scope.ADDRESS)])
def test_b18_who_refuses_the_envelope_and_says_354_gets_no_dot(stage: str, scope: Scope, first: int) -> None:
    """RFC 2920 §3.1 would end that with a lone dot: a letter without a line, to whom nobody knows."""
    replies: list[Action] = [*["250 ok"] * first, "550 5.1.1 no", "250 ok"]
    with pipelining(**{stage: replies}) as server:
        outcomes = carried(server)
        refused = "ab"[first]

        assert only(outcomes.pop(refused), Refused, "550 5.1.1 no", scope)
        assert set(outcomes.values()) == {TAKEN}
        assert names(server) == [name for name in "abc" if name != refused]
        assert server.connections == 2
        assert server.pieces[0][-1].endswith(b"DATA\r\n")


def glued(*replies: str) -> bytes:
    return "".join(f"{reply}\r\n" for reply in replies).encode()


def test_b18_replies_that_come_in_one_piece_are_told_apart() -> None:
    envelope = ("250 a sender", "250 a recipient", "354 go ahead")
    with pipelining(
        mail=b"",
        rcpt=b"",
        data=[glued(*envelope), glued("250 kept a", *envelope), glued("451 not b", *envelope)],
        dot=[b"", b"", "250 kept c"],
    ) as server:
        outcomes = carried(server)

        assert outcomes["a"] == Accepted(receipt="250 kept a")
        assert only(outcomes["b"], Deferred, "451 not b")
        assert outcomes["c"] == Accepted(receipt="250 kept c")
        assert server.connections == 1


@pytest.mark.parametrize("tls", Tls)
def test_b18_replies_that_come_in_single_bytes_are_put_together(tls: Tls) -> None:
    how = {
        Tls.IMPLICIT: {"implicit_tls": certificate("good")},
        Tls.STARTTLS: {"starttls": certificate("good")},
    }
    many_lines = "250-2.0.0 one\r\n250 2.0.0 two"
    said: dict[str, Action | list[Action]] = {
        "ehlo": Trickle(WITH_TLS, 0),
        "mail": Trickle("250 ok", 0),
        "rcpt": Trickle("250 ok", 0),
        "data": Trickle("354 go ahead", 0),
        "dot": Trickle(many_lines, 0),
    }
    with ScriptedSmtp(**said | how.get(tls, {})) as server:
        taken = Accepted(receipt="250 2.0.0 one 2.0.0 two")

        assert carried(server, tls=tls) == {"a": taken, "b": taken, "c": taken}
        assert server.connections == 1


@pytest.mark.parametrize("extra", ["250 and again", "550 but no", "354 go on"])
@pytest.mark.parametrize("stage", ["dot", "mail", "rcpt"])
def test_b18_one_reply_too_many_never_becomes_the_answer_to_a_dot(stage: str, extra: str) -> None:
    usual = OK if stage == "dot" else "250 ok"
    turns: list[Action] = [glued(usual, extra), usual]
    with pipelining(**{stage: turns}) as server:
        outcomes = carried(server)

        accepted = {name for name, outcome in outcomes.items() if isinstance(outcome, Accepted)}
        assert accepted <= set(names(server))
        assert outcomes["c"] == TAKEN
        if stage == "dot":  # the connection is to blame, and no letter
            assert outcomes == {"a": TAKEN, "b": TAKEN, "c": TAKEN}


def test_b18_one_reply_too_few_is_not_made_up_for_by_the_next() -> None:
    """A server that says nothing to the dot, and 250 to the envelope behind it, has taken no letter."""
    with pipelining(dot=[b"", OK]) as server:
        outcomes = carried(server)

        assert only(outcomes["a"], InDoubt, "an answer is missing: 354")
        assert (outcomes["b"], outcomes["c"]) == (TAKEN, TAKEN)
        assert server.connections == 2


def test_b18_one_reply_too_few_is_not_made_up_for_by_a_refusal_of_the_next() -> None:
    """Taken for the answer to the dot, the 451 to MAIL would let a letter that was taken leave again."""
    refusing: dict[str, Any] = {"mail": ["250 ok", "451 later"], "rcpt": ["250 ok", "503 MAIL first"]}
    with pipelining(dot=b"", data=["354 go ahead", "503 MAIL first"], **refusing) as server:
        outcomes = carried(server, patience=IMPATIENT)

        assert names(server) == ["a"]
        assert only(outcomes["a"], InDoubt, "an answer is missing")


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("words", [b"250 2.0.0 queued\r\n", b"\r\n", b"2"])
def test_b18_words_before_the_dot_are_not_the_answer_to_it(words: bytes, first: int) -> None:
    with pipelining(data=[*["354 go"] * first, b"354 go\r\n" + words, "354 go"]) as server:
        outcomes = carried(server, patience=IMPATIENT)
        early = "ab"[first]

        assert only(outcomes.pop(early), Deferred, "spoke out of turn", Scope.LETTER)
        assert set(outcomes.values()) == {TAKEN}
        assert names(server) == [name for name in "abc" if name != early]


@pytest.mark.parametrize(
    ("words", "kind"),
    [(b"552 5.3.4 too large\r\n", Refused), (b"250 2.0.0 queued\r\n", Deferred), (b"", Deferred)],
)
def test_b18_what_is_said_while_a_letter_stands_at_the_gate_is_heard_before_its_dot(
    words: bytes, kind: type[Outcome]
) -> None:
    """The turn that lets it pass takes the whole process, so that nothing was read meanwhile."""
    at_the_gate, told = threading.Event(), threading.Event()

    def interrupt(conversation: Conversation) -> None:
        assert at_the_gate.wait(10)
        if words:
            conversation.say(words)
        else:
            conversation.connection.shutdown(1)
        told.set()
        conversation.lines.read()

    async def gate(message: Message) -> None:
        if message.letter_id == "b":
            at_the_gate.set()
            assert told.wait(10)
            time.sleep(0.05)

    with pipelining(data=["354 go", go_ahead_then(interrupt), "354 go"]) as server:
        outcomes = carried(server, gate=gate)

        assert only(outcomes["b"], kind, "the letter", Scope.LETTER)
        assert (outcomes["a"], outcomes["c"]) == (TAKEN, TAKEN)
        assert names(server) == ["a", "c"]


# --- the letter


def test_b9_a_server_that_reads_no_further_defers_that_letter_alone() -> None:
    a, c = letters(2)
    long = a_message(letter_id="long", content=CONTENT * 50_000)
    with pipelining(data=["354 go", go_ahead_then(stay_silent), "354 go"]) as server:
        outcomes = carried(server, a, long, c, patience=IMPATIENT)

        assert only(outcomes["long"], Deferred, "the connection was lost at the letter", Scope.LETTER)
        assert (outcomes["a"], outcomes["b"]) == (TAKEN, TAKEN)


def test_b9_a_letter_that_is_refused_while_it_is_written_is_written_no_further() -> None:
    def refuse(conversation: Conversation) -> None:
        conversation.say("552 5.3.4 too large")
        stay_silent(conversation)

    long = a_message(letter_id="long", content=CONTENT * 50_000)
    unhurried = Patience(connect=5, command=60, after_dot=5, quit=0.3)
    with pipelining(data=[go_ahead_then(refuse), "354 go"]) as server:
        outcomes = carried(server, long, *letters(1), patience=unhurried)

        assert only(outcomes["long"], Refused, "552 5.3.4 too large", Scope.LETTER)
        assert outcomes["a"] == TAKEN


def test_b13_a_letter_held_at_the_gate_costs_the_connection_and_nothing_else() -> None:
    async def gate(message: Message) -> None:
        if message.letter_id == "b":
            raise NotNow(Status.HELD, "stopped")

    with pipelining() as server:
        assert carried(server, gate=gate) == {"a": TAKEN, "c": TAKEN}
        assert names(server) == ["a", "c"]
        assert server.connections == 2


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
@pytest.mark.parametrize("end", [hang_up, stay_silent, b"\0\xff\r\n"])
def test_b10_under_tls_too_the_letter_alone_is_in_doubt(tls: Tls, end: Action) -> None:
    how = {"implicit_tls" if tls is Tls.IMPLICIT else "starttls": certificate("good")}
    with pipelining(ehlo=WITH_TLS, dot=[end, OK], **how) as server:
        outcomes = carried(server, tls=tls, patience=IMPATIENT)

        assert only(outcomes["a"], InDoubt, "the server did not say that it took it")
        assert (outcomes["b"], outcomes["c"]) == (TAKEN, TAKEN)
        assert names(server) == ["a", "b", "c"]
