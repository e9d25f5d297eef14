"""What may stand in a name, a subject or any other text that is printed: characters that a reader sees.

One place for the checks of every door, so that no two of them disagree. The tables are written out here:
what Python itself knows of Unicode differs from one version to the next.
"""

import re

#: Controls, line ends in any disguise, lone surrogates.
_CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
#: Unicode's format characters (category Cf): zero-width spaces, marks that turn the direction of what
#: follows (UAX 9 §2), tags, soft hyphens; and what is drawn as nothing: fillers, variation selectors. With
#: them one name is made to look like another, or to carry what nobody sees.
_HIDDEN = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
#: Scripts whose spelling needs the zero-width joiner and non-joiner: Arabic (Persian می‌خواهم), Syriac, the
#: Indic scripts (Sinhala ශ්‍රී), Myanmar, Khmer, Mongolian. RFC 5892 A.1 and A.2 know the same exception.
_JOINING = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af"
_JOINERS = "\u200c\u200d"

_SUSPECT = re.compile(f"[{_CONTROLS}{_HIDDEN}{_JOINERS}]")
_CONTROL = re.compile(f"[{_CONTROLS}{_HIDDEN}]|(?<![{_JOINING}])[{_JOINERS}]|[{_JOINERS}](?![{_JOINING}])")


def has_control(text: str, *, besides: str = "") -> bool:
    """Whether any character steers, or hides, instead of being read; tabs and line ends included.

    A joiner between two letters of a script that is spelt with joiners is read, and may stay. ``besides``
    are characters that may stay as well, as the line ends of a longer text.
    """
    if text.isascii() and text.isprintable():  # most cells of a list are
        return False
    # A whole letter has a hundred different characters: to look at each once saves most of the time.
    different = "".join(set(text).difference(besides))
    if not _SUSPECT.search(different):
        return False
    return bool(_CONTROL.search(text.translate(dict.fromkeys(map(ord, besides))) if besides else text))


def has_encoded_word(text: str) -> bool:
    """Whether this begins what mail programs decode (RFC 2047 §2): ``=?``.

    A name that comes encoded may decode to a line break, and so to a header of its own (CVE-2024-6923).
    """
    return "=?" in text


def header_fault(text: str) -> str | None:
    """Why this must not become the value of a header field, as the end of a sentence; None if it may."""
    if has_control(text):
        return "has a line break or another control or hidden character in it: type it anew"
    if has_encoded_word(text):
        return "has '=?' in it, with which mail hides text from those who check it: write it plainly"
    return None
