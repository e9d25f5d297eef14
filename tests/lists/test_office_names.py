import pytest

from outreach.lists.office_names import read_office_names
from outreach.model.errors import BadInput
from outreach.model.gender import Gender
from outreach.model.office_name import OfficeName

HEADER = "office,language,gender,institution,title,address,address_without_holder,grade,source\n"


def test_an_office_is_called_by_finished_lines() -> None:
    data = HEADER + (
        "gov-de-mfa,de,f,Auswärtiges Amt,Bundesministerin des Auswärtigen,"
        "Frau Bundesministerin des Auswärtigen | {name},Auswärtiges Amt | Leitung,A,its page\n"
        "gov-de-mfa,*,,Auswärtiges Amt,,,Auswärtiges Amt,C,own knowledge\n"
    )

    assert read_office_names(data.encode(), "office-names.csv") == {
        "gov-de-mfa": (
            OfficeName(
                language="de",
                gender=Gender.FEMALE,
                institution="Auswärtiges Amt",
                title="Bundesministerin des Auswärtigen",
                address=("Frau Bundesministerin des Auswärtigen", "{name}"),
                address_without_holder=("Auswärtiges Amt", "Leitung"),
                grade="A",
                source="its page",
            ),
            OfficeName(
                language="*",
                institution="Auswärtiges Amt",
                address_without_holder=("Auswärtiges Amt",),
                grade="C",
                source="own knowledge",
            ),
        )
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (",de,u,A,,,A,,", "office '' must be an id of the directory"),
        ("x,german,u,A,,,A,,", "language 'german' must be a tag like fr or pt-PT, or * where its own name"),
        ("x,de,w,A,,,A,,", "gender 'w' must be one of f, m, u"),
        ("x,de,u,,,,A,,", "institution is missing: fill it in or delete the row"),
        ("x,de,u,A,,,,,", "address_without_holder is missing: fill it in or delete the row"),
        ('x,de,u,"A\nB",,,A,,', "institution must be one row of at most 500 letters (| for a line)"),
        ("x,de,u,A | B,,,A,,", "institution must be one line, as a sentence calls it: it has a | in it"),
        ("x,de,u,A,B | C,,A,,", "title must be one line, as a sentence calls it: it has a | in it"),
        ("x,fr,u,B,,,B,,", "x has its name in fr for gender u already: keep one of the rows"),
    ],
)
def test_one_wrong_row_stops_the_whole_table(line: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_office_names((HEADER + "x,fr,u,A,,,A,,\n" + line).encode(), "office-names.csv")

    assert str(refused.value).startswith(f"office-names.csv, row 3: {message}")
