"""Reasons: words of a person, a server or a fault, fit to be stored and shown on one line."""

import unicodedata

LONGEST = 500


def one_line(text: str) -> str:
    """``text`` on one line of at most `LONGEST` characters, without what no terminal and no database takes.

    Controls, lone surrogates, NUL and hidden marks of direction become spaces.
    """
    visible = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text[: 4 * LONGEST])
    return " ".join(visible.split())[:LONGEST]
