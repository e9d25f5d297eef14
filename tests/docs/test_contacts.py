"""`docs/contacts.md`: every column of the directory as the code has it, with its list of values."""

import pytest

from outreach.lists import signatories
from outreach.lists.contact_columns import COLUMNS
from outreach.model.directory import BODIES, Approach, Channel
from outreach.model.filter_term import OF_A_LETTER, OF_AN_OFFICE, Key
from outreach.model.gender import Gender
from outreach.model.office_filter import parse_filter
from tests.docs.pages import quoted, rows

ROWS = {quoted(row[0])[0]: row for row in rows("contacts.md", "The columns")}


def test_every_column_is_explained_in_the_files_order_as_the_code_does() -> None:
    assert [(name, row[1] == "yes", row[2]) for name, row in ROWS.items()] == [
        (column.name, column.required, column.says) for column in COLUMNS
    ]
    for name, row in ROWS.items():
        assert len(row) == 4, name
        assert row[3], name


@pytest.mark.parametrize(
    ("column", "values"),
    [("approach", Approach), ("gender", Gender), ("preference", Channel)],
)
def test_a_list_of_values_is_the_one_that_is_read(column: str, values: tuple[str, ...]) -> None:
    assert quoted(ROWS[column][3]) == [str(value) for value in values]


def test_the_known_bodies_are_named() -> None:
    assert quoted(ROWS["body"][3])[: len(BODIES)] == list(BODIES)


def test_every_column_of_the_signatories_is_explained() -> None:
    told = [quoted(row[0])[0] for row in rows("contacts.md", "Who co-signs")]

    assert told == list(signatories.COLUMNS)


FILTER = {quoted(row[0])[0]: row for row in rows("contacts.md", "Choosing offices")}


def test_every_key_of_a_filter_is_explained_in_the_codes_order() -> None:
    assert list(FILTER) == [key.value for key in Key]
    assert all(row[1] and row[2] for row in FILTER.values())


@pytest.mark.parametrize("key", Key)
def test_every_value_that_is_told_is_read(key: Key) -> None:
    for value in quoted(FILTER[key][2]):
        assert parse_filter(f"{key}:{value}").terms


@pytest.mark.parametrize(("key", "values"), [("approach", Approach), ("has", Channel), ("channel", Channel)])
def test_a_list_of_a_filters_values_is_the_one_that_is_read(key: str, values: tuple[str, ...]) -> None:
    assert quoted(FILTER[key][2]) == [str(value) for value in values]


@pytest.mark.parametrize("key", Key)
def test_each_key_is_refused_where_the_page_says_so(key: Key) -> None:
    places = {
        "`[audience]`": OF_AN_OFFICE,
        "`[bar]`": OF_AN_OFFICE & OF_A_LETTER,
        "`[[requests]]`": OF_A_LETTER,
        "`--to`": OF_AN_OFFICE,
        "the case": OF_A_LETTER,
        "consents": OF_A_LETTER,
    }

    assert FILTER[key][3] == ", ".join(place for place, keys in places.items() if key not in keys)
