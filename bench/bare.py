"""A reference for drafting: Jinja2 alone renders the same texts, and nothing else is done with them."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from unittest.mock import patch

import jinja2

from bench.draft import draft_with
from bench.job import Figures, Job
from bench.mailing import EMAILS, the_campaign
from outreach.rendering.letter.facts import Facts
from outreach.rendering.letter.letter import render_letter
from outreach.rendering.letter.particulars import particulars
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.templates.piece import Piece
from outreach.rendering.templates.template import compile_template
from outreach.rendering.templates.template_files import read_template_files

#: A text and what it was rendered with.
_Rendering = tuple[Piece, Mapping[str, object]]


def bare(job: Job, ready: Callable[[], None]) -> Figures:
    """The texts of as many letters: they are drafted once to learn which, and rendered again."""
    with _noted() as renderings:
        draft_with(job, _InThisProcess())
    # The request is in the body already; that it is there is a check of ours.
    same = [(piece, known) for piece, known in renderings if "/requests.toml" not in piece.where]
    for piece, _ in same:
        _compiled(piece.source, piece.html)
    ready()
    begun = time.monotonic()
    for piece, known in same:
        _compiled(piece.source, piece.html).render(known)
    return Figures(begun=begun, ended=time.monotonic(), counts={"letters": job.letters})


class _InThisProcess:
    """A workshop without walls."""

    def __init__(self) -> None:
        campaign = the_campaign()
        steps = [step.name for step in campaign.steps]
        self._template = compile_template(read_template_files(EMAILS / campaign.template, steps), steps)
        self.languages = self._template.languages

    def render(self, facts: Facts) -> Rendered:
        return render_letter(self._template, particulars(facts))


@contextmanager
def _noted() -> Iterator[list[_Rendering]]:
    renderings: list[_Rendering] = []
    render = Piece.render

    def noting(piece: Piece, known: Mapping[str, object]) -> str:
        rendered = render(piece, known)  # what a letter cannot say is not rendered again
        renderings.append((piece, dict(known)))
        return rendered

    with patch.object(Piece, "render", noting):
        yield renderings


@lru_cache(maxsize=4096)
def _compiled(source: str, html: bool) -> jinja2.Template:
    return _ENVIRONMENTS[html].from_string(source)


_ENVIRONMENTS = {
    # Plain text is not escaped, as in a letter.
    html: jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=html)  # noqa: S701
    for html in (False, True)
}
