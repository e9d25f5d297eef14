"""What must hold in every letter. Each rule yields what breaks it, as it stands there."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from tests.every_letter import tables
from tests.every_letter.addressed import holders, institution, other_names, salutation, staff_words
from tests.every_letter.letter import flat, plain, seen, tags
from tests.every_letter.parts import address_lines, around, at_salutation, at_signature, without_annex
from tests.every_letter.stated import annex, asks, dates, facts, reference, sender
from tests.every_letter.typography import typography_faults
from tests.every_letter.written import Written

Rule = Callable[[Written], Iterator[str]]


_LEFTOVERS = re.compile(
    r"[{}|`]|\b(?:None|undefined|nan|null|TODO)\b|\*\*|\]\(|__|\"{3}|^#|\\n|^[a-z-]+ = |%\w|\?\?"
    r"|&(?:amp|nbsp|lt|gt|quot|#)|</?\w+>",
    re.MULTILINE,
)


#: The Russian "г." of a date is followed by whatever follows.
_PUNCTUATION = re.compile(
    r" [,.]|,[,.;:]|(?<!\.)\.\.(?!\.)|;[.;,]|(?<!\bг)\.[;,:]|:[.;,:]|[!?][.,;]|\( | \)|\(\)|\S  +\S| +$",
    re.MULTILINE,
)


def leftovers(one: Written) -> Iterator[str]:
    """Nothing of Jinja, Markdown, HTML or TOML is left."""
    for text in (one.letter.text, one.letter.subject, one.letter.recipient, seen(one.letter.html)):
        for found in _LEFTOVERS.finditer(text):
            yield around(text, found)


def punctuation(one: Written) -> Iterator[str]:
    """No doubled space in a line, no mark doubled or missing."""
    text = f"{one.letter.subject}\n{without_annex(one)}"
    for found in _PUNCTUATION.finditer(text):
        yield around(text, found)
    if one.letter.is_sheet:
        return
    for paragraph in one.letter.paragraphs[at_salutation(one) + 1 : at_signature(one) - 1]:
        if not re.search(r"[.:!?…][»”’\")]?$", paragraph):
            yield f"ends without a mark: …{paragraph[-40:]}"


def same_in_html(one: Written) -> Iterator[str]:
    """The page says the words of the text, in their order."""
    text, html = _words(one.letter.text), _words(seen(one.letter.html))
    if text != html:
        at = next(
            (n for n, (a, b) in enumerate(zip(text, html, strict=False)) if a != b), min(len(text), len(html))
        )
        yield f"text {' '.join(text[at : at + 6])!r}, html {' '.join(html[at : at + 6])!r}"


def same_on_paper(one: Written) -> Iterator[str]:
    """What goes by post is a PDF with all the words of the text, but for its date, which is to come."""
    if bool(one.letter.pdf) != (one.channel == "post"):
        yield "it has a PDF" if one.letter.pdf else "it has no PDF"
    if one.letter.pdf:
        dated = next(line for line in one.letter.text.split("\n") if "‹date›" in line)
        said, to_come, printed = (
            Counter(re.findall(r"\w+", plain(text))) for text in (one.letter.text, dated, one.letter.paper)
        )
        yield from (f"{word} is not on paper" for word in said - to_come - printed)


def language(one: Written) -> Iterator[str]:
    """The page and the message say which language the letter is in."""
    if tags(one.letter.html) != [one.tag]:
        yield f"<html lang={tags(one.letter.html)}>"
    if one.letter.content_language != one.tag:
        yield f"Content-Language: {one.letter.content_language}"


def typography(one: Written) -> Iterator[str]:
    """Marks, spaces and letters are those of the tag; names are set as their bearers set them."""
    text = without_annex(one)
    block = {
        line.strip()
        for line in (*address_lines(one, tables.name(one.target, one.tag) or {}), *one.target.post.split("|"))
    }
    text = "\n".join(line for line in text.split("\n") if line not in block)
    yield from typography_faults(f"{one.letter.subject}\n{text}", one.tag)


RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        institution,
        other_names,
        staff_words,
        holders,
        salutation,
        leftovers,
        punctuation,
        sender,
        reference,
        asks,
        dates,
        same_in_html,
        same_on_paper,
        language,
        typography,
        annex,
        facts,
    )
}


def _words(text: str) -> list[str]:
    text = re.sub(r"(?m)^(?:-{20}|- )", " ", text)
    words = re.sub(r"[\[\],]| - ", " ", flat(text)).split(" ")
    return [word for word in words if word.strip("-")]
