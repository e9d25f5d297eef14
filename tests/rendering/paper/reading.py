"""Reads a PDF as a reader of PDF does, by other code than what wrote it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from pypdf import PageObject, PdfReader

_MM = 25.4 / 72
_Matrix = Sequence[float]
_SAME = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One piece of text, and where its baseline begins: millimetres from the upper left corner."""

    page: int
    text: str
    x: float
    y: float


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def lines(pdf: bytes) -> list[Line]:
    """Everything that is printed, in the order of the file."""
    return [
        one for number, page in enumerate(opened(pdf).pages, start=1) for one in _Seen(number).of(page).lines
    ]


def line(pdf: bytes, text: str) -> Line:
    """The first that begins with this."""
    return next(one for one in lines(pdf) if one.text.startswith(text))


def words(pdf: bytes) -> str:
    """All that is printed, its spaces made one each."""
    return " ".join(" ".join(one.text for one in lines(pdf)).split())


def marks_at_the_edge(pdf: bytes) -> list[float]:
    """How far from above lines begin at the left edge of the first page, millimetres, from the top down."""
    seen = _Seen(1).of(opened(pdf).pages[0])
    return sorted({round(y, 1) for x, y in seen.strokes if x < 10})


@dataclass
class _Seen:
    """What stands on one page; a picture that is a page itself is looked into, where it is placed."""

    number: int
    lines: list[Line] = field(default_factory=list)
    strokes: list[tuple[float, float]] = field(default_factory=list)
    _placed: list[_Matrix] = field(default_factory=lambda: [_SAME])
    _height: float = 0.0

    def of(self, page: PageObject) -> "_Seen":
        self._height = float(page.mediabox.height)
        page.extract_text(
            visitor_text=self._text, visitor_operand_before=self._before, visitor_operand_after=self._after
        )
        return self

    def _text(self, text: str, cm: _Matrix, tm: _Matrix, *_: object) -> None:
        if text.strip():
            x, y = self._at(tm[4], tm[5], cm)
            self.lines.append(Line(page=self.number, text=text.strip(), x=x, y=y))

    def _before(self, operator: bytes, operands: Sequence[float], cm: _Matrix, _: object) -> None:
        if operator == b"m":
            self.strokes.append(self._at(operands[0], operands[1], cm))
        if operator == b"Do":
            self._placed.append(_one_after_the_other(cm, self._placed[-1]))

    def _after(self, operator: bytes, *_: object) -> None:
        if operator == b"Do":
            self._placed.pop()

    def _at(self, x: float, y: float, cm: _Matrix) -> tuple[float, float]:
        a, b, c, d, e, f = _one_after_the_other(cm, self._placed[-1])
        return (x * a + y * c + e) * _MM, (self._height - (x * b + y * d + f)) * _MM


def _one_after_the_other(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
