"""A letter's template: a folder that staff own, read once and checked before the first letter.

- ``<name>/layout.mjml``, ``layout.txt``
- ``<name>/<language>/words.toml``
- ``<name>/<language>/<step>/subject.txt``, ``body.md``
- ``<name>/<language>/requests/<request>.md``
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.model.errors import BadInput
from outreach.rendering.templates.grammar import Names, check, parts_used
from outreach.rendering.templates.layout import mjml_to_jinja
from outreach.rendering.templates.markdown import markdown_to_html, markdown_to_text
from outreach.rendering.templates.names import EARLIER, NAMES
from outreach.rendering.templates.piece import Piece
from outreach.rendering.templates.template_files import TemplateFiles
from outreach.rendering.templates.texts import Texts, missing_file, read_texts

#: Words that we need ourselves, whatever the layout.
_OUR_WORDS = frozenset({"language_name", "international"})
_IN_LAYOUTS: Names = {**NAMES, **EARLIER, "subject": frozenset(), "body": frozenset()}


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template whose every text was read and keeps to the grammar."""

    name: str
    html_layout: Piece
    text_layout: Piece
    #: The complete languages' texts.
    texts: Mapping[str, Texts]
    #: The other languages, and what each lacks.
    incomplete: Mapping[str, str]

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have every text of every step."""
        return frozenset(self.texts)

    def in_language(self, language: str, step: str) -> Texts:
        """The texts of a language. Raises `BadInput` for a language that is not complete, or no such step."""
        if language not in self.texts:
            lacks = self.incomplete.get(language, f"there is no folder '{language}'")
            raise BadInput(f"{self.name} cannot be written in '{language}': {lacks}")
        if step not in self.texts[language].subjects:
            raise BadInput(f"{self.name} was loaded without the step '{step}'")
        return self.texts[language]

    def bodies(self, language: str, step: str, request: str) -> tuple[Piece, Piece]:
        """The body with its request, as HTML and as plain text.

        Raises `BadInput` as `in_language` does, and if the language lacks a request that the body asks for.
        """
        where = f"{self.name}/{language}/{step}/body.md"
        source = self.in_language(language, step).body(step, request)
        if source is None:
            raise BadInput(f"{self.name}/{language}/requests/{request}.md: this file is missing: write it")
        return (
            Piece(where=where, source=markdown_to_html(source), html=True),
            Piece(where=where, source=markdown_to_text(source)),
        )


def load_template(folder: Path, steps: Sequence[str]) -> Template:
    """The template in ``folder`` for a campaign with these steps, the first letter's first.

    Raises `BadInput`, naming file and line, for a text that cannot be read or does what a template must
    not (`grammar`, `layout_lint`), and if no language is complete.
    """
    files = TemplateFiles(folder=folder)
    if not folder.is_dir():
        raise BadInput(f"{folder.name}: there is no such template")
    texts, incomplete = _read_languages(files, steps)
    names = {**_IN_LAYOUTS, "words": frozenset(word for t in texts.values() for word in t.words)}
    html, text = (_checked_layout(files, path, names) for path in ("layout.mjml", "layout.txt"))
    _set_wordless_apart(texts, incomplete, parts_used(html, "words") | parts_used(text, "words"))
    _require_one(texts, incomplete, folder.name)
    where = files.where("layout.mjml")
    return Template(
        name=folder.name,
        html_layout=Piece(where=where, source=mjml_to_jinja(html, where), html=True),
        text_layout=Piece(where=files.where("layout.txt"), source=text),
        texts=texts,
        incomplete=incomplete,
    )


def _read_languages(files: TemplateFiles, steps: Sequence[str]) -> tuple[dict[str, Texts], dict[str, str]]:
    texts: dict[str, Texts] = {}
    incomplete: dict[str, str] = {}
    for language in files.folders():
        if not re.fullmatch("[a-z]{2,3}", language):
            continue
        missing = missing_file(files, language, steps)
        if missing:
            incomplete[language] = f"{missing} is missing"
        else:
            texts[language] = read_texts(files, language, steps)
    _require_one(texts, incomplete, files.folder.name)
    return texts, incomplete


def _require_one(texts: Mapping[str, Texts], incomplete: Mapping[str, str], name: str) -> None:
    if not texts:
        what = "; ".join(incomplete.values()) or "it has no folder for any"
        raise BadInput(f"{name}: no language is complete: {what}")


def _checked_layout(files: TemplateFiles, path: str, names: Names) -> str:
    source = files.read(path)
    check(source, where=files.where(path), names=names)
    return source


def _set_wordless_apart(
    texts: dict[str, Texts], incomplete: dict[str, str], in_layouts: frozenset[str]
) -> None:
    """Moves languages that lack a word to the incomplete ones."""
    for language in list(texts):
        lacking = sorted((in_layouts | _OUR_WORDS) - texts[language].words.keys())
        if lacking:
            incomplete[language] = f"{language}/words.toml lacks {', '.join(lacking)}"
            del texts[language]
