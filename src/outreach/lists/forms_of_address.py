"""How offices are greeted in one language: the table that a native speaker checks."""

from outreach.lists.list_row import ListRow, read_list
from outreach.lists.slug import is_slug
from outreach.model.country import is_country
from outreach.model.errors import BadInput
from outreach.model.form_of_address import EVERYWHERE, Begins, FormKey, FormOfAddress, Number
from outreach.model.gender import Gender
from outreach.model.locale import is_language_tag
from outreach.model.text import has_control

_LINES = ("salutation", "closing", "salutation_named", "address_title", "you")
_REQUIRED = ("rank", "gender", "salutation", "closing")
#: A home's own table may say no more than what is its own. ``source`` says where a form is from,
#: ``signed_by`` who answers for one that has no good source.
_OPTIONAL = (
    *("country", "number", "body_begins", *_LINES[2:]),
    *("grade", "source", "signed_by", "note"),
)

_LONGEST_FORM = 300


def read_forms_of_address(data: bytes, file: str, language: str) -> dict[FormKey, FormOfAddress]:
    """The forms of that language (BCP 47 tag).

    Raises `BadInput` at the first thing that is wrong: a table with a hole greets a minister wrongly.
    """
    if not is_language_tag(language):
        raise BadInput(f"{file}: {language!r} is no language's tag: name the file like fr.csv or pt-PT.csv")
    forms: dict[FormKey, FormOfAddress] = {}
    for row in read_list(data, file, _REQUIRED, optional=_OPTIONAL):
        key = _whom(row, language)
        if key in forms:
            raise row.wrong(f"{key.rank} ({', '.join(key[1:])}) is there twice")
        forms[key] = _form(row)
    return forms


def _whom(row: ListRow, language: str) -> FormKey:
    rank, country = row.cells["rank"], row.cells["country"] or EVERYWHERE
    if not is_slug(rank):
        raise row.wrong(f"rank {rank!r} must be lower-case letters, digits and dashes")
    if country != EVERYWHERE and not is_country(country):
        raise row.wrong(f"country {country!r} must be a code like FR, or * for everywhere")
    gender, number = row.one_of("gender", Gender), row.one_of("number", Number, empty=Number.ONE)
    return FormKey(language, country, rank, gender, number)


def _form(row: ListRow) -> FormOfAddress:
    cells = row.cells
    for column in ("salutation", "closing"):
        if not cells[column]:
            raise row.wrong(f"{column} is missing: fill it in or delete the row")
    for column in _LINES:
        if len(cells[column]) > _LONGEST_FORM:
            raise row.wrong(f"{column} has more than {_LONGEST_FORM} letters: shorten it")
        if has_control(cells[column]):
            raise row.wrong(f"{column} has a line break: write it on one line")
    lines = [line.strip() for line in cells["salutation"].split("|")]
    return FormOfAddress(
        salutation="\n".join(lines),
        salutation_named=cells["salutation_named"],
        closing=cells["closing"],
        address_title=cells["address_title"],
        you=cells["you"],
        body_begins=row.one_of("body_begins", Begins, empty=Begins.UPPER),
        grade=cells["grade"],
        source=cells["source"],
        signed_by=cells["signed_by"],
    )
