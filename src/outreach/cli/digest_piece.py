"""The piece of a digest with which somebody says what they read."""

from outreach.model.errors import BadInput

#: A much shorter one could be another's.
_SHORTEST = 8


def digest_piece(piece: str, *, typed: str, what: str, shown_by: str) -> str:
    """The beginning of a digest (hex), as digests are written.

    ``typed`` is the word it stood in, ``what`` it is for its reader, and which command shows it. Raises
    `BadInput` for what could be another's, or is no digest.
    """
    if len(piece) < _SHORTEST or not set(piece.lower()) <= set("0123456789abcdef"):
        raise BadInput(f"{typed!r}: write the {what} as `{shown_by}` does, {_SHORTEST} signs or more")
    return piece.lower()
