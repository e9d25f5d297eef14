import pytest

from outreach.lists.table import MOST_ROWS, Row, read_table
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


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\n"], ids=["nothing", "a mark", "blank lines"])
def test_an_empty_file_is_told(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"^a\.csv is empty: is it the file you mean\?$"):
        read_table(data, "a.csv", COLUMNS)


def test_columns_without_end_are_told_at_once() -> None:
    with pytest.raises(BadInput, match=r"^a\.csv, row 1: 50,000 columns: is it the file you mean\?$"):
        read_table(b"name,place" + b",x" * 49_998 + b"\n", "a.csv", COLUMNS)


def test_a_line_without_end_is_told_before_it_is_taken_apart() -> None:
    with pytest.raises(BadInput, match=r"^a\.csv: a line of more than 1,000,000 letters"):
        read_table(b"name,place\n" + b"," * 1_000_001, "a.csv", COLUMNS)


def test_ten_wrong_columns_are_named_and_the_others_counted() -> None:
    header = b",".join(b"column-%d" % number for number in range(30)) + b"," + b"x" * 500

    with pytest.raises(BadInput) as refused:
        read_table(header + b"\n", "a.csv", ())

    assert "'column-9', and 21 more)" in str(refused.value)
    with pytest.raises(BadInput, match=f"unknown: '{'x' * 40}'…"):
        read_table(b"x" * 500, "a.csv", ())


def test_the_line_ends_of_unicode_stay_within_their_cell() -> None:
    table = read_table("name,place\nX\u2028Y\x85Z\x0b,Paris\n".encode(), "a.csv", COLUMNS)

    assert [row.cells["name"] for row in table.rows] == ["X\u2028Y\x85Z\x0b"]


@pytest.mark.parametrize(
    "rows",
    [b'"two\nlines",Paris\nX,"Roma\nY,Bern\n', b'X,Paris\n"Y"?,Bern\n'],
    ids=["a quote left open", "a quote within a cell"],
)
def test_a_broken_quote_is_refused_at_the_row_where_it_begins(rows: bytes) -> None:
    with pytest.raises(BadInput, match=r"a\.csv, row 3: a quote that is not closed"):
        read_table(b"name,place\n" + rows, "a.csv", COLUMNS)


def test_a_cell_beyond_all_measure_is_not_blamed_on_a_quote() -> None:
    with pytest.raises(BadInput) as refused:
        read_table(b"name,place\nX,Paris\nY," + b"x" * 140_000, "a.csv", COLUMNS)

    assert str(refused.value) == (
        "a.csv, row 3: a cell of more than 131,072 letters: shorten it, "
        "or close the quote that swallows the rows below"
    )


@pytest.mark.parametrize("rows", [b"", b"\n", b",\n ,\n"])
def test_a_header_without_rows_is_told(rows: bytes) -> None:
    with pytest.raises(BadInput, match=r"^a\.csv: no rows below the header: is it the file you mean\?$"):
        read_table(b"name,place\n" + rows, "a.csv", COLUMNS)


def test_a_nul_stays_in_its_cell_where_the_rows_own_check_sees_it() -> None:
    table = read_table(b"name,place\nX\0,Paris\nY,Roma\n", "a.csv", COLUMNS)

    assert [row.cells["name"] for row in table.rows] == ["X\0", "Y"]


def test_more_rows_than_people_keep_are_refused_before_they_are_kept() -> None:
    fits = b"name,place\n" + b"X,Y\n" * MOST_ROWS

    assert len(read_table(fits, "a.csv", COLUMNS).rows) == MOST_ROWS
    with pytest.raises(BadInput, match=r"^a\.csv: more than 200,000 rows: split the file"):
        read_table(fits + b"X,Y\n", "a.csv", COLUMNS)


def test_an_optional_column_may_be_missing_and_its_cells_are_empty() -> None:
    table = read_table(b"name\nX\n", "a.csv", ("name",), optional=("place",))

    assert table.rows == (Row(number=2, cells={"name": "X", "place": ""}),)


def test_an_unknown_column_leads_to_the_one_that_was_meant() -> None:
    with pytest.raises(BadInput, match=r"\(missing: place; unknown: 'Plaec' \(is it place\?\)\)$"):
        read_table(b"name,Plaec\nX,Paris\n", "a.csv", COLUMNS)


def test_a_column_that_had_another_name_is_told_by_its_new_one() -> None:
    with pytest.raises(BadInput, match=r"\(unknown: 'town' is called place now\)$"):
        read_table(b"name,town\nX,Paris\n", "a.csv", COLUMNS, former={"town": "place"})
