from datetime import date

import pytest

from outreach.lists.holders import read_holders
from outreach.model.errors import BadInput
from outreach.model.gender import Gender
from outreach.model.office_name import Holder

HEADER = "office,name,surname,gender,since,until,salutation,language\n"


def test_who_holds_an_office_is_had_with_the_term() -> None:
    data = HEADER + (
        "gov-xx-mfa,Jo Doe,Doe,f,2025-01-10,2026-06-30,,\ngov-xx-mfa,Max Roe,,,,,Cher Maître,ru\n"
    )

    assert read_holders(data.encode(), "holders.csv") == {
        "gov-xx-mfa": (
            Holder(
                name="Jo Doe",
                surname="Doe",
                gender=Gender.FEMALE,
                since=date(2025, 1, 10),
                until=date(2026, 6, 30),
            ),
            Holder(name="Max Roe", salutation="Cher Maître", language="ru"),
        )
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (",A,,f,,,,", "office '' must be an id of the directory"),
        ("x,,,f,,,,", "name is missing: write it as the address shall have it"),
        ("x,A,,woman,,,,", "gender 'woman' must be one of f, m, u"),
        ("x,A,,f,1.1.2025,,,", "since '1.1.2025' must be a day like 2026-05-21, or empty"),
        ("x,A,,f,2026-02-01,2026-01-31,,", "the term ends on 2026-01-31, before it begins on 2026-02-01"),
        ("x,A,,f,,,,russian", "language 'russian' must be a tag like ru, or empty for all"),
        (f"x,{'A' * 201},,f,,,,", "name must be one line of at most 200 letters"),
    ],
)
def test_one_wrong_row_stops_the_whole_table(line: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_holders((HEADER + "x,B,,f,,,,\n" + line).encode(), "holders.csv")

    assert str(refused.value).startswith(f"holders.csv, row 3: {message}")
