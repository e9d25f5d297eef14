from outreach.model.form_of_address import FormOfAddress
from outreach.model.office_name import Holder
from outreach.rendering.letter.salutation import salutation_lines, set_for

PLAIN = FormOfAddress(salutation="Senhor Ministro,\nExcelência,", closing="X")
NAMED = FormOfAddress(salutation="Dear Senator:", salutation_named="Dear Senator {surname}:", closing="X")
PAIR = FormOfAddress(
    salutation="Dear Chairman and Ranking Member:",
    salutation_named="Dear Chairman {surname_1} and Ranking Member {surname_2}:",
    closing="X",
)


def test_a_salutation_may_have_two_lines() -> None:
    assert salutation_lines(PLAIN, []) == ("Senhor Ministro,", "Excelência,")


def test_who_is_known_by_name_is_greeted_by_it_where_the_table_says_so() -> None:
    assert salutation_lines(NAMED, [Holder(name="Jo Doe", surname="Doe")]) == ("Dear Senator Doe:",)
    assert salutation_lines(PLAIN, [Holder(name="Jo Doe", surname="Doe")]) == (
        "Senhor Ministro,",
        "Excelência,",
    )


def test_a_name_that_is_wanting_is_never_left_as_a_hole() -> None:
    assert salutation_lines(NAMED, [Holder(name="Jo Doe")]) == ("Dear Senator:",)
    one = [Holder(name="Jo Doe", surname="Doe"), Holder(name="Max Roe")]
    assert salutation_lines(PAIR, one) == ("Dear Chairman and Ranking Member:",)


def test_two_are_greeted_each_by_name() -> None:
    two = [Holder(name="Jo Doe", surname="Doe"), Holder(name="Max Roe", surname="Roe")]

    assert salutation_lines(PAIR, two) == ("Dear Chairman Doe and Ranking Member Roe:",)


def test_a_persons_own_salutation_comes_before_the_tables() -> None:
    own = Holder(name="Jo Doe", surname="Doe", salutation="Dear Dr Doe,")

    assert salutation_lines(NAMED, [own]) == ("Dear Dr Doe,",)


def test_a_form_is_set_as_the_variant_writes_it_and_a_persons_name_as_the_person_does() -> None:
    form = FormOfAddress(
        salutation="Große Exzellenz,",
        salutation_named="Großer Herr {surname},",
        closing="Mit freundlichen Grüßen",
    )
    swiss, german = set_for(form, "de-LI"), set_for(form, "de-AT")

    assert swiss.closing == "Mit freundlichen Grüssen"
    assert salutation_lines(swiss, ()) == ("Grosse Exzellenz,",)
    assert salutation_lines(swiss, [Holder(name="Max Groß", surname="Groß")]) == ("Grosser Herr Groß,",)
    assert german == form
