"""The SMTP transport when all goes well, and the reasons that staff read when it does not."""

import threading
from base64 import b64encode
from contextlib import closing

import pytest

from outreach.model.errors import NotAllowed
from outreach.model.sending import Accepted, NotNow, Refused
from outreach.model.status import Status
from outreach.transports.smtp.server import Patience, SmtpServer, Tls
from outreach.transports.smtp.transport import SmtpTransport
from tests.transports.messages import CONTENT, Handover, a_message
from tests.transports.scripted_smtp import Conversation, ScriptedSmtp, certificate, transport_to

LOGIN_LINES = ["AUTH LOGIN", b64encode(b"appeal").decode(), b64encode(b"s3cret-canary").decode()]


def test_one_connection_carries_many_letters() -> None:
    with ScriptedSmtp() as server, closing(transport_to(server)) as transport:
        for _ in range(3):
            assert isinstance(transport.send(a_message(), Handover()), Accepted)

        assert server.connections == 1
        assert server.heard[1:4] == server.heard[4:7] == server.heard[7:10]


def test_after_closing_it_can_send_again() -> None:
    with ScriptedSmtp() as server, closing(transport_to(server)) as transport:
        transport.send(a_message(), Handover())
        transport.close()

        assert isinstance(transport.send(a_message(), Handover()), Accepted)
        assert server.connections == 2


def test_before_handover_comes_between_the_last_line_and_the_dot() -> None:
    body_is_here = threading.Event()
    events: list[str] = []

    def listen(conversation: Conversation) -> None:
        conversation.say("354 go ahead")
        for line in iter(conversation.lines.readline, b".\r\n"):
            if line == CONTENT.splitlines(keepends=True)[-1]:
                events.append("last line")
                body_is_here.set()
        events.append("dot")
        conversation.say("250 2.0.0 ok")

    def hand_over() -> None:
        assert body_is_here.wait(5)
        events.append("before_handover")

    with ScriptedSmtp(data=listen) as server, closing(transport_to(server)) as transport:
        assert isinstance(transport.send(a_message(), Handover(hand_over)), Accepted)

    assert events == ["last line", "before_handover", "dot"]


def test_a_letter_held_at_the_last_moment_is_cut_off_before_its_dot() -> None:
    def refuse() -> None:
        raise NotNow(Status.HELD, "stopped")

    with ScriptedSmtp() as server, closing(transport_to(server)) as transport:
        with pytest.raises(NotNow):
            transport.send(a_message(), Handover(refuse))
        assert server.letters == []

        assert isinstance(transport.send(a_message(), Handover()), Accepted)
        assert server.connections == 2


def test_a_login_by_plain_is_said_in_one_line_and_only_inside_tls() -> None:
    with_login = "250-relay.test\r\n250-STARTTLS\r\n250 AUTH LOGIN PLAIN"
    with (
        ScriptedSmtp(ehlo=with_login, starttls=certificate("good")) as server,
        closing(transport_to(server, tls=Tls.STARTTLS, username="appeal")) as transport,
    ):
        assert isinstance(transport.send(a_message(), Handover()), Accepted)

        said = b64encode(b"\0appeal\0s3cret-canary").decode()
        greeting = "ehlo [127.0.0.1]"
        assert server.heard[:4] == [greeting, "STARTTLS", greeting, f"AUTH PLAIN {said}"]


def test_a_login_by_login_is_said_in_three() -> None:
    prompts = ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 2.7.0 welcome"]
    with (
        ScriptedSmtp(ehlo="250-relay.test\r\n250 AUTH LOGIN", auth=[*prompts]) as server,
        closing(transport_to(server, username="appeal")) as transport,
    ):
        assert isinstance(transport.send(a_message(), Handover()), Accepted)
        assert server.heard[1:4] == LOGIN_LINES


def test_without_tls_it_speaks_only_to_this_machine() -> None:
    with pytest.raises(NotAllowed, match="without TLS"):
        SmtpTransport(SmtpServer(host="relay.example", port=25, tls=Tls.NONE), loopback_only=False)


def test_the_password_is_not_shown() -> None:
    server = SmtpServer(host="relay.example", port=465, tls=Tls.IMPLICIT, password="s3cret-canary")

    assert "canary" not in repr(server)


def test_the_servers_words_are_made_harmless_for_the_screen() -> None:
    reply = b"550 5.1.1 \x1b[31m<script>\xe2\x80\xae" + b"a" * 1_000 + b"\r\n"
    with ScriptedSmtp(rcpt=reply) as server, closing(transport_to(server)) as transport:
        outcome = transport.send(a_message(), Handover())

    assert isinstance(outcome, Refused)
    assert outcome.reason.startswith("the server refused the recipient: 550 5.1.1 [31m<script> aaa")
    assert len(outcome.reason) <= len("the server refused the recipient: 550 ") + 300


def test_the_default_patience_is_that_of_the_standard() -> None:
    assert (Patience().connect, Patience().command, Patience().after_dot) == (60, 300, 600)


def test_the_wire_carries_the_letter_and_nothing_else() -> None:
    with ScriptedSmtp() as server, closing(transport_to(server)) as transport:
        transport.send(a_message(), Handover())

    assert server.letters == [CONTENT.replace(b"\r\n.", b"\r\n..")]
    assert server.heard == [
        "ehlo [127.0.0.1]",
        f"MAIL FROM:<bounce+k7m2@association.example> SIZE={len(CONTENT)}",
        "RCPT TO:<office@ministry.example>",
        "DATA",
        "QUIT",
    ]
