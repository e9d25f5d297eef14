import pytest

from outreach.lists.table import Row, read_table
from outreach.model.errors import BadInput

COLUMNS = ("name", "place")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_spreadsheets_separator_and_line_end_is_understood(delimiter: str, line_end: str) -> None:
    lines = [["name", "place"], ["Élysée", "Paris"], ["Quirinale", "Roma"]]
    data = line_end.join(delimiter.join(cells) for cells in lines).encode()

    table = read_table(data, "a.csv", COLUMNS)

    assert table.rows == (
        Row(number=2, cells={"name": "Élysée", "place": "Paris"}),
        Row(number=3, cells={"name": "Quirinale", "place": "Roma"}),
    )
    assert table.problems == ()


def test_the_separator_is_told_by_the_header_alone() -> None:
    table = read_table(b'name;place\nA, B, C;"D; E"\n', "a.csv", COLUMNS)

    assert table.rows == (Row(number=2, cells={"name": "A, B, C", "place": "D; E"}),)


def test_columns_may_stand_in_any_order() -> None:
    table = read_table(b"place,name\nParis,X\n", "a.csv", COLUMNS)

    assert table.rows == (Row(number=2, cells={"name": "X", "place": "Paris"}),)


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    data = b'name,place\n"two\nlines",Paris\n\n,\nX,Roma\n'

    table = read_table(data, "a.csv", COLUMNS)

    assert [(row.number, row.cells["place"]) for row in table.rows] == [(2, "Paris"), (5, "Roma")]
    assert table.problems == ()


def test_too_many_or_too_few_cells_cost_only_their_row() -> None:
    table = read_table(b"name,place\nX\nY,Roma\nZ,Roma, Italia\n", "a.csv", COLUMNS)

    assert [row.number for row in table.rows] == [3]
    assert [str(problem) for problem in table.problems] == [
        "a.csv, row 2: 1 cells where the header has 2: put quotes around a cell that has the separator in it",
        "a.csv, row 4: 3 cells where the header has 2: put quotes around a cell that has the separator in it",
    ]


def test_spaces_around_a_cell_and_a_formulas_apostrophe_are_taken_off() -> None:
    table = read_table("name,place\n X\u00a0,'=1\n".encode(), "a.csv", COLUMNS)

    assert table.rows == (Row(number=2, cells={"name": "X", "place": "=1"}),)


def test_wrong_columns_are_all_listed_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        read_table(b"name,name,Courriel,\nX,Y,Z,\n", "a.csv", COLUMNS)

    assert str(refused.value) == (
        "a.csv, row 1: the columns are not the expected ones "
        "(missing: place; unknown: 'Courriel', one without a name; double: name)"
    )


def test_a_line_break_in_the_header_does_not_break_the_message() -> None:
    with pytest.raises(BadInput, match=r"missing: place; unknown: 'pla\\nce'"):
        read_table(b'name,"pla\nce"\nX,Paris\n', "a.csv", COLUMNS)


def test_an_empty_file_lacks_its_columns() -> None:
    with pytest.raises(BadInput, match="missing: name, place"):
        read_table(b"", "a.csv", COLUMNS)


@pytest.mark.parametrize(
    "rows",
    [b'"two\nlines",Paris\nX,"Roma\nY,Bern\n', b"X,Paris\nY," + b"x" * 140_000, b'X,Paris\n"Y"?,Bern\n'],
    ids=["a quote left open", "a cell beyond all measure", "a quote within a cell"],
)
def test_a_broken_quote_is_refused_at_the_row_where_it_begins(rows: bytes) -> None:
    with pytest.raises(BadInput, match=r"a\.csv, row 3: a quote that is not closed"):
        read_table(b"name,place\n" + rows, "a.csv", COLUMNS)
