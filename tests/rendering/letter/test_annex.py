"""The annex in the order of the letter's language."""

import pytest

from outreach.model.errors import BadInput
from outreach.rendering.letter.annex import AnnexGroup, annex
from tests.rendering.builders import signatory

SIGNATORIES = (
    signatory("Zone", "International"),
    signatory("ucl", "FR"),
    signatory("Équipe", "FR"),
    signatory("Eau", "FR"),
    signatory("Esprit", "FR"),
    signatory("People", "US"),
    signatory("Dialog", "DE"),
    signatory("Central", "BR"),
    signatory("Syntrasesh", "BJ"),
    signatory("Network", "Europe"),
)


def headings(language: str, international: str) -> list[str]:
    return [group.country for group in annex(SIGNATORIES, language, international)]


def test_countries_are_named_and_sorted_as_french_does() -> None:
    assert headings("fr", "International") == [
        "Allemagne",
        "Bénin",
        "Brésil",
        "États-Unis",
        "Europe",
        "France",
        "International",
    ]


def test_countries_are_named_and_sorted_as_russian_does() -> None:
    assert headings("ru", "Международные объединения") == [
        "Бенин",
        "Бразилия",
        "Германия",
        "Европа",
        "Международные объединения",
        "Соединенные Штаты",
        "Франция",
    ]


def test_names_are_sorted_without_regard_to_accents_and_left_as_signed() -> None:
    france = next(g for g in annex(SIGNATORIES, "fr", "International") if g.country == "France")

    assert france == AnnexGroup(country="France", names=("Eau", "Équipe", "Esprit", "ucl"))


def test_nobody_makes_no_annex() -> None:
    assert annex((), "fr", "International") == ()


def test_a_country_that_does_not_exist_is_told() -> None:
    with pytest.raises(BadInput, match=r"^signatory x: 'XQ' is no country"):
        annex((signatory("x", "XQ"),), "fr", "International")


def test_a_language_that_does_not_exist_is_told() -> None:
    with pytest.raises(BadInput, match="'qq' is not a language"):
        annex(SIGNATORIES, "qq", "International")
