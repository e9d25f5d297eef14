"""Who stands on the letter to whom."""

from dataclasses import replace
from datetime import date
from typing import Any

from outreach.model.case import Case, Withheld
from outreach.model.co_signers import CoSigners, co_signers
from outreach.model.directory import Channel, Office
from outreach.model.filter_term import Knowledge
from outreach.model.office_filter import parse_filter
from outreach.model.signatory import Signatory, Visibility
from tests.builders import campaign, office

BY_MAIL = Knowledge(channel=Channel.EMAIL, language="fr")
FRANCE, KYRGYZSTAN = office("gov-fr-mfa"), office("gov-kg-mfa", country="KG")
CASE = Case(name="X", version="2", facts={})


def signs(key: str, **changes: Any) -> Signatory:
    return replace(Signatory(key=key, name=key.upper(), country="FR"), **changes)


def of(*signatories: Signatory, to: Office = FRANCE, **changes: Any) -> CoSigners:
    appeal = campaign(signatories=signatories, **{"case": CASE} | changes)
    return co_signers(appeal, to, BY_MAIL)


def keys(found: CoSigners) -> list[str]:
    return [one.key for one in found.listed]


def test_who_has_limited_nothing_is_on_every_letter() -> None:
    assert keys(of(signs("a"), signs("b"))) == ["a", "b"]


def test_who_has_withdrawn_is_on_no_letter_and_in_no_count() -> None:
    found = of(signs("a"), signs("b", withdrawn_on=date(2026, 6, 1)))

    assert (keys(found), found.count) == (["a"], 1)


def test_a_consent_holds_for_its_offices_alone() -> None:
    for_france = signs("b", consent=parse_filter("country:fr"))

    assert keys(of(signs("a"), for_france)) == ["a", "b"]
    assert keys(of(signs("a"), for_france, to=KYRGYZSTAN)) == ["a"]


def test_a_consent_holds_for_its_version_of_the_appeal_alone() -> None:
    now, before = signs("a", consent_version="2"), signs("b", consent_version="1")

    assert keys(of(now, before, signs("c"))) == ["a", "c"]
    assert keys(of(now, before, case=None)) == ["a", "b"]


def test_who_is_only_counted_is_counted_and_not_named() -> None:
    found = of(signs("a"), signs("b", visibility=Visibility.COUNTED))

    assert (keys(found), found.count) == (["a"], 2)


def test_initials_are_those_of_the_name_as_signed() -> None:
    shy = Visibility.INITIALS

    assert signs("a", name="Mémorial France", visibility=shy).printed_name == "M. F."
    assert signs("a", name="Campagne #FREE120 – (Union)", visibility=shy).printed_name == "C. F. U."
    assert signs("a", name="Mémorial France").printed_name == "Mémorial France"


def test_the_letter_names_those_whom_the_campaign_names_in_its_order() -> None:
    assert of(signs("a"), signs("b"), signs("c"), named_signatories=("c", "a")).named == ("C", "A")


def test_whoever_may_not_be_named_is_left_out_of_the_letter() -> None:
    here = (
        signs("a", withdrawn_on=date(2026, 6, 1)),
        signs("b", visibility=Visibility.INITIALS),
        signs("c", consent=parse_filter("country:de")),
        signs("d"),
    )

    assert of(*here, named_signatories=("a", "b", "c", "d")).named == ("D",)


def test_where_the_annex_is_withheld_nobody_is_named_and_the_number_stays() -> None:
    allied = Withheld(whom=parse_filter("country:kg"), reason="allied")
    case = replace(CASE, annex_withheld=(allied,))

    found = of(signs("a"), signs("b"), to=KYRGYZSTAN, case=case, named_signatories=("a",))

    assert found == CoSigners(listed=(), count=2, named=())
    assert of(signs("a"), case=case, named_signatories=("a",)).named == ("A",)
