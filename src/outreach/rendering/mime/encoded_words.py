"""RFC 2047: text beyond ASCII in a header, written and read.

Our own, for Python's `email` writes the space at a fold between two encoded words, where every reader
drops it ("Россия):сообщения"; RFC 2047 §6.2 wants it inside one), and reads more than was written.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

#: RFC 2047 §2: of an encoded word, and of each line that holds one.
LONGEST_WORD = 75
LONGEST_LINE = 76

_PREFIX, _SUFFIX = "=?utf-8?{}?", "?="
_AROUND = len(_PREFIX.format("q") + _SUFFIX)
#: What may stand unencoded even in a display name (RFC 2047 §5 (3)).
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
#: Each octet as the q encoding writes it (RFC 2047 §4.2).
_QUOTED = tuple(chr(o) if o in _PLAIN else "_" if o == 0x20 else f"={o:02X}" for o in range(256))
_WORD = re.compile(r"=\?utf-8\?([bq])\?([!-<>@-~=]+)\?=")


@lru_cache(maxsize=1024)  # a sender's name and most subjects stand in many letters
def encode_words(text: str, *, room: int) -> tuple[str, ...]:
    """``text`` as encoded words, to be parted by line ends and spaces; ``room`` is what the first may take.

    Spaces are inside the words, and no character is torn between two (§5). The shorter of the two
    encodings is taken.
    """
    by_kind = [_quoted_words(text, room), _base64_words(text, room)]
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


def _quoted_words(text: str, room: int) -> list[str]:
    return [_word("q", _quoted(part)) for part in _parted(text, room, _quoted_length, lambda n: n)]


def _base64_words(text: str, room: int) -> list[str]:
    parts = _parted(text, room, lambda c: len(c.encode()), lambda octets: (octets + 2) // 3 * 4)
    return [_word("b", base64.b64encode(part.encode()).decode("ascii")) for part in parts]


def _parted(
    text: str, room: int, weigh: Callable[[str], int], encoded: Callable[[int], int]
) -> Iterator[str]:
    """As much of the text as goes into one word, and so on; ``encoded`` is the length of so much weight."""
    begins = weight = 0
    most = min(room, LONGEST_WORD) - _AROUND
    for here, character in enumerate(text):
        more = weigh(character)
        if here > begins and encoded(weight + more) > most:
            yield text[begins:here]
            begins, weight, most = here, 0, LONGEST_WORD - _AROUND
        weight += more
    yield text[begins:]


def _word(kind: str, encoded: str) -> str:
    return f"{_PREFIX.format(kind)}{encoded}{_SUFFIX}"


def _quoted(text: str) -> str:
    return "".join(map(_QUOTED.__getitem__, text.encode()))


@lru_cache(maxsize=4096)
def _quoted_length(character: str) -> int:
    return len(_quoted(character))


def _decoded(kind: str, encoded: str) -> str:
    try:
        if kind == "b":
            return base64.b64decode(encoded, validate=True).decode()
        return binascii.a2b_qp(encoded.replace("_", " ")).decode()
    except ValueError as error:  # binascii.Error and UnicodeDecodeError are both
        raise ValueError(f"{encoded!r} cannot be decoded: {error}") from None
