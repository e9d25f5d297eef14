"""How offices are greeted in one language: the table that a native speaker checks."""

from outreach.lists.slug import is_slug
from outreach.lists.table import Row, read_table
from outreach.model.directory import Gender
from outreach.model.errors import BadInput
from outreach.model.form_of_address import FormOfAddress, Key
from outreach.model.language import is_language
from outreach.model.text import has_control

#: ``source`` says where a form is from; it is for whoever checks the table, and stays in the file.
_COLUMNS = ("rank", "gender", "salutation", "closing", "source")

_LONGEST_FORM = 300


def read_forms_of_address(data: bytes, file: str, language: str) -> dict[Key, FormOfAddress]:
    """The forms of that language (ISO 639 code), by rank, language and gender.

    Raises `BadInput` at the first thing that is wrong: a table with a hole greets a minister wrongly.
    """
    if not is_language(language):
        raise BadInput(f"{file}: {language!r} is not an ISO 639 language code: name the file like fr.csv")
    table = read_table(data, file, _COLUMNS)
    for problem in table.problems:
        raise BadInput(str(problem))
    forms: dict[Key, FormOfAddress] = {}
    for row in table.rows:
        rank, gender = _whom(row, file)
        if (rank, language, gender) in forms:
            raise BadInput(f"{file}, row {row.number}: {rank} with gender {gender.value} is there twice")
        forms[rank, language, gender] = _form(row, file)
    return forms


def _whom(row: Row, file: str) -> tuple[str, Gender]:
    rank, gender = row.cells["rank"], row.cells["gender"]
    if not is_slug(rank):
        raise BadInput(
            f"{file}, row {row.number}: rank {rank!r} must be lower-case letters, digits and dashes"
        )
    if gender not in tuple(Gender):
        raise BadInput(f"{file}, row {row.number}: gender {gender!r} must be one of {', '.join(Gender)}")
    return rank, Gender(gender)


def _form(row: Row, file: str) -> FormOfAddress:
    for column in ("salutation", "closing"):
        if not row.cells[column]:
            raise BadInput(f"{file}, row {row.number}: {column} is missing: fill it in or delete the row")
        if len(row.cells[column]) > _LONGEST_FORM:
            raise BadInput(
                f"{file}, row {row.number}: {column} has more than {_LONGEST_FORM} letters: shorten it"
            )
        if has_control(row.cells[column]):
            raise BadInput(f"{file}, row {row.number}: {column} has a line break: write it on one line")
    return FormOfAddress(salutation=row.cells["salutation"], closing=row.cells["closing"])
