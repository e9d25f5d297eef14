"""Cells that a spreadsheet would run as a formula, made harmless when we write them.

OWASP ASVS 1.2.10, and phpList's CVE-2021-3188: a name like ``=HYPERLINK(…)`` reaches a colleague's computer.
"""

import re

#: What makes a spreadsheet see a formula, full-width forms included; a quote before it makes it text. Where
#: semicolons separate the cells, what follows one within our cell begins a cell of its own.
_FORMULA = "[ \"']*[=+\\-@\t\r＝＋－＠]"
_BARE = re.compile(f"(^|;)({_FORMULA})")
_NEUTRAL = re.compile(f"(^|;)'({_FORMULA})")


def neutralise_formula(cell: str) -> str:
    """The cell with an apostrophe wherever it needs one; `restore_cell` takes just those off again."""
    return _BARE.sub(r"\1'\2", cell)


def restore_cell(cell: str) -> str:
    """The cell as it was before `neutralise_formula`."""
    return _NEUTRAL.sub(r"\1\2", cell) if "'" in cell else cell
