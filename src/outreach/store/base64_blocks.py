"""Letters with their base64 (RFC 2045 §6.8) taken out of it, so that what is alike looks alike.

A name that is one octet longer shifts every digit and every line end behind it: two letters of one wording
then have hardly anything in common, and nothing can be deflated against the other.
"""

import base64
import re
import struct

#: Whole lines, and perhaps a shorter one behind them.
_BLOCK = re.compile(rb"(?m)^(?:[A-Za-z0-9+/]{76}\r\n)+(?:[A-Za-z0-9+/=]{1,75}\r\n)?|\0")
#: How long the octets of a block are that follow; 0: no block, but a NUL that stood there.
_LENGTH = struct.Struct(">xI")
_A_NUL = _LENGTH.pack(0)


def opened(mime: bytes) -> bytes:
    """The message with each block in its octets; `closed` makes the same bytes of it again."""
    if b"base64" not in mime and b"\0" not in mime:  # most languages need none
        return mime
    return _BLOCK.sub(_open, mime)


def closed(opened: bytes) -> bytes:
    """The message as it was. Raises ValueError for what `opened` has not made."""
    parts, here = [], 0
    while (mark := opened.find(b"\0", here)) >= 0:
        begin = mark + _LENGTH.size
        if begin > len(opened):
            raise ValueError("it ends within a block's length")
        (length,) = _LENGTH.unpack_from(opened, mark)
        octets = opened[begin : begin + length]
        if len(octets) < length:
            raise ValueError("it ends within a block")
        parts += [opened[here:mark], _lines(octets) if length else b"\0"]
        here = begin + length
    return b"".join([*parts, opened[here:]])


def _open(found: re.Match[bytes]) -> bytes:
    block = found[0]
    if block == b"\0":
        return _A_NUL
    try:
        octets = base64.b64decode(block.replace(b"\r\n", b""), validate=True)
    except ValueError:  # other lines that look like it
        return block
    return _LENGTH.pack(len(octets)) + octets if _lines(octets) == block else block


def _lines(octets: bytes) -> bytes:
    digits = base64.b64encode(octets)
    return b"".join([digits[begin : begin + 76] + b"\r\n" for begin in range(0, len(digits), 76)])
