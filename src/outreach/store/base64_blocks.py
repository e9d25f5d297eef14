"""Letters with their base64 (RFC 2045 §6.8) taken out of it, so that what is alike looks alike.

A name that is one octet longer shifts every digit and every line end behind it: two letters of one wording
then have hardly anything in common, and nothing can be deflated against the other.
"""

import base64
import hashlib
import re
import struct
from collections.abc import Callable, Collection

#: Whole lines, and perhaps a shorter one, or one that is filled up, behind them.
_BLOCK = re.compile(rb"(?m)^(?:[A-Za-z0-9+/]{76}\r\n)+(?:[A-Za-z0-9+/=]{1,76}\r\n)?|\0")
#: How long the octets of a block are that follow; 0: no block, but a NUL that stood there.
_LENGTH = struct.Struct(">xI")
_A_NUL = _LENGTH.pack(0)
#: In the place of a length: the octets are kept elsewhere, and their SHA-256 follows.
_KEPT = 0xFFFFFFFF
_DIGEST = hashlib.sha256().digest_size


def _nothing_is_kept(_: bytes) -> bytes:
    raise ValueError("a block of it is kept elsewhere")


def opened(mime: bytes, kept: Collection[bytes] = ()) -> bytes:
    """The message with each block in its octets; `closed` makes the same bytes of it again.

    Of those whose SHA-256 is among ``kept`` it has the digest alone.
    """
    if b"base64" not in mime and b"\0" not in mime:  # most languages need none
        return mime
    return _BLOCK.sub(lambda found: _open(found[0], kept), mime)


def closed(opened: bytes, octets_of: Callable[[bytes], bytes] = _nothing_is_kept) -> bytes:
    """The message as it was, where ``octets_of`` gives what goes by a digest.

    Raises ValueError for what `opened` has not made.
    """
    parts, here = [], 0
    while (mark := opened.find(b"\0", here)) >= 0:
        begin = mark + _LENGTH.size
        if begin > len(opened):
            raise ValueError("it ends within a block's length")
        (length,) = _LENGTH.unpack_from(opened, mark)
        is_kept = length == _KEPT
        here_until = begin + (_DIGEST if is_kept else length)
        octets = opened[begin:here_until]
        if len(octets) < here_until - begin:
            raise ValueError("it ends within a block")
        if is_kept:
            octets = octets_of(octets)
        parts += [opened[here:mark], _lines(octets) if length else b"\0"]
        here = here_until
    return b"".join([*parts, opened[here:]])


def _open(block: bytes, kept: Collection[bytes]) -> bytes:
    if block == b"\0":
        return _A_NUL
    try:
        octets = base64.b64decode(block.replace(b"\r\n", b""), validate=True)
    except ValueError:  # other lines that look like it
        return block
    if _lines(octets) != block:
        return block
    if kept and (digest := hashlib.sha256(octets).digest()) in kept:
        return _LENGTH.pack(_KEPT) + digest
    return _LENGTH.pack(len(octets)) + octets


def _lines(octets: bytes) -> bytes:
    digits = base64.b64encode(octets)
    return b"".join([digits[begin : begin + 76] + b"\r\n" for begin in range(0, len(digits), 76)])
