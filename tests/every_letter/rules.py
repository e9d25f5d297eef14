"""What must hold in every letter. Each rule yields what breaks it, as it stands there."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import cache

from tests.every_letter import tables
from tests.every_letter.annex import annex_faults
from tests.every_letter.dates import long_date
from tests.every_letter.letter import flat, plain, seen, tags
from tests.every_letter.typography import typography_faults
from tests.every_letter.written import FIRST_DAY, FIRST_REFERENCE, Written

Rule = Callable[[Written], Iterator[str]]

_SUBJECT = {
    "de": "Betreff:", "en": "Subject:", "es": "Asunto:", "fr": "Objet:",
    "it": "Oggetto:", "pt": "Assunto:", "ru": "Тема:",
}  # fmt: skip
_REFERENCE = {
    "de": "Unser Zeichen:", "en": "Our reference:", "es": "Nuestra referencia:", "fr": "Notre référence:",
    "it": "Nostro riferimento:", "pt": "Nossa referência:", "pt-PT": "Nossa referência:", "ru": "Исх. №",
}  # fmt: skip
_SIGNED = {
    "de": "Für Solidarité FreeAzat", "en": "For Solidarité FreeAzat", "es": "Por Solidarité FreeAzat",
    "fr": "Pour Solidarité FreeAzat", "it": "Per Solidarité FreeAzat", "pt": "Por Solidarité FreeAzat",
    "ru": 'От имени ассоциации"Solidarité FreeAzat"',
}  # fmt: skip
_PLACE = {
    "de": "Paris, ", "en": "Paris, ", "es": "París, ", "fr": "Paris, le ",
    "it": "Parigi, ", "pt": "Paris, ", "ru": "Париж, ",
}  # fmt: skip
_STATES_OF_THE_PACT = {"AM", "BY", "KZ", "KG", "RU", "TJ"}


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
    block = [line.strip() for line in "\n".join(lines[: _at_salutation(one)]).split("\n")]
    for line in _address(one, name):
        if plain(line) not in [plain(here) for here in block] and plain(line) not in plain("\n".join(block)):
            yield f"no line {line!r} in the address"


def other_names(one: Written) -> Iterator[str]:
    """No other office is named in the address, and this one by no other language's name anywhere."""
    if one.letter.is_sheet or (name := tables.name(one.target, one.tag)) is None:
        return
    mine = plain(" ".join((*_address(one, name), name["institution"])))
    page = plain(one.letter.page)
    for (tag, _), row in one.target.names.items():
        called = plain(row["institution"])
        if called not in mine and tag not in tables.chain(one.tag) and called in page:
            yield f"{row['institution']} ({tag})"
    block = plain(" ".join(one.letter.paragraphs[: _at_salutation(one)]))
    for called in _all_names():
        if called not in mine and called in block:
            yield f"{called}, another office"


def staff_words(one: Written) -> Iterator[str]:
    """No word of the columns that only staff read."""
    name = tables.name(one.target, one.tag) or {}
    mine = plain(" ".join((*name.values(), *_address(one, name))))
    page = plain(one.letter.text)
    called, *others, note = one.target.staff
    for sentence in (called, *re.split(r"(?<=[.;:]) |\n", note)):
        words = plain(sentence).strip(" .;:")
        if len(words) > 12 and words not in mine and words in page:
            yield words
    head = plain(" ".join(one.letter.paragraphs[: _at_salutation(one)]))
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
    subject = next((at for at, text in enumerate(paragraphs) if text.startswith(plain(_of(_SUBJECT, one)))), 0)
    wanted = plain(_greeting(one, row))
    if paragraphs[subject + 1] != wanted:
        yield f"{paragraphs[subject + 1]!r}, not {wanted!r}"
    signed = next((at for at, text in enumerate(paragraphs) if text.startswith(plain(_of(_SIGNED, one)))), 0)
    closing = plain(row["closing"].replace("|", " "))
    if paragraphs[signed - 1] != closing:
        yield f"{paragraphs[signed - 1]!r}, not {closing!r}"


_LEFTOVERS = (
    r"[{}|]", r"\bNone\b", r"\bundefined\b", r"\bnan\b", r"\bnull\b", r"\*\*", r"\]\(", r"__", r"`", r'"""',
    r"(?m)^#", r"\\n", r"(?m)^[a-z-]+ = ", r"%\w", r"&(?:amp|nbsp|lt|gt|quot|#)", r"</?\w+>", r"\bTODO\b", r"\?\?",
)  # fmt: skip
_PUNCTUATION = (r" [,.]", r",,", r"(?<!\.)\.\.(?!\.)", r";[.;,]", r"(?<!\bг)\.[;,:]", r",[.;:]", r":[.;,:]", r"[!?][.,;]", r"\( ", r" \)", r"\(\)")  # fmt: skip


def leftovers(one: Written) -> Iterator[str]:
    """Nothing of Jinja, Markdown, HTML or TOML is left."""
    for text in (one.letter.text, one.letter.subject, one.letter.recipient, seen(one.letter.html)):
        for pattern in _LEFTOVERS:
            for found in re.finditer(pattern, text):
                yield _around(text, found)


def punctuation(one: Written) -> Iterator[str]:
    """No doubled space in a line, no mark doubled or missing."""
    text = _without_annex(one)
    for line in (*text.split("\n"), one.letter.subject):
        if re.search(r"\S  +\S| +$", line):
            yield repr(line)
        for pattern in _PUNCTUATION:
            for found in re.finditer(pattern, line):
                yield _around(line, found)
    if one.letter.is_sheet:
        return
    paragraphs = one.letter.paragraphs
    for paragraph in paragraphs[_at_salutation(one) + 1 : _at_signature(one) - 1]:
        if not re.search(r"[.:!?…][»”’\")]?$", paragraph):
            yield f"ends without a mark: …{paragraph[-40:]}"


def sender(one: Written) -> Iterator[str]:
    """Who writes, who signs, the legal notice and the way out are there."""
    page, words = plain(one.letter.text), tables.texts(one.tag, "words.toml")
    about = tables.campaign()["sender"]
    if f"<{about['email']}>" not in one.letter.sender or about["name"] not in one.letter.sender:
        yield f"From: {one.letter.sender}"
    wanted = [about["name"], about["email"]]
    if not one.letter.is_sheet:
        described = about["description"]
        wanted += [next(described[tag] for tag in (*tables.chain(one.tag), "default") if tag in described)]
        wanted += [tables.filled(words[word], you="", answer_by="") for word in ("legal_notice", "opt_out")]
        wanted.append(_of(_SIGNED, one))
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
    if f"{plain(_of(_REFERENCE, one))} {one.reference}" not in page:
        yield f"no {_of(_REFERENCE, one)} {one.reference}"
    if one.step == "reminder" and FIRST_REFERENCE not in page:
        yield "not that of the first letter"


def asks(one: Written) -> Iterator[str]:
    """All that the campaign asks of it, numbered, in that order, and nothing else."""
    asked = (tables.request(one.target) or {"asks": []})["asks"]
    row = tables.form(one.target, one.tag) or {"you": ""}
    every = tables.texts(one.tag, "requests.toml")["asks"]
    page = plain(one.letter.text)

    by = _answer_by(one)

    def said(name: str) -> str:
        return plain(tables.filled(every[name], you=row["you"], answer_by=by))

    at = 0
    for number, name in enumerate(asked, start=1):
        ending = "." if number == len(asked) else ";"
        wanted = f"{number}. {said(name)}{ending}"
        found = page.find(wanted, at)
        if found < 0:
            yield f"no {wanted!r}"
        at = max(found, at)
    if f"{len(asked) + 1}. " in page[at:].partition(plain(_of(_SIGNED, one)))[0]:
        yield f"a number {len(asked) + 1}"
    mine = " ".join(map(said, asked))
    for name in every:
        if name not in asked and (text := said(name)) not in mine and f". {text}" in page:
            yield f"asks for {name}"


def dates(one: Written) -> Iterator[str]:
    """The printed day, the first letter's, and a day for an answer exactly where one is asked for."""
    page = plain(one.letter.text)
    by, weeks = plain(_answer_by(one)), (tables.request(one.target) or {}).get("answer_weeks")
    if weeks and by not in page:
        yield f"no answer by {by}"
    allowed = {by} if weeks else set()
    if not one.letter.is_sheet:
        printed = plain(long_date(one.day, one.tag)) if one.channel == "email" else "‹date›"
        wanted = _of(_PLACE, one) + printed.replace("‹date›", '"date"')
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


def same_in_html(one: Written) -> Iterator[str]:
    """The page says the words of the text, in their order."""
    text, html = _words(one.letter.text), _words(seen(one.letter.html))
    if text != html:
        at = next((n for n, (a, b) in enumerate(zip(text, html, strict=False)) if a != b), min(len(text), len(html)))
        yield f"text {' '.join(text[at : at + 6])!r}, html {' '.join(html[at : at + 6])!r}"


def language(one: Written) -> Iterator[str]:
    """The page and the message say which language the letter is in."""
    if tags(one.letter.html) != [one.tag]:
        yield f"<html lang={tags(one.letter.html)}>"
    if one.letter.content_language != one.tag:
        yield f"Content-Language: {one.letter.content_language}"


def typography(one: Written) -> Iterator[str]:
    """Marks, spaces and letters are those of the tag; names are set as their bearers set them."""
    text = _without_annex(one)
    block = {line.strip() for line in (*_address(one, tables.name(one.target, one.tag) or {}), *one.target.post.split("|"))}
    text = "\n".join(line for line in text.split("\n") if line not in block)
    yield from typography_faults(f"{one.letter.subject}\n{text}", one.tag)


def annex(one: Written) -> Iterator[str]:
    """Who co-signs: States in order, then Europe, then the world; each name as signed; or nobody at all."""
    asked = (tables.request(one.target) or {}).get("annex", True)
    is_withheld = one.target.country in _STATES_OF_THE_PACT
    yield from annex_faults(one.letter, one.tag, wanted=asked and not is_withheld, named=not is_withheld)


_SEXUAL = re.compile(r"sexu|sessual|сексуал", re.IGNORECASE)


def facts(one: Written) -> Iterator[str]:
    """Nothing that is withheld or unconfirmed; the plea where it belongs and nowhere else."""
    page = plain(f"{one.letter.text} {one.letter.subject} {seen(one.letter.html)}")
    sentences = tables.texts(one.tag, "case.toml")
    names = plain(" ".join(cell for row in one.target.names.values() for cell in row.values())).casefold()
    for fact, phrase in _never(one.tag):
        if phrase in page and phrase.casefold() not in names:
            yield f"{fact}: {phrase!r}"
    if one.target.country in _STATES_OF_THE_PACT and (found := _SEXUAL.search(page)):
        yield _around(page, found)
    to_a_state = one.target.body not in {"EU", "UN", "CoE", "OSCE"}
    has_plea = plain(sentences["plea"]) in page
    if has_plea and not to_a_state:
        yield "the plea, to a body that must ask Russia"
    if one.step == "first" and to_a_state and not has_plea:
        yield "without the plea"
    if one.step == "first":
        degree = "testimony-least" if one.target.country in _STATES_OF_THE_PACT else "testimony-mild"
        for fact in ("danger", degree):
            if plain(sentences[fact]).casefold() not in page.casefold():
                yield f"without {fact}"


RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        institution, other_names, staff_words, holders, salutation, leftovers, punctuation, sender, reference,
        asks, dates, same_in_html, language, typography, annex, facts,
    )  # fmt: skip
}


def _of(words: Mapping[str, str], one: Written) -> str:
    return next(words[tag] for tag in tables.chain(one.tag) if tag in words)


def _address(one: Written, name: Mapping[str, str]) -> list[str]:
    named = [called for called, _ in one.target.holders]
    wanted = 2 if "{name_2}" in name["address"] else 1 if "{name" in name["address"] else 0
    if not name:
        return []
    lines = name["address"] if named and wanted == len(named) else name["address_without_holder"]
    for number, called in enumerate(named, start=1):
        lines = lines.replace(f"{{name_{number}}}", called)
    lines = lines.replace("{name}", named[0] if named else "")
    post = one.target.post.split("|")[:-1] if one.channel == "post" else []
    return [line.strip() for line in (*lines.split("|"), *post)]


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


def _at_salutation(one: Written) -> int:
    """The paragraph behind the subject."""
    label = plain(_of(_SUBJECT, one))
    found = [at for at, text in enumerate(one.letter.paragraphs) if plain(text).startswith(label)]
    return found[0] + 1 if found else 0


def _at_signature(one: Written) -> int:
    label = plain(_of(_SIGNED, one))
    found = [at for at, text in enumerate(one.letter.paragraphs) if plain(text).startswith(label)]
    return found[0] if found else len(one.letter.paragraphs)


def _answer_by(one: Written) -> str:
    weeks = (tables.request(one.target) or {}).get("answer_weeks")
    return long_date(one.day + timedelta(weeks=weeks), one.tag) if weeks else ""


def _without_annex(one: Written) -> str:
    """The text without the names in the annex: they stand as they were signed."""
    return "\n".join(line for line in one.letter.text.split("\n") if not re.match(r"- | {2}(?=\S)", line))


def _words(text: str) -> list[str]:
    text = re.sub(r"(?m)^(?:-{20}|- )", " ", text)
    return [word for word in re.sub(r"[\[\],]| - ", " ", flat(text)).split(" ") if word and set(word) != {"-"}]


def _around(text: str, found: re.Match[str]) -> str:
    return f"{found.group()!r} in {flat(text[max(0, found.start() - 25) : found.end() + 25])!r}"


@cache
def _all_names() -> frozenset[str]:
    rows = tables.rows(tables.REPOSITORY / "contacts" / "office-names.csv")
    return frozenset(plain(row["institution"]) for row in rows)


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
