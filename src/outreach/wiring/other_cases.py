"""What is left over from another campaign in a template's texts, and in the files of its campaigns."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from outreach.files.read import LARGEST_TOML, read_file
from outreach.lists.case_names import CaseNames, foreign_words, read_case_names
from outreach.lists.toml_table import read_toml
from outreach.model.errors import BadInput, TemplateFault
from outreach.rendering.lint.leftovers import leftovers
from outreach.rendering.lint.passage import Passage, passages
from outreach.rendering.templates.template_files import read_template_files

_REMARK = re.compile(r"^[ \t]*#.*$", re.MULTILINE)


def left_over(
    roots: Sequence[Path], template: Path, steps: Sequence[str], own: str | None = None
) -> list[str]:
    """Every word of another case of the home or of the starter, a line each.

    ``own`` is the name of the case that the template writes for; without it that is what the campaigns say
    that name the template. What cannot be read is told elsewhere.
    """
    campaigns = [file for file in _files(roots, "campaigns") if _text(file, "template") == template.name]
    cases = {file.name: file for file in _files(roots, "cases")}
    mine = {own} if own else {_name(cases.get(Path(_text(file, "case")).name)) for file in campaigns}
    known = [names for file in cases.values() if (names := _names(file))]
    foreign = foreign_words(
        [one for one in known if one.name in mine], [one for one in known if one.name not in mine]
    )
    looked_at = [*_in_template(template, steps), *map(_in_campaign, campaigns)]
    return [str(finding) for finding in leftovers(looked_at, foreign)]


def _files(roots: Sequence[Path], kind: str) -> list[Path]:
    """Those of that kind: a home's own stands for the starter's of the same name."""
    found = {file.name: file for root in roots for file in (root / "config" / kind).glob("*.toml")}
    return [found[name] for name in sorted(found)]


def _text(file: Path, key: str) -> str:
    try:
        return read_toml(read_file(file, limit=LARGEST_TOML), file.name).text(key, default="")
    except BadInput:
        return ""


def _names(file: Path) -> CaseNames | None:
    try:
        return read_case_names(read_file(file, limit=LARGEST_TOML), file.name)
    except BadInput:
        return None


def _name(file: Path | None) -> str | None:
    return _text(file, "name") if file else None


def _in_template(template: Path, steps: Sequence[str]) -> Iterator[Passage]:
    try:
        files = read_template_files(template, steps)
    except TemplateFault:
        return
    yield from passages(files, steps)
    for name in ("layout.mjml", "layout.txt"):
        if name in files.texts:
            yield Passage(tag="", file=name, key="", path=files.where(name), line=1, source=files.read(name))


def _in_campaign(file: Path) -> Passage:
    """What stands in it but remarks: its lines keep their numbers."""
    source = _REMARK.sub("", read_file(file, limit=LARGEST_TOML).decode("utf-8", "replace"))
    return Passage(tag="", file=file.name, key="", path=f"campaigns/{file.name}", line=1, source=source)
