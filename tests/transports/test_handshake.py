"""A port that is not this home's sandbox gets no letter, whoever listens there."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from outreach.model.directory import Channel
from outreach.model.sending import Accepted, Refused, Scope
from outreach.transports.account import Account, SandboxAddress
from outreach.transports.registry import CARRIED_BY_HAND
from outreach.transports.sandbox.servers import Sandbox
from tests.transports.accounts import ONE_OF_EACH
from tests.transports.driven import Driven
from tests.transports.messages import Handover, a_message


class LocalRelay:
    """Delivers for anybody on this machine; remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def handle_MAIL(
        self, _server: Any, _session: Any, _envelope: Any, address: str, _options: Any
    ) -> str:
        self.told.append(address)
        return "250 OK"


@pytest.fixture
def relay() -> Iterator[tuple[LocalRelay, int]]:
    handler = LocalRelay()
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def test_every_channel_has_a_way() -> None:
    assert set(Channel) == {Channel.EMAIL, *CARRIED_BY_HAND}


@pytest.mark.parametrize("account", ONE_OF_EACH.values(), ids=ONE_OF_EACH.keys())
def test_a_local_relay_hears_of_no_letter(account: Account, relay: tuple[LocalRelay, int]) -> None:
    handler, port = relay
    handover = Handover()
    address = SandboxAddress(smtp_port=port, http_port=port, key=b"ours")

    with closing(Driven(account.rehearsed(address))) as transport:
        outcome = transport.send(a_message(), handover)

    assert isinstance(outcome, Refused)
    assert outcome.scope is Scope.ACCOUNT
    assert "is not this home's sandbox" in outcome.reason
    assert (handler.told, handover.calls) == ([], 0)


@pytest.mark.parametrize("account", ONE_OF_EACH.values(), ids=ONE_OF_EACH.keys())
def test_the_sandbox_of_another_home_gets_none_and_our_own_does(account: Account, tmp_path: Path) -> None:
    with Sandbox(tmp_path, key=b"theirs") as sandbox:
        there = sandbox.address
        ours = SandboxAddress(smtp_port=there.smtp_port, http_port=there.http_port, key=b"ours")
        with (
            closing(Driven(account.rehearsed(ours))) as stranger,
            closing(Driven(account.rehearsed(there))) as friend,
        ):
            assert isinstance(stranger.send(a_message(), Handover()), Refused)
            assert sandbox.taken == 0
            assert isinstance(friend.send(a_message(), Handover()), Accepted)
            assert sandbox.taken == 1
