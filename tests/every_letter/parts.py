"""Where what stands in a letter, and what its labels are."""

import re
from collections.abc import Mapping
from datetime import timedelta

from tests.every_letter import tables
from tests.every_letter.dates import long_date
from tests.every_letter.letter import flat, plain
from tests.every_letter.written import Written

SUBJECT = {
    "de": "Betreff:", "en": "Subject:", "es": "Asunto:", "fr": "Objet:",
    "it": "Oggetto:", "pt": "Assunto:", "ru": "Тема:",
}  # fmt: skip


SIGNED = {
    "de": "Für Solidarité FreeAzat", "en": "For Solidarité FreeAzat", "es": "Por Solidarité FreeAzat",
    "fr": "Pour Solidarité FreeAzat", "it": "Per Solidarité FreeAzat", "pt": "Por Solidarité FreeAzat",
    "ru": 'От имени ассоциации"Solidarité FreeAzat"',
}  # fmt: skip


def of(words: Mapping[str, str], one: Written) -> str:
    return next(words[tag] for tag in tables.chain(one.tag) if tag in words)


def address_lines(one: Written, name: Mapping[str, str]) -> list[str]:
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


def at_salutation(one: Written) -> int:
    """The paragraph behind the subject."""
    label = plain(of(SUBJECT, one))
    found = [at for at, text in enumerate(one.letter.paragraphs) if plain(text).startswith(label)]
    return found[0] + 1 if found else 0


def at_signature(one: Written) -> int:
    label = plain(of(SIGNED, one))
    found = [at for at, text in enumerate(one.letter.paragraphs) if plain(text).startswith(label)]
    return found[0] if found else len(one.letter.paragraphs)


def answer_by(one: Written) -> str:
    weeks = (tables.request(one.target) or {}).get("answer_weeks")
    return long_date(one.day + timedelta(weeks=weeks), one.tag) if weeks else ""


def without_annex(one: Written) -> str:
    """The text without the names in the annex: they stand as they were signed."""
    return "\n".join(line for line in one.letter.text.split("\n") if not re.match(r"- | {2}(?=\S)", line))


def around(text: str, found: re.Match[str]) -> str:
    return f"{found.group()!r} in {flat(text[max(0, found.start() - 25) : found.end() + 25])!r}"
