"""Base64 in the clear: the same bytes come out again, whatever they were."""

import base64
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.store.base64_blocks import closed, opened

HEAD = b"Content-Transfer-Encoding: base64\r\n\r\n"


def lines(octets: bytes) -> bytes:
    return base64.encodebytes(octets).replace(b"\n", b"\r\n")


@given(st.lists(st.one_of(st.binary(max_size=300), st.binary(min_size=50, max_size=300).map(lines))))
def test_what_is_opened_closes_to_the_same_bytes(parts: list[bytes]) -> None:
    whole = b"".join(parts)
    assert closed(opened(whole)) == whole


def test_the_octets_of_a_block_stand_in_the_clear() -> None:
    text = "Уважаемый господин министр! ".encode() * 10
    assert text in opened(HEAD + lines(text) + b"--boundary--\r\n")


@pytest.mark.parametrize(
    "like_it",
    [
        b"A" * 76 + b"\r\nHello\r\n",  # no whole number of octets
        b"A" * 75 + b"B\r\nQQ=Q\r\n",
        b"A" * 76 + b"\r\nQR==\r\n",  # bits that base64 would have left at nothing
    ],
)
def test_lines_that_only_look_like_it_stay(like_it: bytes) -> None:
    assert opened(HEAD + like_it) == HEAD + like_it


@pytest.mark.parametrize("spoilt", [b"a\0", b"a\0\0\0", b"a\0\0\0\0\x05abc", b"a\0\xff\xff\xff\xffabc"])
def test_what_was_never_opened_is_refused(spoilt: bytes) -> None:
    with pytest.raises(ValueError, match="ends within"):
        closed(spoilt)


@given(st.binary(min_size=60, max_size=300), st.binary(min_size=60, max_size=300))
def test_a_block_that_is_kept_elsewhere_leaves_its_digest_and_comes_back(kept: bytes, other: bytes) -> None:
    whole = HEAD + lines(kept) + b"--boundary\r\n\r\n" + lines(other + b"!")
    files = {sha256(kept).digest(): kept}

    short = opened(whole, files)

    assert sha256(kept).digest() in short
    assert closed(short, files.__getitem__) == whole
    with pytest.raises(ValueError, match="kept elsewhere"):
        closed(short)
