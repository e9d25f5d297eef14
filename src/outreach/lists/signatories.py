"""Who co-signs: the organisations' names, exactly as they signed."""

from datetime import date

from outreach.lists.slug import is_slug
from outreach.lists.table import Row, read_table
from outreach.model.country import is_country
from outreach.model.errors import BadInput
from outreach.model.filter_term import OF_A_LETTER
from outreach.model.locale import is_language_tag
from outreach.model.office_filter import OfficeFilter, parse_filter
from outreach.model.signatory import Signatory, Visibility
from outreach.model.text import has_control

_REQUIRED = ("key", "name", "country")
_OPTIONAL = ("note", "sort_key", "language", "visibility", "consent", "consent_version", "withdrawn_on")
#: As docs/contacts.md has them.
COLUMNS = (*_REQUIRED, *_OPTIONAL)

#: For those who sign from more than one country.
_WIDER = ("Europe", "International")

_LONGEST_NAME = 300


def read_signatories(data: bytes, file: str) -> tuple[Signatory, ...]:
    """The signatories, in the file's order.

    Raises `BadInput` at the first thing that is wrong: an appeal goes out with all its names or not at all.
    """
    table = read_table(data, file, _REQUIRED, optional=_OPTIONAL)
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
    language = row.cells["language"]
    if language and not is_language_tag(language):
        raise BadInput(f"{where}: language {language!r} must be a language's tag, like fr or pt-BR")
    return Signatory(
        key=key,
        name=name,
        country=country,
        note=row.cells["note"],
        sort_key=row.cells["sort_key"],
        language=language,
        visibility=_visibility(row.cells["visibility"], where),
        consent=_consent(row.cells["consent"], where),
        consent_version=row.cells["consent_version"],
        withdrawn_on=_withdrawn_on(row.cells["withdrawn_on"], where),
    )


def _visibility(text: str, where: str) -> Visibility:
    if text and text not in tuple(Visibility):
        raise BadInput(
            f"{where}: visibility {text!r} must be one of {', '.join(Visibility)}, or empty for full"
        )
    return Visibility(text or Visibility.FULL)


def _consent(text: str, where: str) -> OfficeFilter:
    """Those on whose letters it agreed to be, asked again while a letter waits."""
    try:
        return parse_filter(text, keys=OF_A_LETTER)
    except BadInput as error:
        raise BadInput(f"{where}: consent {error}") from None


def _withdrawn_on(text: str, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"{where}: withdrawn_on {text!r} must be a day, like 2026-06-02") from None
