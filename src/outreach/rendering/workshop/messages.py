"""What passes between the workshop and its process: one line of JSON for a request, and one for its answer.

The process is told what may be printed and no more. What it answers is taken for a stranger's word: its
size, its shape and every type are looked at before it is believed.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from enum import StrEnum
from typing import Any

from outreach.model.reason import one_line
from outreach.model.request import RequestTexts
from outreach.rendering.letter.annex_entry import AnnexEntry
from outreach.rendering.letter.particulars import Particulars
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.paper.page import Page
from outreach.rendering.templates.template_files import MAX_TOTAL, TemplateFiles

#: Bytes of a line; a character takes at most four.
MAX_REQUEST = 4 * MAX_TOTAL + 1024**2
MAX_ANSWER = 8 * 1024**2

_ENTRY = [field.name for field in fields(AnnexEntry)]


class Whose(StrEnum):
    """Whose fault it is that there is no letter."""

    TEMPLATE = "template"
    LETTER = "letter"
    #: Whosever text it was that took more memory than there is.
    MEMORY = "memory"
    #: What nobody has thought of.
    OURS = "ours"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why there is no letter."""

    whose: Whose
    #: A line; of a template, one for everything that is wrong.
    message: str


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """What is to be known of a template whose texts are in order."""

    languages: frozenset[str]
    #: The other languages, and what each lacks.
    incomplete: Mapping[str, str]
    #: What a person should look at in its texts, a line each.
    findings: tuple[str, ...] = ()
    #: Names at whose values its texts look (`asked_about`).
    asked_about: frozenset[str] = frozenset()


def template_request(files: TemplateFiles, steps: Sequence[str], requests: Collection[RequestTexts]) -> bytes:
    """Compile this template. The first request, and the only one of its kind."""
    asked = [asdict(request) for request in sorted(requests, key=lambda one: one.name)]
    return _line([files.name, files.languages, files.texts, files.faults, steps, asked])


def read_template_request(line: bytes) -> tuple[TemplateFiles, Sequence[str], Collection[RequestTexts]]:
    """What `template_request` wrote."""
    name, languages, texts, faults, steps, requests = json.loads(line)
    files = TemplateFiles(name=name, languages=tuple(languages), texts=texts, faults=faults)
    return files, steps, [_asked(names) for names in requests]


def letter_request(letter: Particulars) -> bytes:
    """Render this letter."""
    annex = [astuple(entry) for entry in letter.annex]
    facts = (letter.where, letter.language, letter.step, asdict(letter.request), letter.own_body)
    told = (letter.said, letter.refused, letter.values, annex, letter.co_signers, letter.on_paper)
    return _line([*facts, *told])


def read_letter_request(line: bytes) -> Particulars:
    """What `letter_request` wrote."""
    where, language, step, request, own_body, said, refused, values, annex, count, paper = json.loads(line)
    return Particulars(
        where=where,
        language=language,
        step=step,
        request=_asked(request),
        said=said,
        refused=refused,
        own_body=own_body,
        values=values,
        annex=tuple(AnnexEntry(**dict(zip(_ENTRY, entry, strict=True))) for entry in annex),
        co_signers=count,
        on_paper=paper,
    )


def answer(content: Compiled | Rendered | Fault) -> bytes:
    """The line that says it; that it is too much, where it is longer than `MAX_ANSWER`."""
    match content:
        case Compiled():
            known = (sorted(content.languages), content.incomplete, content.findings)
            line = _line(["compiled", *known, sorted(content.asked_about)])
        case Rendered():
            line = _line(["rendered", content.subject, content.text, content.html, content.page])
        case Fault():
            line = _line(["fault", content.whose, content.message.split("\n")])
    if len(line) > MAX_ANSWER:
        return answer(Fault(whose=Whose.MEMORY, message=""))
    return line


def read_answer(line: bytes) -> Compiled | Rendered | Fault:
    """What an answer says; a fault of ours, where it is none."""
    try:
        match json.loads(line.decode()):
            case ["compiled", [*languages], {**lacks}, [*findings], [*names]] if _texts(
                *languages, *lacks.values(), *findings, *names
            ):
                return Compiled(
                    languages=frozenset(languages),
                    incomplete={str(language): one_line(str(lack)) for language, lack in lacks.items()},
                    findings=tuple(map(one_line, findings)),
                    asked_about=frozenset(names),
                )
            case ["rendered", str(subject), str(text), str(html), str(page)]:
                if page:
                    Page.of_json(page)
                return Rendered(subject=subject, text=text, html=html, page=page)
            case ["fault", str(whose), [*lines]] if _texts(*lines):
                return Fault(whose=Whose(whose), message="\n".join(map(one_line, lines)))
    except (ValueError, RecursionError):
        pass
    return Fault(whose=Whose.OURS, message="the process that makes letters answers what nobody can read")


def _asked(names: Mapping[str, Any]) -> RequestTexts:
    return RequestTexts(**{**names, "asks": tuple(names["asks"])})


def _texts(*values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _line(content: Sequence[object]) -> bytes:
    # Names of files may hold what is no character at all; it comes back as it went.
    return (
        json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        + b"\n"
    )
