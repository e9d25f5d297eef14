"""Mailgun's interface: the exact request, and what may never be in it or leave with it."""

import re
from base64 import b64encode
from contextlib import closing

import pytest

from outreach.model.errors import NotAllowed
from outreach.model.sending import Accepted, NotNow
from outreach.model.status import Status
from outreach.transports.mailgun.transport import EU, US, MailgunDomain, MailgunTransport
from tests.transports.driven import Driven
from tests.transports.messages import CONTENT, Handover, a_message
from tests.transports.scripted_http import ScriptedHttp, answer, mailgun_at

QUEUED = answer(200, b'{"id": "<1@mg.association.example>", "message": "Queued. Thank you."}')


def request_for_a_letter() -> bytes:
    with ScriptedHttp(QUEUED) as server, closing(mailgun_at(server)) as transport:
        assert isinstance(transport.send(a_message(), Handover()), Accepted)
    return server.requests[0]


def test_the_request_is_the_documented_one_to_the_byte() -> None:
    head, _, body = request_for_a_letter().partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    boundary = headers["content-type"].removeprefix("multipart/form-data; boundary=")

    assert lines[0] == "POST /v3/mg.association.example/messages.mime HTTP/1.1"
    assert headers["authorization"] == "Basic " + b64encode(b"api:s3cret-canary").decode()
    assert re.fullmatch(r"[0-9a-f]{32}", boundary)
    assert body == b"".join(
        [
            _field(boundary, "to", b"office@ministry.example"),
            _field(boundary, "o:tracking", b"no"),
            _field(boundary, "o:tracking-clicks", b"no"),
            _field(boundary, "o:tracking-opens", b"no"),
            f"--{boundary}\r\n".encode(),
            b'Content-Disposition: form-data; name="message"; filename="letter.eml"\r\n',
            b"Content-Type: message/rfc822\r\n\r\n",
            CONTENT,
            f"\r\n--{boundary}--\r\n".encode(),
        ]
    )


def test_the_headers_tell_nothing_of_us() -> None:
    head = request_for_a_letter().partition(b"\r\n\r\n")[0].decode()
    names = sorted(line.partition(":")[0].lower() for line in head.split("\r\n")[1:])

    assert "accept-encoding: identity" in head.lower()
    assert "user-agent: outreach\r\n" in head.lower() + "\r\n"
    assert names == [
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    ]


def test_a_proxy_of_the_environment_sees_no_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedHttp(QUEUED) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        request_for_a_letter()

        assert proxy.connections == 0


def test_a_letter_that_must_not_pass_makes_no_connection() -> None:
    def refuse() -> None:
        raise NotNow(Status.HELD, "stopped")

    with ScriptedHttp(QUEUED) as server, closing(mailgun_at(server)) as transport:
        with pytest.raises(NotNow):
            transport.send(a_message(), Handover(refuse))

        assert server.connections == 0


def test_a_domain_is_one_step_of_the_path() -> None:
    with ScriptedHttp(QUEUED) as server:
        account = MailgunDomain(domain="a.example/../b?c", api_key="k", base_url=server.url)
        with closing(Driven(MailgunTransport(account, loopback_only=True))) as transport:
            transport.send(a_message(), Handover())

    assert server.requests[0].startswith(b"POST /v3/a.example%2F..%2Fb%3Fc/messages.mime HTTP/1.1\r\n")


def test_in_clear_it_speaks_only_to_this_machine() -> None:
    account = MailgunDomain(
        domain="mg.association.example", api_key="k", base_url="http://api.mailgun.example"
    )

    with pytest.raises(NotAllowed, match="use https"):
        MailgunTransport(account, loopback_only=False)


def test_the_regions_are_the_documented_ones_and_europe_is_ours() -> None:
    assert (US, EU) == ("https://api.mailgun.net", "https://api.eu.mailgun.net")
    assert MailgunDomain(domain="d.example", api_key="k").base_url == EU


def test_the_key_is_not_shown() -> None:
    assert "canary" not in repr(MailgunDomain(domain="d.example", api_key="s3cret-canary"))


def _field(boundary: str, name: str, value: bytes) -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + value + b"\r\n"
