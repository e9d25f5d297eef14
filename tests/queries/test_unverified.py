"""One list of what nobody has verified."""

from dataclasses import replace

from sqlalchemy import Engine

from outreach.model.case import Case, Fact, Sensitivity
from outreach.model.form_of_address import FormsOfAddress
from outreach.model.ids import CampaignId, OfficeId
from outreach.queries.unverified import Unverified, unverified
from tests.builders import campaign, draft, draft_context, furnish, office

FACT = Fact(source="the press", dated=None, sensitivity=Sensitivity.PUBLIC)
WAITING = replace(FACT, needs_confirmation=True, while_unconfirmed="")
CASE = Case(
    name="X",
    version="1",
    facts={"said": FACT, "birth": WAITING, "term": replace(WAITING, while_unconfirmed=None)},
)


def graded(grade: str, signed_by: str = "") -> FormsOfAddress:
    """All forms of that grade."""
    return {
        key: replace(form, grade=grade, source="a guide", signed_by=signed_by)
        for key, form in draft_context().forms.items()
    }


def found(engine: Engine, grade: str = "A", signed_by: str = "") -> list[Unverified]:
    return unverified(engine, CampaignId("appeal"), lambda _: graded(grade, signed_by))


def test_facts_that_nobody_has_confirmed_are_told_with_their_source(sqlite: Engine) -> None:
    furnish(sqlite, appeal=campaign(case=CASE))

    assert found(sqlite) == [
        Unverified(what="fact birth", says="said meanwhile: nothing", source="the press"),
        Unverified(what="fact term", says="no letter may ask for it", source="the press"),
    ]


def test_a_weak_form_of_address_is_told_with_the_number_of_letters_that_rest_on_it(engine: Engine) -> None:
    furnish(engine, office("a"), office("b"), office("c", languages=("de",), country="DE"))
    draft(engine)

    told = [one for one in found(engine, "C") if one.what.startswith("form")]

    assert sorted(one.letters or 0 for one in told) == [1, 2]
    assert {one.source for one in told} == {"C: a guide"}


def test_a_form_that_somebody_has_signed_or_that_is_well_sourced_is_not_told(sqlite: Engine) -> None:
    furnish(sqlite, office())
    draft(sqlite)

    for grade, signed_by in (("C", "Ada 2026-06-01"), ("B", ""), ("A", "")):
        assert [one for one in found(sqlite, grade, signed_by) if one.what.startswith("form")] == []


def test_a_name_of_an_office_that_nobody_has_verified_is_told(sqlite: Engine) -> None:
    named = office()
    weak, good = (
        tuple(replace(one, grade=grade, source="own knowledge") for one in named.names)
        for grade in ("C", "A")
    )
    furnish(
        sqlite,
        replace(named, id=OfficeId("weak"), names=weak),
        replace(named, id=OfficeId("good"), names=good),
    )
    draft(sqlite)

    [name] = [one for one in found(sqlite) if one.what.startswith("name")]

    assert (name.what.split()[1], name.source, name.letters) == ("weak", "C: own knowledge", 1)
