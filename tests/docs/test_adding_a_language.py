"""`docs/adding-a-language.md`: every column of the table of greetings as the code reads it."""

from outreach.lists import forms_of_address
from tests.docs.pages import quoted, rows


def test_every_column_of_the_table_of_greetings_is_explained_and_no_other() -> None:
    explained = [
        name for row in rows("adding-a-language.md", "The table of greetings") for name in quoted(row[0])
    ]

    assert sorted(explained) == sorted({*forms_of_address._REQUIRED, *forms_of_address._OPTIONAL})
