"""Letters that the world has overtaken: held at the claim or at the gate, with the difference in words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from outreach.model.directory import AddressState
from outreach.model.errors import WrongState
from outreach.model.gender import Gender
from outreach.model.ids import CampaignId
from outreach.model.office_filter import parse_filter
from outreach.model.sending import Deferred
from outreach.model.signatory import Signatory, Visibility
from outreach.model.status import HoldCause, Status
from outreach.store import campaigns, directory
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.campaigns.load import load_campaign
from outreach.work.letters.approve import approve_letters
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    FakeTransport,
    Meddling,
    campaign,
    digest_of,
    draft,
    draft_again,
    furnish,
    mailbox,
    office,
    queue,
    real_sender,
    request,
    seen,
    send_context,
    send_due,
    statuses,
    terms,
    texts,
)
from tests.work.seen import letter, phases

GREYLISTED = Deferred(reason="450 4.7.1 try again")


def load(engine: Engine, **changes: Any) -> None:
    """Ann loads the campaign as it now is."""
    load_campaign(engine, ANN, campaign(**changes), texts(), now=MORNING)


def load_last(engine: Engine, **changes: Any) -> None:
    """The campaign as it now is, its last signatory changed."""
    *others, last = campaign().signatories
    load(engine, signatories=(*others, replace(last, **changes)))


def load_texts(engine: Engine, **changed: str) -> None:
    with engine.begin() as connection:
        campaigns.put(connection, campaign(), {**texts(), **changed}, by=ANN.handle, now=MORNING)


def put(engine: Engine, **changes: Any) -> None:
    with engine.begin() as connection:
        directory.put(connection, office(**changes), by=ANN.handle, now=MORNING)


SENDER = campaign().sender
GONE = date(2026, 6, 1)

OVERTAKEN: dict[str, tuple[Callable[[Engine], object], str]] = {
    "a signatory is gone": (
        lambda engine: load(engine, signatories=campaign().signatories[:1]),
        "the signatories",
    ),
    "a signatory withdraws": (
        lambda engine: load_last(engine, withdrawn_on=date(2026, 6, 1)),
        "the signatories",
    ),
    "a signatory will be counted alone": (
        lambda engine: load_last(engine, visibility=Visibility.COUNTED),
        "the signatories",
    ),
    "a signatory agrees to other offices alone": (
        lambda engine: load_last(engine, consent=parse_filter("country:de")),
        "the signatories",
    ),
    "a signatory is called otherwise": (
        lambda engine: load(engine, signatories=(Signatory(key="one", name="Une autre", country="FR"),)),
        "the signatories",
    ),
    "another reply address": (
        lambda engine: load(engine, sender=replace(SENDER, email="autre@freeazat.example")),
        "the sender",
    ),
    "another envelope sender": (
        lambda engine: load(engine, sender=replace(SENDER, envelope_sender="bounces@freeazat.example")),
        "the sender",
    ),
    "another reference": (lambda engine: load(engine, reference="B-2"), "the sender"),
    "another language first": (
        lambda engine: put(engine, languages=("en",)),
        "its language, its texts, its form of address, the signatories",
    ),
    "another text": (lambda engine: load_texts(engine, **{"fr/first/body.md": "other"}), "its texts"),
    "another request": (
        lambda engine: load(engine, requests=(request(opening="ministry-word"),)),
        "its texts, what it asks for",
    ),
    "another word of its request": (
        lambda engine: load_texts(engine, **{"fr/requests.toml, asks.demarche": "other"}),
        "its texts",
    ),
    "another layout": (lambda engine: load_texts(engine, **{"layout.mjml": "other"}), "its texts"),
    "another form of address": (
        lambda engine: load_texts(engine, **{"forms/fr/*/foreign-minister/u/one": "other"}),
        "its form of address",
    ),
    "a new minister": (lambda engine: put(engine, holder="B. New"), "the office's holder"),
    "a minister's gender": (
        lambda engine: put(engine, gender=Gender.FEMALE),
        "its form of address, the office's holder",
    ),
    "another name of the office": (lambda engine: put(engine, name="Renamed"), "the office's name"),
}


@pytest.mark.parametrize("what", OVERTAKEN)
def test_a_draft_that_the_world_has_overtaken_is_not_approved_and_says_by_what(
    sqlite: Engine, what: str
) -> None:
    """Somebody read it, and approved what was then held."""
    furnish(sqlite, office())
    [one] = draft(sqlite)
    happen, differs = OVERTAKEN[what]
    happen(sqlite)

    with pytest.raises(WrongState) as refused:
        approve_letters(sqlite, BOB, seen(sqlite, one), terms())

    assert str(refused.value) == (
        f"letter {one} to gov-xx-mfa was written before a change of {differs}: "
        "draft it again, and have it read again"
    )
    assert letter(sqlite, one).status is Status.DRAFT


@pytest.mark.parametrize("what", OVERTAKEN)
def test_a_letter_that_the_world_has_overtaken_is_held_and_says_by_what(sqlite: Engine, what: str) -> None:
    """It left with both old names on it."""
    [one] = queue(sqlite)
    happen, differs = OVERTAKEN[what]
    happen(sqlite)
    transport = FakeTransport()

    send_due(send_context(sqlite, {"main": transport}))

    assert transport.handed_over == []
    held = letter(sqlite, one)
    assert (held.status, held.hold_cause) == (Status.HELD, HoldCause.STALE)
    assert held.reason == f"changed since it was approved: {differs}: draft it again"


@pytest.mark.parametrize("what", ["a signatory withdraws", "a new minister"])
def test_a_letter_that_is_overtaken_between_its_claim_and_its_dot_does_not_pass(
    engine: Engine, what: str
) -> None:
    [one] = queue(engine)
    happen, differs = OVERTAKEN[what]
    transport = Meddling(before=lambda: happen(engine))

    send_due(send_context(engine, {"main": transport}))

    assert transport.handed_over == []
    assert letter(engine, one).hold_cause is HoldCause.STALE
    assert differs in letter(engine, one).reason
    assert phases(engine, one) == ["claimed", "withdrawn"]


def test_a_campaign_that_is_approved_again_does_not_let_its_old_letters_go(engine: Engine) -> None:
    """As it happened: the signatory withdraws, the campaign is loaded and approved again."""
    verified = office(addresses=(mailbox("a@ministry.example", state=AddressState.VERIFIED),))
    [one] = queue(engine, verified, appeal=campaign(sender=real_sender()))
    load(engine, sender=real_sender(), signatories=campaign().signatories[:1])
    approve_campaign(engine, BOB, CampaignId("appeal"), digest_of(engine), now=MORNING)
    transport = FakeTransport()

    send_due(send_context(engine, {"main": transport}, delivery="live"))

    assert transport.handed_over == []
    assert letter(engine, one).hold_cause is HoldCause.STALE


UNTOUCHED: dict[str, Callable[[Engine], object]] = {
    "the other office": lambda engine: _put_other(engine, holder="B. New"),
    "another language's text": lambda engine: load_texts(engine, **{"de/first/body.md": "other"}),
    "the reminder's text": lambda engine: load_texts(engine, **{"fr/reminder/body.md": "other"}),
    "another body's request": lambda engine: load(
        engine, requests=(request("parliament", "kind:parliament-committee"), request())
    ),
    "where a fact comes from": lambda engine: put(engine, source_url="https://x.example", grade="B"),
    "a note": lambda engine: put(engine, note="ring first"),
    "who has checked the address": lambda engine: put(
        engine,
        addresses=(mailbox("registry@gov-xx-mfa.example", state=AddressState.VERIFIED, checked_by="bob"),),
    ),
    "a note on a signatory": lambda engine: load_last(engine, note="ask again"),
    "a signatory agrees to its office and more": lambda engine: load_last(
        engine, consent=parse_filter("country:fr,de")
    ),
    "the campaign's name for staff": lambda engine: load(engine, name="Another"),
}


def _put_other(engine: Engine, **changes: Any) -> None:
    with engine.begin() as connection:
        directory.put(connection, office("other", **changes), by=ANN.handle, now=MORNING)


@pytest.mark.parametrize("what", UNTOUCHED)
def test_what_did_not_enter_a_letter_holds_it_for_nothing(sqlite: Engine, what: str) -> None:
    queue(sqlite, office(), office("other"))
    UNTOUCHED[what](sqlite)

    send_due(send_context(sqlite, {"main": FakeTransport()}))

    assert statuses(sqlite)["gov-xx-mfa"] == "accepted"


def test_drafting_again_lets_a_letter_go_that_says_the_same_after_all(engine: Engine) -> None:
    [one] = queue(engine)
    put(engine, holder="B. New")
    send_due(send_context(engine, {"main": FakeTransport()}))
    put(engine)  # a slip: nobody is new

    draft_again(engine)
    send_due(send_context(engine, {"main": FakeTransport()}))

    assert letter(engine, one).status is Status.ACCEPTED


# --- the day that is printed on it --------------------------------------------------------------------

#: Of the second of June, when the office opens.
OPENS = [datetime(2026, 6, day, 7, 0, tzinfo=UTC) for day in range(2, 10)]


@pytest.mark.parametrize(("day", "leaves"), [(0, True), (3, True), (6, False)])
def test_the_printed_day_counts_at_the_first_try(engine: Engine, day: int, leaves: bool) -> None:
    [one] = queue(engine)

    send_due(send_context(engine, {"main": FakeTransport()}, now=OPENS[day]))

    late = letter(engine, one)
    assert late.status is (Status.ACCEPTED if leaves else Status.HELD)
    if not leaves:
        assert late.hold_cause is HoldCause.LATE
        assert late.reason == "the date printed on it, 2026-06-02, is too long past: draft it again"


def test_a_letter_that_is_tried_again_keeps_its_day(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    transport = FakeTransport(GREYLISTED, GREYLISTED)

    for day in (0, 2, 6):
        send_due(send_context(sqlite, {"main": transport}, now=OPENS[day]))

    assert letter(sqlite, one).status is Status.ACCEPTED
    assert len({message.content for message in transport.handed_over}) == 3, "Date: is each try's own"
    assert len({message.content.partition(b"\r\n")[2] for message in transport.handed_over}) == 1
