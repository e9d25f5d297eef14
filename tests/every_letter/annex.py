"""The list of who co-signs, as it must stand, by our own hand."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from tests.every_letter import tables
from tests.every_letter.letter import ReadLetter, flat, plain

_STATES = {
    "BJ": "de:Benin en:Benin es:Benín fr:Bénin it:Benin pt:Benin ru:Бенин",
    "BR": "de:Brasilien en:Brazil es:Brasil fr:Brésil it:Brasile pt:Brasil ru:Бразилия",
    "CA": "de:Kanada en:Canada es:Canadá fr:Canada it:Canada pt:Canadá ru:Канада",
    "CM": "de:Kamerun en:Cameroon es:Camerún fr:Cameroun it:Camerun pt:Camarões ru:Камерун",
    "CY": "de:Zypern en:Cyprus es:Chipre fr:Chypre it:Cipro pt:Chipre ru:Кипр",
    "DE": "de:Deutschland en:Germany es:Alemania fr:Allemagne it:Germania pt:Alemanha ru:Германия",
    "ES": "de:Spanien en:Spain es:España fr:Espagne it:Spagna pt:Espanha ru:Испания",
    "FI": "de:Finnland en:Finland es:Finlandia fr:Finlande it:Finlandia pt:Finlândia ru:Финляндия",
    "FR": "de:Frankreich en:France es:Francia fr:France it:Francia pt:França ru:Франция",
    "IT": "de:Italien en:Italy es:Italia fr:Italie it:Italia pt:Itália ru:Италия",
    "KZ": "de:Kasachstan en:Kazakhstan es:Kazajistán fr:Kazakhstan it:Kazakhstan pt:Cazaquistão ru:Казахстан",
    "MD": "de:Republik_Moldau en:Moldova es:República_de_Moldova fr:République_de_Moldova "
    "it:Repubblica_di_Moldova pt:República_da_Moldova ru:Молдова",
    "US": "de:Vereinigte_Staaten en:United_States es:Estados_Unidos fr:États-Unis it:Stati_Uniti "
    "pt:Estados_Unidos ru:Соединённые_Штаты_Америки",
}
#: What Portugal writes otherwise than Brazil.
_IN_PORTUGAL = {"BJ": "Benim"}
_EUROPE = {
    "de": "Europäische Organisationen", "en": "European organisations", "es": "Organizaciones europeas",
    "fr": "Organisations européennes", "it": "Organizzazioni europee", "pt": "Organizações europeias",
    "ru": "Европейские организации",
}  # fmt: skip
_WORLD = {
    "de": "Internationale Organisationen", "en": "International organisations",
    "es": "Organizaciones internacionales", "fr": "Organisations internationales",
    "it": "Organizzazioni internazionali", "pt": "Organizações internacionais",
    "ru": "Международные организации",
}  # fmt: skip
#: A State whose name begins with what it is stands where its own word puts it.
_SORTED_AS = {"MD": "moldova", "MD-de": "moldau"}


def annex_faults(letter: ReadLetter, tag: str, *, wanted: bool, named: bool) -> Iterator[str]:
    """What is wrong with the annex, if one is wanted; else where a name of it stands nonetheless."""
    if letter.is_sheet:
        return
    pieces = letter.pieces
    if not wanted:
        if len(pieces) != 2:
            yield f"an annex: {flat(pieces[1])[:60]}"
        if not named:
            for name in _all_names():
                if name != "Solidarité FreeAzat" and plain(name) in plain(letter.text):
                    yield f"names {name}"
        return
    if len(pieces) != 3:
        yield "no annex"
        return
    expected, found = _expected(tag), _found(pieces[1])
    if found != expected:
        missed = [one for one in expected if one not in found] or [
            one for one in found if one not in expected
        ]
        yield f"{missed[:2]}" if missed else "in another order"
    if str(sum(len(names) for _, names in expected)) not in pieces[1].split("\n- ")[0]:
        yield "counts otherwise"


def _found(piece: str) -> list[tuple[str, list[str]]]:
    groups: list[tuple[str, list[str]]] = []
    for block in re.split(r"\n\s*\n", piece.strip()):
        heading, _, items = block.partition("\n- ")
        if items:
            groups.append((flat(heading), [flat(one) for one in ("\n" + items).split("\n- ")]))
            groups[-1] = (groups[-1][0], [one for one in groups[-1][1] if one])
    return groups


@cache
def _expected(tag: str) -> list[tuple[str, list[str]]]:
    language = tag.partition("-")[0]
    by_country: dict[str, list[dict[str, str]]] = {}
    for row in tables.rows(tables.REPOSITORY / "contacts" / "signatories.csv"):
        if not row["withdrawn_on"]:
            by_country.setdefault(row["country"], []).append(row)
    states = [country for country in by_country if country not in {"Europe", "International"}]
    called = {country: _state(country, tag) for country in states}

    def place(country: str) -> str:
        as_another = _SORTED_AS.get(f"{country}-{language}") or _SORTED_AS.get(country)
        return _order(
            as_another if as_another and language in {"de", "es", "fr", "it", "pt"} else called[country]
        )

    groups = [(called[country], by_country[country]) for country in sorted(states, key=place)]
    for country, names in (("Europe", _EUROPE), ("International", _WORLD)):
        heading = names[language]
        if tag in {"en-US", "en-CA"}:
            heading = heading.replace("organis", "organiz")
        groups.append((heading, by_country[country]))
    return [
        (
            heading,
            [row["name"] for row in sorted(rows, key=lambda row: _order(row["sort_key"] or row["name"]))],
        )
        for heading, rows in groups
    ]


def _state(country: str, tag: str) -> str:
    if tag in {"pt-PT", "pt-AO"} and country in _IN_PORTUGAL:
        return _IN_PORTUGAL[country]
    words = dict(one.split(":") for one in _STATES[country].split())
    return words[tag.partition("-")[0]].replace("_", " ")


def _order(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in bare if one.isalnum() or one == " ")


@cache
def _all_names() -> tuple[str, ...]:
    return tuple(row["name"] for row in tables.rows(tables.REPOSITORY / "contacts" / "signatories.csv"))
