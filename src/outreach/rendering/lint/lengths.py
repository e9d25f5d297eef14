"""Subjects and letters that are longer than their readers read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from jinja2 import nodes

from outreach.model.request import RequestTexts
from outreach.rendering.lint.finding import Finding
from outreach.rendering.templates.body import parts_in, without_places
from outreach.rendering.templates.environment import environment
from outreach.rendering.templates.texts import Texts

#: Characters of a subject: what lists of mail and registers show.
LONGEST_SUBJECT = 120
#: Characters of a body, spaces included: what is left of a printed A4 page of our layout beside letterhead,
#: addressee, greeting and signature; and half a page for whoever has had the whole letter.
LONGEST_BODY = 2_600
LONGEST_REMINDER = 1_300
#: Of whatever a tag prints and nobody knows beforehand: a name, a date.
_A_VALUE = 15
#: Of the signatories whom a text names.
_NAMES = 3


def too_long(
    texts: Mapping[str, Texts], steps: Sequence[str], requests: Iterable[RequestTexts]
) -> Iterator[Finding]:
    """Subjects and bodies that may become too long, everything said that their choices leave to be said.

    A file that serves several languages, a variant and its parents, is told once, with the longest.
    """
    shortest_first = sorted(_found(texts, steps, requests), key=lambda found: found[0])
    yield from {finding.where: finding for _, finding in shortest_first}.values()


def _found(
    texts: Mapping[str, Texts], steps: Sequence[str], requests: Iterable[RequestTexts]
) -> Iterator[tuple[int, Finding]]:
    """The length of each that may be too long, and what is said of it."""
    for of_language in texts.values():
        for step in steps:
            yield from _too_long_subject(of_language, step)
            yield from _too_long_body(of_language, step, requests, is_reminder=step != steps[0])


def _too_long_subject(texts: Texts, step: str) -> Iterator[tuple[int, Finding]]:
    subject = texts.subjects[step]
    if (length := longest(subject.source, texts.case)) > LONGEST_SUBJECT:
        what = f"may have {length} characters, and mail shows {LONGEST_SUBJECT}: shorten it"
        yield length, Finding(where=f"{subject.where}:1", what=what)


def _too_long_body(
    texts: Texts, step: str, requests: Iterable[RequestTexts], *, is_reminder: bool
) -> Iterator[tuple[int, Finding]]:
    where, body = texts.bodies[step]
    bound = LONGEST_REMINDER if is_reminder else LONGEST_BODY
    around = longest(without_places(body), texts.case)
    lengths = {}
    for request in requests:
        try:
            sources = texts.request(request).sources()
        except KeyError:
            continue  # a language that lacks it is not complete
        # An ask is one line, and what is asked of one body is asked of many.
        blocks = {**sources, "asks": ""}
        parts = [blocks[part] for part in parts_in(body)] + sources["asks"].split("\n")
        lengths[request.name] = around + sum(longest(part, texts.case) + 1 for part in parts)
    over = sorted((length, name) for name, length in lengths.items() if length > bound)
    if over:
        length, name = over[-1]
        page = "half a page" if is_reminder else "a page"
        what = (
            f"with {name} it may have {length} characters, and {page} holds {bound}: shorten it "
            f"({len(over)} of {len(lengths)} requests)"
        )
        yield length, Finding(where=f"{where}:1", what=what)


def longest(source: str, case: Mapping[str, str]) -> int:
    """How many characters a text of Jinja may make, whichever way its choices go."""
    return _length(_parsed(source), case)


@lru_cache(maxsize=8192)  # many requests ask the same, and many bodies are the same but for that
def _parsed(source: str) -> Sequence[nodes.Node]:
    return environment(html=False).parse(source).body


def _length(body: Iterable[nodes.Node], case: Mapping[str, str]) -> int:
    return sum(_of(node, case) for node in body)


def _of(node: nodes.Node, case: Mapping[str, str]) -> int:
    match node:
        case nodes.Output():
            return _length(node.nodes, case)
        case nodes.TemplateData():
            return len(" ".join(node.data.split("\n")))
        case nodes.If():
            others = [_length(one.body, case) for one in node.elif_]
            return max(_length(node.body, case), *others, _length(node.else_, case))
        case nodes.For():
            return _NAMES * _length(node.body, case)
        case nodes.Getattr(node=nodes.Name(name="case")):
            return len(case.get(node.attr, ""))
        case nodes.Filter(name="join"):
            return _NAMES * 2 * _A_VALUE
        case _:
            return _A_VALUE
