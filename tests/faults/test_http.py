"""The C rows of the fault table: an HTTP provider that fails, and what the letter becomes.

Each test carries the id of its row. The provider is Mailgun's interface on loopback, spoken byte by byte.
C8 (a 409 to a repeated idempotency key) has no test: Mailgun has no such key.
"""

import gzip
import socket
import threading
import time
from base64 import b64encode
from contextlib import closing, suppress
from datetime import timedelta

import pytest

from outreach.model.sending import Accepted, Deferred, InDoubt, Message, Outcome, Refused, Scope
from outreach.transports.mailgun.transport import MailgunDomain, MailgunTransport
from tests.transports.driven import Driven
from tests.transports.messages import CONTENT, Handover, a_message
from tests.transports.scripted_http import (
    Answer,
    Exchange,
    ScriptedHttp,
    answer,
    endless,
    mailgun_at,
    reset,
    stay_silent,
)
from tests.transports.scripted_smtp import certificate

QUEUED = b'{"id": "<20261102.1@mg.association.example>", "message": "Queued. Thank you."}'
MONDAY = "Mon, 02 Nov 2026 09:00:00 GMT"


def send(response: Answer, *, timeout: float = 5) -> Outcome:
    """What becomes of one letter."""
    with ScriptedHttp(response) as server, closing(mailgun_at(server, timeout=timeout)) as transport:
        return transport.send(a_message(), Handover())


def outcome_at(url: str, *, timeout: float = 5, message: Message | None = None) -> Outcome:
    account = MailgunDomain(domain="mg.association.example", api_key="s3cret-canary", base_url=url)
    with closing(Driven(MailgunTransport(account, loopback_only=False, timeout=timeout))) as transport:
        return transport.send(message or a_message(), Handover())


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ({"Retry-After": "30"}, timedelta(seconds=30)),
        ({"Retry-After": "86400"}, timedelta(hours=1)),
        ({"Retry-After": "9" * 5_000}, timedelta(hours=1)),
        ({"Retry-After": "Mon, 02 Nov 2026 09:05:00 GMT", "Date": MONDAY}, timedelta(minutes=5)),
        ({"Retry-After": "Monday, 02-Nov-26 09:05:00 GMT", "Date": MONDAY}, timedelta(minutes=5)),
        ({"Retry-After": "Fri, 02 Jan 2099 09:00:00 GMT", "Date": MONDAY}, timedelta(hours=1)),
        ({"Retry-After": "Sun, 01 Nov 2026 09:00:00 GMT", "Date": MONDAY}, None),
        ({"Retry-After": "Mon, 02 Nov 2026 09:05:00 GMT"}, None),
        ({"Retry-After": "0"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "²"}, None),
        ({"Retry-After": ""}, None),
        ({}, None),
    ],
)
def test_c1_a_429_defers_for_as_long_as_it_asks_but_at_most_an_hour(
    asked: dict[str, str], wait: timedelta | None
) -> None:
    outcome = send(answer(429, b'{"message": "Too many requests"}', headers=asked))

    assert outcome == Deferred(
        reason="Mailgun asks us to wait: 429 Too many requests", retry_after=wait, scope=Scope.ACCOUNT
    )


@pytest.mark.parametrize("written", [b"s3cret-canary", b64encode(b"api:s3cret-canary")])
def test_c6_a_provider_that_repeats_our_key_puts_none_into_a_reason(written: bytes) -> None:
    body = b'{"message": "Basic ' + written + b' is unknown"}'
    outcome = send(answer(401, body))

    assert isinstance(outcome, Refused)
    assert "Basic … is unknown" in outcome.reason


def test_c2_a_503_that_asks_us_to_wait_defers() -> None:
    outcome = send(answer(503, headers={"Retry-After": "60"}))

    assert outcome == Deferred(
        reason="Mailgun asks us to wait: 503", retry_after=timedelta(seconds=60), scope=Scope.ACCOUNT
    )


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599, 409, 408, 418])
def test_c2_any_other_failure_is_in_doubt(status: int) -> None:
    outcome = send(answer(status, b"<html>Bad gateway</html>"))

    assert isinstance(outcome, InDoubt)
    assert f"{status} <html>Bad gateway</html>" in outcome.reason


def test_c3_a_refused_connection_defers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    outcome = outcome_at(f"http://127.0.0.1:{port}")

    assert isinstance(outcome, Deferred)
    assert outcome.scope is Scope.ACCOUNT
    assert "no connection to Mailgun (127.0.0.1)" in outcome.reason


def test_c3_a_certificate_that_nobody_trusts_defers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_fail_handshake, args=(listener,))
        thread.start()
        outcome = outcome_at(f"https://127.0.0.1:{listener.getsockname()[1]}")
        thread.join()

    assert isinstance(outcome, Deferred)
    assert "certificate verify failed" in outcome.reason


def test_c3_a_handshake_that_drips_ends_in_time_and_defers() -> None:
    def drip_junk(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            for byte in b"\x16\x03\x03\x40\x00" + bytes(200):
                connection.sendall(bytes([byte]))
                time.sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip_junk, args=(listener,))
        thread.start()
        begun = time.monotonic()
        outcome = outcome_at(f"https://127.0.0.1:{listener.getsockname()[1]}", timeout=0.5)
        assert time.monotonic() - begun < 3
        thread.join()

    assert isinstance(outcome, Deferred)


def test_c3_a_name_that_does_not_resolve_defers(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)

    assert isinstance(outcome_at("https://mailgun.test"), Deferred)


@pytest.mark.parametrize(
    "response",
    [stay_silent, reset, b"", b"HTTP/1.1 20", b"550 5.1.1 this is not HTTP\r\n\r\n"],
    ids=["silence", "reset", "closed", "cut in the status line", "not HTTP"],
)
def test_c4_whatever_breaks_after_the_request_is_in_doubt(response: Answer) -> None:
    outcome = send(response, timeout=0.3)

    assert isinstance(outcome, InDoubt)
    assert "the request was begun, but Mailgun gave no answer" in outcome.reason


@pytest.mark.parametrize(
    "drip", [b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000, b"HTTP/1.1 100 Continue\r\n\r\n" * 500]
)
def test_c4_a_head_that_drips_ends_in_time_and_is_in_doubt(drip: bytes) -> None:
    """A byte now and then kept the connection alive: 22.8 s of a limit of one."""

    def answer_by_drips(exchange: Exchange) -> None:
        for start in range(0, len(drip), 5):
            exchange.connection.sendall(drip[start : start + 5])
            if exchange.over.wait(0.05):
                return

    begun = time.monotonic()
    outcome = send(answer_by_drips, timeout=0.5)

    assert time.monotonic() - begun < 2
    assert isinstance(outcome, InDoubt)
    assert "Mailgun gave no answer: nothing within 0.5 s" in outcome.reason


def test_c4_a_provider_that_reads_no_further_is_in_doubt_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        outcome = outcome_at(
            f"http://127.0.0.1:{listener.getsockname()[1]}",
            timeout=0.5,
            message=a_message(content=CONTENT * 50_000),
        )

    assert isinstance(outcome, InDoubt)


@pytest.mark.parametrize(
    "response",
    [
        answer(200, b'{"id": "<1@x>", "mess'),
        answer(200, b"<html>ok</html>"),
        answer(200, b'{"status": "queued"}'),
        answer(200, b'{"error": true}'),
        answer(200, b'{"id": 4711}'),
        answer(200, b'{"id": ""}'),
        answer(200, b'{"id": "\\u0000"}'),
        answer(200, b'["id"]'),
        answer(200, b"[" * 50_000),
        answer(200),
        answer(202, b'{"status": "queued"}'),
        answer(204),
        answer(200, gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"}),
        endless,
    ],
    ids=[
        "truncated",
        "html",
        "no id",
        "an error",
        "id is a number",
        "id is empty",
        "id is a control",
        "a list",
        "too deep",
        "empty",
        "202",
        "204",
        "gzip bomb",
        "endless",
    ],
)
def test_c5_a_2xx_without_an_id_that_can_be_read_is_in_doubt(response: Answer) -> None:
    """A wrong address of the interface answers 200 as well; so does whoever stands in between."""
    outcome = send(response)

    assert isinstance(outcome, InDoubt)
    assert outcome.reason.startswith(
        "Mailgun answered without the id that it gives every letter it takes: 20"
    )


def test_c5_an_answer_that_is_cut_behind_its_id_is_an_acceptance() -> None:
    outcome = send(answer(200, QUEUED, headers={"Content-Length": "5000"}))

    assert outcome == Accepted(receipt="<20261102.1@mg.association.example>")


def test_c5_of_an_endless_answer_only_the_beginning_is_read() -> None:
    begun = time.monotonic()

    assert isinstance(send(endless, timeout=30), InDoubt)
    assert time.monotonic() - begun < 10


def test_c5_the_id_is_the_receipt() -> None:
    assert send(answer(200, QUEUED)) == Accepted(receipt="<20261102.1@mg.association.example>")


@pytest.mark.parametrize("status", [400, 413, 422])
def test_c6_a_refused_letter_costs_only_itself(status: int) -> None:
    outcome = send(answer(status, b'{"message": "to parameter is not a valid address"}'))

    assert isinstance(outcome, Refused)
    assert outcome.scope is Scope.LETTER
    assert f"{status} to parameter is not a valid address" in outcome.reason


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_c6_a_refused_account_is_paused(status: int) -> None:
    outcome = send(answer(status, b"Forbidden"))

    assert isinstance(outcome, Refused)
    assert outcome.scope is Scope.ACCOUNT
    assert f"{status} Forbidden" in outcome.reason
    assert "canary" not in outcome.reason


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
def test_c7_neither_letter_nor_key_follows_a_redirect(status: int) -> None:
    with ScriptedHttp(answer(200, QUEUED)) as elsewhere:
        outcome = send(answer(status, headers={"Location": f"{elsewhere.url}/v3/x/messages.mime"}))

        assert isinstance(outcome, Refused)
        assert outcome.scope is Scope.ACCOUNT
        assert elsewhere.connections == 0


def _fail_handshake(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection, suppress(OSError):
        certificate("self-signed").wrap_socket(connection, server_side=True).close()
