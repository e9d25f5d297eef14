"""What live wants before a letter leaves for the world."""

from dataclasses import replace
from datetime import date

from outreach.model.campaign import Signer
from outreach.model.case import Case, Consent, Need
from outreach.model.directory import Channel
from outreach.model.filter_term import Knowledge
from outreach.model.live_wants import wants_of_case, wants_of_letter, wants_of_sender
from outreach.model.office_filter import parse_filter
from tests.builders import campaign, office, real_sender

BY_MAIL = Knowledge(channel=Channel.EMAIL, language="fr")
NEED = Need(of=("family", "person"), whom=parse_filter("body:UN"), reason="OHCHR asks for it")
CONSENT = Consent(
    of="family",
    whom=parse_filter("body:UN"),
    version="1",
    given_on=date(2026, 6, 1),
    recorded_by="ada",
    how="by letter",
)
CASE = Case(name="X", version="1", facts={}, needs=(NEED,))


def test_everything_that_is_wanting_of_who_writes_is_told_with_the_line_to_fill_in() -> None:
    assert wants_of_sender(campaign()) == [
        'nobody signs: fill in [sender.signed_by] name = "…"',
        'whoever signs has no function: fill in [sender.signed_by.function] default = "…"',
        'whoever signs has no telephone: fill in [sender.signed_by] telephone = "…"',
        'there is no postal address: fill in [sender] postal_address = "…"',
        'appel@freeazat.example is an example: put your own there, [sender] email = "…"',
        'retours@freeazat.example is an example: put your own there, [sender] envelope_sender = "…"',
    ]


def test_of_a_sender_who_can_be_answered_nothing_is_wanting() -> None:
    assert wants_of_sender(campaign(sender=real_sender())) == []


def test_one_thing_is_told_alone() -> None:
    unheard = replace(real_sender(), signed_by=Signer(name="A", function={"default": "Chair"}))

    assert wants_of_sender(campaign(sender=unheard)) == [
        'whoever signs has no telephone: fill in [sender.signed_by] telephone = "…"'
    ]


def test_a_consent_that_nobody_has_recorded_is_told_with_the_letters_that_wait() -> None:
    assert wants_of_case(CASE) == [
        "letters to body:UN wait until the consent of family or person is recorded (OHCHR asks for it): add "
        'it to the case, [[consents]] of = "family", version = "1"'
    ]
    assert wants_of_case(replace(CASE, consents=(CONSENT,))) == wants_of_case(None) == []


def test_a_letter_waits_for_what_its_office_needs_and_for_nothing_else() -> None:
    appeal = campaign(sender=real_sender(), case=CASE)
    un = office("un", body="UN", country=None)

    assert wants_of_letter(appeal, office(), BY_MAIL) is None
    told = wants_of_letter(appeal, un, BY_MAIL)
    assert told is not None
    assert told.startswith("before it may leave: the consent of family or person is not recorded for un (")
    assert wants_of_letter(replace(appeal, case=replace(CASE, consents=(CONSENT,))), un, BY_MAIL) is None
