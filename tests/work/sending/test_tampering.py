"""Whoever can write into the database alone makes no letter leave that nobody approved, and none twice."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from outreach.model.directory import Channel
from outreach.model.seal import seal
from outreach.store import directory, schema
from outreach.store.database import reading
from outreach.work.letters.cancel import cancel_letters
from outreach.work.letters.hold import hold_letters
from outreach.work.sending.recover import recover_letters
from tests.builders import (
    ANN,
    MORNING,
    FakeTransport,
    approve,
    draft,
    draft_again,
    furnish,
    office,
    queue,
    seen,
    send_context,
    send_due,
)
from tests.work.seen import letter, mime

LETTERS, CONTENTS = schema.letters, schema.contents
TWO = (office("gov-one"), office("gov-two"))

#: What an approval fills.
APPROVAL = ("approved_by", "approved_at", "seal", "mac", "audit_number")


def change(engine: Engine, one: str, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(update(LETTERS).where(LETTERS.c.id == one).values(**values))


def approval_of(engine: Engine, one: str) -> dict[str, object]:
    columns = [LETTERS.c[name] for name in APPROVAL]
    with reading(engine) as connection:
        return dict(connection.execute(select(*columns).where(LETTERS.c.id == one)).one()._mapping)


def write_anew(engine: Engine) -> None:
    """The office is called otherwise now, so its letter says something else."""
    with engine.begin() as connection:
        directory.put(connection, office(name="Another name"), by=ANN.handle, now=MORNING)
    draft_again(engine)


def send(engine: Engine, *ids: str, now: datetime = MORNING) -> list[str]:
    """The letters that left."""
    transport = FakeTransport()
    send_due(send_context(engine, {"main": transport}, now=now))
    return [message.letter_id for message in transport.handed_over]


def evil(connection: Connection, one: str) -> None:
    """Other words to another mailbox, sealed as if somebody had approved them."""
    words, to = b"From: eve@evil.example\r\n\r\nWe withdraw this appeal.\r\n", "eve@evil.example"
    sealed = seal(words, recipient=to, channel=Channel.EMAIL, envelope_sender="retours@freeazat.example")
    connection.execute(update(CONTENTS).where(CONTENTS.c.letter_id == one).values(mime=words))
    connection.execute(update(LETTERS).where(LETTERS.c.id == one).values(address=to, seal=sealed))


def test_other_words_to_another_mailbox_with_a_fitting_seal_do_not_leave(engine: Engine) -> None:
    [one] = queue(engine)
    with engine.begin() as connection:
        evil(connection, one)

    assert send(engine, one) == []
    assert (letter(engine, one).status, letter(engine, one).approved_by) == ("draft", None)


def test_an_approval_is_that_of_its_letter_alone(engine: Engine) -> None:
    one, two = queue(engine, *TWO)
    ones, twos = approval_of(engine, one), approval_of(engine, two)
    change(engine, one, **twos)
    change(engine, two, **ones)

    assert send(engine, one, two) == []


def test_words_and_their_approval_do_not_leave_as_another_letter(engine: Engine) -> None:
    one, two = queue(engine, *TWO)
    words = mime(engine, two)
    with engine.begin() as connection:
        connection.execute(update(CONTENTS).where(CONTENTS.c.letter_id == one).values(mime=words))
    change(engine, one, **approval_of(engine, two), address=letter(engine, two).address)

    assert send(engine, one) == [two]


def test_an_approval_is_of_its_content_alone(engine: Engine) -> None:
    [one] = queue(engine)
    old = approval_of(engine, one)
    write_anew(engine)
    change(engine, one, status="queued", **old)

    assert send(engine, one) == []
    assert letter(engine, one).status == "draft"


@pytest.mark.parametrize(
    "changed",
    [
        {"mac": None},
        {"mac": "0" * 64},
        {"mac": "é"},
        {"audit_number": None},
        {"audit_number": 7},
        {"printed_on": date(2026, 6, 5)},
        {"printed_on": None},
        {"channel": "post", "account": "main"},
    ],
)
def test_whatever_was_signed_and_is_another_now_voids_the_approval(
    sqlite: Engine, changed: dict[str, object]
) -> None:
    [one] = queue(sqlite)
    change(sqlite, one, **changed)

    assert send(sqlite, one) == []
    assert letter(sqlite, one).status == "draft"


def test_a_draft_that_says_it_is_queued_is_a_draft(engine: Engine) -> None:
    furnish(engine, office())
    [one] = draft(engine)
    change(engine, one, status="queued")

    assert send(engine, one) == []
    assert letter(engine, one).status == "draft"


def test_no_letter_leaves_before_the_day_that_was_approved(engine: Engine) -> None:
    furnish(engine, office())
    [one] = draft(engine)
    approve(engine, one)
    evening_before = datetime(2026, 6, 1, 21, 59, tzinfo=MORNING.tzinfo)
    first_of_may = datetime(2026, 5, 1, 9, 0)  # noqa: DTZ001
    change(engine, one, due_local=first_of_may, due_at=first_of_may.astimezone(UTC), due_is_manual=True)

    assert send(engine, one, now=evening_before) == []
    assert letter(engine, one).status == "draft"


def cancel(engine: Engine, one: str) -> None:
    cancel_letters(engine, ANN, seen(engine, one), reason="no", now=MORNING)


def hold(engine: Engine, one: str) -> None:
    hold_letters(engine, ANN, seen(engine, one), reason="wait", now=MORNING)


def leave(engine: Engine, one: str) -> None:
    assert send(engine, one) == [one]


@pytest.mark.parametrize("before", [cancel, hold, leave])
@pytest.mark.parametrize("written", ["queued", "claimed"])
def test_a_state_to_which_its_history_does_not_lead_lets_no_letter_leave(
    engine: Engine, before: Callable[[Engine, str], None], written: str
) -> None:
    [one] = queue(engine)
    before(engine, one)
    change(engine, one, status=written, hold_cause=None)
    recover_letters(engine, home="home", now=MORNING)

    assert send(engine, one) == []
    assert (letter(engine, one).status, letter(engine, one).hold_cause) == ("held", "person")
    assert letter(engine, one).reason == (
        "it says that it is queued, and its history does not: find out who wrote that (`outreach audit "
        "verify`), then settle or cancel it"
    )


def test_a_history_with_a_gap_lets_no_letter_leave(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    with sqlite.begin() as connection:
        connection.execute(delete(schema.moves).where(schema.moves.c.target == "approved"))

    assert send(sqlite, one) == []
    assert letter(sqlite, one).status == "held"


def test_what_was_queued_by_other_hands_is_written_as_such(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    cancel(sqlite, one)
    with sqlite.begin() as connection:
        forged = {
            "letter_id": one,
            "source": "held",
            "target": "queued",
            "by": "bob",
            "reason": "",
            "at": MORNING,
        }
        connection.execute(insert(schema.moves).values(**forged))
    change(sqlite, one, status="queued")

    assert send(sqlite, one) == []
    assert letter(sqlite, one).status == "held"
