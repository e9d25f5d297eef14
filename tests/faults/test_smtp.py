"""The B rows of the fault table: an SMTP server that fails at every stage, and what the letter becomes.

Each test carries the id of its row. The server is real and on loopback.
"""

import socket
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Engine

from outreach.model.errors import WrongState
from outreach.model.sending import Accepted, Deferred, InDoubt, Message, Outcome, Refused, Scope
from outreach.store import contents
from outreach.transports.smtp.server import Patience, SmtpServer, Tls
from outreach.transports.smtp.transport import SmtpTransport
from tests.builders import approve, draft, furnish, office
from tests.transports.driven import Driven
from tests.transports.messages import CONTENT, Handover, a_message
from tests.transports.scripted_smtp import (
    IMPATIENT,
    QUICK,
    Action,
    Conversation,
    HangUp,
    ScriptedSmtp,
    Trickle,
    certificate,
    for_ever,
    go_ahead_then,
    hang_up,
    stay_silent,
    transport_to,
)

UNHURRIED = Patience(connect=5, command=1, after_dot=5, quit=0.3)
WITH_TLS = "250-relay.test\r\n250-STARTTLS\r\n250 AUTH PLAIN"
WITH_LOGIN = "250-relay.test\r\n250 AUTH PLAIN LOGIN"


def send(
    server: ScriptedSmtp,
    message: Message | None = None,
    *,
    patience: Patience = QUICK,
    tls: Tls = Tls.NONE,
    username: str = "",
    trusted: str = "authority.pem",
    wait: float = 0,
) -> Outcome:
    """What becomes of one letter; ``wait``: seconds that its handover takes to be written down."""
    with closing(
        transport_to(server, tls=tls, username=username, patience=patience, trusted=trusted)
    ) as transport:
        return transport.send(message or a_message(), Handover(lambda: time.sleep(wait)))


def assert_refused(outcome: Outcome, scope: Scope, words: str) -> None:
    assert isinstance(outcome, Refused), outcome
    assert outcome.scope is scope, outcome
    assert words in outcome.reason


def assert_deferred(outcome: Outcome, words: str, scope: Scope | None = None) -> None:
    assert isinstance(outcome, Deferred), outcome
    assert words in outcome.reason
    assert scope in (None, outcome.scope), outcome


def assert_in_doubt(outcome: Outcome, words: str) -> None:
    assert isinstance(outcome, InDoubt), outcome
    assert words in outcome.reason


# --- B1, B2: the way to the server


def test_b1_a_relay_without_an_address_defers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows about MX records are for senders that speak to the recipient's server; we have a relay.

    No name server is asked here: the resolver's own refusal is what is injected.
    """

    def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    relay = SmtpServer(host="relay.test", port=465, tls=Tls.IMPLICIT)

    with closing(Driven(SmtpTransport(relay, loopback_only=False))) as transport:
        outcome = transport.send(a_message(), Handover())

    assert_deferred(outcome, "no connection to relay.test:465", Scope.ACCOUNT)


def test_b2_a_refused_connection_defers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    relay = SmtpServer(host="127.0.0.1", port=port, tls=Tls.NONE)

    with closing(Driven(SmtpTransport(relay, loopback_only=True))) as transport:
        outcome = transport.send(a_message(), Handover())

    assert_deferred(outcome, "refused", Scope.ACCOUNT)


@pytest.mark.parametrize("banner", ["421 4.3.2 shutting down", "450 later", "554 no service here"])
def test_b2_a_banner_that_sends_us_away_defers_because_it_is_our_own_relay(banner: str) -> None:
    with ScriptedSmtp(banner=banner) as server:
        assert_deferred(send(server), f"is not ready: {banner}", Scope.ACCOUNT)


@pytest.mark.parametrize("banner", [stay_silent, Trickle("220 relay.test", 0.1), hang_up])
def test_b2_a_slow_or_missing_banner_defers(banner: Action) -> None:
    with ScriptedSmtp(banner=banner) as server:
        assert_deferred(send(server, patience=IMPATIENT), "is not ready", Scope.ACCOUNT)


# --- B3: what a reply may look like


def test_b3_a_server_without_ehlo_is_greeted_with_helo() -> None:
    with ScriptedSmtp(ehlo="502 5.5.1 what?") as server:
        assert isinstance(send(server), Accepted)
        assert server.heard[:3] == [
            "ehlo [127.0.0.1]",
            "helo [127.0.0.1]",
            "MAIL FROM:<bounce+k7m2@association.example>",
        ]


@pytest.mark.parametrize("stage", ["ehlo", "mail", "rcpt", "data", "dot"])
def test_b3_a_421_at_any_stage_defers_the_account(stage: str) -> None:
    with ScriptedSmtp(**{stage: "421 4.3.2 shutting down"}) as server:
        assert_deferred(send(server), "421 4.3.2 shutting down", Scope.ACCOUNT)


def test_b3_replies_of_several_lines_bare_lf_and_8_bit_are_understood() -> None:
    said = b"250-2.0.0 one\n250-2.0.0 \xd0\xb4\xd0\xb2\xd0\xb0 \xff\x07\r\n250 2.0.0 three\r\n"
    with ScriptedSmtp(dot=said) as server:
        assert send(server) == Accepted(receipt="250 2.0.0 one 2.0.0 два \ufffd 2.0.0 three")


@pytest.mark.parametrize(
    "junk",
    [
        b"550" + b"x" * 20_000 + b"\r\n",
        b"HTTP/1.1 400 Bad Request\r\n",
        b"5 50\r\n",
        b"250-a\r\n550 b\r\n",
        b"\r\n",
    ],
    ids=["over-long", "http", "no code", "two codes", "empty"],
)
def test_b3_junk_for_a_reply_defers_and_ends_the_connection(junk: bytes) -> None:
    with ScriptedSmtp(rcpt=junk) as server:
        assert_deferred(send(server), "the connection was lost at the recipient")
        assert "RSET" not in server.heard


def test_b3_an_answer_before_the_dot_is_not_the_answer_to_the_dot() -> None:
    with ScriptedSmtp(data=b"354 go ahead\r\n250 2.0.0 queued as 4711\r\n") as server:
        assert_deferred(send(server), "spoke out of turn: 250 2.0.0 queued")


def test_b3_what_follows_an_acceptance_does_not_undo_it_and_costs_only_the_connection() -> None:
    with (
        ScriptedSmtp(dot=[b"250 2.0.0 kept\r\n550 but no\r\n", "250 2.0.0 kept"]) as server,
        closing(transport_to(server)) as transport,
    ):
        assert transport.send(a_message(), Handover()) == Accepted(receipt="250 2.0.0 kept")
        assert transport.send(a_message(), Handover()) == Accepted(receipt="250 2.0.0 kept")
        assert server.connections == 2


def test_b3_a_line_smuggled_in_before_tls_is_not_believed() -> None:
    injected = b"220 go ahead\r\n250-relay.test\r\n250 AUTH PLAIN\r\n"
    with ScriptedSmtp(ehlo=WITH_TLS, starttls=injected) as server:
        assert_deferred(send(server, tls=Tls.STARTTLS, username="u"), "spoke out of turn")
        assert not any(line.startswith("AUTH") for line in server.heard)


# --- B4: no encryption, no letter


def test_b4_without_starttls_nothing_is_said_in_clear() -> None:
    with ScriptedSmtp(ehlo=WITH_LOGIN) as server:
        assert_refused(send(server, tls=Tls.STARTTLS, username="u"), Scope.ACCOUNT, "offers no STARTTLS")
        assert server.heard == ["ehlo [127.0.0.1]"]


@pytest.mark.parametrize("reply", ["454 4.7.0 TLS not available", "501 5.5.4 no", "554 5.7.0 no"])
def test_b4_a_refused_starttls_pauses_the_account(reply: str) -> None:
    with ScriptedSmtp(ehlo=WITH_TLS, starttls=reply) as server:
        assert_refused(send(server, tls=Tls.STARTTLS, username="u"), Scope.ACCOUNT, reply)
        assert server.heard == ["ehlo [127.0.0.1]", "STARTTLS"]


@pytest.mark.parametrize("name", ["expired", "wrong-name", "self-signed"])
@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
def test_b4_a_bad_certificate_pauses_the_account(name: str, tls: Tls) -> None:
    context = certificate(name)
    how = {"implicit_tls": context} if tls is Tls.IMPLICIT else {"starttls": context}
    with ScriptedSmtp(ehlo=WITH_TLS, **how) as server:
        assert_refused(send(server, tls=tls, username="u"), Scope.ACCOUNT, "certificate verify failed")
        assert not any(line.startswith("AUTH") for line in server.heard)


def test_b4_a_server_that_speaks_only_old_tls_pauses_the_account() -> None:
    def offer_old_tls(conversation: Conversation) -> None:
        conversation.say("220 go ahead")
        conversation.connection.recv(4096)
        conversation.say(b"\x15\x03\x01\x00\x02\x02\x46")  # the alert "protocol version"

    with ScriptedSmtp(ehlo=WITH_TLS, starttls=offer_old_tls) as server:
        assert_refused(send(server, tls=Tls.STARTTLS), Scope.ACCOUNT, "no trusted connection")


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
def test_b4_with_a_good_certificate_the_letter_leaves_encrypted(tls: Tls) -> None:
    context = certificate("good")
    how = {"implicit_tls": context} if tls is Tls.IMPLICIT else {"starttls": context}
    with ScriptedSmtp(ehlo=WITH_TLS, **how) as server:
        assert isinstance(send(server, tls=tls, username="u"), Accepted)
        assert any(line.startswith("AUTH PLAIN") for line in server.heard)


# --- B5: the login


@pytest.mark.parametrize(
    ("reply", "codes"),
    [
        ("535 5.7.8 wrong", "535 5.7.8"),
        ("530 5.7.0 first log in", "530 5.7.0"),
        ("538 5.7.11 encrypt", "538 5.7.11"),
        ("534 no", "534"),
    ],
)
def test_b5_a_refused_login_pauses_the_account_after_one_try(reply: str, codes: str) -> None:
    with ScriptedSmtp(ehlo=WITH_LOGIN, auth=reply) as server:
        outcome = send(server, username="u")

        assert_refused(outcome, Scope.ACCOUNT, f"the server refused our login: {codes}")
        assert len([line for line in server.heard if line.startswith("AUTH")]) == 1


@pytest.mark.parametrize("offered", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize(
    ("echo", "kind"),
    [
        (lambda line: f"535 5.7.8 I do not know {line}", Refused),
        (lambda line: f"454 4.7.0 not now: {line}", Deferred),
        (lambda line: f"{line}\r\n535 5.7.8 no", Deferred),
        (lambda line: f"535-5.7.8 {line}\r\n250 {line}", Deferred),
        (lambda line: f"235 2.7.0 welcome\r\n250 {line}", Deferred),
    ],
    ids=[
        "in a refusal",
        "in a deferral",
        "as a line of its own",
        "in two lines that differ",
        "behind the reply",
    ],
)
def test_b5_a_server_that_repeats_our_login_puts_no_secret_into_a_reason(
    offered: str, echo: Callable[[str], str], kind: type
) -> None:
    """A debugging relay wrote the password, in base64, into the database and onto the screen."""

    def repeat(conversation: Conversation) -> None:
        if offered == "LOGIN" and len(server.heard) < 4:
            conversation.say("334 go on")
        else:
            conversation.say(echo(server.heard[-1]))
            conversation.over.wait(0.1)

    with ScriptedSmtp(ehlo=f"250-relay.test\r\n250 AUTH {offered}", auth=repeat) as server:
        outcome = send(server, username="u")

        said = server.heard[-1].split()[-1]
        assert isinstance(outcome, kind), outcome
        assert b64decode(said).endswith(b"s3cret-canary")
        assert said not in str(outcome)
        assert "canary" not in str(outcome)


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("written", ["s3cret-canary", b64encode(b"s3cret-canary").decode()])
def test_b5_nor_does_one_that_repeats_it_later(stage: str, written: str) -> None:
    script: dict[str, Any] = {stage: f"550 5.7.1 {written} may not"}
    with ScriptedSmtp(ehlo=WITH_LOGIN, **script) as server:
        outcome = send(server, username="u")

    assert "550 5.7.1 … may not" in str(outcome)


def test_b5_nor_does_one_that_repeats_the_whole_of_it() -> None:
    whole = b64encode(b"\0u\0s3cret-canary").decode()
    with ScriptedSmtp(ehlo=WITH_LOGIN, dot=f"250 2.0.0 taken, {whole}") as server:
        assert send(server, username="u") == Accepted(receipt="250 2.0.0 taken, …")


def test_b5_a_login_that_cannot_be_checked_now_defers_the_account() -> None:
    with ScriptedSmtp(ehlo=WITH_LOGIN, auth="454 4.7.0 later") as server:
        assert_deferred(send(server, username="u"), "put off our login: 454 4.7.0", Scope.ACCOUNT)


def test_b5_a_server_without_a_login_we_know_pauses_the_account() -> None:
    with ScriptedSmtp(ehlo="250-relay.test\r\n250 AUTH GSSAPI") as server:
        assert_refused(send(server, username="u"), Scope.ACCOUNT, "neither PLAIN nor LOGIN")


# --- B6: the sender


def test_b6_a_4xx_to_the_sender_defers_the_account() -> None:
    with ScriptedSmtp(mail="451 4.3.0 later") as server:
        assert_deferred(send(server), "the server put off the sender: 451 4.3.0 later", Scope.ACCOUNT)


@pytest.mark.parametrize("reply", ["550 5.7.1 not yours", "530 5.7.0 first log in", "553 5.1.8 unknown"])
def test_b6_a_5xx_to_the_sender_is_our_fault_and_not_the_recipients(reply: str) -> None:
    with ScriptedSmtp(mail=reply) as server:
        assert_refused(send(server), Scope.ACCOUNT, f"the server refused the sender: {reply}")


def test_b6_a_letter_that_is_too_large_is_not_even_offered() -> None:
    with ScriptedSmtp(ehlo="250-relay.test\r\n250 SIZE 100") as server:
        assert_refused(send(server), Scope.LETTER, "the server takes 100 at most")
        assert server.heard == ["ehlo [127.0.0.1]", "QUIT"]


def test_b6_a_552_to_the_announced_size_is_the_letters_fault() -> None:
    with ScriptedSmtp(mail="552 5.3.4 too large") as server:
        assert_refused(send(server), Scope.LETTER, "552 5.3.4 too large")
        assert f"MAIL FROM:<bounce+k7m2@association.example> SIZE={len(CONTENT)}" in server.heard


# --- B7: the recipient


@pytest.mark.parametrize("reply", ["450 4.7.1 greylisted", "451 4.7.1 come back", "450 4.2.1 busy mailbox"])
def test_b7_a_4xx_to_the_recipient_defers_its_letter_alone(reply: str) -> None:
    with ScriptedSmtp(rcpt=reply) as server:
        assert_deferred(send(server), f"the server put off the recipient: {reply}", Scope.LETTER)


@pytest.mark.parametrize(
    ("reply", "scope"),
    [
        ("550 5.1.1 no such user", Scope.ADDRESS),
        ("550 5.1.2 no such domain", Scope.ADDRESS),
        ("550 5.1.10 null MX", Scope.ADDRESS),
        ("553 5.1.3 bad address", Scope.ADDRESS),
        ("552 5.2.2 mailbox full", Scope.LETTER),
        ("550 5.7.1 policy", Scope.LETTER),
        ("550 no reason", Scope.LETTER),
        ("550 5.1.0 Sender address rejected", Scope.ACCOUNT),
        ("550 5.4.5 Daily user sending limit exceeded", Scope.ACCOUNT),
        ("554 5.7.1 <office@ministry.example>: Relay access denied", Scope.ACCOUNT),
        ("550 5.7.750 Client blocked from sending from unregistered domains", Scope.ACCOUNT),
        ("553 5.1.7 bad sender address", Scope.ACCOUNT),
        ("550 5.1.8 bad sender domain", Scope.ACCOUNT),
        ("550 5.7.515 authentication level", Scope.ACCOUNT),
        ("550 5.7.26 unauthenticated", Scope.ACCOUNT),
        ("530 5.7.0 first log in", Scope.ACCOUNT),
    ],
)
def test_b7_a_5xx_to_the_recipient_says_whose_fault_it_is(reply: str, scope: Scope) -> None:
    with ScriptedSmtp(rcpt=reply) as server:
        assert_refused(send(server), scope, f"the server refused the recipient: {reply}")
        assert server.letters == []


@pytest.mark.parametrize("reply", ["251 will forward", "252 cannot verify"])
def test_b7_a_recipient_taken_with_a_remark_is_taken(reply: str) -> None:
    with ScriptedSmtp(rcpt=reply) as server:
        assert isinstance(send(server), Accepted)


def test_b7_a_letter_has_one_recipient_so_that_no_part_of_it_can_be_refused() -> None:
    with ScriptedSmtp() as server:
        send(server)

        assert [line for line in server.heard if line.startswith("RCPT")] == [
            "RCPT TO:<office@ministry.example>"
        ]


# --- B8, B9: before the dot


def test_b8_a_4xx_to_data_defers() -> None:
    with ScriptedSmtp(data="451 4.3.0 later") as server:
        assert_deferred(send(server), "451 4.3.0 later")


def test_b8_a_5xx_to_data_refuses_the_letter() -> None:
    with ScriptedSmtp(data="554 5.6.0 no") as server:
        assert_refused(send(server), Scope.LETTER, "the server refused the letter: 554 5.6.0 no")


def test_b8_anything_but_a_354_keeps_the_letter_here() -> None:
    with ScriptedSmtp(data="250 2.0.0 ok") as server:
        assert_deferred(send(server), "unexpected answer")
        assert server.letters == []


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("action", [hang_up, stay_silent])
def test_b9_a_connection_lost_before_the_letter_defers(stage: str, action: Action) -> None:
    with ScriptedSmtp(**{stage: action}) as server:
        whose = Scope.ACCOUNT if stage == "mail" else Scope.LETTER
        assert_deferred(send(server, patience=IMPATIENT), "the connection was lost", whose)


def test_b9_a_connection_lost_within_the_letter_defers() -> None:
    with ScriptedSmtp(data=go_ahead_then(hang_up)) as server:
        assert_deferred(
            send(server, a_message(content=CONTENT * 50_000)), "the connection was lost at the letter"
        )
        assert server.letters == []


def test_b9_a_server_that_reads_no_further_defers() -> None:
    with ScriptedSmtp(data=go_ahead_then(stay_silent)) as server:
        outcome = send(server, a_message(content=CONTENT * 50_000), patience=IMPATIENT)

        assert_deferred(outcome, "the connection was lost at the letter")


@pytest.mark.parametrize("tls", [Tls.NONE, Tls.IMPLICIT])
def test_b9_a_server_that_reads_ever_so_slowly_is_given_up_in_time(tls: Tls) -> None:
    """Under TLS every record that still got through had begun the patience anew."""

    def sip(conversation: Conversation) -> None:
        while not conversation.over.is_set():
            conversation.connection.recv(25_000)  # more than a minute for the whole letter
            conversation.over.wait(0.1)
        raise HangUp

    how = {"implicit_tls": certificate("good")} if tls is Tls.IMPLICIT else {}
    with ScriptedSmtp(data=go_ahead_then(sip), **how) as server:
        begun = time.monotonic()
        outcome = send(server, a_message(content=CONTENT * 50_000), tls=tls, patience=UNHURRIED)

        assert_deferred(outcome, "the connection was lost at the letter", Scope.LETTER)
        assert time.monotonic() - begun < 30


def say_and_hang_up(words: str) -> Action:
    """A refusal in the middle of the letter, whose rest is not read: the client sees a reset."""

    def action(conversation: Conversation) -> None:
        conversation.say(words)
        raise HangUp

    return go_ahead_then(action)


@pytest.mark.parametrize("size", [1, 50_000], ids=["before the dot", "in the letter"])
def test_b9_what_the_server_said_before_it_hung_up_counts(size: int) -> None:
    """A 552 that came in the middle of DATA was taken for a reset, and tried again for days."""
    with ScriptedSmtp(data=say_and_hang_up("552 5.3.4 too large")) as server:
        outcome = send(server, a_message(content=CONTENT * size), wait=0.2)

        assert_refused(outcome, Scope.LETTER, "the server refused the letter: 552 5.3.4 too large")
        assert server.letters == []


def test_b9_a_limit_told_in_the_middle_of_the_letter_defers_the_account() -> None:
    with ScriptedSmtp(data=say_and_hang_up("421 4.7.0 too much mail")) as server:
        outcome = send(server, a_message(content=CONTENT * 50_000))

        assert_deferred(outcome, "the server put off the letter: 421 4.7.0 too much mail", Scope.ACCOUNT)


def test_b9_a_refusal_without_hanging_up_counts_and_costs_the_connection() -> None:
    def refuse(conversation: Conversation) -> None:
        conversation.say("552 5.3.4 too large")

    with (
        ScriptedSmtp(data=[go_ahead_then(refuse), "354 go ahead"]) as server,
        closing(transport_to(server)) as transport,
    ):
        outcome = transport.send(a_message(), Handover(lambda: time.sleep(0.2)))
        assert_refused(outcome, Scope.LETTER, "552 5.3.4 too large")

        assert isinstance(transport.send(a_message(), Handover()), Accepted)
        assert server.connections == 2


def test_b9_a_connection_lost_while_the_handover_is_written_down_defers() -> None:
    with ScriptedSmtp(data=go_ahead_then(hang_up)) as server, closing(transport_to(server)) as transport:
        outcome = transport.send(a_message(), Handover(lambda: time.sleep(0.2)))

        assert_deferred(outcome, "the connection was lost at the letter")


# --- B10: after the dot


def test_b10_a_2xx_is_an_acceptance_with_the_servers_words() -> None:
    with ScriptedSmtp() as server:
        assert send(server) == Accepted(receipt="250 2.0.0 queued as 4711")


def test_b10_a_4xx_after_the_dot_defers() -> None:
    with ScriptedSmtp(dot="451 4.3.0 later") as server:
        assert_deferred(send(server), "the server put off the letter: 451 4.3.0 later")


@pytest.mark.parametrize("reply", ["554 5.7.1 spam", "552 5.3.4 too large", "550 no"])
def test_b10_a_5xx_after_the_dot_refuses_the_letter(reply: str) -> None:
    with ScriptedSmtp(dot=reply) as server:
        assert_refused(send(server), Scope.LETTER, f"the server refused the letter: {reply}")


def test_b10_a_drop_after_the_dot_is_in_doubt() -> None:
    with ScriptedSmtp(dot=hang_up) as server:
        assert_in_doubt(send(server), "the server closed the connection")
        assert len(server.letters) == 1


def test_b10_silence_after_the_dot_is_in_doubt() -> None:
    with ScriptedSmtp(dot=stay_silent) as server:
        assert_in_doubt(send(server, patience=IMPATIENT), "no answer within 0.3 s")
        assert len(server.letters) == 1


@pytest.mark.parametrize(
    "junk",
    [
        b"550" + b"x" * 20_000 + b"\r\n",
        b"550 " + b"x" * 20_000 + b"\r\n",
        b"<html>550</html>\r\n",
        b"550-no\r\n250 yes\r\n",
        b"354 go on\r\n",
        b"\x00\xff\r\n",
    ],
)
def test_b10_junk_after_the_dot_is_in_doubt(junk: bytes) -> None:
    with ScriptedSmtp(dot=junk) as server:
        assert_in_doubt(send(server), "the server did not say that it took it")


def test_b10_a_late_250_is_waited_for() -> None:
    with ScriptedSmtp(dot=Trickle("250 ok", 0.1)) as server:
        patient = Patience(connect=5, command=0.3, after_dot=5, quit=0.3)

        assert send(server, patience=patient) == Accepted(receipt="250 ok")


def test_b10_ten_minutes_is_the_default_patience() -> None:
    assert Patience().after_dot == 600


# --- B11, B12, B13: the connection as such


@pytest.mark.parametrize("goodbye", ["451 4.0.0 no", hang_up, stay_silent])
def test_b11_a_letter_stays_accepted_whatever_is_said_to_quit(goodbye: Action) -> None:
    with ScriptedSmtp(quit=goodbye) as server:
        assert isinstance(send(server), Accepted)


def test_b11_the_acceptance_is_told_before_quit() -> None:
    with ScriptedSmtp() as server, closing(transport_to(server)) as transport:
        assert isinstance(transport.send(a_message(), Handover()), Accepted)
        assert "QUIT" not in server.heard


@pytest.mark.parametrize(
    "action",
    [Trickle("250 " + "a" * 200, 0.05), for_ever(b"250-and so on\r\n"), for_ever(b"x")],
    ids=["slow-loris", "endless lines", "endless line"],
)
def test_b12_a_reply_without_end_is_given_up(action: Action) -> None:
    with ScriptedSmtp(rcpt=action) as server:
        assert_deferred(send(server, patience=IMPATIENT), "the connection was lost at the recipient")


def test_b12_a_reply_without_end_after_the_dot_is_in_doubt() -> None:
    with ScriptedSmtp(dot=Trickle("250 " + "a" * 200, 0.05)) as server:
        assert_in_doubt(send(server, patience=IMPATIENT), "no answer within 0.3 s")


@pytest.mark.parametrize(
    "reply", ["421 4.7.0 enough for one connection", "503 5.5.1 sender already given", hang_up]
)
def test_b13_a_kept_connection_that_has_had_enough_is_replaced(reply: Action) -> None:
    with (
        ScriptedSmtp(mail=["250 ok", reply, "250 ok"]) as server,
        closing(transport_to(server)) as transport,
    ):
        outcomes = [transport.send(a_message(), Handover()) for _ in range(2)]

        assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted]
        assert server.connections == 2
        assert len(server.letters) == 2


def test_b13_a_connection_closed_between_two_letters_is_replaced() -> None:
    def accept_and_leave(conversation: Conversation) -> None:
        conversation.say("250 ok")
        raise HangUp

    with (
        ScriptedSmtp(dot=[accept_and_leave, "250 ok"]) as server,
        closing(transport_to(server)) as transport,
    ):
        outcomes = [transport.send(a_message(), Handover()) for _ in range(2)]

        assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted]


def test_b13_a_new_connection_that_is_refused_too_is_not_replaced_again() -> None:
    with (
        ScriptedSmtp(mail=["250 ok", "421 enough"]) as server,
        closing(transport_to(server)) as transport,
    ):
        transport.send(a_message(), Handover())

        assert_deferred(transport.send(a_message(), Handover()), "421 enough")
        assert server.connections == 2


def test_b13_a_refused_letter_is_forgotten_before_the_next() -> None:
    with (
        ScriptedSmtp(rcpt=["550 5.1.1 no such user", "250 ok"]) as server,
        closing(transport_to(server)) as transport,
    ):
        transport.send(a_message(), Handover())

        assert isinstance(transport.send(a_message(), Handover()), Accepted)
        assert "RSET" in server.heard
        assert server.connections == 1


@pytest.mark.parametrize("reply", ["500 5.5.1 what?", hang_up])
def test_b13_a_server_that_cannot_forget_is_left(reply: Action) -> None:
    with (
        ScriptedSmtp(rcpt=["550 5.1.1 no such user", "250 ok"], rset=reply) as server,
        closing(transport_to(server)) as transport,
    ):
        transport.send(a_message(), Handover())

        assert isinstance(transport.send(a_message(), Handover()), Accepted)
        assert server.connections == 2


# --- B14, B15: what the codes mean


@pytest.mark.parametrize(
    ("stage", "reply"),
    [
        ("mail", "421 4.7.0 too fast"),
        ("mail", "450 4.7.1 too much mail"),
        ("rcpt", "450 4.7.1 too much mail"),
        ("rcpt", "452 4.5.3 too many"),
        ("dot", "451 4.7.28 unusual rate"),
    ],
)
def test_b14_a_rate_limit_defers_the_account_and_spends_no_letter(stage: str, reply: str) -> None:
    with ScriptedSmtp(**{stage: reply}) as server:
        assert_deferred(send(server), reply, Scope.ACCOUNT)


@pytest.mark.parametrize(
    ("reply", "kind"), [("450 5.1.1 x", Deferred), ("550 4.1.1 x", Refused), ("450 x", Deferred)]
)
def test_b15_the_first_digit_of_the_basic_code_decides(reply: str, kind: type) -> None:
    with ScriptedSmtp(rcpt=reply) as server:
        assert isinstance(send(server), kind)


def test_b15_a_5xx_with_a_4_x_x_does_not_condemn_the_address() -> None:
    with ScriptedSmtp(rcpt="550 4.1.1 perhaps") as server:
        assert_refused(send(server), Scope.LETTER, "550 4.1.1 perhaps")


# --- B16, B17: what we say


def test_b16_lines_that_begin_with_a_dot_are_stuffed_once() -> None:
    content = b".first\r\nx: y\r\n\r\n.\r\n..\r\nend.\r\n"
    with ScriptedSmtp() as server:
        assert isinstance(send(server, a_message(content=content)), Accepted)
        assert server.letters == [b"..first\r\nx: y\r\n\r\n..\r\n...\r\nend.\r\n"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a\r\n.\r\nb", "does not end with a line end"),
        (b"a\n.\nb\r\n", "bare CR or LF"),
        (b"a\r.\rb\r\n", "bare CR or LF"),
        (b"a\r\r\nb\n\r\n", "bare CR or LF"),
        (b"a\n\rb\r\n", "bare CR or LF"),
        (b"x" * 999 + b"\r\n", "more than 998"),
        (b"a\0b\r\n", "NUL"),
        (b"", "does not end with a line end"),
    ],
)
def test_b16_a_letter_that_two_servers_would_read_differently_is_not_approved(
    sqlite: Engine, content: bytes, words: str
) -> None:
    furnish(sqlite, office())
    [one] = draft(sqlite)
    with sqlite.begin() as connection:
        contents.put(connection, one, content)

    with pytest.raises(WrongState, match=words):
        approve(sqlite, one)


def test_b16_a_letter_without_its_end_reaches_no_server() -> None:
    with ScriptedSmtp() as server:
        assert_refused(send(server, a_message(content=b"a\r\n.\r\nb")), Scope.LETTER, "does not end")
        assert server.connections == 0


def test_b16_a_line_of_998_octets_leaves() -> None:
    with ScriptedSmtp() as server:
        assert isinstance(send(server, a_message(content=b"x" * 998 + b"\r\n")), Accepted)


def test_b16_an_8_bit_letter_leaves_only_by_a_server_that_carries_it() -> None:
    message = a_message(content="Libérez-le\r\n".encode())
    with ScriptedSmtp() as server:
        assert isinstance(send(server, message), Accepted)
        assert server.heard[1].endswith(" BODY=8BITMIME")
    with ScriptedSmtp(ehlo="250 relay.test") as server:
        assert_refused(send(server, message), Scope.LETTER, "8-bit")


def test_b17_a_local_part_beyond_ascii_needs_smtputf8() -> None:
    message = a_message(recipient="канцелярия@ministry.example")
    with ScriptedSmtp() as server:
        assert_refused(send(server, message), Scope.ADDRESS, "letters beyond ASCII")
    with ScriptedSmtp(ehlo="250-relay.test\r\n250-8BITMIME\r\n250 SMTPUTF8") as server:
        assert isinstance(send(server, message), Accepted)
        assert "RCPT TO:<канцелярия@ministry.example>" in server.heard
        assert server.heard[1].endswith(" SMTPUTF8")


@pytest.mark.parametrize("recipient", ["Office+Tag@Ministry.example", "o'brien@xn--80ak6aa92e.example"])
def test_b17_an_address_leaves_as_it_is_written(recipient: str) -> None:
    with ScriptedSmtp() as server:
        assert isinstance(send(server, a_message(recipient=recipient)), Accepted)
        assert f"RCPT TO:<{recipient}>" in server.heard


@pytest.mark.parametrize(
    "recipient",
    [
        "a@ministry.example\r\nRCPT TO:<b@ministry.example>",
        "a@ministry.example> SIZE=1",
        "a@ministry.example,b@ministry.example",
        "a@ministry.example\u2028",
        "a@ministry.example\x85",
        "ministry.example",
        "",
    ],
)
def test_b17_what_is_not_one_bare_address_reaches_no_server(recipient: str) -> None:
    with ScriptedSmtp() as server:
        assert_refused(send(server, a_message(recipient=recipient)), Scope.ADDRESS, "not one bare address")
        assert server.connections == 0


def test_b17_a_bad_sender_is_our_fault() -> None:
    with ScriptedSmtp() as server:
        outcome = send(server, a_message(envelope_sender="bounce@association.example\r\nDATA"))

        assert_refused(outcome, Scope.ACCOUNT, "is not a bare address")
