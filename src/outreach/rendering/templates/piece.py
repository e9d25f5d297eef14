"""One text of a template, compiled: give it the letter's variables and it gives the text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import jinja2

from outreach.model.errors import BadInput, TemplateFault
from outreach.rendering.templates.environment import PrintFault, environment

_HERE = " in this letter"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A Jinja source and the file it came from."""

    #: The file, as messages call it.
    where: str
    #: Jinja around plain text, or around HTML.
    source: str
    html: bool = False

    def render(self, variables: Mapping[str, object]) -> str:
        """The text for one letter.

        Raises `BadInput`, naming the file, for a variable that this letter lacks, and `TemplateFault` for
        what would go wrong in any letter.
        """
        try:
            return _compiled(self.source, self.html).render(variables)
        except PrintFault as error:
            raise TemplateFault(f"{self.where}: {error}") from None
        except jinja2.UndefinedError as error:
            raise BadInput(f"{self.where}: {str(error.message).removesuffix(_HERE)}{_HERE}") from None
        except (jinja2.TemplateError, TypeError, ValueError, RecursionError, OverflowError) as error:
            raise TemplateFault(f"{self.where}: {error}") from None
        except MemoryError:
            raise TemplateFault(f"{self.where}: makes more than a letter can hold") from None


@lru_cache(maxsize=4096)
def _compiled(source: str, html: bool) -> jinja2.Template:
    return environment(html=html).from_string(source)
