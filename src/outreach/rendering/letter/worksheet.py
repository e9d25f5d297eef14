"""A letter that goes through a web form: what a person copies into its fields, one after the other."""

import html as entities
import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Filled:
    """One field of the form, and what goes into it: plain paragraphs, each on one line."""

    label: str
    text: str


def worksheet(fields: Sequence[Filled], *, language: str, title: str) -> tuple[str, str]:
    """The sheet as plain text and as HTML, which say the same. Nothing is folded: it is to be copied."""
    text = "\n".join(f"[{field.label}]\n{_tidy(field.text)}\n" for field in fields)
    blocks = "".join(
        f"<h2>{_escaped(field.label)}</h2>\n{_paragraphs(_tidy(field.text))}" for field in fields
    )
    page = (
        f'<!doctype html>\n<html lang="{_escaped(language)}"><head><title>{_escaped(title)}</title></head>\n'
        f"<body>\n{blocks}</body></html>\n"
    )
    return text, page


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{_escaped(part).replace(chr(10), '<br>')}</p>\n" for part in text.split("\n\n"))


def _escaped(text: str) -> str:
    return entities.escape(text)
