"""What a person prints to send a day's post: the sealed letters in one file, and their envelopes.

The letters are those that were sealed, page by page, as pictures within a page; nothing but the date is put
onto them, where `form.typ` has room for it.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from outreach.model.errors import BadInput
from outreach.model.paper import Form
from outreach.rendering.paper.typesetter import form_in, pages_of

_HERE = Path(__file__).parent
_ENVELOPES: Mapping[Form, str] = {
    Form.DIN_5008_A: "window left (DIN 5008 A)",
    Form.DIN_5008_B: "window left (DIN 5008 B)",
    Form.NF_Z_11_001: "window right (NF Z 11-001)",
    Form.PLAIN: "no window: address it",
}


class Envelopes(StrEnum):
    """On what the addresses are printed."""

    #: An A4 sheet of eight labels, 105 × 74 mm.
    LABELS = "labels"
    #: 162 × 114 mm, and 220 × 110 mm.
    C6 = "c6"
    DL = "dl"


@dataclass(frozen=True, kw_only=True)
class PostLetter:
    """One letter that waits for the post."""

    task: int
    office: str
    reference: str
    #: Name and postal address of whoever sends it, on one line.
    sender: str
    #: As they were sealed, the letter first.
    pdfs: Sequence[bytes]
    #: The line of place and date, which was sealed without its date; empty where there is none.
    date_line: str


def post_file(
    letters: Sequence[PostLetter], *, title: str, remark: str = "", both_sides: bool = False
) -> bytes:
    """All of them in one PDF behind a list of them; for printing on both sides, each begins on a front."""
    return _printed(letters, {"kind": "letters", "title": title, "remark": remark, "both_sides": both_sides})


def envelopes_file(letters: Sequence[PostLetter], size: Envelopes) -> bytes:
    """Their addresses, as they stand on the letters, in the same order."""
    return _printed(letters, {"kind": size.value, "title": "Envelopes"})


def _printed(letters: Sequence[PostLetter], post: Mapping[str, object]) -> bytes:
    """Raises `BadInput` for a PDF that is none of ours."""
    with TemporaryDirectory(prefix="outreach-post-") as name:
        root = Path(name)
        for template in ("form.typ", "post.typ"):
            shutil.copyfile(_HERE / template, root / template)
        told = [_told(root, number, letter) for number, letter in enumerate(letters, start=1)]
        try:
            made = typst.compile(
                str(root / "post.typ"),
                root=str(root),
                ignore_system_fonts=True,
                sys_inputs={"post": json.dumps({**post, "letters": told})},
            )
        except typst.TypstError as error:
            raise BadInput(f"the post cannot be printed: {error.message}") from None
    return made


def _told(root: Path, number: int, letter: PostLetter) -> dict[str, object]:
    """What the template is told of it; its PDFs are laid below the root."""
    files = [f"{number}-{part}.pdf" for part in range(len(letter.pdfs))]
    for file, pdf in zip(files, letter.pdfs, strict=True):
        (root / file).write_bytes(pdf)
    form = form_in(letter.pdfs[0])
    return {
        "task": letter.task,
        "office": letter.office,
        "reference": letter.reference,
        "sender": letter.sender,
        "envelope": _ENVELOPES[form],
        "form": form.value,
        "files": files,
        "pages": [pages_of(pdf) for pdf in letter.pdfs],
        "date": letter.date_line,
    }
