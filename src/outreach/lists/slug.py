"""The short names that tie files together: ids of offices, kinds of body, steps, templates."""

import re

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Whether this is lower-case letters and digits, with single dashes between them.

    So it can stand in a folder's name, in a URL and in another file without a second thought.
    """
    return bool(_SLUG.fullmatch(text))
