"""Reading a template's files, and nothing outside its folder."""

import html
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from outreach.model.errors import TemplateFault
from outreach.model.text import has_control

#: A letter's longest text is a hundredth of this.
MAX_BYTES = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class TemplateFiles:
    """The folder of one template. Paths are relative to it, with slashes."""

    folder: Path

    def where(self, path: str) -> str:
        """How messages call that file: the template's name, then the path."""
        return f"{self.folder.name}/{path}"

    def has(self, path: str) -> bool:
        """Whether that file is there."""
        return (self.folder / path).is_file()

    def folders(self) -> Iterable[str]:
        """The names of the folders in it, sorted."""
        return sorted(entry.name for entry in self.folder.iterdir() if entry.is_dir())

    def names(self, path: str, suffix: str) -> Iterable[str]:
        """The names, without ``suffix``, of the files with that ending in the folder ``path``, sorted."""
        return sorted(entry.stem for entry in (self.folder / path).glob(f"*{suffix}"))

    def read(self, path: str) -> str:
        """The text of that file, its line ends made LF.

        Raises `TemplateFault` if it is missing, is not UTF-8, is larger than `MAX_BYTES`, holds a control
        character, or is reached through a link that leads out of the folder.
        """
        file = self.folder / path
        where = self.where(path)
        if not file.resolve().is_relative_to(self.folder.resolve()):
            raise TemplateFault(f"{where}: leads out of the template's folder: put the text itself there")
        if not file.is_file():
            raise TemplateFault(f"{where}: this file is missing: write it")
        try:
            raw = _at_most(file, MAX_BYTES)
        except OSError as error:
            raise TemplateFault(f"{where}: cannot be read ({error.strerror})") from None
        if len(raw) > MAX_BYTES:
            raise TemplateFault(f"{where}: is larger than {MAX_BYTES // 1024} kB: a letter is not")
        return _decoded(raw, where)


def _at_most(file: Path, size: int) -> bytes:
    with file.open("rb") as opened:
        return opened.read(size + 1)


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
