"""What a letter must say, read from our CSV and TOML files by nothing of the product."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
EMAILS = REPOSITORY / "templates" / "emails"
TEXTS = EMAILS / "azat-miftakhov"
LANGUAGES = ("de", "en", "es", "fr", "it", "pt", "ru")

#: Where a variant's parent is not its language at once.
_PARENTS = {"pt-AO": "pt-PT", "es-MX": "es-419", "es-AR": "es-419", "es-CL": "es-419"}


@dataclass(frozen=True, kw_only=True)
class Target:
    """An office as its rows have it."""

    id: str
    body: str
    kind: str
    rank: str
    country: str
    #: Of whom the letter greets: the holders' own, or the office's where there is none.
    gender: str
    #: Name and surname of each who holds the office on the printed day, in the letter's language.
    holders: tuple[tuple[str, str], ...] = ()
    #: A salutation of the holder's own.
    own_salutation: str = ""
    #: Who holds it on other days, or in other spellings.
    strangers: tuple[str, ...] = ()
    #: (tag, gender) → institution, title, address, address without holder; `|` parts lines.
    names: Mapping[tuple[str, str], Mapping[str, str]]
    #: Staff's own words for it: name, unit, title, note.
    staff: tuple[str, ...] = ()
    post: str = ""


def chain(tag: str) -> tuple[str, ...]:
    """The tag and those that serve for it."""
    middle = (_PARENTS[tag],) if tag in _PARENTS else ()
    base = tag.partition("-")[0]
    return tuple(dict.fromkeys((tag, *middle, base)))


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, each cell stripped."""
    with file.open(encoding="utf-8", newline="") as opened:
        return [{key: (cell or "").strip() for key, cell in row.items()} for row in csv.DictReader(opened)]


@cache
def forms(tag: str) -> dict[tuple[str, ...], dict[str, str]]:
    """The forms of address of one tag, by rank, country, number and gender; none where it has no file."""
    file = EMAILS / "forms-of-address" / f"{tag}.csv"
    found = rows(file) if file.exists() else []
    return {(row["rank"], row["country"], row["number"], row["gender"]): row for row in found}


@cache
def campaign() -> dict[str, Any]:
    """The starter's campaign."""
    return tomllib.loads((REPOSITORY / "config/campaigns/miftakhov-2026.toml").read_text("utf-8"))


@cache
def case() -> dict[str, Any]:
    """Its case."""
    return tomllib.loads((REPOSITORY / "config/cases/azat-miftakhov.toml").read_text("utf-8"))


@cache
def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


@cache
def texts(tag: str, file: str) -> dict[str, Any]:
    """The tables of that file in the language's folders, a variant's entries before its parents'."""
    merged: dict[str, Any] = {}
    for one in reversed(chain(tag)):
        path = TEXTS / one / file
        if path.exists():
            for key, value in _toml(path).items():
                merged[key] = merged.get(key, {}) | value if isinstance(value, dict) else value
    return merged


def form(target: Target, tag: str) -> dict[str, str] | None:
    """The most specific row of the forms of address; never one of the other number."""
    numbers = {0: ("one", "several"), 1: ("one",)}.get(len(target.holders), ("several",))
    for language in chain(tag):
        for country in (target.country, "*"):
            for number in numbers:
                for gender in (target.gender, "u"):
                    if row := forms(language).get((target.rank, country, number, gender)):
                        return row
    return None


def name(target: Target, tag: str) -> Mapping[str, str] | None:
    """How the target is called in that language."""
    for language in (*chain(tag), "*"):
        for gender in (target.gender, "u"):
            if (language, gender) in target.names:
                return target.names[language, gender]
    return None


def request(target: Target) -> dict[str, Any] | None:
    """What the campaign asks of it: the first that fits."""
    return next((one for one in campaign()["requests"] if fits(target, one["for"])), None)


def written_to(target: Target) -> bool:
    """Whether the campaign writes to it at all: neither barred nor left out."""
    bar, audience = campaign()["bar"], campaign()["audience"]
    if target.country == bar["country"] or fits(target, bar["filter"]):
        return False
    if any(fits(target, one["filter"]) for one in audience["exclude"]):
        return False
    return any(fits(target, one) for one in audience["include"])


def fits(target: Target, terms: str) -> bool:
    """Whether a filter of these five keys fits."""
    cells = {
        "office": target.id,
        "body": target.body.casefold(),
        "kind": target.kind,
        "rank": target.rank,
        "country": target.country.casefold(),
    }
    for term in terms.split():
        key, _, values = term.removeprefix("-").partition(":")
        if (cells[key] in values.casefold().split(",")) == term.startswith("-"):
            return False
    return True


@lru_cache(maxsize=100_000)
def filled(text: str, *, you: str, answer_by: str) -> str:
    """A text of ours with what it asks for; the facts that it may ask for are unconfirmed and say nothing."""
    parts = [part.strip() for part in you.split(";")]
    objects = [one.strip() for one in parts[1].split(",")] if len(parts) > 2 else [parts[0]]
    words = {
        "you.subject": parts[0],
        "you.indirect": objects[0],
        "you.direct": objects[-1],
        "you.possessive": parts[-1].split(",")[0].strip(),
        "answer_by": answer_by,
        "sender.name": campaign()["sender"]["name"],
        "sender.email": campaign()["sender"]["email"],
    }
    text = re.sub(r"\{% if case\.[a-z-]+ %\}.*?\{% endif %\}", "", text)
    return re.sub(r"\{\{ ([a-z_.]+) \}\}", lambda found: words[found[1]], text)


def unconfirmed() -> Iterator[str]:
    """The facts that nobody has confirmed."""
    for fact, table in case()["facts"].items():
        if table.get("needs_confirmation") and not table.get("confirmed_by"):
            yield fact


def all_texts(tag: str, *, but: Sequence[str]) -> str:
    """Every text of that language that a letter may be made of, without these facts of the case."""
    said = [text for fact, text in texts(tag, "case.toml").items() if fact not in but]
    for table in texts(tag, "requests.toml").values():
        said += list(table.values())
    for one in chain(tag):
        said += [path.read_text("utf-8") for path in sorted((TEXTS / one).rglob("*.md"))]
        said += [path.read_text("utf-8") for path in sorted((TEXTS / one).rglob("*.txt"))]
        for file in ("words.toml", "worksheets.toml"):
            if (TEXTS / one / file).exists():
                said.append((TEXTS / one / file).read_text("utf-8"))
    return "\n".join(said)
