"""Texts in another language than their folder's, and texts that a language lacks."""

import re
from collections.abc import Iterator, Sequence

from babel.core import get_global

from outreach.model.locale import fallbacks, language_of
from outreach.rendering.lint.finding import Finding
from outreach.rendering.lint.passage import Passage
from outreach.rendering.templates.template_files import TemplateFiles

#: The letters of a script, by its code (ISO 15924); languages of others are not judged.
_SCRIPTS = {"Latn": "[A-Za-zÀ-ɏḀ-ỿ]", "Cyrl": "[Ѐ-ԯ]", "Grek": "[Ͱ-Ͽἀ-῾]", "Armn": "[Ա-և]", "Geor": "[ა-ჿ]"}
#: Letters from which on a paragraph is in some language.
_JUDGED = 5
_LETTER = re.compile(r"[^\W\d_]")
#: Letters from which on two languages do not say the same by chance: names and addresses may.
_BY_CHANCE = 60
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")


def foreign_script(passage: Passage) -> Iterator[Finding]:
    """A paragraph of which more than half is in another script than the language is written in."""
    likely = get_global("likely_subtags").get(language_of(passage.tag), "")
    own = next((letter for script, letter in _SCRIPTS.items() if script in likely), None)
    offset = 0
    for paragraph in _PARAGRAPHS.split(passage.text):
        letters = len(_LETTER.findall(paragraph))
        if own and letters >= _JUDGED and 2 * len(re.findall(own, paragraph)) < letters:
            what = f"this paragraph is not written as {passage.tag} is: translate it"
            offset = passage.text.index(paragraph, offset)
            yield Finding(where=passage.at(offset, passage.text), what=what, is_wrong=True)


def the_same_twice(passages: Sequence[Passage]) -> Iterator[Finding]:
    """A paragraph that stands, letter by letter, in two languages."""
    seen: dict[str, Passage] = {}
    for passage in passages:
        for paragraph in _PARAGRAPHS.split(passage.text):
            words = " ".join(paragraph.split())
            if sum(map(str.isalpha, words)) < _BY_CHANCE:
                continue
            first = seen.setdefault(words, passage)
            if language_of(first.tag) != language_of(passage.tag):
                what = f"says the same, letter by letter, as {first.where}: translate it"
                offset = passage.text.index(paragraph)
                yield Finding(where=passage.at(offset, passage.text), what=what, is_wrong=True)


def missing_texts(files: TemplateFiles, passages: Sequence[Passage]) -> Iterator[Finding]:
    """A text that other languages have and this one, with its parents, has not."""
    have: dict[str, set[tuple[str, str]]] = {tag: set() for tag in files.languages}
    for passage in passages:
        have[passage.tag].add(passage.name)
    # A worksheet is written in the languages in which there is such a form.
    everywhere = {name for names in have.values() for name in names if name[0] != "worksheets.toml"}
    for tag in files.languages:
        if {*fallbacks(tag)[1:]} & {*files.languages}:
            continue
        for file, key in sorted(everywhere - have[tag]):
            who = next(other for other in files.languages if (file, key) in have[other])
            lacks = f"lacks {key}" if key else "is missing"
            what = f"{lacks}, which {who} has: write it"
            yield Finding(where=files.where(f"{tag}/{file}"), what=what)
