"""What a campaign's file encloses with its letters."""

from collections.abc import Sequence

from outreach.lists.by_language import texts_by_language
from outreach.lists.faults import Faults
from outreach.lists.toml_table import TomlTable
from outreach.model.case import Case
from outreach.model.enclosure import FACT_SHEET, SIGNATORIES, Enclosure
from outreach.model.errors import BadInput
from outreach.model.filter_term import OF_A_LETTER
from outreach.model.nearest import nearest
from outreach.model.office_filter import OfficeFilter, parse_filter


def read_enclosures(top: TomlTable, faults: Faults) -> tuple[Enclosure, ...]:
    """Each ``[[enclosures]]``, in order."""
    found: list[Enclosure] = []
    for table in faults.take(top.tables, "enclosures") or ():
        one = _enclosure(table, faults)
        if one.name and one.name in [other.name for other in found]:
            faults.add(table.wrong("name", f"{one.name!r} is enclosed already: name each once"))
        found.append(one)
    return tuple(found)


def require_stated(enclosures: Sequence[Enclosure], case: Case | None) -> None:
    """Refuse an enclosure that the case cannot fill, or whose facts it does not know. Raises `BadInput`."""
    facts = case.facts if case else {}
    for one in enclosures:
        if one.is_made and not (case and case.sheet):
            raise BadInput(
                f"enclosures: the case has no fact sheet: write [fact_sheet] and its facts into its file, "
                f"or do not enclose {FACT_SHEET!r}"
            )
        for fact in one.states:
            if fact not in facts and fact != SIGNATORIES:
                meant = nearest(fact, facts)
                hint = f"is it {meant}?" if meant else f"name its facts, and {SIGNATORIES!r} if it names them"
                raise BadInput(
                    f"enclosures: {one.name} states {fact!r}, which is no fact of the case: {hint}"
                )


def _enclosure(table: TomlTable, faults: Faults) -> Enclosure:
    take = faults.take
    take(table.only, "name", "title", "for", "on_request", "states")
    name = take(table.slug, "name")
    return Enclosure(
        name=name,
        title=take(texts_by_language, table, "title"),
        offices=(take(_filter, table, "for") if "for" in table.values else None) or OfficeFilter(),
        on_request=take(_filter, table, "on_request") if "on_request" in table.values else None,
        states=take(_states, table, is_made=name == FACT_SHEET) or (),
    )


def _states(table: TomlTable, *, is_made: bool) -> tuple[str, ...]:
    """Whoever encloses a file says what it states: nobody else can know from whom to keep it."""
    if is_made == ("states" in table.values):
        raise table.wrong(
            "states",
            "is for files: the fact sheet states what [fact_sheet] of the case says"
            if is_made
            else f"is missing: name the facts of the case that the file states, and {SIGNATORIES!r} if it "
            "names them; [] if it does neither",
        )
    return table.texts("states")


def _filter(table: TomlTable, key: str) -> OfficeFilter:
    """A filter that says at the claim what it said at the drafting."""
    try:
        return parse_filter(table.text(key), keys=OF_A_LETTER)
    except BadInput as error:
        raise table.wrong(key, str(error)) from None
