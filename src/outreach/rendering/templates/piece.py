"""One text of a template, compiled: give it the letter's variables and it gives the text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import jinja2

from outreach.model.errors import BadInput
from outreach.rendering.templates.environment import environment


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A Jinja source and the file it came from."""

    #: The file, as messages call it.
    where: str
    #: Jinja around plain text, or around HTML.
    source: str
    html: bool = False

    def render(self, variables: Mapping[str, object]) -> str:
        """The text for one letter. Raises `BadInput`, naming the file, for a variable that it lacks."""
        try:
            return _compiled(self.source, self.html).render(variables)
        except jinja2.UndefinedError as error:
            raise BadInput(f"{self.where}: {error.message} in this letter") from None
        except (jinja2.TemplateError, TypeError, ValueError) as error:
            raise BadInput(f"{self.where}: {error}") from None


@lru_cache(maxsize=4096)
def _compiled(source: str, html: bool) -> jinja2.Template:
    return environment(html=html).from_string(source)
