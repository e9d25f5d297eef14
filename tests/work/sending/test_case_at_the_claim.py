"""Letters that were approved while something else could be said of the case than can now."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from outreach.model.case import Case, Consent, Fact, Sensitivity, Withheld
from outreach.model.office_filter import parse_filter
from outreach.model.status import HoldCause
from outreach.work.campaigns.load import load_campaign
from tests.builders import (
    ANN,
    MORNING,
    FakeTransport,
    campaign,
    queue,
    send_context,
    send_due,
    texts,
    the_case,
)
from tests.work.seen import letter

SAID = Fact(source="the appeal", dated=date(2026, 5, 21), sensitivity=Sensitivity.PUBLIC)
UNCONFIRMED = replace(SAID, needs_confirmation=True, while_unconfirmed="")
CASE = replace(the_case(), facts={**the_case().facts, "danger": SAID, "birth": UNCONFIRMED})


def kept(whom: str) -> Fact:
    return replace(SAID, withheld=(Withheld(whom=parse_filter(whom), reason="it can hurt him"),))


def meanwhile(engine: Engine, case: Case) -> str:
    """A letter to France is approved, and Ann loads the campaign with this case; gives the letter's id."""
    [one] = queue(engine, appeal=campaign(case=CASE))
    load_campaign(engine, ANN, campaign(case=case), texts(), now=MORNING)
    send_due(send_context(engine, {"main": FakeTransport()}))
    return one


OVERTAKEN: Mapping[str, Case] = {
    "a fact is withheld from its office": replace(CASE, facts={**CASE.facts, "danger": kept("country:fr")}),
    "a fact is confirmed": replace(
        CASE,
        facts={
            **CASE.facts,
            "birth": replace(UNCONFIRMED, confirmed_by="the lawyer", confirmed_on=date(2026, 6, 1)),
        },
    ),
    "a fact is gone": replace(
        CASE, facts={name: fact for name, fact in CASE.facts.items() if name != "birth"}
    ),
}


@pytest.mark.parametrize("what", OVERTAKEN)
def test_a_letter_for_which_something_else_may_be_said_is_held(engine: Engine, what: str) -> None:
    one = meanwhile(engine, OVERTAKEN[what])

    held = letter(engine, one)
    assert held.hold_cause is HoldCause.STALE
    assert held.reason == "changed since it was approved: the facts of the case: draft it again"


UNTOUCHED: Mapping[str, Case] = {
    "a fact is withheld from another": replace(CASE, facts={**CASE.facts, "danger": kept("country:kg")}),
    "another source": replace(
        CASE, facts={**CASE.facts, "danger": replace(SAID, source="the court", dated=None)}
    ),
    "a recorded consent": replace(
        CASE,
        consents=(
            Consent(
                of="family",
                whom=parse_filter(""),
                version="1",
                given_on=date(2026, 6, 1),
                recorded_by="ada",
                how="by letter",
            ),
        ),
    ),
}


@pytest.mark.parametrize("what", UNTOUCHED)
def test_what_changes_nothing_that_it_may_say_holds_it_for_nothing(engine: Engine, what: str) -> None:
    one = meanwhile(engine, UNTOUCHED[what])

    assert letter(engine, one).status == "accepted"
