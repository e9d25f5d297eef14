"""A letter's content, before it becomes a message."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """Subject, text and HTML of one letter."""

    #: One line, without control characters.
    subject: str
    #: Plain text, lines ended by LF; of a finished letter folded at 76 columns.
    text: str
    #: A whole HTML page that fetches nothing.
    html: str
    #: What stands on its paper (`paper.page`), as JSON on one line; empty where it is on none.
    page: str = ""
