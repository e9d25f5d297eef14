"""The table of the annex's headings: what a language calls otherwise than the Unicode CLDR has it."""

from outreach.lists.table import Row, read_table
from outreach.model.country import is_country
from outreach.model.errors import BadInput
from outreach.model.locale import is_language_tag
from outreach.model.territory import EUROPE, WORLD, TerritoryName
from outreach.model.text import has_control

#: ``source`` says why; it is for whoever checks the table, and stays in the file.
_COLUMNS = ("language", "territory", "display_name", "sort_key", "source")


def read_annex_countries(data: bytes, file: str) -> dict[tuple[str, str], TerritoryName]:
    """The headings by language tag and territory. Raises `BadInput` at the first thing that is wrong."""
    table = read_table(data, file, _COLUMNS)
    for problem in table.problems:
        raise BadInput(str(problem))
    names: dict[tuple[str, str], TerritoryName] = {}
    for row in table.rows:
        key = _key(row, file)
        if key in names:
            raise BadInput(f"{file}, row {row.number}: {key[1]} in {key[0]} is there twice")
        names[key] = _name(row, file)
    return names


def _key(row: Row, file: str) -> tuple[str, str]:
    language, territory = row.cells["language"], row.cells["territory"]
    if not is_language_tag(language):
        raise BadInput(f"{file}, row {row.number}: language {language!r} must be a tag, like fr or pt-PT")
    if territory not in (EUROPE, WORLD) and not is_country(territory):
        raise BadInput(
            f"{file}, row {row.number}: territory {territory!r} must be a country's code, like FR, "
            f"or {EUROPE} for Europe, or {WORLD} for the world"
        )
    return language, territory


def _name(row: Row, file: str) -> TerritoryName:
    name = row.cells["display_name"]
    if not name or any(map(has_control, row.cells.values())):
        raise BadInput(f"{file}, row {row.number}: display_name must be written on one line")
    return TerritoryName(name=name, sort_key=row.cells["sort_key"])
