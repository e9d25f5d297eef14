"""The files of a template: read once, and nothing outside its folder."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.model.errors import TemplateFault
from outreach.model.text import has_control

#: A letter's longest text is a hundredth of this.
MAX_BYTES = 256 * 1024
#: Of all of them: ours has a fortieth, in seven languages.
MAX_TOTAL = 8 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class TemplateFiles:
    """What was in a template's folder. Paths are relative to it, with slashes."""

    name: str
    #: The folders that are called as languages are, sorted.
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

    def names(self, folder: str, suffix: str) -> list[str]:
        """The names, without ``suffix``, of the files with that ending in the folder, sorted."""
        paths = (path for path in (*self.texts, *self.faults) if path.startswith(f"{folder}/"))
        return sorted(path[len(folder) + 1 : -len(suffix)] for path in paths if path.endswith(suffix))

    def read(self, path: str) -> str:
        """The text of that file. Raises `TemplateFault` where it is missing, or could not be read."""
        if path in self.faults:
            raise TemplateFault(self.faults[path])
        if path not in self.texts:
            raise TemplateFault(f"{self.where(path)}: this file is missing: write it")
        return self.texts[path]


def read_template_files(folder: Path, steps: Sequence[str]) -> TemplateFiles:
    """The files in ``folder`` that letters of these steps are made from.

    A file that is not UTF-8, is larger than `MAX_BYTES`, holds a control character, or is reached through
    a link that leads out of the folder is a fault of its own. Raises `TemplateFault` if there is no such
    folder, or if its texts are larger than `MAX_TOTAL` together.
    """
    if not folder.is_dir():
        raise TemplateFault(f"{folder.name}: there is no such template")
    languages = [entry.name for entry in folder.iterdir() if re.fullmatch("[a-z]{2,3}", entry.name)]
    languages = sorted(name for name in languages if (folder / name).is_dir())
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


def _paths(folder: Path, languages: Sequence[str], steps: Sequence[str]) -> Iterator[str]:
    """Those of the files that are there."""
    wanted = ["layout.mjml", "layout.txt"]
    for language in languages:
        wanted.append(f"{language}/words.toml")
        wanted += [f"{language}/{step}/{name}" for step in steps for name in ("subject.txt", "body.md")]
    yield from (path for path in wanted if (folder / path).is_file())
    for language in languages:
        for entry in sorted((folder / language / "requests").glob("*.md")):
            yield f"{language}/requests/{entry.name}"


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
