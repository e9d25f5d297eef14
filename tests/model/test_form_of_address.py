import pytest

from outreach.model.gender import Gender
from outreach.model.form_of_address import FormOfAddress, form_of_address

MADAM = FormOfAddress(salutation="Madame la Ministre,", closing="Veuillez agréer …")
EITHER = FormOfAddress(salutation="Madame la Ministre, Monsieur le Ministre,", closing="Veuillez agréer …")
FORMS = {
    ("minister", "fr", Gender.FEMALE): MADAM,
    ("minister", "fr", Gender.UNKNOWN): EITHER,
    ("chair", "fr", Gender.FEMALE): MADAM,
}


def find(kind: str, language: str, gender: Gender) -> FormOfAddress | None:
    return form_of_address(FORMS, rank=kind, language=language, gender=gender)


def test_a_form_is_found_by_rank_language_and_gender() -> None:
    assert find("minister", "fr", Gender.FEMALE) == MADAM
    assert find("minister", "fr", Gender.UNKNOWN) == EITHER


def test_a_known_gender_falls_back_on_the_unknown_one() -> None:
    assert find("minister", "fr", Gender.MALE) == EITHER


def test_an_unknown_gender_is_never_guessed() -> None:
    assert find("chair", "fr", Gender.UNKNOWN) is None
    assert find("chair", "fr", Gender.MALE) is None


def test_no_other_office_and_no_other_language_lends_its_form() -> None:
    assert find("minister", "de", Gender.FEMALE) is None
    assert find("ambassador", "fr", Gender.FEMALE) is None


@pytest.mark.parametrize("blank", ["", " ", ",", " , ", ":;!"])
def test_a_line_of_mere_punctuation_greets_nobody(blank: str) -> None:
    for form in (
        FormOfAddress(salutation=blank, closing="Yours sincerely,"),
        FormOfAddress(salutation="Dear Minister,", closing=blank),
    ):
        forms = {("minister", "en", Gender.UNKNOWN): form}

        assert form_of_address(forms, rank="minister", language="en", gender=Gender.UNKNOWN) is None


def test_a_blank_line_for_a_gender_falls_back_as_well() -> None:
    forms = FORMS | {("minister", "fr", Gender.FEMALE): FormOfAddress(salutation=",", closing="X")}

    assert form_of_address(forms, rank="minister", language="fr", gender=Gender.FEMALE) == EITHER
