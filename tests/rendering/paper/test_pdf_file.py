"""PDFs that somebody brings along."""

import pytest
import typst

from outreach.model.errors import BadInput
from outreach.rendering.paper.pdf_file import pages_in, require_pdf


def made(pages: int = 1) -> bytes:
    pdf = typst.compile(b"One" + b"\n#pagebreak()\nMore" * (pages - 1))
    assert isinstance(pdf, bytes)
    return pdf


@pytest.mark.parametrize("pages", [1, 3])
def test_its_pages_are_counted_whoever_made_it(pages: int) -> None:
    require_pdf(made(pages), "attachments/appeal.pdf")

    assert pages_in(made(pages)) == pages


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "is no PDF"),
        (b"PK\x03\x04 a word processor's file", "is no PDF"),
        (b"<html>%PDF-1.7 %%EOF", "is no PDF"),
        (made()[:-200], "one that is cut off"),
        (b"%PDF-1.7\nnothing else\n%%EOF\n", "cannot be opened"),
        (made() + b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>\n%%EOF", "does more than show pages"),
        (made() + b"<< /S /Launch /F (cmd.exe) >>\n%%EOF", "does more than show pages"),
        (made() + b"<< /EmbeddedFiles 3 0 R >>\n%%EOF", "does more than show pages"),
        (made() + b"/Encrypt 3 0 R\n%%EOF", "is locked"),
    ],
)
def test_what_is_no_plain_pdf_is_refused_by_its_name(content: bytes, fault: str) -> None:
    with pytest.raises(BadInput, match=rf"^attachments/appeal\.pdf.*{fault}"):
        require_pdf(content, "attachments/appeal.pdf")
