"""Who co-signs: the organisations' names, exactly as they signed."""

from outreach.lists.slug import is_slug
from outreach.lists.table import Row, read_table
from outreach.model.country import is_country
from outreach.model.errors import BadInput
from outreach.model.signatory import Signatory
from outreach.model.text import has_control

_COLUMNS = ("key", "name", "country")

#: For those who sign from more than one country.
_WIDER = ("Europe", "International")

_LONGEST_NAME = 300


def read_signatories(data: bytes, file: str) -> tuple[Signatory, ...]:
    """The signatories, in the file's order.

    Raises `BadInput` at the first thing that is wrong: an appeal goes out with all its names or not at all.
    """
    table = read_table(data, file, _COLUMNS, optional=("note",))
    for problem in table.problems:
        raise BadInput(str(problem))
    rows: dict[str, int] = {}
    signatories = []
    for row in table.rows:
        signatory = _signatory(row, file)
        earlier = rows.setdefault(signatory.key, row.number)
        if earlier != row.number:
            raise BadInput(f"{file}, row {row.number}: key {signatory.key} is in row {earlier} already")
        signatories.append(signatory)
    return tuple(signatories)


def _signatory(row: Row, file: str) -> Signatory:
    key, name, country = row.cells["key"], row.cells["name"], row.cells["country"]
    where = f"{file}, row {row.number}"
    if not is_slug(key):
        raise BadInput(f"{where}: key {key!r} must be lower-case letters, digits and dashes")
    if not name:
        raise BadInput(f"{where}: name is missing: write it as it was signed")
    if len(name) > _LONGEST_NAME:
        raise BadInput(f"{where}: name has {len(name):,} letters, and may have {_LONGEST_NAME}: shorten it")
    if any(map(has_control, row.cells.values())):
        raise BadInput(f"{where}: a line break or another control character: type the row anew")
    if country not in _WIDER and not is_country(country):
        raise BadInput(f"{where}: country {country!r} must be a code like FR, or {' or '.join(_WIDER)}")
    return Signatory(key=key, name=name, country=country, note=row.cells["note"])
