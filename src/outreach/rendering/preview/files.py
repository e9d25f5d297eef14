"""A finished letter as its readers see it: on a desk, a telephone, at night, on paper, and as it is sent."""

import html
import re
from collections.abc import Mapping

from outreach.rendering.mime.message import attachments_of, html_of, text_of

#: CSS pixels: the width of the telephones that are in most hands.
PHONE = 375
_DARK = re.compile(r"@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)", re.IGNORECASE)
_SCHEMES = re.compile(r"(color-scheme[\"']?\s*(?::|content=[\"'])\s*)light dark", re.IGNORECASE)
_PRINT = re.compile(r"@media\s+print\b", re.IGNORECASE)
_ANY = "@media all"

_FRAME = """\
<!doctype html>
<meta charset="utf-8">
<title>On a telephone</title>
<style>
body {{ margin: 24px; background: #ddd; }}
iframe {{ border: 1px solid #888; background: #fff; }}
</style>
<iframe title="The letter, {width} pixels wide" width="{width}" height="780" srcdoc="{page}"></iframe>
"""


def preview_files(mime: bytes) -> Mapping[str, bytes]:
    """Name → content of a file for each way in which the letter is read; ``desktop.html`` comes first.

    ``dark.html`` and ``paper.html`` show at once what the page keeps for the night and for the printer.
    What the letter encloses comes last, under its own name.
    """
    page = html_of(mime)
    dark = _SCHEMES.sub(r"\1dark", _DARK.sub(_ANY, page))
    phone = _FRAME.format(width=PHONE, page=html.escape(page))
    pages = {"desktop": page, "phone": phone, "dark": dark, "paper": _PRINT.sub(_ANY, page)}
    return {
        **{f"{name}.html": content.encode() for name, content in pages.items()},
        "letter.txt": text_of(mime).encode(),
        "letter.eml": mime,
        **{one.file_name: one.content for one in attachments_of(mime)},
    }
