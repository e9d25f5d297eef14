"""Approval: four eyes, a seal over exactly this content, and a time at which the office is there."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from outreach.model.civil_time import CivilTime
from outreach.model.directory import Address, Channel
from outreach.model.errors import BadInput, NotAllowed, NotFound, WrongState
from outreach.model.follow_up import FollowUpRule, FollowUpRules, Wait
from outreach.model.ids import CampaignId, LetterId
from outreach.model.letter import Letter
from outreach.model.seal import seal
from outreach.model.status import Status
from outreach.model.working_days import Closed
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.requested_time import RequestedTime
from tests.builders import MORNING, RULES, actor, digest_of, draft, furnish, office, seen, terms
from tests.work.seen import all_letters, letter, mime, path


def approve(engine: Engine, ids: list[LetterId], **changes: Any) -> list[Letter]:
    who = changes.pop("who", "bob")
    return approve_letters(engine, actor(who), seen(engine, *ids), terms(**changes))


def drafted(engine: Engine, **changes: Any) -> str:
    furnish(engine, office(**changes))
    [one] = draft(engine)
    return one


def local(*moment: int) -> datetime:
    return datetime(*moment)  # type: ignore[arg-type]  # noqa: DTZ001


def said(*moment: int, zone: str | None = None) -> RequestedTime:
    return RequestedTime(local=local(*moment), zone=zone)


def test_an_approved_letter_is_queued_with_its_seal_and_its_time(engine: Engine) -> None:
    one = drafted(engine)

    [approved] = approve(engine, [LetterId(one)])

    assert approved == letter(engine, one)
    assert (approved.status, approved.approved_by, approved.approved_at) == ("queued", "bob", MORNING)
    assert approved.due == CivilTime(local=local(2026, 6, 2, 9, 0), zone="Europe/Paris")
    assert approved.seal == seal(
        mime(engine, one),
        recipient="registry@gov-xx-mfa.example",
        channel=Channel.EMAIL,
        envelope_sender="retours@freeazat.example",
    )
    assert path(engine, one) == ["draft", "approved", "queued"]


def test_ones_own_letter_needs_a_second_person(engine: Engine) -> None:
    one = drafted(engine)

    with pytest.raises(NotAllowed, match=r"ann made letter \w+ and cannot approve it: a second person must"):
        approve(engine, [LetterId(one)], who="ann")

    assert letter(engine, one).status is Status.DRAFT


@pytest.mark.parametrize("who", [None, "eve"])
def test_an_approval_names_a_person(sqlite: Engine, who: str | None) -> None:
    one = drafted(sqlite)

    with pytest.raises(NotAllowed):
        approve(sqlite, [LetterId(one)], who=who)


def test_what_is_no_draft_cannot_be_approved(sqlite: Engine) -> None:
    one = drafted(sqlite)
    approve(sqlite, [LetterId(one)])

    with pytest.raises(WrongState, match=f"letter {one} to gov-xx-mfa is queued: only a draft"):
        approve(sqlite, [LetterId(one)])


def test_a_blocked_letter_cannot_be_approved(sqlite: Engine) -> None:
    one = drafted(sqlite, rank="grand-vizier")

    with pytest.raises(WrongState, match="is blocked"):
        approve(sqlite, [LetterId(one)])


def test_all_are_approved_or_none(engine: Engine) -> None:
    furnish(engine, office("good"), office("bad", rank="grand-vizier"))
    ids = draft(engine)

    with pytest.raises(WrongState):
        approve(engine, ids)

    assert {one.office_id: one.status for one in all_letters(engine)} == {"good": "draft", "bad": "blocked"}


def test_an_unknown_letter_spoils_the_whole_approval(sqlite: Engine) -> None:
    one = drafted(sqlite)

    with pytest.raises(NotFound, match="there is no letter nothing"):
        approve(sqlite, [LetterId(one), LetterId("nothing")])

    assert letter(sqlite, one).status is Status.DRAFT


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        # Tuesday 2026-06-02, 07:00 UTC.
        ({"time_zone": "Europe/Paris"}, CivilTime(local=local(2026, 6, 2, 9, 0), zone="Europe/Paris")),
        (
            {"time_zone": "America/New_York", "country": "US"},
            CivilTime(local=local(2026, 6, 2, 9, 0), zone="America/New_York"),
        ),
        (
            {"time_zone": "Asia/Tokyo", "country": "JP"},
            CivilTime(local=local(2026, 6, 2, 16, 0), zone="Asia/Tokyo"),
        ),
        # 19:00 in Auckland: tomorrow.
        (
            {"time_zone": "Pacific/Auckland", "country": "NZ"},
            CivilTime(local=local(2026, 6, 3, 9, 0), zone="Pacific/Auckland"),
        ),
        # The second of June is Italy's feast.
        (
            {"time_zone": "Europe/Rome", "country": "IT"},
            CivilTime(local=local(2026, 6, 3, 9, 0), zone="Europe/Rome"),
        ),
    ],
)
def test_a_letter_leaves_in_its_recipients_next_office_hours(
    sqlite: Engine, changes: dict[str, Any], due: CivilTime
) -> None:
    one = drafted(sqlite, **changes)

    [approved] = approve(sqlite, [LetterId(one)])

    assert approved.due == due


def test_a_letter_does_not_leave_before_the_day_it_bears(sqlite: Engine) -> None:
    one = drafted(sqlite)

    [approved] = approve(sqlite, [LetterId(one)], now=datetime(2026, 5, 20, 8, 0, tzinfo=UTC))

    assert approved.printed_on == date(2026, 6, 2)
    assert approved.due == CivilTime(local=local(2026, 6, 2, 9, 0), zone="Europe/Paris")


def test_a_letter_does_not_leave_in_its_recipients_recess(sqlite: Engine) -> None:
    recess = FollowUpRule(wait=Wait(days=30), closed=(Closed(first=(6, 1), last=(6, 10)),))
    rules = FollowUpRules(default=RULES.default, by_kind={"foreign-ministry": recess}, exceptions={})
    one = drafted(sqlite)

    late = MORNING + timedelta(minutes=1)  # its proposed hour is past, and the next one is after the recess
    with pytest.raises(WrongState, match="would leave 2026-06-11 09:00 Europe/Paris: draft it again"):
        approve(sqlite, [LetterId(one)], rules=rules, now=late)


def test_an_office_without_a_zone_follows_the_senders_clock(sqlite: Engine) -> None:
    form = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
    one = drafted(sqlite, time_zone=None, addresses=(form,))

    [approved] = approve(sqlite, [LetterId(one)])

    assert approved.due == CivilTime(local=local(2026, 6, 2, 9, 0), zone="Europe/Paris")


@pytest.mark.parametrize(
    ("zone", "leaves"),
    [
        (None, datetime(2026, 6, 2, 12, 0, tzinfo=UTC)),  # the recipient's own: Tokyo is nine hours ahead
        ("Asia/Seoul", datetime(2026, 6, 2, 12, 0, tzinfo=UTC)),
        ("Asia/Shanghai", datetime(2026, 6, 2, 13, 0, tzinfo=UTC)),
    ],
)
def test_a_said_time_is_meant_in_the_zone_that_was_said_or_the_recipients(
    sqlite: Engine, zone: str | None, leaves: datetime
) -> None:
    one = drafted(sqlite, time_zone="Asia/Tokyo", country="JP")

    [approved] = approve(sqlite, [LetterId(one)], at=said(2026, 6, 2, 21, 0, zone=zone))

    assert approved.due_at == leaves


def test_a_said_time_for_an_office_without_a_zone_is_the_senders(sqlite: Engine) -> None:
    form = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
    one = drafted(sqlite, time_zone=None, addresses=(form,))

    [approved] = approve(sqlite, [LetterId(one)], at=said(2026, 6, 4, 21, 0))

    assert approved.due_at == datetime(2026, 6, 4, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "message"),
    [
        (said(2027, 3, 28, 2, 30), "2027-03-28 02:30 does not exist in Europe/Paris"),
        (said(2026, 10, 25, 2, 30), "2026-10-25 02:30 comes twice in Europe/Paris"),
        (said(2026, 6, 1, 8, 59), "is past for gov-xx-mfa"),
        (said(2026, 6, 4, 9, 0, zone="Mars/Olympus"), "'Mars/Olympus' is not an IANA time zone"),
    ],
    ids=["skipped", "repeated", "past", "nowhere"],
)
def test_f5_a_time_that_cannot_be_meant_is_refused_and_nothing_is_written(
    engine: Engine, at: RequestedTime, message: str
) -> None:
    one = drafted(engine)

    with pytest.raises(BadInput, match=message):
        approve(engine, [LetterId(one)], at=at)

    assert letter(engine, one).status is Status.DRAFT
    assert letter(engine, one).seal is None
    assert path(engine, one) == ["draft"]


def test_a_time_of_today_that_has_just_gone_by_means_at_once(sqlite: Engine) -> None:
    one = drafted(sqlite)

    [approved] = approve(sqlite, [LetterId(one)], at=said(2026, 6, 2, 8, 30))

    assert approved.due_at == MORNING - timedelta(minutes=30)


def test_live_a_letter_waits_for_its_campaign_and_leaves_with_its_approval(engine: Engine) -> None:
    one = drafted(engine)
    furnished = approve_verified(engine, one)
    assert furnished.status is Status.APPROVED

    assert approve_campaign(engine, actor("bob"), CampaignId("appeal"), digest_of(engine), now=MORNING) == 1

    assert letter(engine, one).status is Status.QUEUED
    assert letter(engine, one).reason == "leaves 2026-06-02 09:00 Europe/Paris"


def approve_verified(engine: Engine, one: str) -> Letter:
    [approved] = approve(engine, [LetterId(one)], live=True)
    return approved


def test_live_a_letter_of_an_approved_campaign_is_queued(sqlite: Engine) -> None:
    one = drafted(sqlite)
    approve_campaign(sqlite, actor("bob"), CampaignId("appeal"), digest_of(sqlite), now=MORNING)

    [approved] = approve(sqlite, [LetterId(one)], live=True)

    assert approved.status is Status.QUEUED
