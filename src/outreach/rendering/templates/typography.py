"""How a text is set in each language: its quotation marks, its spaces, its codes that hold together.

Staff type as their keyboard allows. What is set here is what they wrote, and never what a contact brings:
names and addresses are data. Jinja's tags and the addresses of links stay as they are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from outreach.model.locale import fallbacks
from outreach.rendering.templates.environment import environment, has_tags

#: Holds together what stands on both sides.
_NO_BREAK = "\u00a0"
_NARROW_NO_BREAK = "\u202f"
_NO_BREAK_HYPHEN = "\u2011"


@dataclass(frozen=True, kw_only=True)
class Marks:
    """A language's quotation marks: around a quotation, and around one within it."""

    outer: tuple[str, str]
    inner: tuple[str, str]


def _marks(four: str) -> Marks:
    return Marks(outer=(four[0], four[1]), inner=(four[2], four[3]))


#: By tag, after CLDR 47 (delimiters); what has no line is neither set anew nor judged. Plain `en` is European
#: English, and quotes as Britain does, where CLDR has the marks of America.
MARKS: Mapping[str, Marks] = {
    "de": _marks("„“‚‘"),
    "de-CH": _marks("«»‹›"),
    "de-LI": _marks("«»‹›"),
    "en": _marks("‘’“”"),
    "en-CA": _marks("“”‘’"),
    "en-US": _marks("“”‘’"),
    "es": _marks("«»“”"),
    "es-419": _marks("“”‘’"),
    "fr": _marks("«»“”"),
    "it": _marks("«»“”"),
    "nl": _marks("‘’“”"),
    "pl": _marks("„”«»"),
    "pt": _marks("“”‘’"),
    "pt-PT": _marks("«»“”"),
    "ru": _marks("«»„“"),
    "uk": _marks("«»„“"),
}
#: Any of them, and those that a keyboard has for want of better.
ALL_MARKS = frozenset("".join("".join((*one.outer, *one.inner)) for one in MARKS.values()) + '"')

#: What a text with its tags taken out has in their places, one for each; no text may hold it.
TAG = "\x1a"
_ADDRESS = "\x15"
#: A closing mark that is also an apostrophe closes nothing before a letter.
_NOT_BEFORE_A_LETTER = rf"(?![\w{TAG}{_ADDRESS}])"
#: Where the marks will stand, until all are known.
_SLOTS = ("\x11", "\x12", "\x13", "\x14")

_SPACES = re.compile(r"(\s+)")
_CODE = re.compile(r"\b([^\W\d_]{2,})-(?=\d)")
_INSIDE = re.compile(rf"(?<=«)[ {_NO_BREAK}{_NARROW_NO_BREAK}]|[ {_NO_BREAK}{_NARROW_NO_BREAK}](?=»)")
_BEFORE_HIGH = re.compile(rf"[ {_NO_BREAK}{_NARROW_NO_BREAK}](?=[;!?])")
_BEFORE_COLON = re.compile(rf"(?<=\S)[ {_NARROW_NO_BREAK}](?=:)")


@dataclass(frozen=True, kw_only=True)
class Style:
    """Everything in which two languages can be set differently."""

    marks: Marks | None
    #: Switzerland and Liechtenstein write ss for ß.
    has_sharp_s: bool
    #: No-break spaces in « » and before a colon; before ; ! ? a narrow one, but in Canada none.
    is_french: bool
    is_canadian: bool


@lru_cache(maxsize=1024)
def style(tag: str) -> Style:
    """How texts of that language are set; the same for most variants as for the language."""
    served_by = fallbacks(tag)
    return Style(
        marks=next((MARKS[one] for one in served_by if one in MARKS), None),
        has_sharp_s=tag not in {"de-CH", "de-LI"},
        is_french=served_by[-1] == "fr",
        is_canadian=tag == "fr-CA",
    )


def typeset(source: str, *, written_in: str, tag: str) -> str:
    """A text that was written for one language, as letters of another have it, or of the same one.

    ``source`` has passed `grammar.check`. What it says stays, letter by letter, but for the ß, which
    Switzerland and Liechtenstein do not write.
    """
    return _typeset(source, style(written_in).marks, style(tag))


@lru_cache(maxsize=4096)  # a variant is set as its language is, but for a mark or two
def _typeset(source: str, ours: Marks | None, wanted: Style) -> str:
    text, tags = without_tags(source)
    if text.count(TAG) != len(tags):
        return source  # it holds what no text may hold, and is refused where that is looked for
    words = _SPACES.split(text)
    # Nothing is changed in an address: a link would lead elsewhere.
    addresses = iter([word for word in words if _is_address(word)])
    text = "".join(_ADDRESS if _is_address(word) else word for word in words)
    if ours and wanted.marks and ours != wanted.marks:
        text = _requoted(text, ours, wanted.marks)
    text = re.sub(_ADDRESS, lambda _: next(addresses), _set(text, wanted))
    tag_after_tag = iter(tags)
    return re.sub(TAG, lambda _: next(tag_after_tag), text)


def _is_address(word: str) -> bool:
    return "://" in word or "@" in word


def semicolon(tag: str) -> str:
    """How that language parts the items of a list."""
    return _set(" ;", style(tag)) if style(tag).is_french else ";"


def without_tags(source: str) -> tuple[str, list[str]]:
    """The text with `TAG` for each of Jinja's tags, and those tags."""
    if not has_tags(source):
        return source, []
    text, tags, within = "", [], ""
    for _, kind, value in environment(html=False).lex(source):
        if within or kind in {"block_begin", "variable_begin", "comment_begin"}:
            within += value
            if kind in {"block_end", "variable_end", "comment_end"}:
                tags.append(within)
                text, within = text + TAG, ""
        else:
            text += value
    return text, tags


def _requoted(text: str, ours: Marks, theirs: Marks) -> str:
    slots = dict(zip((_SLOTS[:2], _SLOTS[2:]), (ours.outer, ours.inner), strict=True))
    for (opens, closes), (opening, closing) in slots.items():
        # Of two alike, as in Swedish, no program knows which is which; no line above has such.
        quotation = rf"{opening}((?:(?!\n[ \t]*\n).)*?){closing}{_NOT_BEFORE_A_LETTER}"
        text = re.sub(quotation, rf"{opens}\1{closes}", text, flags=re.DOTALL)
    return text.translate(str.maketrans("".join(_SLOTS), "".join((*theirs.outer, *theirs.inner))))


def _set(text: str, wanted: Style) -> str:
    text = _CODE.sub(_held_together, text)
    if not wanted.has_sharp_s:
        return text.replace("ß", "ss").replace("ẞ", "SS")
    if wanted.is_french:
        text = _INSIDE.sub(_NO_BREAK, text)
        text = _BEFORE_HIGH.sub("" if wanted.is_canadian else _NARROW_NO_BREAK, text)
        return _BEFORE_COLON.sub(_NO_BREAK, text)
    return text


def _held_together(code: re.Match[str]) -> str:
    """IK-18 does not part at the end of a line; a word that is not all capitals may."""
    return code[1] + _NO_BREAK_HYPHEN if code[1].isupper() else code[0]
