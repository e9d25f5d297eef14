import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.lists.formula import neutralise_formula, restore_cell


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_what_a_spreadsheet_would_run_becomes_text(first: str) -> None:
    assert neutralise_formula(f"{first}1+1") == f"'{first}1+1"


@pytest.mark.parametrize("cell", ["", "Ministry", "1=1", "'t Hooft", "a@b.example", "–50 °C"])
def test_what_a_spreadsheet_would_not_run_stays_as_it_is(cell: str) -> None:
    assert neutralise_formula(cell) == cell
    assert restore_cell(cell) == cell


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("X;=cmd", "X;'=cmd"),
        ("=a;b; ＝c", "'=a;b;' ＝c"),
        ('X;"=cmd', "X;'\"=cmd"),
        ("fr;en", "fr;en"),
    ],
)
def test_where_semicolons_separate_cells_none_begins_with_a_formula(cell: str, written: str) -> None:
    assert neutralise_formula(cell) == written


def test_an_apostrophe_that_somebody_wrote_is_not_taken_off() -> None:
    assert neutralise_formula("'=x") == "''=x"
    assert restore_cell("''=x") == "'=x"


@given(st.text(alphabet=st.sampled_from("'=+-@\t\rＰ＝ab ;\"")))
def test_a_cell_comes_back_as_it_was(cell: str) -> None:
    assert restore_cell(neutralise_formula(cell)) == cell
