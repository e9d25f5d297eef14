"""What every transport that hands letters to a machine promises, whichever it is.

Whatever `outreach.transports.registry` names is tried here (docs/adding-a-transport.md), and must pass as it
stands.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from outreach.model.errors import NotAllowed
from outreach.model.sending import Accepted, Message, NotNow, Outcome, Refused, Scope
from outreach.model.status import Status
from outreach.transports.account import Account
from outreach.transports.mailgun.transport import MailgunDomain, MailgunTransport
from outreach.transports.sandbox.servers import Sandbox
from outreach.transports.smtp.server import SmtpServer, Tls
from outreach.transports.smtp.transport import SmtpTransport
from tests.transports.accounts import ONE_OF_EACH
from tests.transports.driven import Driven
from tests.transports.messages import CONTENT, Handover, a_message


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(tmp_path) as running:
        yield running


@pytest.fixture(params=ONE_OF_EACH)
def account(request: pytest.FixtureRequest) -> Account:
    return ONE_OF_EACH[request.param]


@pytest.fixture
def transport(account: Account, sandbox: Sandbox) -> Iterator[Driven]:
    with closing(Driven(account.rehearsed(sandbox.address))) as built:
        yield built


def test_the_letter_arrives_byte_for_byte(transport: Driven, tmp_path: Path) -> None:
    assert isinstance(transport.send(a_message(), Handover()), Accepted)

    assert [file.read_bytes() for file in tmp_path.iterdir()] == [CONTENT]


def test_before_handover_is_called_once_when_nothing_has_arrived_yet(
    transport: Driven, tmp_path: Path
) -> None:
    seen: list[int] = []
    handover = Handover(lambda: seen.append(len(list(tmp_path.iterdir()))))

    transport.send(a_message(), handover)

    assert (handover.calls, seen) == (1, [0])


@pytest.mark.parametrize("error", [NotNow(Status.HELD, "stopped"), KeyboardInterrupt(), OSError("disk full")])
def test_what_before_handover_raises_goes_through_and_the_letter_stays(
    transport: Driven, sandbox: Sandbox, error: BaseException
) -> None:
    def refuse() -> None:
        raise error

    with pytest.raises(type(error)):
        transport.send(a_message(), Handover(refuse))

    assert isinstance(transport.send(a_message(), Handover()), Accepted)
    assert sandbox.taken == 1


def test_many_letters_go_one_after_the_other(transport: Driven, sandbox: Sandbox) -> None:
    outcomes = [transport.send(a_message(), Handover()) for _ in range(20)]

    assert {type(outcome) for outcome in outcomes} == {Accepted}
    assert sandbox.taken == 20


@pytest.mark.parametrize(
    ("message", "scope"),
    [
        (a_message(recipient="a@x.example,b@x.example"), Scope.ADDRESS),
        (a_message(recipient="a@x.example\r\nb"), Scope.ADDRESS),
        (a_message(envelope_sender="a\0@x.example"), Scope.ACCOUNT),
        (a_message(content=b"a: b\r\n\r\nno end"), Scope.LETTER),
    ],
)
def test_a_misfit_reaches_no_server(
    transport: Driven, sandbox: Sandbox, message: Message, scope: Scope
) -> None:
    handover = Handover()

    outcome: Outcome = transport.send(message, handover)

    assert isinstance(outcome, Refused)
    assert outcome.scope is scope
    assert (handover.calls, sandbox.taken) == (0, 0)


def test_closing_twice_is_closing(transport: Driven) -> None:
    transport.send(a_message(), Handover())

    transport.close()
    transport.close()


def test_an_account_connects_to_nothing_before_its_first_letter(
    account: Account, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_the_network(monkeypatch)

    for built in (account.live(), account.rehearsed(sandbox.address)):
        Driven(built).close()


def test_a_rehearsal_speaks_to_this_machine_alone(transport: Driven, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []
    connect = socket.socket.connect

    def listen(self: socket.socket, address: tuple[object, ...]) -> None:
        called.append(address[0])
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", listen)

    assert isinstance(transport.send(a_message(), Handover()), Accepted)
    assert set(called) <= {"127.0.0.1"}


def test_no_secret_is_shown(account: Account) -> None:
    secrets = [name for name, value in account if isinstance(value, SecretStr)]
    canary = account.model_copy(update=dict.fromkeys(secrets, SecretStr("canary")))

    assert secrets
    assert account.pinned
    assert set(account.pinned) <= set(type(account).model_fields)
    with closing(Driven(canary.live())) as built:
        for shown in (canary, canary.describe(), built.transport):
            assert "canary" not in f"{shown!r} {shown}"


#: What the transports are built on → host and port to one that is bound to this machine.
CLIENTS: dict[str, Callable[[str, int], SmtpTransport | MailgunTransport]] = {
    "smtp": lambda host, port: SmtpTransport(
        SmtpServer(host=host, port=port, tls=Tls.NONE), loopback_only=True
    ),
    "http": lambda host, port: MailgunTransport(
        MailgunDomain(domain="mg.association.example", api_key="key", base_url=f"http://{host}:{port}"),
        loopback_only=True,
    ),
}


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("host", ["relay.example", "192.0.2.1", "127.1", "localhost.example"])
def test_off_this_machine_nothing_is_looked_up_or_connected(
    client: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_the_network(monkeypatch)

    with pytest.raises(NotAllowed, match="is not this machine"):
        CLIENTS[client](host, 2525)


@pytest.mark.parametrize("client", CLIENTS)
def test_localhost_is_not_looked_up(client: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[object] = []
    real = socket.getaddrinfo

    def listen(host: object, *rest: object, **others: object) -> object:
        looked_up.append(host)
        return real(host, *rest, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", listen)
    port = sandbox.smtp_port if client == "smtp" else sandbox.http_port
    with closing(Driven(CLIENTS[client]("localhost", port))) as transport:
        assert isinstance(transport.send(a_message(), Handover()), Accepted)

    assert set(looked_up) <= {"127.0.0.1"}


def refuse_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks up a name or connects, fails the test."""

    def touched(*_: object, **__: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "getaddrinfo", touched)
    monkeypatch.setattr(socket.socket, "connect", touched)
