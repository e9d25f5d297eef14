"""The texts of a template as they were written, each where it stands: what the other files here look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from outreach.model.errors import TemplateFault
from outreach.rendering.templates.entries import (
    Entry,
    flat_entries,
    request_entries,
    worksheet_entries,
)
from outreach.rendering.templates.template_files import STEP_FILES, TemplateFiles
from outreach.rendering.templates.typography import without_tags


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One text of one language."""

    tag: str
    #: The file below the language's folder, and the text's name in it; empty where the file is one text.
    file: str
    key: str
    #: The file as messages call it, and the text's first line in it.
    path: str
    line: int
    source: str

    @property
    def name(self) -> tuple[str, str]:
        """What is the same text in every language."""
        return self.file, self.key

    @property
    def where(self) -> str:
        """The file and the line of its beginning."""
        return f"{self.path}:{self.line}"

    @cached_property
    def text(self) -> str:
        """Without Jinja's tags: in the place of each stands `typography.TAG`."""
        return without_tags(self.source)[0]

    def at(self, offset: int, text: str) -> str:
        """The file and the line of that place in ``text``, which is its source or its text."""
        return f"{self.path}:{self.line + text.count(chr(10), 0, offset)}"


def passages(files: TemplateFiles, steps: Sequence[str]) -> list[Passage]:
    """Every text that can be read, where it was written: what a variant has from its parents is theirs."""
    return [passage for tag in files.languages for passage in _of_language(files, tag, steps)]


def _of_language(files: TemplateFiles, tag: str, steps: Sequence[str]) -> Iterator[Passage]:
    for file in (f"{step}/{name}" for step in steps for name in STEP_FILES):
        path = f"{tag}/{file}"
        if path in files.texts:
            yield Passage(tag=tag, file=file, key="", path=files.where(path), line=1, source=files.read(path))
    for file in ("words.toml", "case.toml", "requests.toml", "worksheets.toml"):
        for entry in _readable(files, tag, file):
            yield Passage(
                tag=tag, file=file, key=entry.key, path=entry.file, line=entry.line, source=entry.text
            )


def _readable(files: TemplateFiles, tag: str, file: str) -> list[Entry]:
    """The texts of that file in the language's own folder; what cannot be read is told elsewhere."""
    try:
        match file:
            case "requests.toml":
                found = [entry for table in request_entries(files, tag).values() for entry in table.values()]
            case "worksheets.toml":
                fields = [field for sheet in worksheet_entries(files, tag).values() for field in sheet]
                found = [entry for field in fields for entry in (field.label, field.text)]
            case _:
                found = list(flat_entries(files, tag, file).values())
    except TemplateFault:
        return []
    return [entry for entry in found if entry.written_in == tag]
