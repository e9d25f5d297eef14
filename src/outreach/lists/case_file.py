"""The file of a case: its facts, from whom they are withheld, and whose consents are recorded."""

import re
from collections.abc import Mapping
from datetime import date

from outreach.lists.case_names import names_in
from outreach.lists.faults import Faults
from outreach.lists.toml_table import TomlTable, read_toml
from outreach.model.case import Case, Consent, Fact, Need, Sensitivity, Withheld
from outreach.model.errors import BadInput
from outreach.model.filter_term import OF_A_LETTER
from outreach.model.nearest import nearest
from outreach.model.office_filter import OfficeFilter, parse_filter

#: As a text writes it, ``{{ case.fsin-listed }}``.
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*")


def read_case(data: bytes, file: str) -> Case:
    """The case that the TOML in ``data`` states; ``file`` is how messages call it.

    Raises `BadInput` with a line for everything that is wrong, each naming its key.
    """
    top = read_toml(data, file)
    faults = Faults()
    take = faults.take
    take(top.only, "name", "names", "version", "facts", "consents", "needs", "annex", "fact_sheet")
    take(names_in, top)  # for whoever looks for leftovers (`lists.case_names`); no letter knows them
    case = Case(
        name=take(top.text, "name"),
        version=take(top.text, "version"),
        facts=_facts(take(top.table, "facts"), faults),
        consents=tuple(_consent(table, faults) for table in take(top.tables, "consents") or ()),
        needs=tuple(_need(table, faults) for table in take(top.tables, "needs") or ()),
        annex_withheld=_annex(take(top.table, "annex"), faults),
        sheet=_sheet(take(top.table, "fact_sheet"), faults),
    )
    faults.refuse()
    _check_replacements(top.table("facts"), case.facts, faults)
    _check_sheet(top.table("fact_sheet"), case, faults)
    faults.refuse()
    return case


def _facts(above: TomlTable | None, faults: Faults) -> Mapping[str, Fact]:
    facts: dict[str, Fact] = {}
    if above is None:
        return facts
    for name in above.values:
        faults.take(_check_name, above, name)
        if table := faults.take(above.table, name):
            facts[name] = _fact(table, faults)
    return facts


def _check_name(above: TomlTable, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise above.wrong(name, "must be lower-case words with dashes between, like fsin-listed")
    if hasattr(dict, name):
        raise above.wrong(name, "cannot be asked for in a text: call it something else")


def _fact(table: TomlTable, faults: Faults) -> Fact:
    take = faults.take
    take(
        table.only,
        *("source", "dated", "sensitivity", "withheld"),
        *("needs_confirmation", "confirmed_by", "confirmed_on", "while_unconfirmed"),
    )
    fact = Fact(
        source=take(table.text, "source"),
        dated=take(table.day, "dated"),
        sensitivity=take(_sensitivity, table),
        needs_confirmation=take(table.flag, "needs_confirmation", default=False),
        confirmed_by=take(table.text, "confirmed_by", default=""),
        confirmed_on=take(table.day, "confirmed_on"),
        while_unconfirmed=take(_replacement, table, "while_unconfirmed"),
        withheld=tuple(_withheld(one, faults) for one in take(table.tables, "withheld") or ()),
    )
    take(_check_fact, table, fact)
    return fact


def _check_fact(table: TomlTable, fact: Fact) -> None:
    if bool(fact.confirmed_by) != bool(fact.confirmed_on):
        raise table.wrong("confirmed_on", "and confirmed_by go together: who confirmed it, and on which day")
    if fact.while_unconfirmed is not None and not fact.needs_confirmation:
        raise table.wrong("while_unconfirmed", "is for a fact with needs_confirmation = true")
    if fact.sensitivity is Sensitivity.HARMFUL and not fact.withheld:
        raise table.wrong(
            "sensitivity",
            f"is harmful, and it is withheld from nobody: say from whom, [[{table.path}withheld]]",
        )


def _withheld(table: TomlTable, faults: Faults) -> Withheld:
    faults.take(table.only, "from", "instead", "reason")
    return Withheld(
        whom=faults.take(_offices, table, "from"),
        reason=faults.take(table.text, "reason"),
        instead=faults.take(_replacement, table, "instead"),
    )


def _annex(table: TomlTable | None, faults: Faults) -> tuple[Withheld, ...]:
    if table is None:
        return ()
    faults.take(table.only, "withheld")
    rules = []
    for one in faults.take(table.tables, "withheld") or ():
        faults.take(one.only, "from", "reason")
        whom, reason = faults.take(_offices, one, "from"), faults.take(one.text, "reason")
        rules.append(Withheld(whom=whom, reason=reason))
    return tuple(rules)


def _sheet(table: TomlTable | None, faults: Faults) -> tuple[str, ...]:
    if table is None:
        return ()
    faults.take(table.only, "facts")
    return faults.take(table.texts, "facts") or ()


def _check_sheet(table: TomlTable, case: Case, faults: Faults) -> None:
    for number, fact in enumerate(case.sheet):
        if fact not in case.facts:
            meant = nearest(fact, case.facts)
            hint = f"is it {meant}?" if meant else "name another fact"
            faults.add(table.wrong("facts", f"has {fact!r}, which is no fact of this case: {hint}"))
        if fact in case.sheet[:number]:
            faults.add(table.wrong("facts", f"has {fact!r} twice: name it once"))


def _consent(table: TomlTable, faults: Faults) -> Consent:
    take = faults.take
    take(table.only, "of", "for", "version", "given_on", "recorded_by", "how", "withdrawn_on")
    return Consent(
        of=take(table.text, "of"),
        whom=take(_offices, table, "for"),
        version=take(table.text, "version"),
        given_on=take(_given_on, table),
        recorded_by=take(table.text, "recorded_by"),
        how=take(table.text, "how"),
        withdrawn_on=take(table.day, "withdrawn_on"),
    )


def _need(table: TomlTable, faults: Faults) -> Need:
    faults.take(table.only, "of", "for", "reason")
    return Need(
        of=faults.take(_whose, table),
        whom=faults.take(_offices, table, "for"),
        reason=faults.take(table.text, "reason"),
    )


def _whose(table: TomlTable) -> tuple[str, ...]:
    whose = table.texts("of")
    if not all(whose) or not whose:
        raise table.wrong(
            "of", 'says whose consent is needed, one of them being enough: ["family", "person"]'
        )
    return whose


def _given_on(table: TomlTable) -> date:
    day = table.day("given_on")
    if day is None:
        raise table.wrong("given_on", "is missing: the day on which the consent was given, like 2026-06-02")
    return day


def _sensitivity(table: TomlTable) -> Sensitivity:
    text = table.text("sensitivity")
    if text not in tuple(Sensitivity):
        raise table.wrong("sensitivity", f"{text!r} must be one of {', '.join(Sensitivity)}")
    return Sensitivity(text)


def _replacement(table: TomlTable, key: str) -> str | None:
    """Left out, it is another thing than empty: then a letter that asks for the fact is blocked."""
    return table.text(key, default="") if key in table.values else None


def _offices(table: TomlTable, key: str) -> OfficeFilter:
    """A filter that says at the claim what it said at the drafting."""
    if key not in table.values:
        raise table.wrong(key, 'is missing: an office filter like "country:kz,kg"; "" is everybody')
    try:
        return parse_filter(table.text(key, default=""), keys=OF_A_LETTER)
    except BadInput as error:
        raise table.wrong(key, str(error)) from None


def _check_replacements(table: TomlTable, facts: Mapping[str, Fact], faults: Faults) -> None:
    for name, fact in facts.items():
        for other in sorted(fact.replacements):
            if other not in facts:
                meant = nearest(other, facts)
                hint = f": is it {meant}?" if meant else ": name another fact"
                faults.add(
                    table.wrong(name, f"is replaced by {other!r}, which is no fact of this case{hint}")
                )
    faults.refuse()
    for name in facts:
        if _returns(name, facts):
            faults.add(table.wrong(name, "is replaced, in the end, by itself: let one of them be final"))


def _returns(name: str, facts: Mapping[str, Fact]) -> bool:
    reached: set[str] = set()
    new = set(facts[name].replacements)
    while new - reached:
        reached |= new
        new = {other for one in new for other in facts[one].replacements}
    return name in reached
