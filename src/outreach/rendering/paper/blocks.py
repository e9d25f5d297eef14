"""The body of a letter as blocks: what the HTML that Markdown makes says, without any markup.

Each block is plain JSON, with its ``kind``:

- ``paragraph`` and ``heading``: ``runs``, each with its ``text`` and, where they are so, ``strong``,
  ``emphasis``, ``code``, or the ``url`` of a link whose words are others; a line end is a line end
- ``list``: ``items``, each of them blocks; ``start`` is the first number, or null where it has bullets
- ``quote``: ``blocks``
- ``code``: ``text``
- ``rule``
"""

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

Block = dict[str, Any]

_STYLES = {"strong": "strong", "em": "emphasis", "code": "code"}
_WITH_RUNS = {"p": "paragraph"} | dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")
_WITH_BLOCKS = {"ol", "ul", "li", "blockquote"}
_SPACES = re.compile("[ \n]+")


def blocks(html: str) -> list[Block]:
    """The blocks of that body, in its order; a paragraph that says nothing is none."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def said(found: Sequence[Block]) -> Iterator[str]:
    """Everything that these blocks say, piece by piece, as the text part of a letter does."""
    for block in found:
        match block["kind"]:
            case "list":
                for number, item in enumerate(block["items"], start=block["start"] or 1):
                    yield from [] if block["start"] is None else [f"{number}."]
                    yield from said(item)
            case "quote":
                yield from said(block["blocks"])
            case "code":
                yield block["text"]
            case "paragraph" | "heading":
                yield "".join(
                    f"{run['text']} ({run['url']})" if "url" in run else run["text"] for run in block["runs"]
                )


class _Reader(HTMLParser):
    """Reads what `templates.markdown` writes, and no other HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Block] = []
        #: Where the next block goes: the innermost of the lists that are open.
        self._into: list[list[Any]] = [self.found]
        #: The runs of the open paragraph; in a dense list its first word opens it.
        self._runs: list[dict[str, Any]] | None = None
        self._styles: dict[str, Any] = {}
        self._code: Block | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _WITH_RUNS:
            self._end_runs()
            self._begin_runs(_WITH_RUNS[tag])
        elif tag in _WITH_BLOCKS:
            self._end_runs()
            self._begin_blocks(tag, int(given.get("start") or 1))
        elif tag == "pre":
            self._code = {"kind": "code", "text": ""}
            self._into[-1].append(self._code)
        elif tag == "hr":
            self._into[-1].append({"kind": "rule"})
        elif tag == "br":
            self._say("\n")
        elif tag == "a":
            self._styles["url"] = (given.get("href") or "").removeprefix("mailto:")
        elif tag in _STYLES:
            self._styles[_STYLES[tag]] = True

    def handle_endtag(self, tag: str) -> None:
        if tag in _WITH_RUNS:
            self._end_runs()
        elif tag in _WITH_BLOCKS:
            self._end_runs()
            self._into.pop()
        elif tag == "pre":
            self._code = None
        elif tag == "a":
            url = self._styles.pop("url")
            if self._runs and self._runs[-1]["text"] == url:
                del self._runs[-1]["url"]
        elif tag in _STYLES:
            self._styles.pop(_STYLES[tag], None)

    def handle_data(self, data: str) -> None:
        if self._code is not None:
            self._code["text"] += data
        elif data.strip() or self._runs:
            self._say(_SPACES.sub(" ", data))

    def _begin_blocks(self, tag: str, start: int) -> None:
        inner: list[Any] = []
        match tag:
            case "li":
                self._into[-1].append(inner)
            case "blockquote":
                self._into[-1].append({"kind": "quote", "blocks": inner})
            case _:
                numbered = start if tag == "ol" else None
                self._into[-1].append({"kind": "list", "start": numbered, "items": inner})
        self._into.append(inner)

    def _begin_runs(self, kind: str) -> list[dict[str, Any]]:
        self._runs = []
        self._into[-1].append({"kind": kind, "runs": self._runs})
        return self._runs

    def _say(self, text: str) -> None:
        runs = self._begin_runs("paragraph") if self._runs is None else self._runs
        if text != "\n" and (not runs or runs[-1]["text"][-1:] in {" ", "\n"}):
            text = text.lstrip(" ")
        if runs and {**runs[-1], "text": ""} == {**self._styles, "text": ""}:
            runs[-1]["text"] += text
        elif text:
            runs.append({"text": text, **self._styles})

    def _end_runs(self) -> None:
        if self._runs:
            self._runs[-1]["text"] = self._runs[-1]["text"].rstrip(" ")
        elif self._runs is not None:
            self._into[-1].pop()
        self._runs = None
