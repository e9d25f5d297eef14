"""This machine and nothing else."""

import pytest

from outreach.model.errors import NotAllowed
from outreach.model.loopback import loopback_address, require_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.255.3.4", "::1", "localhost", "LocalHost"])
def test_this_machine_is_allowed(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "relay.example",
        "localhost.example",
        "127.0.0.1.example",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0.0.0.0",  # noqa: S104
        "::",
        "::ffff:127.0.0.1",
        "10.0.0.1",
        "[::1]",
        "127.0.0.1\r\n",
    ],
)
def test_everything_else_is_not(host: str) -> None:
    with pytest.raises(NotAllowed, match="is not this machine"):
        require_loopback(host)


def test_localhost_is_an_address_and_not_a_question() -> None:
    assert loopback_address("localhost") == "127.0.0.1"
