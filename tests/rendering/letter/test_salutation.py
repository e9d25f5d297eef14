from outreach.model.form_of_address import FormOfAddress
from outreach.model.office_name import Holder
from outreach.rendering.letter.salutation import salutation_lines

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
