"""The texts of a template in one language, read, checked and typeset for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from outreach.model.errors import TemplateFault
from outreach.model.request import RequestTexts
from outreach.model.unwritten import to_be_written, unwritten
from outreach.rendering.templates.body import AskedFor, require_places, without_places
from outreach.rendering.templates.entries import (
    Entry,
    flat_entries,
    request_entries,
    worksheet_entries,
)
from outreach.rendering.templates.faults import Faults
from outreach.rendering.templates.grammar import Names, check
from outreach.rendering.templates.names import (
    ALWAYS_SAID,
    EARLIER,
    IN_WORKSHEETS,
    NAMES,
    OUR_WORDS,
)
from outreach.rendering.templates.piece import Piece
from outreach.rendering.templates.template_files import STEP_FILES, TemplateFiles
from outreach.rendering.templates.typography import semicolon, typeset


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Everything of a template that is written in one language, or that a variant has from its parents."""

    tag: str
    #: The short texts of ``words.toml``, by name.
    words: Mapping[str, Piece]
    #: The sentence of each fact, by name: plain text.
    case: Mapping[str, str]
    #: By step.
    subjects: Mapping[str, Piece]
    #: Markdown with Jinja in it, by step; and the file, as messages call it.
    bodies: Mapping[str, tuple[str, str]]
    #: Markdown with Jinja in it, by table (openings, asks, endings) and name.
    requests: Mapping[str, Mapping[str, tuple[str, str]]]
    #: Label and text of each field in order, by the form.
    worksheets: Mapping[str, Sequence[tuple[str, Piece]]]

    def request(self, request: RequestTexts) -> AskedFor:
        """What that request says. Raises `KeyError` for one that `missing` names."""
        openings, asks, endings = (self.requests[table] for table in ("openings", "asks", "endings"))
        return AskedFor(
            opening=openings[request.opening],
            asks=[asks[ask] for ask in request.asks],
            ending=endings[request.ending],
            parted_by=semicolon(self.tag),
        )


def missing(
    files: TemplateFiles, tag: str, steps: Sequence[str], requests: Iterable[RequestTexts]
) -> str | None:
    """The first thing that the language and its parents lack for these steps and requests, if any."""
    wanted = ["words.toml", *(f"{step}/{name}" for step in steps for name in STEP_FILES)]
    for name in wanted:
        if not files.has(path := files.found(tag, name)):
            return f"{path} is missing"
    # A language of which a file cannot be read is not complete, but broken: `read_texts` says so.
    written = {entry.key for table in request_entries(files, tag).values() for entry in table.values()}
    for request in sorted(requests, key=lambda one: one.name):
        for key in request.keys:
            if key not in written:
                return f"{files.found(tag, 'requests.toml')} lacks {key}"
    return None


def read_texts(files: TemplateFiles, tag: str, steps: Sequence[str], faults: Faults) -> Texts:
    """The texts of a language that lacks nothing.

    Gathers in ``faults``, naming file and line, every text that cannot be read, breaks the grammar or says
    nothing, and every body without a request: a letter that asks for nothing is not sent.
    """
    reading = _Reading(files, tag, faults)
    case = {key: reading.plain(entry) for key, entry in reading.flat("case.toml").items()}
    names: Names = {**NAMES, "case": frozenset(case)}
    written = reading.flat("words.toml")
    words = {key: reading.word(entry, {**names, **EARLIER}) for key, entry in written.items()}
    names = {**names, "words": frozenset(words)}
    subjects, bodies = {}, {}
    for step in steps:
        # Nothing came before the first letter.
        of_step = names if step == steps[0] else {**names, **EARLIER}
        subjects[step] = reading.subject(f"{step}/subject.txt", of_step)
        bodies[step] = reading.body(f"{step}/body.md", of_step, is_reminder=step != steps[0])
    return Texts(
        tag=tag,
        words=words,
        case=case,
        subjects=subjects,
        bodies=bodies,
        requests=reading.requests(names),
        worksheets=reading.worksheets({**names, **IN_WORKSHEETS}),
    )


def check_text(source: str, *, where: str, names: Names, first_line: int = 1) -> None:
    """Raises `TemplateFault` for what breaks the grammar, what is still to be written, and for a remark that
    would reach the reader.
    """
    check(source, where=where, names=names, first_line=first_line)
    _require_written(source, where=where, first_line=first_line)
    before, remark, _ = source.partition("<!--")
    if remark:
        line = first_line + before.count("\n")
        raise TemplateFault(f"{where}:{line}: <!-- … --> would reach the reader: write remarks as {{# … #}}")


def _require_written(source: str, *, where: str, first_line: int) -> None:
    if found := unwritten(source):
        line = first_line + source.count("\n", 0, found.start())
        raise TemplateFault(f"{where}:{line}: {to_be_written(found)}")


class _Reading:
    """Reads one language; what is wrong goes into the faults, and leaves an empty text."""

    def __init__(self, files: TemplateFiles, tag: str, faults: Faults) -> None:
        self._files = files
        self._tag = tag
        self._faults = faults

    def flat(self, name: str) -> dict[str, Entry]:
        with self._faults.gathered():
            return flat_entries(self._files, self._tag, name)
        return {}

    def plain(self, entry: Entry) -> str:
        with self._faults.gathered():
            if "{{" in entry.text or "{%" in entry.text:
                raise TemplateFault(f"{entry.where}: {entry.key} holds Jinja: a fact is one plain sentence")
            _require_written(entry.text, where=entry.file, first_line=entry.line)
            return self._typeset(entry)  # empty: said of nothing as yet
        return ""

    def word(self, entry: Entry, names: Names) -> Piece:
        with self._faults.gathered():
            if entry.key in {*OUR_WORDS, *ALWAYS_SAID}:
                _require_said(entry)
            return self._piece(entry, names)
        return Piece(where=entry.where, source="")

    def subject(self, name: str, names: Names) -> Piece:
        path = self._files.found(self._tag, name)
        where = self._files.where(path)
        source = ""
        with self._faults.gathered():
            source = self._files.read(path).rstrip("\n")
            check_text(source, where=where, names=names)
            if not source.strip():
                raise TemplateFault(f"{where}: says nothing: write it")
            source = typeset(source, written_in=path.partition("/")[0], tag=self._tag)
        return Piece(where=where, source=source)

    def body(self, name: str, names: Names, *, is_reminder: bool) -> tuple[str, str]:
        path = self._files.found(self._tag, name)
        where = self._files.where(path)
        with self._faults.gathered():
            source = self._files.read(path).rstrip("\n")
            require_places(source, where, is_reminder=is_reminder)
            check_text(without_places(source), where=where, names=names)
            # The places are tags to the one who sets it, and stay.
            return where, typeset(source, written_in=path.partition("/")[0], tag=self._tag)
        return where, ""

    def requests(self, names: Names) -> Mapping[str, Mapping[str, tuple[str, str]]]:
        with self._faults.gathered():
            written = request_entries(self._files, self._tag)
            return {
                table: {key: self._request(entry, names) for key, entry in entries.items()}
                for table, entries in written.items()
            }
        return {}

    def worksheets(self, names: Names) -> Mapping[str, Sequence[tuple[str, Piece]]]:
        with self._faults.gathered():
            written = worksheet_entries(self._files, self._tag)
            return {
                name: [(self.plain(field.label), self.word(field.text, names)) for field in fields]
                for name, fields in written.items()
            }
        return {}

    def _request(self, entry: Entry, names: Names) -> tuple[str, str]:
        where = f"{entry.file}, {entry.key}"
        with self._faults.gathered():
            _require_said(entry)
            return where, self._piece(entry, names).source
        return where, ""

    def _piece(self, entry: Entry, names: Names) -> Piece:
        check_text(entry.text, where=entry.file, names=names, first_line=entry.line)
        return Piece(where=f"{entry.file}, {entry.key}", source=self._typeset(entry))

    def _typeset(self, entry: Entry) -> str:
        return typeset(entry.text, written_in=entry.written_in, tag=self._tag)


def _require_said(entry: Entry) -> None:
    if not entry.text.strip():
        raise TemplateFault(f"{entry.where}: {entry.key} is empty: write it")
