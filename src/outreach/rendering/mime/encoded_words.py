"""RFC 2047: text beyond ASCII in a header, written and read.

Our own, for Python's `email` writes the space at a fold between two encoded words, where every reader
drops it ("Россия):сообщения"; RFC 2047 §6.2 wants it inside one), and reads more than was written.
"""

import base64
import binascii
import re
from collections.abc import Callable
from functools import lru_cache

#: RFC 2047 §2: of an encoded word, and of each line that holds one.
LONGEST_WORD = 75
LONGEST_LINE = 76

_PREFIX, _SUFFIX = "=?utf-8?{}?", "?="
#: What may stand unencoded even in a display name (RFC 2047 §5 (3)).
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_WORD = re.compile(r"=\?utf-8\?([bq])\?([!-<>@-~=]+)\?=")


@lru_cache(maxsize=1024)  # a sender's name and most subjects stand in many letters
def encode_words(text: str, *, room: int) -> tuple[str, ...]:
    """``text`` as encoded words, to be parted by line ends and spaces; ``room`` is what the first may take.

    Spaces are inside the words, and no character is torn between two (§5). The shorter of the two
    encodings is taken.
    """
    by_kind = [_words(text, room, "q", _quoted), _words(text, room, "b", _base64)]
    return tuple(min(by_kind, key=lambda words: sum(map(len, words))))


def decode_words(value: str) -> str:
    """The text of a value that consists of such words alone. Raises `ValueError` for any other."""
    pieces = []
    for word in value.split(" "):
        found = _WORD.fullmatch(word)
        if not found or len(word) > LONGEST_WORD:
            raise ValueError(f"{word!r} is not an encoded word of ours")
        pieces.append(_decoded(found[1], found[2]))
    return "".join(pieces)


def _words(text: str, room: int, kind: str, encoded: Callable[[bytes], str]) -> list[str]:
    prefix = _PREFIX.format(kind)
    words: list[str] = []
    taken = ""
    for character in text:
        longer = prefix + encoded((taken + character).encode()) + _SUFFIX
        if taken and len(longer) > (LONGEST_WORD if words else min(room, LONGEST_WORD)):
            words.append(prefix + encoded(taken.encode()) + _SUFFIX)
            taken = ""
        taken += character
    return [*words, prefix + encoded(taken.encode()) + _SUFFIX]


def _quoted(octets: bytes) -> str:
    return "".join(chr(o) if o in _PLAIN else "_" if o == 0x20 else f"={o:02X}" for o in octets)


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


def _decoded(kind: str, encoded: str) -> str:
    try:
        if kind == "b":
            return base64.b64decode(encoded, validate=True).decode()
        return binascii.a2b_qp(encoded.replace("_", " ")).decode()
    except ValueError as error:  # binascii.Error and UnicodeDecodeError are both
        raise ValueError(f"{encoded!r} cannot be decoded: {error}") from None
