import pytest

from outreach.lists.slug import is_slug


@pytest.mark.parametrize("text", ["x", "gov-fr-mfa", "un", "2026", "fsu-03"])
def test_lower_case_letters_digits_and_dashes_make_a_short_name(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize(
    "text", ["", "FR", "gov_fr", "-x", "x-", "x--y", "é", "a b", "../x", "x\n", "x.y", "x/y", "٣"]
)
def test_anything_else_does_not(text: str) -> None:
    assert not is_slug(text)
