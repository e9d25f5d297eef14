"""The last look at a letter before a person's: signs that a text or a contact is not what it should be."""

import re

from outreach.model.errors import BadInput
from outreach.model.text import has_control

#: A tag that came through, or that a contact brought along.
_TAG = re.compile(r"\{\{|\{%")  # not the closing ones: styles end in }} and %}
#: C0 and C1 but for tab and LF, hidden line ends, lone surrogates; `has_control` takes 2 ms for a letter.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ACTIVE_LINK = re.compile(r"""href\s*=\s*["'](?!https?:|mailto:|#)""", re.IGNORECASE)


def proofread(where: str, *, subject: str, text: str, html: str) -> None:
    """Raises `BadInput`, naming ``where``, for a part that is not fit to be read by a minister.

    That is: a subject that is empty or has a line break, a tag that was left over, a control character, or
    a link to anything but the web and a mailbox.
    """
    if not subject or has_control(subject):
        raise BadInput(f"{where}: the subject must be one line of text")
    for part, content in (("subject", subject), ("text", text), ("HTML", html)):
        tag = _TAG.search(content)
        if tag:
            raise BadInput(f"{where}: '{tag.group()}' is left in the {part}: look at texts and contact")
        if _CONTROL.search(content):
            raise BadInput(f"{where}: a control character is in the {part}: look at the contact")
    if _ACTIVE_LINK.search(html):
        raise BadInput(f"{where}: a link in it is neither https: nor mailto:")
