"""The table of the annex's headings: what a language calls otherwise than the Unicode CLDR has it."""

from outreach.lists.list_row import ListRow, read_list
from outreach.model.country import is_country
from outreach.model.locale import is_language_tag
from outreach.model.territory import EUROPE, WORLD, TerritoryName
from outreach.model.text import has_control

#: ``source`` says why; it is for whoever checks the table, and stays in the file.
_COLUMNS = ("language", "territory", "display_name", "sort_key", "source")


def read_annex_countries(data: bytes, file: str) -> dict[tuple[str, str], TerritoryName]:
    """The headings by language tag and territory. Raises `BadInput` at the first thing that is wrong."""
    names: dict[tuple[str, str], TerritoryName] = {}
    for row in read_list(data, file, _COLUMNS):
        key = _key(row)
        if key in names:
            raise row.wrong(f"{key[1]} in {key[0]} is there twice")
        names[key] = _name(row)
    return names


def _key(row: ListRow) -> tuple[str, str]:
    language, territory = row.cells["language"], row.cells["territory"]
    if not is_language_tag(language):
        raise row.wrong(f"language {language!r} must be a tag, like fr or pt-PT")
    if territory not in (EUROPE, WORLD) and not is_country(territory):
        raise row.wrong(
            f"territory {territory!r} must be a country's code, like FR, "
            f"or {EUROPE} for Europe, or {WORLD} for the world"
        )
    return language, territory


def _name(row: ListRow) -> TerritoryName:
    name = row.cells["display_name"]
    if not name or any(map(has_control, row.cells.values())):
        raise row.wrong("display_name must be written on one line")
    return TerritoryName(name=name, sort_key=row.cells["sort_key"])
