"""What every transport that hands letters to a machine promises, whichever it is.

A new transport joins `TRANSPORTS` and must pass as it stands.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from outreach.model.errors import NotAllowed
from outreach.model.sending import Accepted, Message, NotNow, Outcome, Refused, Scope
from outreach.model.status import Status
from outreach.transports.mailgun.transport import MailgunDomain, MailgunTransport
from outreach.transports.sandbox.servers import Sandbox
from outreach.transports.smtp.transport import SmtpServer, SmtpTransport, Tls
from tests.transports.messages import CONTENT, Handover, a_message

AnyTransport = SmtpTransport | MailgunTransport
#: Host and port to transport, bound to this machine.
Build = Callable[[str, int], AnyTransport]


def smtp(host: str, port: int) -> AnyTransport:
    return SmtpTransport(SmtpServer(host=host, port=port, tls=Tls.NONE), loopback_only=True)


def mailgun(host: str, port: int) -> AnyTransport:
    account = MailgunDomain(domain="mg.association.example", api_key="key", base_url=f"http://{host}:{port}")
    return MailgunTransport(account, loopback_only=True, timeout=5)


TRANSPORTS: dict[str, Build] = {"smtp": smtp, "mailgun": mailgun}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(tmp_path) as running:
        yield running


@pytest.fixture(params=TRANSPORTS)
def build(request: pytest.FixtureRequest) -> Build:
    return TRANSPORTS[request.param]


@pytest.fixture
def transport(build: Build, sandbox: Sandbox) -> Iterator[AnyTransport]:
    port = sandbox.smtp_port if build is smtp else sandbox.http_port
    with closing(build("127.0.0.1", port)) as built:
        yield built


def test_the_letter_arrives_byte_for_byte(transport: AnyTransport, tmp_path: Path) -> None:
    assert isinstance(transport.send(a_message(), Handover()), Accepted)

    assert [file.read_bytes() for file in tmp_path.iterdir()] == [CONTENT]


def test_before_handover_is_called_once_when_nothing_has_arrived_yet(
    transport: AnyTransport, tmp_path: Path
) -> None:
    seen: list[int] = []
    handover = Handover(lambda: seen.append(len(list(tmp_path.iterdir()))))

    transport.send(a_message(), handover)

    assert (handover.calls, seen) == (1, [0])


@pytest.mark.parametrize("error", [NotNow(Status.HELD, "stopped"), KeyboardInterrupt(), OSError("disk full")])
def test_what_before_handover_raises_goes_through_and_the_letter_stays(
    transport: AnyTransport, sandbox: Sandbox, error: BaseException
) -> None:
    def refuse() -> None:
        raise error

    with pytest.raises(type(error)):
        transport.send(a_message(), Handover(refuse))

    assert isinstance(transport.send(a_message(), Handover()), Accepted)
    assert sandbox.taken == 1


def test_many_letters_go_one_after_the_other(transport: AnyTransport, sandbox: Sandbox) -> None:
    outcomes = [transport.send(a_message(), Handover()) for _ in range(20)]

    assert {type(outcome) for outcome in outcomes} == {Accepted}
    assert sandbox.taken == 20


@pytest.mark.parametrize(
    ("message", "scope"),
    [
        (a_message(recipient="a@x.example,b@x.example"), Scope.ADDRESS),
        (a_message(recipient="a@x.example\r\nb"), Scope.ADDRESS),
        (a_message(envelope_sender="a\0@x.example"), Scope.ACCOUNT),
        (a_message(content=b"a: b\r\n\r\na\n.\nb\r\n"), Scope.LETTER),
        (a_message(content=b"a: b\r\n\r\n" + b"x" * 999 + b"\r\n"), Scope.LETTER),
        (a_message(content=b"a: b\r\n\r\nno end"), Scope.LETTER),
    ],
)
def test_a_misfit_reaches_no_server(
    transport: AnyTransport, sandbox: Sandbox, message: Message, scope: Scope
) -> None:
    handover = Handover()

    outcome: Outcome = transport.send(message, handover)

    assert isinstance(outcome, Refused)
    assert outcome.scope is scope
    assert (handover.calls, sandbox.taken) == (0, 0)


def test_closing_twice_is_closing(transport: AnyTransport) -> None:
    transport.send(a_message(), Handover())

    transport.close()
    transport.close()


@pytest.mark.parametrize("host", ["relay.example", "192.0.2.1", "127.1", "localhost.example"])
def test_off_this_machine_nothing_is_looked_up_or_connected(
    build: Build, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def touched(*_: object, **__: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "getaddrinfo", touched)
    monkeypatch.setattr(socket.socket, "connect", touched)

    with pytest.raises(NotAllowed, match="is not this machine"):
        build(host, 2525)


def test_localhost_is_not_looked_up(build: Build, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[object] = []
    real = socket.getaddrinfo

    def listen(host: object, *rest: object, **others: object) -> object:
        looked_up.append(host)
        return real(host, *rest, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", listen)
    port = sandbox.smtp_port if build is smtp else sandbox.http_port
    with closing(build("localhost", port)) as transport:
        assert isinstance(transport.send(a_message(), Handover()), Accepted)

    assert set(looked_up) <= {"127.0.0.1"}
