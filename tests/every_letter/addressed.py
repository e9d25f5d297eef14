"""To whom a letter is: names, lines, greeting and closing."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from tests.every_letter import tables
from tests.every_letter.letter import flat, plain, seen
from tests.every_letter.parts import SIGNED, SUBJECT, address_lines, at_salutation, of
from tests.every_letter.written import Written


def institution(one: Written) -> Iterator[str]:
    """It is called by its name in the letter's language, in the address and where the e-mail goes."""
    name = tables.name(one.target, one.tag)
    if name is None:
        yield f"no name in {one.tag}"
        return
    called = one.letter.recipient.rpartition(" <")[0].strip('"')
    if one.channel == "email" and plain(called) != plain(name["institution"]):
        yield f"To: {one.letter.recipient}"
    if one.letter.is_sheet:
        return
    lines = one.letter.pieces[0].split("\n\n")
    block = [line.strip() for line in "\n".join(lines[: at_salutation(one)]).split("\n")]
    for line in address_lines(one, name):
        if plain(line) not in [plain(here) for here in block] and plain(line) not in plain("\n".join(block)):
            yield f"no line {line!r} in the address"


def other_names(one: Written) -> Iterator[str]:
    """No other office is named in the address, and this one by no other language's name anywhere."""
    if one.letter.is_sheet or (name := tables.name(one.target, one.tag)) is None:
        return
    mine = plain(" ".join((*address_lines(one, name), name["institution"])))
    page = plain(one.letter.page)
    for (tag, _), row in one.target.names.items():
        called = plain(row["institution"])
        if called not in mine and tag not in tables.chain(one.tag) and called in page:
            yield f"{row['institution']} ({tag})"
    block = plain(" ".join(one.letter.paragraphs[: at_salutation(one)]))
    for called in _all_names():
        if called not in mine and called in block:
            yield f"{called}, another office"


def staff_words(one: Written) -> Iterator[str]:
    """No word of the columns that only staff read."""
    name = tables.name(one.target, one.tag) or {}
    mine = plain(" ".join((*name.values(), *address_lines(one, name))))
    page = plain(one.letter.text)
    called, *others, note = one.target.staff
    for sentence in (called, *re.split(r"(?<=[.;:]) |\n", note)):
        words = plain(sentence).strip(" .;:")
        if len(words) > 12 and words not in mine and words in page:
            yield words
    head = plain(" ".join(one.letter.paragraphs[: at_salutation(one)]))
    for cell in (called, *others):
        words = plain(cell)
        if words and words not in mine and re.search(rf"\b{re.escape(words)}\b", head):
            yield f"{words} in the head"


def holders(one: Written) -> Iterator[str]:
    """Whoever is in office on the printed day is named, and nobody else."""
    page = one.letter.page
    if not one.letter.is_sheet:
        for name, _ in one.target.holders:
            if flat(name) not in flat(page):
                yield f"{name} is not named"
    for stranger in one.target.strangers:
        if stranger in flat(page + one.letter.subject + seen(one.letter.html)):
            yield f"{stranger} is named"


def salutation(one: Written) -> Iterator[str]:
    """The greeting and the closing are those of the most specific row."""
    if one.letter.is_sheet:
        return
    row = tables.form(one.target, one.tag)
    if row is None:
        yield "no form of address"
        return
    paragraphs = [plain(text) for text in one.letter.paragraphs]
    subject = next((at for at, text in enumerate(paragraphs) if text.startswith(plain(of(SUBJECT, one)))), 0)
    wanted = plain(_greeting(one, row))
    if paragraphs[subject + 1] != wanted:
        yield f"{paragraphs[subject + 1]!r}, not {wanted!r}"
    signed = next((at for at, text in enumerate(paragraphs) if text.startswith(plain(of(SIGNED, one)))), 0)
    closing = plain(row["closing"].replace("|", " "))
    if paragraphs[signed - 1] != closing:
        yield f"{paragraphs[signed - 1]!r}, not {closing!r}"


def _greeting(one: Written, row: Mapping[str, str]) -> str:
    if one.target.own_salutation:
        return one.target.own_salutation
    named, people = row["salutation_named"], one.target.holders
    if named and people:
        words = {f"{{surname_{number}}}": surname for number, (_, surname) in enumerate(people, start=1)}
        words |= {"{surname}": people[0][1], "{full name}": people[0][0]} if len(people) == 1 else {}
        if all(words.get(place) for place in re.findall(r"\{[^}]*\}", named)):
            for place, word in words.items():
                named = named.replace(place, word)
            return named
    return row["salutation"].replace("|", " ")


@cache
def _all_names() -> frozenset[str]:
    rows = tables.rows(tables.REPOSITORY / "contacts" / "office-names.csv")
    return frozenset(plain(row["institution"]) for row in rows)
