import pytest

from outreach.model.nearest import nearest

KNOWN = ("foreign-ministry", "un-office", "UN")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("foreign-ministy", "foreign-ministry"),
        ("Foreign-Ministry", "foreign-ministry"),
        ("un-ofice", "un-office"),
        ("un", "UN"),
        ("city-council", None),
        ("", None),
    ],
)
def test_a_slip_of_the_pen_leads_to_the_word_that_was_meant(word: str, meant: str | None) -> None:
    assert nearest(word, KNOWN) == meant
