import pytest

from outreach.lists.forms_of_address import read_forms_of_address
from outreach.model.errors import BadInput
from outreach.model.form_of_address import Begins, FormKey, FormOfAddress, Number
from outreach.model.gender import Gender

HEADER = "country,rank,gender,number,salutation,closing,you,body_begins,grade,source\n"


def test_forms_are_had_by_all_that_they_are_for() -> None:
    data = HEADER + (
        '*,minister,f,one,"Madame la Ministre,",Formule,"vous; votre, vos",upper,A,a guide\n'
        "CH,minister,u,several,Sehr geehrte Damen | und Herren,Gruß,,lower,C,own proposal\n"
    )

    assert read_forms_of_address(data.encode(), "fr.csv", "fr") == {
        FormKey("fr", "*", "minister", Gender.FEMALE, Number.ONE): FormOfAddress(
            salutation="Madame la Ministre,",
            closing="Formule",
            you="vous; votre, vos",
            grade="A",
            source="a guide",
        ),
        FormKey("fr", "CH", "minister", Gender.UNKNOWN, Number.SEVERAL): FormOfAddress(
            salutation="Sehr geehrte Damen\nund Herren",
            closing="Gruß",
            body_begins=Begins.LOWER,
            grade="C",
            source="own proposal",
        ),
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("*,,u,one,A,B,,upper,C,", "rank '' must be lower-case letters, digits and dashes"),
        ("fr,minister,u,one,A,B,,upper,C,", "country 'fr' must be a code like FR, or * for everywhere"),
        ("*,minister,x,one,A,B,,upper,C,", "gender 'x' must be one of f, m, u"),
        ("*,minister,,one,A,B,,upper,C,", "gender '' must be one of f, m, u"),
        ("*,minister,f,two,A,B,,upper,C,", "number 'two' must be one of one, several"),
        ("*,minister,f,one,A,B,,Upper,C,", "body_begins 'Upper' must be one of upper, lower"),
        ("*,minister,f,one,,B,,upper,C,", "salutation is missing: fill it in or delete the row"),
        ("*,minister,f,one,A,,,upper,C,", "closing is missing: fill it in or delete the row"),
        ('*,minister,f,one,"A\nB",C,,upper,C,', "salutation has a line break: write it on one line"),
        ('*,minister,f,one,A,"B\nC",,upper,C,', "closing has a line break: write it on one line"),
        ("*,minister,u,one,A,B,,upper,C,", "minister (*, minister, u, one) is there twice"),
        (f"*,minister,f,one,{'A' * 301},B,,upper,C,", "salutation has more than 300 letters: shorten it"),
        ("*,minister,f,one,Madame la Ministre,,B,,upper,C,", "11 cells where the header has 10"),
    ],
)
def test_one_wrong_row_stops_the_whole_table(line: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_forms_of_address((HEADER + "*,minister,u,one,A,B,,upper,C,\n" + line).encode(), "fr.csv", "fr")

    assert str(refused.value).startswith(f"fr.csv, row 3: {message}")


def test_the_file_is_named_by_a_language() -> None:
    with pytest.raises(
        BadInput, match=r"french\.csv: 'french' is no language's tag: name the file like fr\.csv"
    ):
        read_forms_of_address(HEADER.encode(), "french.csv", "french")
