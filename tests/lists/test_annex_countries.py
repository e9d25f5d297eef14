"""The table of the annex's headings."""

import pytest

from outreach.lists.annex_countries import read_annex_countries
from outreach.model.errors import BadInput
from outreach.model.territory import TerritoryName
from tests.builders import TERRITORIES

HEADER = "language,territory,display_name,sort_key,source\n"


def test_a_heading_goes_by_its_language_and_territory() -> None:
    data = HEADER + "de,MD,Republik Moldau,Moldau,CLDR\npt-PT,150,Europeias,,\n"

    assert read_annex_countries(data.encode(), "x.csv") == {
        ("de", "MD"): TerritoryName(name="Republik Moldau", sort_key="Moldau"),
        ("pt-PT", "150"): TerritoryName(name="Europeias"),
    }


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("German,MD,a,,", "language 'German' must be a tag, like fr or pt-PT"),
        ("de,Europe,a,,", "territory 'Europe' must be a country's code, like FR, or 150 for Europe"),
        ("de,MD,,,", "display_name must be written on one line"),
        ("fr,FR,b,,", "FR in fr is there twice"),
    ],
)
def test_one_wrong_row_stops_the_whole_table(row: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_annex_countries(f"{HEADER}fr,FR,France,,\n{row}\n".encode(), "x.csv")

    assert str(refused.value).startswith(f"x.csv, row 3: {told}")


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "pt", "ru"])
def test_ours_calls_those_who_belong_to_no_country_in_each_language(language: str) -> None:
    assert TERRITORIES[language, "150"].name != TERRITORIES[language, "001"].name
