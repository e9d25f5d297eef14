"""The texts of a template in one language, read and checked."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outreach.model.errors import BadInput
from outreach.rendering.templates.grammar import Names, check
from outreach.rendering.templates.names import EARLIER, NAMES
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

    def body(self, step: str, request: str) -> str | None:
        """The Markdown of that step with the request in its place; None if the language lacks the request."""
        body = self.bodies[step]
        if not _REQUEST.search(body):
            return body
        wanted = self.requests.get(request)
        return None if wanted is None else _REQUEST.sub(lambda _: wanted, body)


def missing_file(files: TemplateFiles, language: str, steps: Sequence[str]) -> str | None:
    """The first file that the language lacks for these steps, if it lacks any."""
    wanted = [f"{language}/words.toml"]
    wanted += [f"{language}/{step}/{name}" for step in steps for name in ("subject.txt", "body.md")]
    return next((path for path in wanted if not files.has(path)), None)


def read_texts(files: TemplateFiles, language: str, steps: Sequence[str]) -> Texts:
    """The texts of a language that lacks no file.

    Raises `BadInput`, naming file and line, for a text that cannot be read or breaks the grammar.
    """
    words = _read_words(files, f"{language}/words.toml")
    names = {**NAMES, "words": frozenset(words)}
    subjects, bodies = {}, {}
    for step in steps:
        # Nothing came before the first letter.
        of_step = names if step == steps[0] else {**names, **EARLIER}
        subject = f"{language}/{step}/subject.txt"
        subjects[step] = Piece(where=files.where(subject), source=_checked(files, subject, of_step))
        bodies[step] = _checked(files, f"{language}/{step}/body.md", of_step)
    requests = {
        name: _checked(files, f"{language}/requests/{name}.md", names)
        for name in files.names(f"{language}/requests", ".md")
    }
    return Texts(words=words, subjects=subjects, bodies=bodies, requests=requests)


def _read_words(files: TemplateFiles, path: str) -> dict[str, Piece]:
    text, where = files.read(path), files.where(path)
    try:
        words = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{where}: is not TOML: {error}") from None
    for key, word in words.items():
        line = _line_of(key, text)
        if not isinstance(word, str):
            raise BadInput(f"{where}:{line}: {key} must be a text in quotes")
        check(word, where=where, names={**NAMES, **EARLIER}, first_line=line)
    return {key: Piece(where=f"{where}, {key}", source=word) for key, word in words.items()}


def _line_of(key: str, toml: str) -> int:
    found = re.search(rf"(?m)^\s*[\"']?{re.escape(key)}\b", toml)
    return toml[: found.end()].count("\n") + 1 if found else 1


def _checked(files: TemplateFiles, path: str, names: Names) -> str:
    source = files.read(path).rstrip("\n")
    checked = _REQUEST.sub("", source) if path.endswith("/body.md") else source
    check(checked, where=files.where(path), names=names)
    return source
