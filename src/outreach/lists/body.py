"""The bodies that a directory is divided into: those that we know, and a home's own."""

from outreach.lists.slug import is_slug
from outreach.model.directory import BODIES
from outreach.model.nearest import nearest


def body_fault(text: str) -> str | None:
    """Why this names no body, as the end of a sentence; None if it does.

    A new one is welcome, but not one that is nearly the name of a known one: that is a slip of the pen.
    """
    if text in BODIES:
        return None
    if meant := nearest(text, BODIES):
        return f"is not known: is it {meant}?"
    if not is_slug(text):
        return f"is not known: write {', '.join(BODIES)}, or a short name of your own, like african-union"
    return None
