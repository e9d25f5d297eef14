"""What is left over from another campaign in a template's texts, and in the files of its campaigns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.files.new_campaign import FOLDER, TEXTS
from outreach.files.read import LARGEST_TOML, read_file
from outreach.lists.case_names import CaseNames, foreign_words, read_case_names
from outreach.lists.toml_table import read_toml
from outreach.model.errors import BadInput, TemplateFault
from outreach.rendering.lint.leftovers import FACTS, copied_facts, leftovers
from outreach.rendering.lint.passage import Passage, passages
from outreach.rendering.templates.template_files import read_template_files

_REMARK = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
#: The files of the texts, beside those of their languages.
_LAYOUTS = ("layout.mjml", "layout.txt")


@dataclass(frozen=True, kw_only=True)
class _Campaign:
    """What a campaign's file names."""

    file: Path
    template: str
    #: The name of its case; empty where it has none, or one that cannot be read.
    case: str


def left_over(
    roots: Sequence[Path], template: Path, steps: Sequence[str], own: str | None = None
) -> list[str]:
    """Every word and every sentence of another case of the home or of the starter, a line each.

    ``own`` is the name of the case that the template writes for; without it that is what the campaigns say
    that name the template. What cannot be read is told elsewhere.
    """
    cases = {file.name: names for file in _files(roots, "cases") if (names := _names(file))}
    campaigns = [_campaign(file, cases) for file in _files(roots, "campaigns")]
    ours = [one for one in campaigns if one.template == template.name]
    mine = {own} if own else {one.case for one in ours}
    foreign = foreign_words(
        [one for one in cases.values() if one.name in mine],
        [one for one in cases.values() if one.name not in mine],
    )
    others = {one.template for one in campaigns if one.case not in mine} - {template.name}
    texts = [*_in_template(template, steps)]
    found = [
        *leftovers([*texts, *(_in_campaign(one.file) for one in ours)], foreign),
        *copied_facts(texts, _sentences(roots, others)),
    ]
    return [str(finding) for finding in found]


def _files(roots: Sequence[Path], kind: str) -> list[Path]:
    """Those of that kind: a home's own stands for the starter's of the same name."""
    found = {file.name: file for root in roots for file in (root / "config" / kind).glob("*.toml")}
    return [found[name] for name in sorted(found)]


def _names(file: Path) -> CaseNames | None:
    try:
        return read_case_names(read_file(file, limit=LARGEST_TOML), file.name)
    except BadInput:
        return None


def _campaign(file: Path, cases: Mapping[str, CaseNames]) -> _Campaign:
    try:
        top = read_toml(read_file(file, limit=LARGEST_TOML), file.name)
        template, case = (top.text(key, default="") for key in ("template", "case"))
    except BadInput:
        template, case = "", ""
    known = cases.get(Path(case).name)
    return _Campaign(file=file, template=template, case=known.name if known else "")


def _sentences(roots: Sequence[Path], templates: set[str]) -> dict[str, str]:
    """Sentence → the template that says it of its case, without those with which every campaign begins."""
    neutral = {one.source.strip() for root in roots for one in _in_template(root / FOLDER / TEXTS, ())}
    folders = [root / "templates" / "emails" / name for root in roots for name in sorted(templates)]
    return {
        sentence: folder.name
        for folder in folders
        for one in _in_template(folder, ())
        if one.file == FACTS and (sentence := one.source.strip()) and sentence not in neutral
    }


def _in_template(template: Path, steps: Sequence[str]) -> Iterator[Passage]:
    try:
        files = read_template_files(template, steps)
    except TemplateFault:
        return
    yield from passages(files, steps)
    for name in _LAYOUTS:
        if name in files.texts:
            yield Passage(tag="", file=name, key="", path=files.where(name), line=1, source=files.read(name))


def _in_campaign(file: Path) -> Passage:
    """What stands in it but remarks: its lines keep their numbers."""
    source = _REMARK.sub("", read_file(file, limit=LARGEST_TOML).decode("utf-8", "replace"))
    return Passage(tag="", file=file.name, key="", path=f"campaigns/{file.name}", line=1, source=source)
