"""The annex in the order of the letter's language."""

from dataclasses import replace

import pytest

from outreach.model.errors import BadInput
from outreach.model.signatory import Signatory, Visibility
from outreach.model.territory import Territories, TerritoryName
from outreach.rendering.letter.annex import AnnexGroup, annex
from outreach.rendering.letter.annex_entry import annex_entries
from tests.builders import TERRITORIES
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


def groups(
    language: str, *signatories: Signatory, territories: Territories = TERRITORIES
) -> tuple[AnnexGroup, ...]:
    return annex(annex_entries(signatories or SIGNATORIES, language, territories))


def headings(language: str, *signatories: Signatory) -> list[str]:
    return [group.country for group in groups(language, *signatories)]


def test_countries_are_named_and_sorted_as_french_does_and_who_has_none_comes_last() -> None:
    assert headings("fr") == [
        *("Allemagne", "Bénin", "Brésil", "États-Unis", "France"),
        "Organisations européennes",
        "Organisations internationales",
    ]


def test_countries_are_named_and_sorted_as_russian_does() -> None:
    assert headings("ru") == [
        *("Бенин", "Бразилия", "Германия", "Соединённые Штаты Америки", "Франция"),
        "Европейские организации",
        "Международные организации",
    ]


def test_a_variant_calls_them_as_its_language_does_where_it_has_nothing_of_its_own() -> None:
    wider = (signatory("Zone", "International"), signatory("Platforma", "MD"))

    assert headings("en-US", *wider) == ["Moldova", "International organizations"]
    assert headings("en-IE", *wider) == ["Moldova", "International organisations"]
    assert headings("de-CH", *wider) == ["Republik Moldau", "Internationale Organisationen"]


def test_a_country_stands_under_the_letter_under_which_it_is_looked_for() -> None:
    assert headings("de", signatory("a", "MD"), signatory("b", "NL"), signatory("c", "LU")) == [
        *("Luxemburg", "Republik Moldau", "Niederlande")
    ]


def test_names_are_sorted_without_regard_to_accents_and_left_as_signed() -> None:
    france = next(group for group in groups("fr") if group.country == "France")

    assert france.names == ("Eau", "Équipe", "Esprit", "ucl")


def test_a_name_stands_where_its_sort_key_puts_it() -> None:
    cross = replace(signatory("L'Adieu aux Armes", "FR"), sort_key="Adieu aux Armes")

    [france] = groups("fr", signatory("Arguments", "FR"), cross)

    assert france.names == ("L'Adieu aux Armes", "Arguments")


def test_a_name_in_another_language_than_the_letters_says_in_which() -> None:
    german, french = (
        replace(signatory(name, "DE"), language=language) for name, language in (("Ein", "de"), ("Un", "fr"))
    )

    [germany] = groups("fr-CH", german, french, signatory("Neither", "DE"))

    assert [(name, name.language) for name in germany.names] == [("Ein", "de"), ("Neither", ""), ("Un", "")]


def test_who_wants_to_be_seen_by_initials_is() -> None:
    [france] = groups("fr", replace(signatory("Mémorial France", "FR"), visibility=Visibility.INITIALS))

    assert france.names == ("M. F.",)


def test_nobody_makes_no_annex() -> None:
    assert annex(()) == ()


def test_a_homes_own_heading_comes_before_cldrs() -> None:
    ours = {("fr", "FR"): TerritoryName(name="République française")}

    [france] = groups("fr", signatory("a", "FR"), territories=ours)

    assert france.country == "République française"


@pytest.mark.parametrize("country", ["XQ", "International"])
def test_a_country_that_has_no_name_is_told(country: str) -> None:
    with pytest.raises(BadInput, match=f"^signatory x: '{country}' has no name in 'pl': add it to"):
        groups("pl", signatory("x", country))


def test_a_language_that_does_not_exist_is_told() -> None:
    with pytest.raises(BadInput, match="'qq' is not a language"):
        groups("qq", signatory("x", "FR"))
