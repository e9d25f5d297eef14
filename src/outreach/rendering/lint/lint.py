"""Everything that can be found in a template's texts without making a letter."""

from collections.abc import Collection, Mapping, Sequence

from outreach.model.request import RequestTexts
from outreach.rendering.lint.finding import Finding
from outreach.rendering.lint.languages import foreign_script, missing_texts, the_same_twice
from outreach.rendering.lint.lengths import too_long
from outreach.rendering.lint.links import unsafe_layout_links, unsafe_links
from outreach.rendering.lint.marks import foreign_marks, foreign_spaces
from outreach.rendering.lint.passage import passages
from outreach.rendering.lint.same_facts import different_names, different_numbers
from outreach.rendering.lint.unused import unused_texts
from outreach.rendering.templates.template_files import TemplateFiles
from outreach.rendering.templates.texts import Texts

_OF_ONE = (unsafe_links, foreign_script, foreign_marks, foreign_spaces)


def lint(
    files: TemplateFiles, texts: Mapping[str, Texts], steps: Sequence[str], requests: Collection[RequestTexts]
) -> list[Finding]:
    """What is wrong and what should be looked at in the texts of these steps, by file and line.

    ``texts`` were compiled from ``files``, by language: what breaks the grammar is told there. Requests
    are empty where no campaign is known; then nothing is said of texts that nobody uses.
    """
    found = passages(files, steps)
    findings = [
        *(finding for passage in found for look in _OF_ONE for finding in look(passage)),
        *unsafe_layout_links(files),
        *the_same_twice(found),
        *missing_texts(files, found),
        *different_numbers(found),
        *different_names(found),
        *too_long(texts, steps, requests),
        *unused_texts(found, requests),
    ]
    return sorted(dict.fromkeys(findings), key=_by_place)


def _by_place(finding: Finding) -> tuple[str, int, str]:
    path, _, line = finding.where.rpartition(":")
    return (path, int(line), finding.what) if line.isdecimal() else (finding.where, 0, finding.what)
