"""`docs/contacts.md`: every column of the directory, and the values of those that have a list."""

import pytest

from outreach.lists.contact_row import COLUMNS
from outreach.model.directory import BODIES, Approach, Channel, Gender
from tests.docs.pages import quoted, rows

ROWS = {quoted(row[0])[0]: row for row in rows("contacts.md", "The columns")}


def test_every_column_is_explained_in_the_files_order() -> None:
    assert tuple(ROWS) == COLUMNS
    for column, row in ROWS.items():
        assert len(row) == 4, column
        assert row[2], column
        assert row[3], column


@pytest.mark.parametrize(
    ("column", "values"),
    [("approach", Approach), ("gender", Gender), ("preference", Channel), ("body", BODIES)],
)
def test_a_list_of_values_is_the_one_that_is_read(column: str, values: tuple[str, ...]) -> None:
    assert quoted(ROWS[column][3]) == [str(value) for value in values]
