"""Who co-signs: the organisations' names, exactly as they signed."""

from outreach.lists.list_row import ListRow, read_list
from outreach.lists.slug import is_slug
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
    rows: dict[str, int] = {}
    signatories = []
    for row in read_list(data, file, _REQUIRED, optional=_OPTIONAL):
        signatory = _signatory(row)
        earlier = rows.setdefault(signatory.key, row.number)
        if earlier != row.number:
            raise row.wrong(f"key {signatory.key} is in row {earlier} already")
        signatories.append(signatory)
    return tuple(signatories)


def _signatory(row: ListRow) -> Signatory:
    key, name, country = row.cells["key"], row.cells["name"], row.cells["country"]
    if not is_slug(key):
        raise row.wrong(f"key {key!r} must be lower-case letters, digits and dashes")
    if not name:
        raise row.wrong("name is missing: write it as it was signed")
    if len(name) > _LONGEST_NAME:
        raise row.wrong(f"name has {len(name):,} letters, and may have {_LONGEST_NAME}: shorten it")
    if any(map(has_control, row.cells.values())):
        raise row.wrong("a line break or another control character: type the row anew")
    if country not in _WIDER and not is_country(country):
        raise row.wrong(f"country {country!r} must be a code like FR, or {' or '.join(_WIDER)}")
    language = row.cells["language"]
    if language and not is_language_tag(language):
        raise row.wrong(f"language {language!r} must be a language's tag, like fr or pt-BR")
    return Signatory(
        key=key,
        name=name,
        country=country,
        note=row.cells["note"],
        sort_key=row.cells["sort_key"],
        language=language,
        visibility=row.one_of("visibility", Visibility, empty=Visibility.FULL),
        consent=_consent(row),
        consent_version=row.cells["consent_version"],
        withdrawn_on=row.day("withdrawn_on"),
    )


def _consent(row: ListRow) -> OfficeFilter:
    """Those on whose letters it agreed to be, asked again while a letter waits."""
    try:
        return parse_filter(row.cells["consent"], keys=OF_A_LETTER)
    except BadInput as error:
        raise row.wrong(f"consent {error}") from None
