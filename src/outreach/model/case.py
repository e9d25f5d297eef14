"""The case: the facts that letters may state, from whom each is withheld, and whose consent they need.

A text asks for a fact by its name; what is printed for it, its sentence, stands in the template in each
language. Which sentence that is for which office is decided here, by the case alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from outreach.model.directory import Office
from outreach.model.filter_term import Knowledge
from outreach.model.office_filter import OfficeFilter


class Sensitivity(StrEnum):
    """What it may do to somebody that a fact is read by others than its addressee."""

    PUBLIC = "public"
    #: Known to some, and better not in a registry that is open to all.
    SENSITIVE = "sensitive"
    #: It can hurt the person whom the letters are for: it is always withheld from somebody.
    HARMFUL = "harmful"


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """From whom something is kept, and why."""

    whom: OfficeFilter
    reason: str
    #: The fact that is said in its place, empty for nothing; None: a letter that asks for it is blocked.
    instead: str | None = None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that letters may state."""

    #: In our own words, for staff: never printed.
    source: str
    dated: date | None
    sensitivity: Sensitivity
    needs_confirmation: bool = False
    #: Who took it upon themselves that it is true, the family or the lawyer asked, and on which day.
    confirmed_by: str = ""
    confirmed_on: date | None = None
    #: As `Withheld.instead`, for everybody until it is confirmed.
    while_unconfirmed: str | None = None
    #: The first that fits an office counts.
    withheld: tuple[Withheld, ...] = ()

    @property
    def is_unconfirmed(self) -> bool:
        """Whether it wants a person's word and has none."""
        return self.needs_confirmation and not (self.confirmed_by and self.confirmed_on)

    @property
    def replacements(self) -> frozenset[str]:
        """The facts that may be said in its place."""
        instead = [one.instead for one in self.withheld] + [self.while_unconfirmed]
        return frozenset(name for name in instead if name)


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Somebody's recorded word that letters of one version of the appeal may go to these offices."""

    #: Whose: a word of the case's own ("family", "person").
    of: str
    whom: OfficeFilter
    version: str
    given_on: date
    recorded_by: str
    #: How it was given and where that is kept.
    how: str
    withdrawn_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Need:
    """Whose consent a letter to these offices needs before it may leave."""

    #: One of them is enough.
    of: tuple[str, ...]
    whom: OfficeFilter
    reason: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is known of one case, as its file says it."""

    name: str
    #: The appeal's own version, which consents name.
    version: str
    facts: Mapping[str, Fact]
    consents: tuple[Consent, ...] = ()
    needs: tuple[Need, ...] = ()
    #: Who gets no list of who co-signs; ``instead`` is not used.
    annex_withheld: tuple[Withheld, ...] = ()
    #: What stands on the fact sheet, in its order.
    sheet: tuple[str, ...] = ()

    @property
    def keeping(self) -> list[OfficeFilter]:
        """Every filter by which something is kept from somebody: one that fits nobody keeps nothing."""
        facts = (rule.whom for fact in self.facts.values() for rule in fact.withheld)
        return [*facts, *(one.whom for one in self.annex_withheld), *(one.whom for one in self.needs)]

    @property
    def unconfirmed_on_sheet(self) -> list[str]:
        """What would be missing on the fact sheet for want of a person's word."""
        here = ((name, self.facts[name]) for name in self.sheet)
        return [name for name, fact in here if fact.is_unconfirmed and not fact.while_unconfirmed]

    def consents_to(self, need: Need) -> list[Consent]:
        """Those recorded for this version that meet the need, for whichever offices they were given."""
        return [
            one
            for one in self.consents
            if one.of in need.of and one.version == self.version and one.withdrawn_on is None
        ]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one letter may state of the case."""

    #: Fact → the fact whose sentence is printed where a text asks for it; empty: nothing is.
    facts: Mapping[str, str]
    #: Fact → why a letter whose texts ask for it is blocked, as the beginning of "… in this letter".
    refused: Mapping[str, str]


NOTHING = Said(facts={}, refused={})


def said(case: Case | None, office: Office, known: Knowledge) -> Said:
    """What a letter to that office may state.

    What may not be said and has nothing in its place blocks no letter here, but the one that asks for it.
    """
    if case is None:
        return NOTHING
    facts: dict[str, str] = {}
    refused: dict[str, str] = {}
    for name in case.facts:
        instead, why = _said(case, name, office, known)
        if instead is None:
            refused[name] = why
        else:
            facts[name] = instead
    return Said(facts=facts, refused=refused)


def withheld(rules: tuple[Withheld, ...], office: Office, known: Knowledge) -> Withheld | None:
    """The first rule that keeps it from that office, if there is one."""
    return next((one for one in rules if one.whom.matches(office, known)), None)


def lacking_consents(case: Case | None, office: Office, known: Knowledge) -> list[str]:
    """What a letter to that office needs before it may leave and nobody has recorded, a line each."""
    if case is None:
        return []
    return [
        f"the consent of {' or '.join(need.of)} is not recorded for {office.id} ({need.reason}): add it to "
        f'the case, under [[consents]] with version = "{case.version}"'
        for need in case.needs
        if need.whom.matches(office, known)
        and not any(one.whom.matches(office, known) for one in case.consents_to(need))
    ]


def _said(case: Case, asked: str, office: Office, known: Knowledge) -> tuple[str | None, str]:
    """The fact said in its place, or None and why: what stands for a fact may itself be withheld."""
    name = asked
    passed: set[str] = set()
    while name not in passed:  # the reader of its file refuses a case that goes round in circles
        passed.add(name)
        fact = case.facts[name]
        of_the_case = f"'{asked}' of the case" + ("" if name == asked else f", for which '{name}' stands,")
        if fact.is_unconfirmed:
            instead = fact.while_unconfirmed
            what = "is confirmed by nobody (fill in confirmed_by and confirmed_on"
        elif rule := withheld(fact.withheld, office, known):
            instead = rule.instead
            what = f"is withheld: {rule.reason} (write instead = … there"
        else:
            return name, ""
        if not instead:
            return instead, f"{of_the_case} {what}, under [facts.{name}]), so it must not be said"
        name = instead
    return None, f"'{asked}' of the case is replaced by itself, so it must not be said"
