"""How offices are greeted in one language: the table that a native speaker checks."""

from outreach.lists.slug import is_slug
from outreach.lists.table import Row, read_table
from outreach.model.country import is_country
from outreach.model.errors import BadInput
from outreach.model.form_of_address import EVERYWHERE, Begins, FormKey, FormOfAddress, Number
from outreach.model.gender import Gender
from outreach.model.locale import is_language_tag
from outreach.model.text import has_control

_LINES = ("salutation", "closing", "salutation_named", "address_title", "you")
_REQUIRED = ("rank", "gender", "salutation", "closing")
#: What an empty or missing cell means: a home's own table may say no more than what is its own.
_DEFAULTS = {"country": EVERYWHERE, "number": Number.ONE.value, "body_begins": Begins.UPPER.value}
#: ``source`` says where a form is from, ``signed_by`` who answers for one that has no good source.
_OPTIONAL = (*_DEFAULTS, *_LINES[2:], "grade", "source", "signed_by", "note")

#: What may stand in a column of few words.
_KNOWN = {"gender": tuple(Gender), "number": tuple(Number), "body_begins": tuple(Begins)}

_LONGEST_FORM = 300


def read_forms_of_address(data: bytes, file: str, language: str) -> dict[FormKey, FormOfAddress]:
    """The forms of that language (BCP 47 tag).

    Raises `BadInput` at the first thing that is wrong: a table with a hole greets a minister wrongly.
    """
    if not is_language_tag(language):
        raise BadInput(f"{file}: {language!r} is no language's tag: name the file like fr.csv or pt-PT.csv")
    table = read_table(data, file, _REQUIRED, optional=_OPTIONAL)
    for problem in table.problems:
        raise BadInput(str(problem))
    forms: dict[FormKey, FormOfAddress] = {}
    for row in table.rows:
        key = _whom(row, file, language)
        if key in forms:
            raise BadInput(f"{file}, row {row.number}: {key.rank} ({', '.join(key[1:])}) is there twice")
        forms[key] = _form(row, file)
    return forms


def _whom(row: Row, file: str, language: str) -> FormKey:
    cells, where = _with_defaults(row), f"{file}, row {row.number}"
    if not is_slug(cells["rank"]):
        raise BadInput(f"{where}: rank {cells['rank']!r} must be lower-case letters, digits and dashes")
    if cells["country"] != EVERYWHERE and not is_country(cells["country"]):
        raise BadInput(f"{where}: country {cells['country']!r} must be a code like FR, or * for everywhere")
    for column, known in _KNOWN.items():
        if cells[column] not in known:
            raise BadInput(f"{where}: {column} {cells[column]!r} must be one of {', '.join(known)}")
    return FormKey(
        language, cells["country"], cells["rank"], Gender(cells["gender"]), Number(cells["number"])
    )


def _form(row: Row, file: str) -> FormOfAddress:
    cells, where = _with_defaults(row), f"{file}, row {row.number}"
    for column in ("salutation", "closing"):
        if not cells[column]:
            raise BadInput(f"{where}: {column} is missing: fill it in or delete the row")
    for column in _LINES:
        if len(cells[column]) > _LONGEST_FORM:
            raise BadInput(f"{where}: {column} has more than {_LONGEST_FORM} letters: shorten it")
        if has_control(cells[column]):
            raise BadInput(f"{where}: {column} has a line break: write it on one line")
    lines = [line.strip() for line in cells["salutation"].split("|")]
    return FormOfAddress(
        salutation="\n".join(lines),
        salutation_named=cells["salutation_named"],
        closing=cells["closing"],
        address_title=cells["address_title"],
        you=cells["you"],
        body_begins=Begins(cells["body_begins"]),
        grade=cells["grade"],
        source=cells["source"],
        signed_by=cells["signed_by"],
    )


def _with_defaults(row: Row) -> dict[str, str]:
    return {column: cell or _DEFAULTS.get(column, "") for column, cell in row.cells.items()}
