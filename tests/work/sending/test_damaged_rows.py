"""A row that somebody has changed by hand stops nothing but itself: the others leave, and it is named."""

import logging
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Table, select

from outreach.model.ids import CampaignId
from outreach.model.thread import AnswerKind
from outreach.queries.answers import list_answers
from outreach.queries.campaigns import campaign_records
from outreach.queries.contact_findings import check_contacts
from outreach.queries.contacts import list_offices
from outreach.queries.coverage import report_coverage
from outreach.queries.departures import plan_campaign
from outreach.queries.follow_ups import follow_ups
from outreach.queries.letters import list_letters
from outreach.queries.standing import standing
from outreach.queries.tasks import list_tasks
from outreach.store import campaigns, directory_schema, letters, pauses, schema, tallies
from outreach.store.damage import tell
from outreach.store.database import reading
from outreach.work.answers.record import record_answer
from outreach.work.letters.draft import draft_letters
from outreach.work.sending.recover import recover_letters
from outreach.work.sending.stop import stop
from outreach.work.sending.withdraw import withdraw_forbidden
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    RULES,
    FakeTransport,
    campaign,
    draft_again,
    draft_context,
    office,
    queue,
    send_context,
    send_due,
    texts,
)
from tests.store.damaging import AsText, spoil
from tests.work.threads import FRIDAY, TEN_DAYS, draft_reminders, sent

APPEAL = CampaignId("appeal")
WORDS = "Mars/Phobos \x1b[2J\n"
#: PostgreSQL keeps its columns' types.
VALUES = pytest.mark.parametrize(
    ("engine", "value"),
    [
        *(("sqlite", value) for value in (WORDS, b"\xff\x00\xfe", 2**62, "9999-12-31 23:59:59.999999")),
        ("sqlite", AsText(b"\xffA")),
        ("postgresql", WORDS),
    ],
    ids=[
        "sqlite-words",
        "sqlite-octets",
        "sqlite-number",
        "sqlite-year-9999",
        "sqlite-no-utf-8",
        "postgresql-words",
    ],
    indirect=["engine"],
)


def columns(table: Table, *but: str) -> list[Column[Any]]:
    return [column for column in table.columns if column.name not in but]


def states(engine: Engine) -> dict[str, str]:
    """Office → state, as the database has it."""
    with engine.connect() as connection:
        rows = connection.execute(select(schema.letters.c.office_id, schema.letters.c.status))
        return {str(office_id): str(status) for office_id, status in rows}


def send_all(engine: Engine) -> FakeTransport:
    """A whole round, as `wiring` has it."""
    transport = FakeTransport()
    recover_letters(engine, home="home", now=MORNING)
    withdraw_forbidden(engine, live=False, now=MORNING)
    due = send_due(send_context(engine, {"main": transport}))
    with reading(engine) as connection:
        letters.find(connection, ids=due, unreadable=tell)
    return transport


def look_everywhere(engine: Engine) -> None:
    """Everything that lists goes on, whatever it meets."""
    standing(engine, rules=RULES, now=MORNING)
    list_letters(engine)
    plan_campaign(engine, APPEAL, rules=RULES, now=MORNING)
    report_coverage(engine, APPEAL)
    follow_ups(engine, APPEAL, rules=TEN_DAYS, now=FRIDAY)
    list_tasks(engine, every=True)
    list_answers(engine)
    list_offices(engine)
    check_contacts(engine)
    campaign_records(engine)
    with reading(engine) as connection:
        tallies.differences(connection)


@VALUES
def test_each_column_of_a_letter_costs_that_letter_alone(
    engine: Engine, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    spoilt = columns(schema.letters)
    ids = queue(engine, *(office(f"o{number:02}") for number in range(len(spoilt) + 1)))
    done = {
        column.name: spoil(engine, schema.letters, column, value, f"id = '{letter_id}'")
        for letter_id, column in zip(ids, spoilt, strict=False)
    }

    transport = send_all(engine)
    look_everywhere(engine)
    draft_again(engine, context=draft_context())

    recipients = [message.recipient for message in transport.handed_over]
    assert f"registry@o{len(spoilt):02}.example" in recipients
    assert len(recipients) == len(set(recipients))
    assert states(engine)[f"o{len(spoilt):02}"] == "accepted"
    if done["status"]:
        assert "is no state" in caplog.text
    assert {record.levelno for record in caplog.records} <= {logging.WARNING}


@VALUES
@pytest.mark.parametrize(
    "table", [directory_schema.offices, directory_schema.addresses], ids=lambda table: table.name
)
def test_each_column_of_the_directory_costs_that_office_alone(
    engine: Engine, table: Table, value: object
) -> None:
    spoilt = columns(table)
    queue(engine, *(office(f"o{number:02}") for number in range(len(spoilt) + 1)))
    key = "id" if table is directory_schema.offices else "office_id"
    for number, column in enumerate(spoilt):
        spoil(engine, table, column, value, f"{key} = 'o{number:02}'")

    transport = send_all(engine)
    look_everywhere(engine)

    intact = f"registry@o{len(spoilt):02}.example"
    assert [message.recipient for message in transport.handed_over].count(intact) == 1


@pytest.mark.parametrize("value", [WORDS, b"\xff"], ids=["words", "octets"])
@pytest.mark.parametrize("column", columns(schema.campaigns, "id"), ids=lambda column: column.name)
def test_each_column_of_a_campaign_costs_that_campaign_alone(
    sqlite: Engine, column: Column[Any], value: object
) -> None:
    queue(sqlite, office("gov-xx-mfa"))
    other = campaign(id=CampaignId("other"))
    with sqlite.begin() as connection:
        campaigns.put(connection, other, texts(), by=ANN.handle, now=MORNING)
    draft_letters(sqlite, ANN, other.id, "first", context=draft_context(), clock=lambda: MORNING)
    spoil(sqlite, schema.campaigns, column, value, "id = 'other'")

    transport = send_all(sqlite)
    look_everywhere(sqlite)

    assert len(transport.handed_over) == 1


@VALUES
def test_each_column_of_a_task_costs_that_task_alone(engine: Engine, value: object) -> None:
    spoilt = columns(schema.tasks)
    queue(engine, *(office(f"o{number:02}", addresses=()) for number in range(len(spoilt) + 1)))
    with engine.connect() as connection:
        numbers = list(connection.execute(select(schema.tasks.c.id).order_by(schema.tasks.c.id)).scalars())
    for number, column in zip(numbers, spoilt, strict=False):
        spoil(engine, schema.tasks, column, value, f"id = {number}")

    look_everywhere(engine)

    assert numbers[-1] in [task.id for task in list_tasks(engine)]


@VALUES
def test_an_answer_that_cannot_be_read_still_stops_the_reminders(engine: Engine, value: object) -> None:
    spoilt = columns(schema.answers, "id", "campaign_id", "office_id", "replaces_id")
    ids = sent(engine, *(office(f"o{number:02}") for number in range(len(spoilt) + 1)))
    for letter_id in ids[:-1]:
        record_answer(engine, ANN, letter_id, AnswerKind.REFUSED, note="no", now=MORNING)
    for number, column in enumerate(spoilt):
        spoil(engine, schema.answers, column, value, f"office_id = 'o{number:02}'")

    look_everywhere(engine)
    drafted = draft_reminders(engine)

    assert [line.office_id for line in drafted] == [f"o{len(spoilt):02}"]
    assert len(list_answers(engine)) == len(spoilt)


@VALUES
@pytest.mark.parametrize("column", columns(schema.pauses, "target"), ids=lambda column: column.name)
def test_a_stop_that_cannot_be_read_still_stops(engine: Engine, column: Column[Any], value: object) -> None:
    queue(engine, office())
    stop(engine, BOB, pauses.EVERYTHING, reason="the lawyer", now=MORNING)
    spoil(engine, schema.pauses, column, value, "target = '*'")

    assert send_all(engine).handed_over == []
    assert [pause.target for pause in standing(engine, rules=RULES, now=MORNING).paused] == ["*"]


@VALUES
def test_each_column_of_a_letters_history_costs_that_letter_alone(engine: Engine, value: object) -> None:
    spoilt = [*columns(schema.moves, "id"), *columns(schema.attempts, "number")]
    ids = sent(engine, *(office(f"o{number:02}") for number in range(len(spoilt) + 1)))
    for letter_id, column in zip(ids, spoilt, strict=False):
        where = f"letter_id = '{letter_id}'"
        if column.table is schema.attempts:
            where += " AND phase = 'claimed'"
        else:
            where += " AND target = 'accepted'"
        spoil(engine, column.table, column, value, where)

    look_everywhere(engine)
    reminded = {line.office_id for line in draft_reminders(engine)}

    assert f"o{len(spoilt):02}" in reminded


def test_a_text_that_cannot_be_read_costs_its_letter_alone(engine: Engine) -> None:
    ids = queue(engine, office("a"), office("b"))
    spoil(engine, schema.contents, schema.contents.c.mime, "words", f"letter_id = '{ids[0]}'")

    transport = send_all(engine)

    assert [message.recipient for message in transport.handed_over] == ["registry@b.example"]
    assert states(engine)["a"] in {"held", "draft"}


def test_a_letter_whose_office_or_campaign_is_not_there_costs_itself_alone(engine: Engine) -> None:
    ids = queue(engine, office("a"), office("b"), office("c"), office("d"))
    spoil(engine, schema.letters, schema.letters.c.office_id, "nobody", f"id = '{ids[0]}'")
    spoil(engine, schema.letters, schema.letters.c.campaign_id, "nothing", f"id = '{ids[1]}'")

    transport = send_all(engine)
    look_everywhere(engine)

    recipients = sorted(message.recipient for message in transport.handed_over)
    assert recipients == ["registry@c.example", "registry@d.example"]
    assert states(engine)["nobody"] == states(engine)["b"] == "held"


def test_a_row_that_was_damaged_is_named(sqlite: Engine, caplog: pytest.LogCaptureFixture) -> None:
    [letter_id] = queue(sqlite, office())
    spoil(sqlite, schema.letters, schema.letters.c.channel, "pigeon", f"id = '{letter_id}'")

    assert list_letters(sqlite) == []
    assert caplog.messages == [
        f"letter {letter_id} is damaged in the database: put the database back from your last copy, "
        "or have its row mended"
    ]
