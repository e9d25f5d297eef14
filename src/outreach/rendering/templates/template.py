"""A letter's template: a folder that staff own, checked and compiled before the first letter.

- ``<name>/layout.mjml``, ``layout.txt``
- ``<name>/<tag>/words.toml``, ``requests.toml``, ``case.toml``, ``worksheets.toml``
- ``<name>/<tag>/<step>/subject.txt``, ``body.md``

A variant's folder holds the files that differ from its parents', and of the ``.toml`` files the keys.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from outreach.model.errors import TemplateFault
from outreach.model.request import RequestTexts
from outreach.rendering.templates.body import AskedFor, spliced
from outreach.rendering.templates.faults import Faults
from outreach.rendering.templates.grammar import Names, names_used, parts_used
from outreach.rendering.templates.layout import mjml_to_jinja
from outreach.rendering.templates.markdown import markdown_to_html, markdown_to_text
from outreach.rendering.templates.names import ALWAYS_SAID, EARLIER, NAMES, OUR_WORDS
from outreach.rendering.templates.piece import Piece
from outreach.rendering.templates.template_files import TemplateFiles
from outreach.rendering.templates.texts import Texts, check_text, missing, read_texts
from outreach.rendering.templates.typography import style, typeset

#: What both layouts hold, or it would be no letter.
_LETTER_PARTS = ("salutation", "body", "closing")
_IN_LAYOUTS: Names = {**NAMES, **EARLIER, "subject": frozenset(), "body": frozenset()}


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template whose every text was read and keeps to the grammar."""

    files: TemplateFiles
    steps: Sequence[str]
    html_layout: Piece
    text_layout: Piece
    #: The texts of each complete language that has a folder; and of variants that are set differently, as
    #: they are asked for.
    texts: dict[str, Texts]
    #: The other languages, and what each lacks.
    incomplete: Mapping[str, str]
    languages: frozenset[str]

    @property
    def name(self) -> str:
        """As its folder is called."""
        return self.files.name

    def nearest(self, tag: str) -> str:
        """The tag whose folder serves a language first. Raises `TemplateFault` if it is not complete."""
        folder = next(iter(self.files.folders(tag)), "")
        if folder not in self.languages:
            lacks = self.incomplete.get(folder, f"there is no folder '{tag}'")
            raise TemplateFault(f"{self.name} cannot be written in '{tag}': {lacks}")
        return folder

    def in_language(self, tag: str, step: str) -> Texts:
        """The texts of a language, or of a variant that has them from its parents.

        Raises `TemplateFault` if it is not complete, or for a step not loaded.
        """
        folder = self.nearest(tag)
        if step not in self.steps:
            raise TemplateFault(f"{self.name} was loaded without the step '{step}'")
        if style(tag) == style(folder):
            return self.texts[folder]
        if tag not in self.texts:
            self.texts[tag] = read_texts(self.files, tag, self.steps, Faults())
        return self.texts[tag]

    def bodies(self, tag: str, step: str, request: RequestTexts) -> tuple[Piece, Piece]:
        """The body with its request, as HTML and as plain text.

        Raises `TemplateFault` as `in_language` does, and if the language lacks a part of the request.
        """
        where, body = self.in_language(tag, step).bodies[step]
        return _as_pieces(spliced(body, self._request(tag, step, request).sources()), where)

    def passages(self, tag: str, step: str, request: RequestTexts) -> list[Piece]:
        """What the body must say of its request in this order, as plain text. Raises as `bodies` does."""
        _, body = self.in_language(tag, step).bodies[step]
        said = self._request(tag, step, request).passages(body)
        return [Piece(where=where, source=markdown_to_text(source, where)) for where, source in said]

    def request_parts(self, tag: str, step: str, request: RequestTexts) -> dict[str, Piece]:
        """Opening, asks and ending as plain text, for the fields of a form. Raises as `bodies` does."""
        sources = self._request(tag, step, request).sources()
        return {
            name: Piece(where=f"{self.name}, {name}", source=markdown_to_text(source, name).rstrip("\n"))
            for name, source in sources.items()
        }

    def own_bodies(self, tag: str, step: str, source: str) -> tuple[Piece, Piece]:
        """A body that a person wrote for one letter, held against the same rules as the template's."""
        where = "the letter's own text"
        texts = self.in_language(tag, step)
        parts = {"words": frozenset(texts.words), "case": frozenset(texts.case)}
        check_text(source, where=where, names={**NAMES, **EARLIER, **parts})
        return _as_pieces(typeset(source, written_in=tag, tag=tag), where)

    def _request(self, tag: str, step: str, request: RequestTexts) -> AskedFor:
        try:
            return self.in_language(tag, step).request(request)
        except KeyError as name:
            where = self.files.where(self.files.found(tag, "requests.toml"))
            raise TemplateFault(
                f"{where}: lacks {name}, which request {request.name!r} names: write it"
            ) from None


def _as_pieces(source: str, where: str) -> tuple[Piece, Piece]:
    return (
        Piece(where=where, source=markdown_to_html(source, where), html=True),
        Piece(where=where, source=markdown_to_text(source, where)),
    )


def compile_template(
    files: TemplateFiles, steps: Sequence[str], requests: Collection[RequestTexts] = ()
) -> Template:
    """The template in these files for a campaign with these steps, the first letter's first, and requests.

    Raises `TemplateFault` with a line for each text, naming its file, that could not be read or does what a
    template must not (`grammar`, `layout_lint`), and if no language is complete.

    Staff wrote them, and the time and memory that this takes have no other bound than those of the process:
    only the child of `rendering.workshop` calls it.
    """
    faults = Faults()
    texts, incomplete = _read_languages(files, steps, requests, faults)
    faults.refuse()
    _require_one(texts, incomplete, files.name)
    names = {**_IN_LAYOUTS, "words": frozenset(word for t in texts.values() for word in t.words)}
    html, text = (_checked_layout(files, path, names) for path in ("layout.mjml", "layout.txt"))
    _set_wordless_apart(texts, incomplete, parts_used(html, "words") | parts_used(text, "words"))
    _require_one(texts, incomplete, files.name)
    where = files.where("layout.mjml")
    html_layout = Piece(where=where, source=mjml_to_jinja(html, where), html=True)
    _require_letter_parts(html, where)
    _require_letter_parts(text, files.where("layout.txt"))
    return Template(
        files=files,
        steps=tuple(steps),
        html_layout=html_layout,
        text_layout=Piece(where=files.where("layout.txt"), source=text),
        texts=texts,
        incomplete=incomplete,
        languages=frozenset(texts),
    )


def _read_languages(
    files: TemplateFiles, steps: Sequence[str], requests: Collection[RequestTexts], faults: Faults
) -> tuple[dict[str, Texts], dict[str, str]]:
    texts: dict[str, Texts] = {}
    incomplete: dict[str, str] = {}
    for tag in files.languages:
        with faults.gathered():
            if lack := missing(files, tag, steps, requests):
                incomplete[tag] = lack
            else:
                texts[tag] = read_texts(files, tag, steps, faults)
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
    for tag in list(texts):
        lacking = sorted((in_layouts | {*OUR_WORDS, *ALWAYS_SAID}) - texts[tag].words.keys())
        if lacking:
            incomplete[tag] = f"{tag}/words.toml lacks {', '.join(lacking)}"
            del texts[tag]
