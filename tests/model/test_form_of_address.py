import pytest

from outreach.model.form_of_address import FormKey, FormOfAddress, FormsOfAddress, Number, form_key
from outreach.model.gender import Gender
from tests.builders import office


def form(salutation: str) -> FormOfAddress:
    return FormOfAddress(salutation=salutation, closing="Veuillez agréer …")


def forms(**salutations: str) -> dict[FormKey, FormOfAddress]:
    """``fr_CH_chair_f_one`` → that salutation; ``x`` is in the place of every country."""
    table = {}
    for name, salutation in salutations.items():
        language, country, rank, gender, number = name.split("_")
        key = FormKey(language, country.replace("x", "*"), rank, Gender(gender), Number(number))
        table[key] = form(salutation)
    return table


def greet(
    table: FormsOfAddress,
    rank: str,
    language: str = "fr",
    *,
    country: str | None = "FR",
    gender: str = "u",
    holders: int = 0,
) -> str | None:
    key = form_key(
        table,
        office(rank=rank, country=country),
        language=language,
        gender=Gender(gender),
        holders=holders,
    )
    return table[key].salutation if key else None


MINISTERS = forms(fr_x_minister_f_one="Madame la Ministre,", fr_x_minister_u_one="Madame, Monsieur,")


def test_a_form_is_found_by_rank_language_and_gender() -> None:
    assert greet(MINISTERS, "minister", gender="f") == "Madame la Ministre,"
    assert greet(MINISTERS, "minister") == "Madame, Monsieur,"


def test_a_known_gender_falls_back_on_the_unknown_one() -> None:
    assert greet(MINISTERS, "minister", gender="m") == "Madame, Monsieur,"


def test_an_unknown_gender_is_never_guessed() -> None:
    table = forms(fr_x_chair_f_one="Madame la Présidente,")

    assert greet(table, "chair") is None
    assert greet(table, "chair", gender="m") is None


def test_no_other_rank_and_no_other_language_lends_its_form() -> None:
    assert greet(MINISTERS, "minister", "de", gender="f") is None
    assert greet(MINISTERS, "ambassador", gender="f") is None


def test_a_countrys_own_line_comes_before_the_one_for_everywhere() -> None:
    table = forms(fr_CH_minister_u_one="Madame la Conseillère fédérale, Monsieur …,") | MINISTERS

    assert greet(table, "minister", country="CH") == "Madame la Conseillère fédérale, Monsieur …,"
    # Even where that one knows the gender: what a country says is right there.
    assert greet(table, "minister", country="CH", gender="f") == "Madame la Conseillère fédérale, Monsieur …,"
    assert greet(table, "minister", country="BE", gender="f") == "Madame la Ministre,"
    assert greet(table, "minister", country=None, gender="f") == "Madame la Ministre,"


def test_a_variant_of_the_language_comes_before_the_language() -> None:
    table = forms(**{"pt_x_minister_u_one": "Senhor Ministro,", "pt-PT_x_minister_u_one": "Excelência,"})

    assert greet(table, "minister", "pt") == "Senhor Ministro,"
    assert greet(table, "minister", "pt-AO", country="AO") == "Excelência,"


def test_two_are_never_greeted_as_one_nor_one_as_two() -> None:
    one = forms(fr_x_chairs_u_one="Madame, Monsieur,")
    several = forms(fr_x_chairs_u_several="Mesdames, Messieurs,")

    assert greet(one, "chairs", holders=2) is None
    assert greet(several, "chairs", holders=1) is None
    assert greet(several, "chairs", holders=2) == "Mesdames, Messieurs,"


def test_where_nobody_is_named_the_rank_says_how_many_they_are() -> None:
    table = forms(fr_x_committee_u_several="Mesdames, Messieurs,") | MINISTERS

    assert greet(table, "committee") == "Mesdames, Messieurs,"
    assert greet(table, "minister") == "Madame, Monsieur,"


@pytest.mark.parametrize("blank", ["", " ", ",", " , ", ":;!"])
def test_a_line_of_mere_punctuation_greets_nobody(blank: str) -> None:
    assert greet(forms(fr_x_minister_u_one=blank), "minister") is None
    key = FormKey("fr", "*", "minister", Gender.UNKNOWN, Number.ONE)
    assert greet({key: FormOfAddress(salutation="Dear Minister,", closing=blank)}, "minister") is None


def test_a_blank_line_for_a_gender_falls_back_as_well() -> None:
    assert greet(MINISTERS | forms(fr_x_minister_f_one=","), "minister", gender="f") == "Madame, Monsieur,"


@pytest.mark.parametrize(
    ("you", "parts"),
    [
        ("Sie; Ihnen; Ihr", ("Sie", "Ihnen", "Ihnen", "Ihr")),
        ("vous; votre, vos", ("vous", "vous", "vous", "votre")),
        ("Lei; La, Le; Suo, Sua", ("Lei", "La", "Le", "Suo")),
        ("Вы; Вам, Вас; Ваш", ("Вы", "Вам", "Вас", "Ваш")),
        ("", ("", "", "", "")),
    ],
)
def test_texts_may_use_the_forms_of_you(you: str, parts: tuple[str, ...]) -> None:
    assert tuple(FormOfAddress(salutation="A", closing="B", you=you).you_parts.values()) == parts


@pytest.mark.parametrize(
    ("grade", "source", "signed_by", "unverified"),
    [
        ("A", "the protocol office", "", False),
        ("B", "a guide", "", False),
        ("C", "own knowledge, unverified", "", True),
        ("B", "own proposal", "", True),
        ("", "", "", True),
        ("C", "own proposal", "Jo Doe, 2026-11-28", False),
    ],
)
def test_a_weak_cell_is_marked_until_somebody_answers_for_it(
    grade: str, source: str, signed_by: str, unverified: bool
) -> None:
    cell = FormOfAddress(salutation="A", closing="B", grade=grade, source=source, signed_by=signed_by)

    assert cell.is_unverified is unverified
