"""The directory, the campaign and the clocks that come with the house are read by its own readers."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from outreach.lists.campaign_file import read_campaign
from outreach.lists.case_file import read_case
from outreach.lists.contact_columns import NAMES
from outreach.lists.contacts import ContactsFile, read_contacts, write_contacts
from outreach.lists.follow_up_rules import read_follow_up_rules
from outreach.lists.office_names import read_office_names
from outreach.lists.signatories import read_signatories
from outreach.model.audience import NoAddress, Reachable, reach
from outreach.model.campaign import Campaign
from outreach.model.case import Case, Said, said
from outreach.model.directory import BODIES, Approach, Channel, Office
from outreach.model.filter_term import Key, Knowledge
from outreach.model.follow_up import FollowUpRules, Wait, reminder_day
from outreach.model.office_name import name_for

TODAY = date(2026, 6, 2)
HOUSE = Path(__file__).parents[2]
FILES = {
    "un.csv": "UN",
    "eu.csv": "EU",
    "council-of-europe.csv": "CoE",
    "osce.csv": "OSCE",
    "governments.csv": "government",
    "parliaments.csv": "parliament",
}

#: Every functional mailbox of the list that the directory was made from: none is made up, none is added.
MAILBOXES = {
    "un-ohchr-sp": "urgent-action@ohchr.org",
    "un-wgad": "hrc-wg-ad@un.org",
    "un-geneva-protocol": "unog.protocol@un.org",
    "eu-ep-droi": "droi-secretariat@ep.europa.eu",
    "eu-ombudsman": "eo@ombudsman.europa.eu",
    "eu-com-sg-acc": "sg-acc-doc@ec.europa.eu",
    "coe-cpt": "cptdoc@coe.int",
    "gov-fi-mfa": "kirjaamo.um@gov.fi",
    "gov-gb-fcdo": "fcdo.correspondence@fcdo.gov.uk",
    "gov-ca-gac": "info@international.gc.ca",
    "gov-cm-mfa": "contact@diplocam.cm",
    "gov-hr-mfa": "kabinet.ministra@mvep.hr",
    "gov-ua-mfa": "zsmfa@mfa.gov.ua",
    "parl-gb-fac": "fac@parliament.uk",
    "parl-gb-jchr": "jchr@parliament.uk",
    "parl-us-tlhrc": "TLHRC@mail.house.gov",
}

BY_EMAIL = {
    *("eu-ep-droi", "coe-cpt", "gov-fi-mfa", "gov-gb-fcdo", "gov-ca-gac", "gov-cm-mfa", "gov-hr-mfa"),
    *("gov-ua-mfa", "parl-gb-fac", "parl-gb-jchr", "parl-us-tlhrc"),
}


def read(file: str) -> ContactsFile:
    return read_contacts((HOUSE / "contacts" / file).read_bytes(), file, today=TODAY)


@pytest.fixture(scope="module")
def offices() -> tuple[Office, ...]:
    return tuple(office for file in FILES for office in read(file).offices)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    file = read_campaign(
        (HOUSE / "config/campaigns/miftakhov-2026.toml").read_bytes(), "miftakhov-2026.toml", today=TODAY
    )
    assert file.signatories is not None
    assert file.case is not None
    signatories = read_signatories((HOUSE / file.signatories).read_bytes(), file.signatories)
    return file.completed(signatories, read_case((HOUSE / file.case).read_bytes(), file.case))


@pytest.fixture(scope="module")
def rules() -> FollowUpRules:
    return read_follow_up_rules((HOUSE / "config/follow-ups.toml").read_bytes(), "follow-ups.toml")


def written_to(offices: tuple[Office, ...]) -> list[Office]:
    return [office for office in offices if office.approach in (Approach.LETTER, Approach.FORM)]


@pytest.mark.parametrize(("file", "body"), FILES.items())
def test_each_file_holds_one_body_without_a_problem(file: str, body: str) -> None:
    found = read(file)

    assert found.problems == ()
    assert {office.body for office in found.offices} == {body}


@pytest.mark.parametrize("file", FILES)
def test_each_file_is_as_we_would_write_it(file: str) -> None:
    assert write_contacts(read(file).offices).encode() == (HOUSE / "contacts" / file).read_bytes()


def test_81_offices_have_ids_of_their_own_and_known_parents(offices: tuple[Office, ...]) -> None:
    ids = {office.id for office in offices}

    assert len(offices) == len(ids) == 81
    assert {office.parent_id for office in offices} - {None} <= ids
    assert set(FILES.values()) == set(BODIES)


def test_67_offices_are_written_to_and_we_know_by_which_way(offices: tuple[Office, ...]) -> None:
    ways = {office.id: reach(office) for office in written_to(offices)}
    channels = {id_: way.address.channel for id_, way in ways.items() if isinstance(way, Reachable)}

    assert len(ways) == 67
    assert {id_ for id_, channel in channels.items() if channel is Channel.EMAIL} == BY_EMAIL
    assert Counter(channels.values()) == {Channel.EMAIL: 11, Channel.WEB_FORM: 16, Channel.POST: 39}
    # Nobody has found where Kazakhstan's ministry is written to; what somebody remembers stands in its task.
    assert [id_ for id_, way in ways.items() if isinstance(way, NoAddress)] == ["gov-kz-mfa"]


def test_no_mailbox_is_made_up(offices: tuple[Office, ...]) -> None:
    found = {office.id: office.address(Channel.EMAIL) for office in offices}

    assert {id_: address.value for id_, address in found.items() if address} == MAILBOXES


def test_nobody_is_said_to_have_checked_anything_yet(offices: tuple[Office, ...]) -> None:
    addresses = [address for office in offices for address in office.addresses]

    assert {(address.checked_by, address.checked_on) for address in addresses} == {(None, None)}


def test_a_place_without_a_street_is_no_postal_address(offices: tuple[Office, ...]) -> None:
    by_id = {str(office.id): office for office in offices}

    assert by_id["eu-fra"].address(Channel.POST) is None


def test_whoever_is_written_to_has_a_name_in_french_and_english_with_and_without_a_holder(
    offices: tuple[Office, ...],
) -> None:
    names = read_office_names((HOUSE / "contacts/office-names.csv").read_bytes(), "office-names.csv")
    wanting = {
        (office.id, language)
        for office in written_to(offices)
        for language in ("fr", "en")
        if name_for(names.get(office.id, ()), language, office.gender) is None
    }

    assert wanting == set()


def test_what_might_be_an_address_is_none(offices: tuple[Office, ...]) -> None:
    known = {address.value for office in offices for address in office.addresses}
    maybe = [word.strip("(),;") for o in offices for word in o.candidates.split() if "@" in word]

    assert len(maybe) > 10
    assert known & set(maybe) == set()


def test_russian_authorities_are_not_written_to(offices: tuple[Office, ...]) -> None:
    assert {office.approach for office in offices if office.country == "RU"} == {Approach.NOT_A_TARGET}


def test_43_organisations_sign_under_their_own_names(campaign: Campaign) -> None:
    names = [signatory.name for signatory in campaign.signatories]

    assert len(names) == len(set(names)) == 43
    assert "Confederacion General del Trabajo CGT" in names
    assert "Erkindik Qanatty" in names


def test_the_campaign_knows_what_to_ask_of_everyone_it_writes_to(
    campaign: Campaign, offices: tuple[Office, ...]
) -> None:
    requests = {
        str(office.id): asked.name if (asked := campaign.request_for(office, Knowledge())) else ""
        for office in written_to(offices)
    }

    assert "" not in requests.values()
    assert requests["gov-gb-fcdo"] == "ministry-own-list"
    assert requests["parl-gb-fac"] == "parliament-policy"
    assert requests["parl-us-tlhrc"] == "us-lantos"
    assert requests["parl-us-hfac"] == requests["parl-us-sfrc"] == "us-foreign-committees"
    assert requests["eu-del-focal"] == "eu-delegation"
    assert requests["eu-hrvp"] == "eu-high-representative"
    assert requests["gov-de-mfa"] == "ministry-de"
    assert requests["gov-hu-mfa"] == "ministry-hu"
    assert requests["gov-fr-mfa"] == "ministry-eu-mechanism"
    assert requests["gov-br-mfa"] == requests["gov-bj-mfa"] == "ministry-word"
    assert requests["un-ohchr-sp"] == "un-mandates"
    assert requests["un-wgad"] == "un-arbitrary-detention"
    # Kinds may be named whose offices come later; an office that is named is there.
    named = {id_ for one in campaign.filters() for id_ in one.named(Key.OFFICE)}
    assert named <= {str(office.id) for office in offices}


def test_the_state_that_holds_him_is_barred_by_the_campaign_whatever_a_cell_says(
    campaign: Campaign, offices: tuple[Office, ...]
) -> None:
    as_letters = [replace(office, approach=Approach.LETTER) for office in offices]
    without_country = [replace(office, country=None) for office in as_letters]

    for told in (as_letters, without_country):
        out = {str(one.id): campaign.leaves_out(one, Knowledge()) or "" for one in told}
        barred = {id_ for id_, reason in out.items() if reason.startswith("barred by the campaign")}
        assert barred == {"ru-ombudsperson"}


def test_whom_the_campaign_leaves_out_it_says_why(campaign: Campaign, offices: tuple[Office, ...]) -> None:
    out = {str(one.id): campaign.leaves_out(one, Knowledge()) or "" for one in offices}
    left_out = {id_ for id_, reason in out.items() if reason.startswith("the campaign leaves it out")}

    assert left_out == {
        *("gov-ua-mfa", "gov-kz-mfa", "parl-gb-jchr", "un-hrc-secretariat"),
        *("un-sr-torture", "un-sr-health", "un-sr-freedex", "un-sr-ijl", "un-sr-russia", "un-sr-hrd"),
    }


def said_to(campaign: Campaign, offices: tuple[Office, ...], id_: str) -> Said:
    """What a letter in English by e-mail may state of the case to that office."""
    assert campaign.case is not None
    office = next(office for office in offices if office.id == id_)
    return said(campaign.case, office, Knowledge(channel=Channel.EMAIL, language="en"))


def test_the_detail_of_the_testimony_is_said_to_nobody_and_less_to_russias_allies(
    campaign: Campaign, offices: tuple[Office, ...]
) -> None:
    told = {str(one.id): said_to(campaign, offices, one.id).facts["testimony"] for one in offices}

    assert told["gov-de-mfa"] == told["un-sr-torture"] == "testimony-mild"
    assert {id_ for id_, name in told.items() if name != "testimony-mild"} == {
        "gov-kz-mfa",
        "ru-ombudsperson",
    }
    assert told["gov-kz-mfa"] == "testimony-least"


def test_the_plea_not_to_pass_a_letter_on_stands_in_letters_to_third_states_alone(
    campaign: Campaign, offices: tuple[Office, ...]
) -> None:
    told = {one.body for one in offices if said_to(campaign, offices, one.id).facts["plea"]}

    assert told == {"government", "parliament"}


def test_what_the_appeal_does_not_state_is_said_to_nobody_before_it_is_confirmed(
    campaign: Campaign, offices: tuple[Office, ...]
) -> None:
    found = said_to(campaign, offices, "gov-de-mfa")

    assert found.refused == {}
    assert sorted(name for name, printed in found.facts.items() if not printed) == [
        *("birth", "cat-bound", "cpt-statement", "denunciation", "ep-resolution", "followed"),
        *("fsin-listed", "judgment", "mechanism", "name", "news", "sentences", "term"),
    ]


def test_no_consent_is_recorded_that_nobody_has_given(campaign: Campaign) -> None:
    assert isinstance(campaign.case, Case)
    assert campaign.case.consents == ()


def test_the_campaign_begins_with_a_letter_and_has_one_reminder(campaign: Campaign) -> None:
    assert [(step.name, step.planned_on) for step in campaign.steps] == [
        ("first", date(2026, 6, 2)),
        ("reminder", None),
    ]


@pytest.mark.parametrize(
    ("kind", "country", "wait"),
    [
        ("eu-commission", None, Wait(working_days=20)),
        ("eu-parliament", None, Wait(months=2)),
        ("eu-external-action", None, Wait(months=2)),
        ("un-special-procedure", None, Wait(days=90)),
        ("un-office", None, Wait(days=90)),
        ("foreign-ministry", "GB", Wait(working_days=25)),
        ("parliament-committee", "GB", Wait(working_days=25)),
        ("foreign-ministry", "FR", Wait(working_days=30)),
        ("parliament-committee", "US", Wait(working_days=30)),
        ("coe-assembly", None, Wait(working_days=30)),
        ("osce-institution", None, Wait(working_days=30)),
    ],
)
def test_the_clocks_are_those_of_the_notes_on_protocol(
    rules: FollowUpRules, kind: str, country: str | None, wait: Wait
) -> None:
    assert rules.rule(kind, country).wait == wait


def test_letters_of_the_second_of_june_are_followed_up_outside_the_holidays(rules: FollowUpRules) -> None:
    sent = date(2026, 6, 2)

    assert reminder_day(rules.rule("foreign-ministry", "GB"), sent, "GB") == date(2026, 7, 7)
    # Bastille Day passes without counting.
    assert reminder_day(rules.rule("foreign-ministry", "FR"), sent, "FR") == date(2026, 7, 15)
    # Two months end on Sunday 2 August: first the recess, then Monday 31 August is still in it.
    assert reminder_day(rules.rule("eu-parliament", None), sent, "BE") == date(2026, 9, 1)
    # Ninety days end on Monday 31 August, the last day without reminders.
    assert reminder_day(rules.rule("un-office", None), sent, "CH") == date(2026, 9, 1)


def test_the_campaigns_file_speaks_of_columns_that_there_are() -> None:
    """Staff go by its remarks."""
    told = re.findall(
        r"column\s+`(\w+)`", (HOUSE / "config" / "campaigns" / "miftakhov-2026.toml").read_text()
    )

    assert told == ["body_kind"]
    assert set(told) <= set(NAMES)
