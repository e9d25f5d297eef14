"""Who is in a campaign's audience, who is out, and why."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from outreach.model.audience import Audience, Bar, Exclusion
from outreach.model.directory import Address, Approach, Channel
from outreach.model.errors import BadInput
from outreach.model.ids import CampaignId
from outreach.model.office_filter import parse_filter
from outreach.queries.audience import Candidate, campaign_audience, choose_offices, parse_choice
from outreach.work.contacts.suppress import suppress_target
from tests.builders import (
    ANN,
    MORNING,
    FakeTransport,
    campaign,
    furnish,
    office,
    queue,
    request,
    send_context,
    send_due,
)

APPEAL = campaign(
    audience=Audience(
        include=(parse_filter("kind:foreign-ministry,un-office"), parse_filter("body:EU")),
        exclude=(Exclusion(filter=parse_filter("office:gov-ua-mfa"), reason="used against him"),),
    ),
    bar=Bar(country="RU", reason="they hold him"),
    requests=(request("german", "language:de"), request("by-post", "channel:post"), request()),
)


def audience(engine: Engine, *filters: str) -> dict[str, tuple[bool, str]]:
    found = campaign_audience(
        engine, CampaignId("appeal"), to=parse_choice(filters), now=MORNING + timedelta(days=3)
    )
    return {one.office_id: (one.is_in, one.reason) for one in found}


def test_each_office_is_in_or_out_and_the_reason_is_told(engine: Engine) -> None:
    furnish(
        engine,
        office("gov-fr-mfa"),
        office("gov-at-mfa", languages=("de",)),
        office("gov-be-mfa", addresses=(Address(channel=Channel.POST, value="1 Street"),)),
        office("gov-it-mfa", addresses=()),
        office("gov-ua-mfa"),
        office("gov-ru-mfa", country="RU", approach=Approach.NOT_A_TARGET),
        office("gov-no-mfa"),
        office("un-hc", body="UN", body_kind="un-office", country=None),
        office("un-committee", body="UN", body_kind="un-office", approach=Approach.COMPLAINT),
        office("parl-fr", body="parliament", body_kind="parliament-committee"),
        appeal=APPEAL,
    )
    suppress_target(engine, ANN, "gov-no-mfa", reason="they asked", now=MORNING)

    assert audience(engine) == {
        "un-committee": (False, "a legal complaint procedure with its own rules, not an appeal"),
        "un-hc": (True, "by e-mail: nothing is asked of it yet"),
        "gov-at-mfa": (True, "by e-mail: german"),
        "gov-be-mfa": (True, "by post: by-post"),
        "gov-fr-mfa": (True, "by e-mail: ministry"),
        "gov-it-mfa": (True, "no address yet: ministry"),
        "gov-no-mfa": (False, "not to be written to: they asked"),
        "gov-ru-mfa": (False, "barred by the campaign: they hold him"),
        "gov-ua-mfa": (False, "the campaign leaves it out: used against him"),
        "parl-fr": (False, "not in the campaign's audience: none of its lines fits"),
    }


def test_a_choice_shows_those_it_fits_alone(sqlite: Engine) -> None:
    furnish(sqlite, office("gov-fr-mfa"), office("gov-at-mfa", country="AT"), office("gov-ua-mfa"))

    assert list(audience(sqlite, "country:at", "office:gov-ua-mfa")) == ["gov-at-mfa", "gov-ua-mfa"]


def test_a_line_has_the_offices_name(sqlite: Engine) -> None:
    furnish(sqlite, office())

    assert campaign_audience(sqlite, CampaignId("appeal"), now=MORNING) == [
        Candidate(office_id=office().id, name="Ministry gov-xx-mfa", is_in=True, reason="by e-mail: ministry")
    ]


def test_what_has_left_counts_whichever_campaigns_it_was(engine: Engine) -> None:
    queue(engine, office("gov-fr-mfa"), office("gov-it-mfa", addresses=()))
    send_due(send_context(engine, {"main": FakeTransport()}))
    later = MORNING + timedelta(days=2, hours=1)

    def chosen(text: str) -> list[str]:
        return [one.id for one in choose_offices(engine, parse_choice([text]), now=later)]

    assert chosen("contacted:2d") == ["gov-fr-mfa"]
    assert chosen("-contacted:2d") == ["gov-it-mfa"]
    assert chosen("-contacted:1d") == ["gov-fr-mfa", "gov-it-mfa"]


def test_a_draft_has_contacted_nobody(engine: Engine) -> None:
    queue(engine, office())

    assert choose_offices(engine, parse_choice(["contacted:9d"]), now=MORNING) == []


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_choice_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="the filter is empty: say whom you mean, like kind:foreign-ministry"):
        parse_choice(["body:EU", text])


def test_a_choice_knows_no_channel() -> None:
    with pytest.raises(BadInput, match=r"'channel:post': channel cannot be asked here: body, kind, rank"):
        parse_choice(["channel:post"])
