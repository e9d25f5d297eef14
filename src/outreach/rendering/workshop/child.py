"""The workshop's process: compiles one template, then renders a letter for each line that comes in.

It is started by `process`, and ends when whoever started it does: then its standard input ends.
"""

import codecs
import socket
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from typing import TypeVar

import jinja2.debug  # noqa: F401 - Jinja reads it when the first text fails, and then no file opens any more
from babel import Locale, UnknownLocaleError

from outreach.model.errors import BadInput, TemplateFault
from outreach.model.locale import cldr
from outreach.model.request import RequestTexts
from outreach.rendering.letter.letter import render_letter
from outreach.rendering.lint.lint import lint
from outreach.rendering.lint.passage import passages
from outreach.rendering.templates.asked_about import asked_about
from outreach.rendering.templates.template import Template, compile_template
from outreach.rendering.templates.template_files import TemplateFiles
from outreach.rendering.workshop.limits import Limits, allow_processor, confine
from outreach.rendering.workshop.messages import (
    MAX_REQUEST,
    Compiled,
    Fault,
    Whose,
    answer,
    read_letter_request,
    read_template_request,
)

Made = TypeVar("Made")

#: Python reads each from disk when it is first used: Jinja for quoted texts, Markdown for domains in Russian.
_CODECS = ("ascii", "unicode_escape", "punycode")


def serve(limits: Limits) -> None:
    """Compile the template of the first request, render the letters of the others, until there are no more.

    They come in by standard input, which is a socket, and are answered there.
    """
    with socket.socket(fileno=0) as workshop, workshop.makefile("rb") as requests:
        files, steps, asked = read_template_request(requests.readline(MAX_REQUEST))
        settle_in(files.languages, limits)
        allow_processor(limits)
        made = _tried(partial(_compiled, files, steps, asked))
        if isinstance(made, Fault):
            workshop.sendall(answer(made))
            return
        template, findings = made
        known = Compiled(
            languages=template.languages,
            incomplete=template.incomplete,
            findings=tuple(findings),
            asked_about=frozenset().union(*map(asked_about, _in_letters(files, steps))),
        )
        workshop.sendall(answer(known))
        while request := requests.readline(MAX_REQUEST):
            allow_processor(limits)
            line = _tried(partial(_rendered, template, request))
            workshop.sendall(answer(line) if isinstance(line, Fault) else line)


def settle_in(languages: Sequence[str], limits: Limits) -> None:
    """Read from disk what texts in these languages will need, and then give up everything else."""
    for tag in languages:  # what CLDR knows of a language is read when it is first asked
        with suppress(UnknownLocaleError, ValueError):
            _ = Locale.parse(cldr(tag)).territories
    for codec in _CODECS:
        codecs.lookup(codec)
    confine(limits)


def _compiled(
    files: TemplateFiles, steps: Sequence[str], requests: Collection[RequestTexts]
) -> tuple[Template, list[str]]:
    """The template, and what a person should look at in it. Raises `TemplateFault` for what is wrong."""
    template = compile_template(files, steps, requests)
    findings = lint(files, template.texts, steps, requests)
    if wrong := [str(finding) for finding in findings if finding.is_wrong]:
        raise TemplateFault("\n".join(wrong))
    return template, [str(finding) for finding in findings]


def _in_letters(files: TemplateFiles, steps: Sequence[str]) -> list[str]:
    """The texts as they are understood, not as TOML may write them; a worksheet's make no letter."""
    written = [one.source for one in passages(files, steps) if one.file != "worksheets.toml"]
    return [*written, *map(files.read, ("layout.mjml", "layout.txt"))]


def _rendered(template: Template, request: bytes) -> bytes:
    return answer(render_letter(template, read_letter_request(request)))


def _tried(work: Callable[[], Made]) -> Made | Fault:
    try:
        return work()
    except TemplateFault as fault:
        return Fault(whose=Whose.TEMPLATE, message=str(fault))
    except BadInput as fault:
        return Fault(whose=Whose.LETTER, message=str(fault))
    except MemoryError:
        return Fault(whose=Whose.MEMORY, message="")
    except Exception as error:
        return Fault(whose=Whose.OURS, message=f"{type(error).__name__}: {error}")
