"""The texts of a template in one language, read and checked."""

import html
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from outreach.model.errors import TemplateFault
from outreach.model.text import has_control
from outreach.rendering.templates.grammar import Names, check
from outreach.rendering.templates.names import ALWAYS_SAID, EARLIER, NAMES, OUR_WORDS
from outreach.rendering.templates.piece import Piece
from outreach.rendering.templates.template_files import TemplateFiles

#: Where a body takes in the request; spliced before Markdown reads either.
_REQUEST = re.compile(r"\{\{-?\s*request\s*-?\}\}")


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Everything of a template that is written in one language."""

    #: The short texts of ``words.toml``, by name.
    words: Mapping[str, Piece]
    #: By step.
    subjects: Mapping[str, Piece]
    #: Markdown with Jinja in it, by step and by request.
    bodies: Mapping[str, str]
    requests: Mapping[str, str]

    def body(self, step: str, request: str) -> str:
        """The Markdown of that step with the request's in its place."""
        return _REQUEST.sub(lambda _: request, self.bodies[step])


def missing_file(
    files: TemplateFiles, language: str, steps: Sequence[str], requests: Collection[str]
) -> str | None:
    """The first file that the language lacks for these steps and requests, if it lacks any."""
    wanted = [f"{language}/words.toml"]
    wanted += [f"{language}/requests/{request}.md" for request in sorted(requests)]
    wanted += [f"{language}/{step}/{name}" for step in steps for name in ("subject.txt", "body.md")]
    return next((path for path in wanted if not files.has(path)), None)


def read_texts(files: TemplateFiles, language: str, steps: Sequence[str]) -> Texts:
    """The texts of a language that lacks no file.

    Raises `TemplateFault`, naming file and line, for a text that cannot be read, breaks the grammar, or
    says nothing, and for a body without a request: a letter that asks for nothing is not sent.
    """
    words = _read_words(files, f"{language}/words.toml")
    names = {**NAMES, "words": frozenset(words)}
    subjects, bodies = {}, {}
    for step in steps:
        # Nothing came before the first letter.
        of_step = names if step == steps[0] else {**names, **EARLIER}
        subject = f"{language}/{step}/subject.txt"
        subjects[step] = Piece(where=files.where(subject), source=_checked(files, subject, of_step))
        bodies[step] = _checked_body(files, f"{language}/{step}/body.md", of_step)
    requests = {
        name: _checked(files, f"{language}/requests/{name}.md", names)
        for name in files.names(f"{language}/requests", ".md")
    }
    return Texts(words=words, subjects=subjects, bodies=bodies, requests=requests)


def check_text(source: str, *, where: str, names: Names, first_line: int = 1) -> None:
    """Raises `TemplateFault` for what breaks the grammar, and for a remark that would reach the reader."""
    check(source, where=where, names=names, first_line=first_line)
    before, remark, _ = source.partition("<!--")
    if remark:
        line = first_line + before.count("\n")
        raise TemplateFault(f"{where}:{line}: <!-- … --> would reach the reader: write remarks as {{# … #}}")


def _read_words(files: TemplateFiles, path: str) -> dict[str, Piece]:
    text, where = files.read(path), files.where(path)
    try:
        words = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TemplateFault(f"{where}: is not TOML: {error}") from None
    for key, word in words.items():
        line = _line_of(key, text)
        if not isinstance(word, str):
            raise TemplateFault(f"{where}:{line}: {key} must be a text in quotes")
        if has_control(html.unescape(word), besides="\n\t"):
            raise TemplateFault(f"{where}:{line}: {key} has a hidden character in it: type it anew")
        if key in {*OUR_WORDS, *ALWAYS_SAID} and not word.strip():
            raise TemplateFault(f"{where}:{line}: {key} is empty: write it")
        check_text(word, where=where, names={**NAMES, **EARLIER}, first_line=line)
    return {key: Piece(where=f"{where}, {key}", source=word) for key, word in words.items()}


def _line_of(key: str, toml: str) -> int:
    found = re.search(rf"(?m)^\s*[\"']?{re.escape(key)}\b", toml)
    return toml[: found.end()].count("\n") + 1 if found else 1


def _checked_body(files: TemplateFiles, path: str, names: Names) -> str:
    source, where = files.read(path).rstrip("\n"), files.where(path)
    check_text(_REQUEST.sub("", source), where=where, names=names)
    if not _REQUEST.search(source):
        raise TemplateFault(f"{where}: asks for nothing: put {{{{ request }}}} where the request belongs")
    return source


def _checked(files: TemplateFiles, path: str, names: Names) -> str:
    source, where = files.read(path).rstrip("\n"), files.where(path)
    check_text(source, where=where, names=names)
    if not source.strip():
        raise TemplateFault(f"{where}: says nothing: write it")
    return source
