"""The last look at a letter before a person's: signs that a text or a contact is not what it should be."""

import html
import re

from outreach.model.errors import BadInput
from outreach.model.text import has_control
from outreach.model.unwritten import to_be_written, unwritten
from outreach.rendering.letter.agreement import require_page
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.paper.page import Page
from outreach.rendering.paper.sheet import Sheet

#: A tag that came through, or that a contact brought along.
_TAG = re.compile(r"\{\{|\{%")  # not the closing ones: styles end in }} and %}
_ACTIVE_LINK = re.compile(r"""href\s*=\s*["'](?!https?:|mailto:|#)""", re.IGNORECASE)


def proofread(where: str, rendered: Rendered) -> None:
    """Raises `BadInput`, naming ``where``, for a letter that is not fit to be read by a minister.

    That is: a subject that is empty or has a line break, a tag that was left over, a place that is still to
    be written, a control or hidden character in any guise, or a link to anything but the web and a mailbox.
    Raises `TemplateFault` for one whose paper does not say what its text says.
    """
    if not rendered.subject or has_control(rendered.subject):
        raise BadInput(f"{where}: the subject must be one line of text")
    parts = {"subject": rendered.subject, "text": rendered.text, "HTML": rendered.html}
    for part, content in parts.items():
        tag = _TAG.search(content)
        if tag:
            raise BadInput(f"{where}: '{tag.group()}' is left in the {part}: look at texts and contact")
        shown = html.unescape(content) if part == "HTML" else content
        if hint := unwritten(shown):
            raise BadInput(f"{where}: a part of the {part} {to_be_written(hint)}")
        if has_control(shown, besides="\n\t"):
            raise BadInput(f"{where}: a control or hidden character is in the {part}: look at the contact")
    for label, sentence in Sheet.of_json(rendered.sheet).rows if rendered.sheet else ():
        if hint := unwritten(f"{label} {sentence}"):
            raise BadInput(f"{where}: a part of the fact sheet {to_be_written(hint)}")
    if _ACTIVE_LINK.search(rendered.html):
        raise BadInput(f"{where}: a link in it is neither https: nor mailto:")
    if rendered.page:
        said = list(Page.of_json(rendered.page).said())
        if any(has_control(piece, besides="\n\t") for piece in said):
            raise BadInput(f"{where}: a control or hidden character is in its paper: look at the contact")
        require_page(where, text=rendered.text, page=said)
