from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from outreach.model.civil_time import CivilTime
from outreach.model.directory import Channel
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.letter import Letter
from outreach.model.status import ABANDONED, MOVES, UNSENT, WITH_INSTITUTION, Status, may_move

#: The life of a letter, as the architecture page tells it: state → moves.
LIFE = """
draft        → approved blocked held cancelled
blocked      → draft cancelled
approved     → queued draft held cancelled
queued       → claimed held draft accepted cancelled
claimed      → transmitting by_hand queued failed held
transmitting → accepted queued failed in_doubt
by_hand      → accepted held failed cancelled
accepted     → delivered bounced by_hand
delivered    → bounced
bounced      →
in_doubt     → accepted queued held failed delivered bounced
held         → queued draft accepted cancelled
failed       → queued draft accepted cancelled
cancelled    →
"""
WRITTEN = {
    (source.strip(), target)
    for source, _, targets in (line.partition("→") for line in LIFE.strip().splitlines())
    for target in targets.split()
}

LETTER = Letter(
    id=LetterId("abcdefghjk"),
    campaign_id=CampaignId("free-x"),
    step="first",
    office_id=OfficeId("gov-fr-mfa"),
    channel=Channel.EMAIL,
    status=Status.QUEUED,
    reason="approved",
    message_id="<abcdefghjk@solidarity.example>",
    references=(),
    account="default",
    language="fr",
    language_reason="fr: the campaign prefers it and the office works in it",
    address="office@ministry.example",
    envelope_sender="returns@solidarity.example",
    subject="Azat Miftakhov",
    printed_on=date(2026, 6, 2),
    content_version=1,
    made_from={},
    own_body=None,
    mac="0",
    audit_number=1,
    hold_cause=None,
    author="ada",
    editors=("ada",),
    approved_by="ben",
    approved_at=datetime(2026, 6, 1, 12, tzinfo=UTC),
    seal="0" * 64,
    due=None,
    due_is_manual=None,
    retry_at=None,
    date_header=None,
    claim=None,
    lease_until=None,
)


@pytest.mark.parametrize("source", Status)
@pytest.mark.parametrize("target", Status)
def test_a_letter_makes_the_written_moves_and_no_other(source: Status, target: Status) -> None:
    assert may_move(source, target) is ((source.value, target.value) in WRITTEN)


def test_every_state_has_its_moves_written_down() -> None:
    assert set(MOVES) == set(Status)


def test_every_state_is_reached_from_a_draft() -> None:
    reached = {Status.DRAFT}
    while more := {target for source in reached for target in MOVES[source]} - reached:
        reached |= more

    assert reached == set(Status)


def test_what_is_with_the_institution_is_never_unsent_nor_given_up() -> None:
    assert not WITH_INSTITUTION & (UNSENT | ABANDONED)


@pytest.mark.parametrize("status", [Status.TRANSMITTING, Status.IN_DOUBT])
def test_a_letter_that_may_have_left_is_never_drafted_anew(status: Status) -> None:
    assert status not in UNSENT
    assert not may_move(status, Status.DRAFT)
    assert not may_move(status, Status.CANCELLED)


def test_a_letter_without_a_day_is_due_at_no_moment() -> None:
    assert LETTER.due_at is None


def test_a_letter_is_due_when_the_clock_on_its_wall_says_so() -> None:
    nine = CivilTime(local=datetime(2026, 6, 2, 9), zone="Europe/Paris")  # noqa: DTZ001

    assert replace(LETTER, due=nine).due_at == datetime(2026, 6, 2, 7, tzinfo=UTC)


def test_a_deferral_puts_it_off_but_never_brings_it_forward() -> None:
    nine = CivilTime(local=datetime(2026, 6, 2, 9), zone="Europe/Paris")  # noqa: DTZ001
    seven, eight = datetime(2026, 6, 2, 7, tzinfo=UTC), datetime(2026, 6, 2, 8, tzinfo=UTC)

    assert replace(LETTER, due=nine, retry_at=eight).due_at == eight
    assert replace(LETTER, due=nine, retry_at=datetime(2026, 6, 2, 6, tzinfo=UTC)).due_at == seven
    assert replace(LETTER, retry_at=eight).due_at == eight
