"""What will leave when, on both clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from outreach.model.civil_time import CivilTime
from outreach.model.errors import NotFound
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.status import Status
from outreach.queries.departures import Departure, plan_campaign
from outreach.store import schema
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.requested_time import RequestedTime
from tests.builders import MORNING, RULES, actor, draft, furnish, office, queue, seen, terms
from tests.work.seen import letter


def plan(engine: Engine, now: datetime = MORNING) -> list[Departure]:
    return plan_campaign(engine, CampaignId("appeal"), rules=RULES, now=now)


def at(day: int, hour: int, zone: str, minute: int = 0) -> CivilTime:
    return CivilTime(local=datetime(2026, 6, day, hour, minute), zone=zone)  # noqa: DTZ001


def test_a_draft_is_planned_for_when_approving_it_now_would_send_it(engine: Engine) -> None:
    furnish(engine, office(time_zone="Asia/Tokyo", country="JP"))
    [one] = draft(engine)

    [departure] = plan(engine)

    assert departure == Departure(
        letter_id=LetterId(one),
        office_id=OfficeId("gov-xx-mfa"),
        step="first",
        channel=letter(engine, one).channel,
        address="registry@gov-xx-mfa.example",
        account="main",
        status=Status.DRAFT,
        here=at(2, 9, "Europe/Paris"),
        there=at(2, 16, "Asia/Tokyo"),
        is_set=False,
        day_off=None,
    )


def test_a_time_that_somebody_set_is_told_on_both_clocks(sqlite: Engine) -> None:
    furnish(sqlite, office(time_zone="Asia/Tokyo", country="JP"))
    ids = draft(sqlite)
    evening = RequestedTime(local=datetime(2026, 6, 2, 21, 30), zone=None)  # noqa: DTZ001
    approve_letters(sqlite, actor("bob"), seen(sqlite, *ids), terms(at=evening))

    [departure] = plan(sqlite)

    assert (departure.here, departure.there, departure.is_set) == (
        at(2, 14, "Europe/Paris", 30),
        at(2, 21, "Asia/Tokyo", 30),
        True,
    )


def test_a_day_on_which_the_office_does_not_work_is_told(engine: Engine) -> None:
    queue(engine, at=RequestedTime(local=datetime(2026, 6, 6, 10), zone=None))  # noqa: DTZ001

    [departure] = plan(engine)

    assert departure.day_off == "a Saturday"


def test_a_letter_that_was_put_off_leaves_at_its_retry(sqlite: Engine) -> None:
    queue(sqlite)
    with sqlite.begin() as connection:
        connection.execute(update(schema.letters).values(retry_at=datetime(2026, 6, 2, 8, 20, tzinfo=UTC)))

    [departure] = plan(sqlite)

    assert departure.here == at(2, 10, "Europe/Paris", 20)


def test_an_office_without_a_zone_reads_the_senders_clock(sqlite: Engine) -> None:
    queue(sqlite, office(time_zone=None))

    [departure] = plan(sqlite)

    assert departure.here == departure.there == at(2, 9, "Europe/Paris")


def test_the_earliest_departure_comes_first(sqlite: Engine) -> None:
    furnish(
        sqlite,
        office("a", time_zone="America/New_York", country="US"),
        office("b", time_zone="Europe/Paris"),
        office("c", time_zone="Europe/Paris"),
    )
    draft(sqlite)

    assert [departure.office_id for departure in plan(sqlite)] == ["b", "c", "a"]


@pytest.mark.parametrize("status", Status)
def test_only_what_will_leave_is_planned(sqlite: Engine, status: Status) -> None:
    queue(sqlite)
    with sqlite.begin() as connection:
        connection.execute(update(schema.letters).values(status=status))

    planned = [departure.status for departure in plan(sqlite, now=MORNING + timedelta(hours=1))]

    assert planned == ([status] if status in {"draft", "approved", "queued", "held"} else [])


def test_a_campaign_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    with pytest.raises(NotFound):
        plan(sqlite)
