"""What a letter states: who writes, under which reference, what is asked and until when, of which facts."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from tests.every_letter import tables
from tests.every_letter.annex import annex_faults
from tests.every_letter.dates import long_date
from tests.every_letter.letter import plain, seen
from tests.every_letter.parts import SIGNED, answer_by, around, of
from tests.every_letter.written import FIRST_DAY, FIRST_REFERENCE, Written

REFERENCE = {
    "de": "Unser Zeichen:", "en": "Our reference:", "es": "Nuestra referencia:", "fr": "Notre référence:",
    "it": "Nostro riferimento:", "pt": "Nossa referência:", "pt-PT": "Nossa referência:", "ru": "Исх. №",
}  # fmt: skip


PLACE = {
    "de": "Paris, ", "en": "Paris, ", "es": "París, ", "fr": "Paris, le ",
    "it": "Parigi, ", "pt": "Paris, ", "ru": "Париж, ",
}  # fmt: skip


STATES_OF_THE_PACT = {"AM", "BY", "KZ", "KG", "RU", "TJ"}


_SEXUAL = re.compile(r"sexu|sessual|сексуал", re.IGNORECASE)


def sender(one: Written) -> Iterator[str]:
    """Who writes, who signs, the legal notice and the way out are there."""
    page, words = plain(one.letter.text), tables.texts(one.tag, "words.toml")
    about = tables.campaign()["sender"]
    if f"<{about['email']}>" not in one.letter.sender or about["name"] not in one.letter.sender:
        yield f"From: {one.letter.sender}"
    wanted = [about["name"], about["email"], *([] if one.letter.is_sheet else one.signed_by)]
    if not one.letter.is_sheet:
        described = about["description"]
        wanted += [next(described[tag] for tag in (*tables.chain(one.tag), "default") if tag in described)]
        wanted += [tables.filled(words[word], you="", answer_by="") for word in ("legal_notice", "opt_out")]
        wanted.append(of(SIGNED, one))
    for text in wanted:
        if plain(text) not in page:
            yield f"without {text!r}"


def reference(one: Written) -> Iterator[str]:
    """Our reference stands in the letter, and in the subject of an e-mail; a reminder has the first one's."""
    if one.channel == "email" and not one.letter.subject.endswith(f" [{one.reference}]"):
        yield f"subject {one.letter.subject!r}"
    page = plain(one.letter.text)
    if one.letter.is_sheet:
        if one.reference not in page:
            yield "nowhere"
        return
    if f"{plain(of(REFERENCE, one))} {one.reference}" not in page:
        yield f"no {of(REFERENCE, one)} {one.reference}"
    if one.step == "reminder" and FIRST_REFERENCE not in page:
        yield "not that of the first letter"


def asks(one: Written) -> Iterator[str]:
    """All that the campaign asks of it, in that order, several of them numbered, and nothing else."""
    asked = (tables.request(one.target) or {"asks": []})["asks"]
    row = tables.form(one.target, one.tag) or {"you": ""}
    every = tables.texts(one.tag, "requests.toml")["asks"]
    page = plain(one.letter.text)

    by = answer_by(one)

    def said(name: str) -> str:
        return plain(tables.filled(every[name], you=row["you"], answer_by=by))

    at = 0
    for number, name in enumerate(asked, start=1):
        ending = "." if number == len(asked) else ";"
        wanted = f"{number}. {said(name)}{ending}" if len(asked) > 1 else f": {said(name)}."
        found = page.find(wanted, at)
        if found < 0:
            yield f"no {wanted!r}"
        at = max(found, at)
    if f" {len(asked) + 1 if len(asked) > 1 else 1}. " in page[at:].partition(plain(of(SIGNED, one)))[0]:
        yield "a number too many"
    mine = " ".join(map(said, asked))
    for name in every:
        if (
            name not in asked
            and (text := said(name)) not in mine
            and re.search(rf"[.:] {re.escape(text)}", page)
        ):
            yield f"asks for {name}"


def dates(one: Written) -> Iterator[str]:
    """The printed day, the first letter's, and a day for an answer exactly where one is asked for."""
    page = plain(one.letter.text)
    by, weeks = plain(answer_by(one)), (tables.request(one.target) or {}).get("answer_weeks")
    if weeks and by not in page:
        yield f"no answer by {by}"
    allowed = {by} if weeks else set()
    if not one.letter.is_sheet:
        printed = plain(long_date(one.day, one.tag)) if one.channel == "email" else "‹date›"
        wanted = of(PLACE, one) + printed.replace("‹date›", '"date"')
        allowed.add(printed)
        if plain(wanted) not in [plain(line) for line in one.letter.page.split("\n")]:
            yield f"no line {wanted!r}"
    if one.step == "reminder":
        allowed.add(plain(long_date(FIRST_DAY, one.tag)))
        if plain(long_date(FIRST_DAY, one.tag)) not in page:
            yield "not the day of the first letter"
    if not weeks:
        six = plain(long_date(one.day + timedelta(weeks=6), one.tag))
        if six in page and six not in allowed:
            yield f"an answer by {six}"


def annex(one: Written) -> Iterator[str]:
    """Who co-signs: States in order, then Europe, then the world; each name as signed; or nobody at all."""
    asked = (tables.request(one.target) or {}).get("annex", True)
    is_withheld = one.target.country in STATES_OF_THE_PACT
    yield from annex_faults(one.letter, one.tag, wanted=asked and not is_withheld, named=not is_withheld)


def facts(one: Written) -> Iterator[str]:
    """Nothing that is withheld or unconfirmed; the plea where it belongs and nowhere else."""
    text = plain(one.letter.text)
    page = f"{text} {plain(one.letter.subject)} {plain(seen(one.letter.html))}"
    sentences = tables.texts(one.tag, "case.toml")
    names = plain(" ".join(cell for row in one.target.names.values() for cell in row.values())).casefold()
    for fact, phrase in _never(one.tag):
        if phrase in page and phrase.casefold() not in names:
            yield f"{fact}: {phrase!r}"
    if one.target.country in STATES_OF_THE_PACT and (found := _SEXUAL.search(page)):
        yield around(page, found)
    to_a_state = one.target.body not in {"EU", "UN", "CoE", "OSCE"}
    has_plea = plain(sentences["plea"]) in text
    if plain(sentences["plea"]) in page and not to_a_state:
        yield "the plea, to a body that must ask Russia"
    if one.step == "first" and to_a_state and not has_plea:
        yield "without the plea"
    if one.step == "first":
        degree = "testimony-least" if one.target.country in STATES_OF_THE_PACT else "testimony-mild"
        for fact in ("danger", degree):
            if plain(sentences[fact]).casefold() not in text.casefold():
                yield f"without {fact}"


@cache
def _never(tag: str) -> tuple[tuple[str, str], ...]:
    """Runs of words that only the sentences which nobody may read have."""
    kept = ("testimony", *tables.unconfirmed())
    sentences = tables.texts(tag, "case.toml")
    others = plain(tables.all_texts(tag, but=kept)).casefold()
    phrases: list[tuple[str, str]] = []
    for fact in kept:
        words = plain(sentences.get(fact, "")).split(" ")
        runs = {" ".join(words[at : at + 4]) for at in range(len(words) - 3)} or {" ".join(words)} - {""}
        phrases += [(fact, run) for run in sorted(runs) if run.casefold() not in others]
    return tuple(phrases)
