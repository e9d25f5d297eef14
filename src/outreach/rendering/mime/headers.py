"""The header fields of a letter, each written as one value that reads back as exactly what was meant.

Our own writing, not `email`'s, whose folding loses spaces and the quotes of a long name ("Special
Rapporteur on torture and other cruel, inhuman …" became two recipients), breaks long identifiers
(CPython #85725) and differs from version to version (CVE-2024-6923). No value that could be read as
another field comes this far: see `header_fault`.
"""

import re
from collections.abc import Iterable

from outreach.model.errors import BadInput
from outreach.model.text import header_fault
from outreach.rendering.mime.encoded_words import LONGEST_LINE, encode_words

#: RFC 5322 §2.1.1, without the CRLF.
MAX_LINE = 998

_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
#: RFC 5321 §4.1.2, without quoted strings and address literals, which we never write to.
ADDR_SPEC = re.compile(rf"{_ATEXT}+(?:\.{_ATEXT}+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
MSG_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
#: RFC 5646, as far as letters are written.
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_ATOMS = re.compile(rf"{_ATEXT}+(?: {_ATEXT}+)*")
_FOLD = "\r\n "


def text_field(name: str, text: str) -> str:
    """An unstructured field, as ``Subject``: ASCII as it is, anything else in encoded words."""
    _require_plain(name, text)
    # Spaces at an end are lost on the way; inside an encoded word they are not.
    lines = _folded_ascii(name, text) if text == text.strip(" ") else None
    return "\r\n".join(lines or _encoded(name, text))


def mailbox_field(name: str, display_name: str, address: str) -> str:
    """A field with one mailbox, as ``From``: its display name as atoms, quoted, or in encoded words.

    Of several spaces in a display name one is kept: readers of mail make no difference.
    """
    _require_plain(name, display_name)
    if header_fault(address) or not ADDR_SPEC.fullmatch(address) or len(address) > MAX_LINE // 2:
        raise BadInput(f"{address!r} cannot stand in a header: it must be one bare address in ASCII")
    phrase = single_spaced(display_name)
    if not phrase:
        return f"{name}: {address}"
    lines = _phrase(name, phrase)
    fits = len(lines[-1]) + len(f" <{address}>") <= LONGEST_LINE
    return "\r\n".join(lines) + (" " if fits else _FOLD) + f"<{address}>"


def identifiers_field(name: str, ids: Iterable[str]) -> str:
    """A field of msg-ids, as ``References``: none is ever broken, a line takes as many as it can."""
    lines = [f"{name}:"]
    for identifier in ids:
        if not MSG_ID.fullmatch(identifier) or len(identifier) > MAX_LINE - len("In-Reply-To: "):
            raise BadInput(f"{identifier!r} is not a Message-ID: <something@domain>")
        if len(lines[-1]) + 1 + len(identifier) > MAX_LINE:
            lines.append("")
        lines[-1] += f" {identifier}"
    return "\r\n".join(lines)


def language_field(name: str, tag: str) -> str:
    """A field with one language tag, as ``Content-Language``."""
    if not LANGUAGE_TAG.fullmatch(tag):
        raise BadInput(f"{tag!r} is not a language tag: write it like fr or pt-BR")
    return f"{name}: {tag}"


def single_spaced(text: str) -> str:
    """``text`` without spaces around it, and with one where several follow one another."""
    return re.sub(" +", " ", text).strip(" ")


def _require_plain(field: str, value: str) -> None:
    if fault := header_fault(value):
        raise BadInput(f"{field} {value!r} {fault}")


def _phrase(name: str, phrase: str) -> list[str]:
    """The lines of a field with a display name (RFC 5322 §3.2.5), which are still to take the address."""
    quoted = phrase if _ATOMS.fullmatch(phrase) else '"' + re.sub(r'(["\\])', r"\\\1", phrase) + '"'
    return _folded_ascii(name, quoted) or _encoded(name, phrase)


def _folded_ascii(name: str, text: str) -> list[str] | None:
    """Folded before spaces, which stay: unfolding gives the text back (RFC 5322 §2.2.3).

    None if the text is not ASCII, or one of its words is longer than a line.
    """
    lines = [f"{name}:"]
    for word in re.findall(" +[^ ]+", f" {text}"):
        if len(lines[-1]) + len(word) > LONGEST_LINE and lines != [f"{name}:"]:
            lines.append("")
        lines[-1] += word
    return lines if text.isascii() and max(map(len, lines)) <= LONGEST_LINE else None


def _encoded(name: str, text: str) -> list[str]:
    first, *more = encode_words(text, room=LONGEST_LINE - len(f"{name}: "))
    return [f"{name}: {first}", *(f" {word}" for word in more)]
