"""Both parts of a letter say the same, and say what the letter was to say.

Whoever approves a letter may have read one of its parts alone. So the words of its HTML and of its text
are compared when it is made, all of them and in their order: a paragraph that stands in one part only is
a fault of the layout, however it came there.

What may differ is what each kind of text needs: line ends, punctuation and rules between sections, the
bullets of a list, and the URL of a link, which the text writes out in brackets behind the link's words.
The markup was held against `templates.allowed_html` before: here it is simple enough to be read by patterns.
"""

import html as entities
import re
from collections.abc import Collection, Iterable

from outreach.model.errors import TemplateFault

_WORD = re.compile(r"\w+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
#: These do not part what stands before them from what stands behind.
_WITHIN_A_WORD = re.compile(r"</?(?:a|b|code|em|i|small|span|strong|sub|sup|u)\b[^>]*>")
_LIST_TAG = re.compile(r"<(?P<end>/?)(?P<name>ol|ul|li)\b[^>]*>")
_START = re.compile(r'\bstart="(\d{1,9})"')
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')

_CONTEXT = 8


def require_agreement(where: str, *, text: str, html: str) -> None:
    """Raises `TemplateFault`, naming ``where``, unless both parts have the same words in the same order."""
    body = _COMMENT.sub("", html[html.index("<body") :])
    urls = {entities.unescape(url).removeprefix("mailto:") for url in _LINK.findall(body)}
    in_html = _words(_without(urls, _visible(body)))
    in_text = _words(_without(urls, text))
    if in_html != in_text:
        raise TemplateFault(f"{where}: {_difference(in_html, in_text)}: let both layouts say the same")
    for url in sorted(urls):
        if url not in text:
            raise TemplateFault(f"{where}: its HTML has a link to {url}, which its text does not name")


def require_page(where: str, *, text: str, page: Iterable[str]) -> None:
    """Raises `TemplateFault`, naming ``where``, unless the paper says what the text says, in its order."""
    on_paper, in_text = _words("\n".join(page)), _words(text)
    if on_paper != in_text:
        paper, said = _apart(on_paper, in_text)
        raise TemplateFault(
            f"{where}: the letter on paper says “{paper}” where its text says “{said}”: let the text layout "
            "print what docs/paper.md lists, in that order"
        )


def require_passages(where: str, text: str, passages: Iterable[tuple[str, str]]) -> None:
    """Raises `TemplateFault`, naming ``where``, unless ``text`` says these passages, one after the other.

    A passage comes with what to call it: "the salutation", "the body" …
    """
    rest = _spaced(_words(text))
    for name, passage in passages:
        words = _words(passage)
        if not words:
            raise TemplateFault(f"{where}: {name} says nothing: write it")
        _, found, behind = rest.partition(_spaced(words))
        if not found:
            raise TemplateFault(f"{where}: {name} is not in the letter, or not in its place")
        rest = f" {behind}"


def _visible(body: str) -> str:
    """The page as text: a space for each tag that parts words, the numbers of lists written out."""
    shown = _WITHIN_A_WORD.sub("", body)
    return entities.unescape(_TAG.sub(" ", _numbered(shown) if "<ol" in shown else shown))


def _numbered(body: str) -> str:
    #: The number of the item to come in each open list, None where it has bullets.
    lists: list[int | None] = []

    def number(tag: re.Match[str]) -> str:
        match tag["end"], tag["name"]:
            case "", "li":
                if lists and (count := lists[-1]) is not None:
                    lists[-1] = count + 1
                    return f" {count} "
            case "", name:
                start = _START.search(tag.group())
                lists.append(int(start[1] if start else 1) if name == "ol" else None)
            case _, "ol" | "ul" if lists:
                lists.pop()
        return " "

    return _LIST_TAG.sub(number, body)


def _without(urls: Collection[str], text: str) -> str:
    """``text`` without the brackets that hold one of these URLs and nothing else."""
    lengths = sorted(set(map(len, urls)), reverse=True)
    kept = []
    here = 0
    while (opens := text.find("(", here)) >= 0:
        kept.append(text[here:opens])
        here = opens
        for length in lengths:
            closes = opens + 1 + length
            if text[closes : closes + 1] == ")" and text[opens + 1 : closes] in urls:
                kept[-1] = kept[-1].rstrip()
                here = closes + 1
                break
        else:
            kept.append("(")
            here += 1
    return "".join([*kept, text[here:]])


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _spaced(words: list[str]) -> str:
    return f" {' '.join(words)} "


def _difference(in_html: list[str], in_text: list[str]) -> str:
    html, text = _apart(in_html, in_text)
    return f"its HTML says “{html}” where its text says “{text}”"


def _apart(these: list[str], those: list[str]) -> tuple[str, str]:
    """What each says from where they differ."""
    pairs = enumerate(zip(these, those, strict=False))
    shorter = min(len(these), len(those))
    first = next((number for number, (one, other) in pairs if one != other), shorter)
    one, other = (" ".join(words[first : first + _CONTEXT]) or "nothing" for words in (these, those))
    return one, other
