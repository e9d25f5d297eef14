"""A letter as whoever gets it reads it: its bytes taken apart by the standard library alone."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from functools import cached_property, lru_cache
from html.parser import HTMLParser

from tests.rendering.paper.reading import words

#: A no-break hyphen and the no-break spaces, as one types them.
_PLAIN = str.maketrans({"\u2011": "-", "\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True, kw_only=True)
class ReadLetter:
    """The parts of a finished message."""

    text: str
    html: str
    subject: str
    sender: str
    recipient: str
    content_language: str
    #: The letter on paper, where it is enclosed.
    pdf: bytes = b""

    @property
    def is_sheet(self) -> bool:
        """Whether it is the worksheet of a form with fields of its own, and no whole letter."""
        return self.text.startswith("[") and "[Message]\n" not in self.text

    @cached_property
    def paper(self) -> str:
        """What is printed on paper, on one line."""
        return words(self.pdf)

    @cached_property
    def page(self) -> str:
        """The whole letter, without the labels of a form."""
        return self.text.partition("[Message]\n")[2] if self.text.startswith("[Subject]\n") else self.text

    @cached_property
    def paragraphs(self) -> list[str]:
        """Those of the page, each on one line."""
        return [flat(one) for one in re.split(r"\n[ ]*\n", self.page.strip())]

    @cached_property
    def pieces(self) -> list[str]:
        """The page between its rules: the letter, its annex if it has one, the foot."""
        return re.split(r"(?m)^-{20}$", self.page)


def read(mime: bytes) -> ReadLetter:
    """The letter in these bytes."""
    message = message_from_bytes(mime)
    parts = {
        part.get_content_type(): part.get_payload(decode=True).decode("utf-8")  # type: ignore[union-attr]
        for part in message.walk()
        if part.get_content_maintype() == "text"
    }

    def field(name: str) -> str:
        return str(make_header(decode_header(re.sub(r"\r?\n", "", message[name] or ""))))

    return ReadLetter(
        text=parts["text/plain"].replace("\r\n", "\n"),
        html=parts["text/html"].replace("\r\n", "\n"),
        subject=field("Subject"),
        sender=field("From"),
        recipient=field("To"),
        content_language=field("Content-Language"),
        pdf=b"".join(
            part.get_payload(decode=True)  # type: ignore[misc]
            for part in message.walk()
            if part.get_content_type() == "application/pdf"
        ),
    )


@lru_cache(maxsize=100_000)
def flat(text: str) -> str:
    """On one line; no-break spaces stay."""
    return re.sub(r"[ \n]+", " ", text).strip()


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """On one line, with the spaces, hyphens and quotation marks of a keyboard, and none before ; : ! ?."""
    text = re.sub("[«»„“”‹›]", '"', flat(text).translate(_PLAIN))
    text = re.sub("[‚‘’]", "'", text).replace("ß", "ss")
    return flat(re.sub(r'(?<=") | (?=[;:!?"])', "", text))


class _Words(HTMLParser):
    """Collects what a reader sees of a page, the items of its lists numbered."""

    _APART = frozenset(
        {"p", "br", "div", "td", "tr", "table", "li", "ol", "ul", "h1", "h2", "h3", "body", "blockquote"}
    )

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._hidden = 0
        self._numbers: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"head", "style", "title"}:
            self._hidden += 1
        if tag in self._APART:
            self.seen.append(" ")
        if tag in {"ol", "ul"}:
            self._numbers.append(0 if tag == "ol" else -1)
        if tag == "li" and self._numbers[-1] >= 0:
            self._numbers[-1] += 1
            self.seen.append(f"{self._numbers[-1]}. ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"head", "style", "title"}:
            self._hidden -= 1
        if tag in {"ol", "ul"}:
            self._numbers.pop()
        if tag in self._APART:
            self.seen.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.seen.append(data)


@lru_cache(maxsize=4)
def seen(html: str) -> str:
    """What one reads on the page, on one line."""
    # No attribute is read; without them, and without comments, the parser is three times as fast.
    parser = _Words()
    parser.feed(re.sub(r"<(\w+)\s[^>]*>", r"<\1>", re.sub(r"(?s)<!--.*?-->|<style.*?</style>", "", html)))
    return flat("".join(parser.seen).replace("\t", " "))


def tags(html: str) -> list[str]:
    """The languages that the page says it is in."""
    return re.findall(r'<html[^>]* lang="([^"]*)"', html)
