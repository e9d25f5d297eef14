"""A case as whoever approves its campaign reads it: what is said to whom, and what is kept."""

from outreach.model.case import Case, Consent, Fact, Need, Withheld
from outreach.model.office_filter import OfficeFilter


def case_lines(case: Case) -> list[tuple[str, str]]:
    """All that the case says, a line for each fact, need and consent."""
    return [
        ("case", f"{case.name}, for the appeal of version {case.version}"),
        *((f"fact {name}", _fact(fact)) for name, fact in case.facts.items()),
        *([("fact sheet", ", ".join(case.sheet))] if case.sheet else ()),
        *(("no annex", f"for {_whom(one.whom)}: {one.reason}") for one in case.annex_withheld),
        *(("needs consent", _need(one)) for one in case.needs),
        *((f"consent of {one.of}", _consent(one)) for one in case.consents),
    ]


def _fact(fact: Fact) -> str:
    said = [f"{fact.sensitivity}; {fact.source}"]
    if fact.is_unconfirmed:
        said.append(f"CONFIRMED BY NOBODY: until then {_instead(fact.while_unconfirmed)}")
    elif fact.needs_confirmation:
        said.append(f"confirmed by {fact.confirmed_by} on {fact.confirmed_on}")
    return " | ".join([*said, *map(_kept, fact.withheld)])


def _kept(rule: Withheld) -> str:
    return f"withheld from {_whom(rule.whom)}, {_instead(rule.instead)}: {rule.reason}"


def _need(need: Need) -> str:
    return f"of {' or '.join(need.of)}, for {_whom(need.whom)}: {need.reason}"


def _consent(one: Consent) -> str:
    given = f"for {_whom(one.whom)}, version {one.version}, on {one.given_on}, recorded by {one.recorded_by}"
    return f"{given}: {one.how}" + (f"; WITHDRAWN on {one.withdrawn_on}" if one.withdrawn_on else "")


def _instead(name: str | None) -> str:
    if name is None:
        return "and a letter that asks for it is blocked"
    return f"{name} is said" if name else "nothing is said"


def _whom(whom: OfficeFilter) -> str:
    return str(whom) or "everybody"
