"""Cells that a spreadsheet would run as a formula, made harmless when we write them.

OWASP ASVS 1.2.10, and phpList's CVE-2021-3188: a name like ``=HYPERLINK(…)`` reaches a colleague's computer.
"""

import re

#: What makes a spreadsheet see a formula, full-width forms included; a quote before it makes it text.
_FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")


def neutralise_formula(cell: str) -> str:
    """The cell with a leading apostrophe where it needs one; `restore_cell` takes just that one off again."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restore_cell(cell: str) -> str:
    """The cell as it was before `neutralise_formula`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
