"""A letter's template: a folder that staff own, checked and compiled before the first letter.

- ``<name>/layout.mjml``, ``layout.txt``
- ``<name>/<language>/words.toml``
- ``<name>/<language>/<step>/subject.txt``, ``body.md``
- ``<name>/<language>/requests/<request>.md``
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from outreach.model.errors import TemplateFault
from outreach.rendering.templates.grammar import Names, names_used, parts_used
from outreach.rendering.templates.layout import mjml_to_jinja
from outreach.rendering.templates.markdown import markdown_to_html, markdown_to_text
from outreach.rendering.templates.names import ALWAYS_SAID, EARLIER, NAMES, OUR_WORDS
from outreach.rendering.templates.piece import Piece
from outreach.rendering.templates.template_files import TemplateFiles
from outreach.rendering.templates.texts import Texts, check_text, missing_file, read_texts

#: What both layouts hold, or it would be no letter.
_LETTER_PARTS = ("salutation", "body", "closing")
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
        """The texts of a language. Raises `TemplateFault` if it is not complete, or for a step not loaded."""
        if language not in self.texts:
            lacks = self.incomplete.get(language, f"there is no folder '{language}'")
            raise TemplateFault(f"{self.name} cannot be written in '{language}': {lacks}")
        if step not in self.texts[language].subjects:
            raise TemplateFault(f"{self.name} was loaded without the step '{step}'")
        return self.texts[language]

    def bodies(self, language: str, step: str, request: str) -> tuple[Piece, Piece]:
        """The body with its request, as HTML and as plain text.

        Raises `TemplateFault` as `in_language` does, and if the language lacks the request.
        """
        texts = self.in_language(language, step)
        where = f"{self.name}/{language}/{step}/body.md"
        return _as_pieces(texts.body(step, self._request(language, step, request)), where)

    def request(self, language: str, step: str, request: str) -> Piece:
        """What is asked for, as plain text. Raises `TemplateFault` as `bodies` does."""
        where = f"{self.name}/{language}/requests/{request}.md"
        source = self._request(language, step, request)
        return Piece(where=where, source=markdown_to_text(source, where))

    def own_bodies(self, language: str, step: str, source: str) -> tuple[Piece, Piece]:
        """A body that a person wrote for one letter, held against the same rules as the template's."""
        where = "the letter's own text"
        check_text(source, where=where, names={**NAMES, **EARLIER, "words": self._words(language, step)})
        return _as_pieces(source, where)

    def _words(self, language: str, step: str) -> frozenset[str]:
        return frozenset(self.in_language(language, step).words)

    def _request(self, language: str, step: str, request: str) -> str:
        source = self.in_language(language, step).requests.get(request)
        if source is None:
            where = f"{self.name}/{language}/requests/{request}.md"
            raise TemplateFault(f"{where}: this file is missing: write it")
        return source


def _as_pieces(source: str, where: str) -> tuple[Piece, Piece]:
    return (
        Piece(where=where, source=markdown_to_html(source, where), html=True),
        Piece(where=where, source=markdown_to_text(source, where)),
    )


def compile_template(files: TemplateFiles, steps: Sequence[str], requests: Collection[str] = ()) -> Template:
    """The template in these files for a campaign with these steps, the first letter's first, and requests.

    Raises `TemplateFault`, naming file and line, for a text that could not be read or does what a template
    must not (`grammar`, `layout_lint`), and if no language is complete.

    Staff wrote them, and the time and memory that this takes have no other bound than those of the process:
    only the child of `rendering.workshop` calls it.
    """
    texts, incomplete = _read_languages(files, steps, requests)
    names = {**_IN_LAYOUTS, "words": frozenset(word for t in texts.values() for word in t.words)}
    html, text = (_checked_layout(files, path, names) for path in ("layout.mjml", "layout.txt"))
    _set_wordless_apart(texts, incomplete, parts_used(html, "words") | parts_used(text, "words"))
    _require_one(texts, incomplete, files.name)
    where = files.where("layout.mjml")
    html_layout = Piece(where=where, source=mjml_to_jinja(html, where), html=True)
    _require_letter_parts(html, where)
    _require_letter_parts(text, files.where("layout.txt"))
    return Template(
        name=files.name,
        html_layout=html_layout,
        text_layout=Piece(where=files.where("layout.txt"), source=text),
        texts=texts,
        incomplete=incomplete,
    )


def _read_languages(
    files: TemplateFiles, steps: Sequence[str], requests: Collection[str]
) -> tuple[dict[str, Texts], dict[str, str]]:
    texts: dict[str, Texts] = {}
    incomplete: dict[str, str] = {}
    for language in files.languages:
        missing = missing_file(files, language, steps, requests)
        if missing:
            incomplete[language] = f"{missing} is missing"
        else:
            texts[language] = read_texts(files, language, steps)
    _require_one(texts, incomplete, files.name)
    return texts, incomplete


def _require_one(texts: Mapping[str, Texts], incomplete: Mapping[str, str], name: str) -> None:
    if not texts:
        what = "; ".join(incomplete.values()) or "it has no folder for any"
        raise TemplateFault(f"{name}: no language is complete: {what}")


def _checked_layout(files: TemplateFiles, path: str, names: Names) -> str:
    source, where = files.read(path), files.where(path)
    check_text(source, where=where, names=names)
    return source


def _require_letter_parts(source: str, where: str) -> None:
    printed = parts_used(source, "words")
    lacking = [f"words.{word}" for word in ALWAYS_SAID if word not in printed]
    used = names_used(source)
    if "salutation_lines" in used:
        used |= {"salutation"}
    lacking += sorted(frozenset(_LETTER_PARTS) - used)
    if lacking:
        raise TemplateFault(f"{where}: lacks {', '.join(lacking)}, which every letter says: put it there")


def _set_wordless_apart(
    texts: dict[str, Texts], incomplete: dict[str, str], in_layouts: frozenset[str]
) -> None:
    """Moves languages that lack a word to the incomplete ones."""
    for language in list(texts):
        lacking = sorted((in_layouts | {*OUR_WORDS, *ALWAYS_SAID}) - texts[language].words.keys())
        if lacking:
            incomplete[language] = f"{language}/words.toml lacks {', '.join(lacking)}"
            del texts[language]
