"""What may be said of the case to whom, and whose consent it needs."""

from dataclasses import replace
from datetime import date
from typing import Any

from outreach.model.case import (
    NOTHING,
    Case,
    Consent,
    Fact,
    Need,
    Sensitivity,
    Withheld,
    lacking_consents,
    said,
)
from outreach.model.directory import Channel
from outreach.model.filter_term import Knowledge
from outreach.model.office_filter import parse_filter
from tests.builders import office

BY_MAIL = Knowledge(channel=Channel.EMAIL, language="fr")
FRANCE, KYRGYZSTAN = office("gov-fr-mfa"), office("gov-kg-mfa", country="KG")


def fact(**changes: Any) -> Fact:
    plain = Fact(source="the appeal", dated=date(2026, 5, 21), sensitivity=Sensitivity.PUBLIC)
    return replace(plain, **changes)


def kept(whom: str, instead: str | None = None) -> Withheld:
    return Withheld(whom=parse_filter(whom), reason="it can hurt him", instead=instead)


def case(**changes: Any) -> Case:
    return Case(**{"name": "A case", "version": "1", "facts": {}} | changes)


def test_a_campaign_without_a_case_states_nothing() -> None:
    assert said(None, FRANCE, BY_MAIL) == NOTHING


def test_a_fact_that_nobody_withholds_is_said() -> None:
    assert said(case(facts={"danger": fact()}), FRANCE, BY_MAIL).facts == {"danger": "danger"}


def test_what_is_withheld_from_a_country_is_said_to_all_others() -> None:
    facts = {"detail": fact(withheld=(kept("country:kg", "mild"),)), "mild": fact()}

    assert said(case(facts=facts), FRANCE, BY_MAIL).facts["detail"] == "detail"
    assert said(case(facts=facts), KYRGYZSTAN, BY_MAIL).facts["detail"] == "mild"


def test_an_empty_filter_withholds_from_everybody() -> None:
    facts = {"detail": fact(withheld=(kept("", "mild"),)), "mild": fact()}

    assert said(case(facts=facts), FRANCE, BY_MAIL).facts["detail"] == "mild"


def test_the_first_rule_that_fits_counts() -> None:
    rules = (kept("country:kg", "least"), kept("", "mild"))
    facts = {"detail": fact(withheld=rules), "mild": fact(), "least": fact()}

    assert said(case(facts=facts), KYRGYZSTAN, BY_MAIL).facts["detail"] == "least"
    assert said(case(facts=facts), FRANCE, BY_MAIL).facts["detail"] == "mild"


def test_what_stands_for_a_fact_is_withheld_by_its_own_rules() -> None:
    facts = {
        "detail": fact(withheld=(kept("", "mild"),)),
        "mild": fact(withheld=(kept("country:kg", "least"),)),
        "least": fact(),
    }

    assert said(case(facts=facts), KYRGYZSTAN, BY_MAIL).facts["detail"] == "least"


def test_a_fact_is_withheld_by_language_and_by_channel() -> None:
    facts = {"plea": fact(withheld=(kept("channel:web_form", ""), kept("language:ru", "")))}

    for known in (Knowledge(channel=Channel.WEB_FORM, language="fr"), replace(BY_MAIL, language="ru")):
        assert said(case(facts=facts), FRANCE, known).facts == {"plea": ""}
    assert said(case(facts=facts), FRANCE, BY_MAIL).facts == {"plea": "plea"}


def test_what_has_nothing_in_its_place_is_refused_with_its_reason() -> None:
    found = said(case(facts={"detail": fact(withheld=(kept("country:kg"),))}), KYRGYZSTAN, BY_MAIL)

    assert found.facts == {}
    assert found.refused == {
        "detail": "'detail' of the case is withheld: it can hurt him (write instead = … there, under "
        "[facts.detail]), so it must not be said"
    }


def test_a_fact_is_not_said_before_a_person_has_confirmed_it() -> None:
    waiting = fact(needs_confirmation=True)
    done = replace(waiting, confirmed_by="the lawyer", confirmed_on=date(2026, 6, 1))

    assert said(case(facts={"birth": waiting}), FRANCE, BY_MAIL).refused == {
        "birth": "'birth' of the case is confirmed by nobody (fill in confirmed_by and confirmed_on, under "
        "[facts.birth]), so it must not be said"
    }
    assert said(case(facts={"birth": done}), FRANCE, BY_MAIL).facts == {"birth": "birth"}


def test_a_name_without_a_day_confirms_nothing() -> None:
    assert fact(needs_confirmation=True, confirmed_by="the lawyer").is_unconfirmed


def test_while_it_is_unconfirmed_another_fact_is_said_or_nothing() -> None:
    facts = {
        "judgment": fact(needs_confirmation=True, while_unconfirmed="before"),
        "birth": fact(needs_confirmation=True, while_unconfirmed=""),
        "before": fact(),
    }

    found = said(case(facts=facts), FRANCE, BY_MAIL)

    assert found.facts == {"judgment": "before", "birth": "", "before": "before"}
    assert found.refused == {}


NEED = Need(of=("family", "person"), whom=parse_filter("body:UN"), reason="OHCHR asks for it")
UN = office("un-sr-torture", body="UN", country=None)


def consent(**changes: Any) -> Consent:
    values: dict[str, Any] = {
        "of": "family",
        "whom": parse_filter("body:UN"),
        "version": "1",
        "given_on": date(2026, 6, 1),
        "recorded_by": "ada",
        "how": "by letter",
    }
    return Consent(**values | changes)


def test_a_consent_that_is_needed_and_not_recorded_is_told() -> None:
    assert lacking_consents(case(needs=(NEED,)), UN, BY_MAIL) == [
        "the consent of family or person is not recorded for un-sr-torture (OHCHR asks for it): add it to "
        'the case, under [[consents]] with version = "1"'
    ]


def test_one_of_those_whose_consent_is_needed_is_enough() -> None:
    for one in ("family", "person"):
        assert lacking_consents(case(needs=(NEED,), consents=(consent(of=one),)), UN, BY_MAIL) == []


def test_a_consent_holds_for_its_offices_and_its_version_until_it_is_withdrawn() -> None:
    for changes in (
        {"of": "lawyer"},
        {"whom": parse_filter("body:EU")},
        {"version": "2"},
        {"withdrawn_on": date(2026, 6, 2)},
    ):
        assert lacking_consents(case(needs=(NEED,), consents=(consent(**changes),)), UN, BY_MAIL)


def test_nobody_else_needs_that_consent() -> None:
    assert lacking_consents(case(needs=(NEED,)), FRANCE, BY_MAIL) == []
