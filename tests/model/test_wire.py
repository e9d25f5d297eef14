"""The bytes of a letter that every server reads alike."""

import pytest

from outreach.model.wire import wire_fault


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "does not end with a line end"),
        (b"a\r\n.\r\nb", "does not end with a line end"),
        (b"a\r\nb\n", "does not end with a line end"),
        (b"a\n.\nb\r\n", "has a bare CR or LF"),
        (b"a\r.\rb\r\n", "has a bare CR or LF"),
        (b"a\r\r\nb\n\r\n", "has a bare CR or LF"),
        (b"a\n\rb\r\n", "has a bare CR or LF"),
        (b"x" * 999 + b"\r\n", "has a line of more than 998 octets"),
        (b"a\0b\r\n", "has a NUL in it"),
    ],
)
def test_what_two_servers_could_read_differently_is_found(content: bytes, fault: str) -> None:
    assert wire_fault(content) == fault


@pytest.mark.parametrize("content", [b"\r\n", b"x" * 998 + b"\r\n", "Libérez-le\r\n.\r\n".encode()])
def test_what_every_server_reads_alike_has_no_fault(content: bytes) -> None:
    assert wire_fault(content) is None
