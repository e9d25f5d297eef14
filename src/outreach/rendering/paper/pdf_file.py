"""A PDF that somebody brings along, for letters to enclose: looked at before it is taken."""

import re
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from outreach.model.errors import BadInput

#: Bytes. What a letter may weigh is said of each account; no file is more than that.
LARGEST_PDF = 20_000_000
#: What acts when a reader opens it, or hides another file: gateways of mail refuse these, and rightly.
_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
#: More pages than any PDF has: typst answers with how many there are.
_BEYOND = 1_000_000
_HOW_MANY = re.compile(r"only has (\d+) page")


def require_pdf(content: bytes, name: str) -> None:
    """Refuse what is no PDF that everybody can open and that only shows something.

    Raises `BadInput`; ``name`` is how its message calls the file.
    """
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1_024:]:
        raise BadInput(f"{name} is no PDF, or one that is cut off: save it as a PDF anew")
    if b"/Encrypt" in content:
        raise BadInput(f"{name} is locked: save it without a password")
    if found := _ACTS.search(content):
        raise BadInput(
            f"{name} does more than show pages ({found[0].decode()}): print it into a new PDF, and take that"
        )
    try:
        pages_in(content)
    except BadInput as fault:
        raise BadInput(f"{name}: {fault}") from None


@lru_cache(maxsize=16)
def pages_in(pdf: bytes) -> int:
    """How many pages any PDF has. Raises `BadInput` for what cannot be opened."""
    with TemporaryDirectory(prefix="outreach-pdf-") as folder:
        root = Path(folder)
        (root / "file.pdf").write_bytes(pdf)
        (root / "file.typ").write_text(f'#image("file.pdf", page: {_BEYOND})', "utf-8")
        try:
            typst.compile(str(root / "file.typ"), root=folder, ignore_system_fonts=True)
        except typst.TypstError as error:
            if found := _HOW_MANY.search(" ".join(error.hints)):
                return int(found[1])
    raise BadInput("this PDF cannot be opened: save it as a PDF anew")
