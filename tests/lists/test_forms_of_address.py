import pytest

from outreach.lists.forms_of_address import read_forms_of_address
from outreach.model.gender import Gender
from outreach.model.errors import BadInput
from outreach.model.form_of_address import FormOfAddress

HEADER = "rank,gender,salutation,closing,source\n"


def test_forms_are_had_by_rank_language_and_gender() -> None:
    data = HEADER + 'minister,f,"Madame la Ministre,",Formule,A\nminister,u,"Madame, Monsieur,",Formule,\n'

    assert read_forms_of_address(data.encode(), "fr.csv", "fr") == {
        ("minister", "fr", Gender.FEMALE): FormOfAddress(salutation="Madame la Ministre,", closing="Formule"),
        ("minister", "fr", Gender.UNKNOWN): FormOfAddress(salutation="Madame, Monsieur,", closing="Formule"),
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (",u,A,B,", "rank '' must be lower-case letters, digits and dashes"),
        ("minister,x,A,B,", "gender 'x' must be one of f, m, u"),
        ("minister,,A,B,", "gender '' must be one of f, m, u"),
        ("minister,f,,B,", "salutation is missing: fill it in or delete the row"),
        ("minister,f,A,,", "closing is missing: fill it in or delete the row"),
        ('minister,f,"A\nB",C,', "salutation has a line break: write it on one line"),
        ('minister,f,A,"B\nC",', "closing has a line break: write it on one line"),
        ("minister,u,A,B,", "minister with gender u is there twice"),
        (f"minister,f,{'A' * 301},B,", "salutation has more than 300 letters: shorten it"),
        ("minister,f,Madame la Ministre,,B,", "6 cells where the header has 5"),
    ],
)
def test_one_wrong_row_stops_the_whole_table(line: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_forms_of_address((HEADER + "minister,u,A,B,\n" + line).encode(), "fr.csv", "fr")

    assert str(refused.value).startswith(f"fr.csv, row 3: {message}")


def test_the_file_is_named_by_a_language() -> None:
    with pytest.raises(BadInput, match=r"french\.csv: 'french' is not an ISO 639 language code"):
        read_forms_of_address(HEADER.encode(), "french.csv", "french")
