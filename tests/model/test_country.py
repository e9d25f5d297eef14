import pytest

from outreach.model.country import is_country


@pytest.mark.parametrize("code", ["FR", "GB", "XK", "BQ", "TW", "VA", "AQ"])
def test_iso_3166_codes_are_countries(code: str) -> None:
    assert is_country(code)


@pytest.mark.parametrize("code", ["", "UK", "EU", "UN", "ZZ", "fr", "FRA", "001", "Europe", "F1"])
def test_anything_else_is_none(code: str) -> None:
    assert not is_country(code)
