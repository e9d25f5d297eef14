"""The files of a template: read once, and nothing outside its folder."""

import difflib
import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel import localedata

from outreach.model.errors import TemplateFault
from outreach.model.locale import fallbacks, is_language_tag
from outreach.model.text import has_control

#: A letter's longest text is a hundredth of this.
MAX_BYTES = 256 * 1024
#: Of all of them: ours has a fortieth, in seven languages.
MAX_TOTAL = 8 * 1024 * 1024

#: Of a language, beside the texts of its steps.
TOML_FILES = ("words.toml", "requests.toml", "case.toml", "worksheets.toml")
#: Of a step.
STEP_FILES = ("subject.txt", "body.md")


@dataclass(frozen=True, kw_only=True)
class TemplateFiles:
    """What was in a template's folder. Paths are relative to it, with slashes."""

    name: str
    #: The language tags that have a folder, sorted.
    languages: tuple[str, ...]
    #: Path → text, its line ends made LF.
    texts: Mapping[str, str]
    #: Path → what is wrong with that file; told only where it is needed.
    faults: Mapping[str, str]

    def where(self, path: str) -> str:
        """How messages call that file: the template's name, then the path."""
        return f"{self.name}/{path}"

    def has(self, path: str) -> bool:
        """Whether that file is there."""
        return path in self.texts or path in self.faults

    def read(self, path: str) -> str:
        """The text of that file. Raises `TemplateFault` where it is missing, or could not be read."""
        if path in self.faults:
            raise TemplateFault(self.faults[path])
        if path not in self.texts:
            raise TemplateFault(f"{self.where(path)}: this file is missing: write it")
        return self.texts[path]

    def folders(self, tag: str) -> tuple[str, ...]:
        """The folders in which a text of that language is looked for, one after the other."""
        return tuple(one for one in fallbacks(tag) if one in self.languages)

    def found(self, tag: str, name: str) -> str:
        """The path of that file for that language: in the first of its folders that has it, else the last."""
        folders = self.folders(tag) or (tag,)
        return f"{next((one for one in folders if self.has(f'{one}/{name}')), folders[-1])}/{name}"


def read_template_files(folder: Path, steps: Sequence[str]) -> TemplateFiles:
    """The files in ``folder`` that letters of these steps are made from.

    A file that is not UTF-8, is larger than `MAX_BYTES`, holds a control character, or is reached through
    a link that leads out of the folder is a fault of its own. Raises `TemplateFault` if there is no such
    folder, if one in it is not called as a language is, or if its texts are larger than `MAX_TOTAL` together.
    """
    if not folder.is_dir():
        raise TemplateFault(f"{folder.name}: there is no such template")
    languages = _languages(folder)
    texts: dict[str, str] = {}
    faults: dict[str, str] = {}
    total = 0
    for path in _paths(folder, languages, steps):
        try:
            texts[path] = _read(folder, path)
        except TemplateFault as fault:
            faults[path] = str(fault)
        total += len(path) + len(texts.get(path, ""))
        if total > MAX_TOTAL:
            raise TemplateFault(
                f"{folder.name}: its texts are larger than {MAX_TOTAL // 1024**2} MB: letters are not"
            )
    return TemplateFiles(name=folder.name, languages=tuple(languages), texts=texts, faults=faults)


def _languages(folder: Path) -> list[str]:
    """The folders in it, each of which is a language: whatever else it is called would be read by nobody."""
    names = sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and entry.name[0] != ".")
    for name in names:
        if not is_language_tag(name):
            raise TemplateFault(
                f"{folder.name}/{name}: this folder is not called as a language is: {_called(name)}"
            )
    return names


def _called(name: str) -> str:
    """What to do about a folder that has no language's name."""
    first, *others = name.replace("_", "-").split("-")
    tag = "-".join(
        [first.lower(), *(one.title() if len(one) == len("Hant") else one.upper() for one in others)]
    )
    if not is_language_tag(tag):
        known = [one.replace("_", "-") for one in localedata.locale_identifiers()]
        near = difflib.get_close_matches(tag, [one for one in known if is_language_tag(one)], n=1, cutoff=0.7)
        tag = near[0] if near else ""
    return f"call it {tag}" if tag else "call it like fr or pt-PT, or move it away"


def _paths(folder: Path, languages: Sequence[str], steps: Sequence[str]) -> Iterator[str]:
    """Those of the files that are there."""
    wanted = ["layout.mjml", "layout.txt"]
    for language in languages:
        wanted += [f"{language}/{name}" for name in TOML_FILES]
        wanted += [f"{language}/{step}/{name}" for step in steps for name in STEP_FILES]
    yield from (path for path in wanted if (folder / path).is_file())


def _read(folder: Path, path: str) -> str:
    file = folder / path
    where = f"{folder.name}/{path}"
    if not file.resolve().is_relative_to(folder.resolve()):
        raise TemplateFault(f"{where}: leads out of the template's folder: put the text itself there")
    if not file.is_file():
        raise TemplateFault(f"{where}: this file is missing: write it")
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise TemplateFault(f"{where}: cannot be read ({error.strerror})") from None
    if len(raw) > MAX_BYTES:
        raise TemplateFault(f"{where}: is larger than {MAX_BYTES // 1024} kB: a letter is not")
    return _decoded(raw, where)


def _decoded(raw: bytes, where: str) -> str:
    try:
        text = raw.decode("utf-8-sig")  # Windows editors put a byte order mark in front
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise TemplateFault(f"{where}:{line}: is not UTF-8: save the file as UTF-8") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, content in enumerate(text.split("\n"), start=1):
        if has_control(html.unescape(content), besides="\t"):
            raise TemplateFault(f"{where}:{number}: has a hidden character in it: type the line anew")
    return text
