"""What the database says that people did, and no line of the audit tells, is named."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, delete, insert, update

from outreach.model.ids import CampaignId
from outreach.model.person import Person
from outreach.queries.audit import check_audit, list_audit
from outreach.store import contents, directory_schema, people, schema
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.campaigns.load import load_campaign
from outreach.work.contacts.suppress import lift_suppression, suppress_target
from outreach.work.letters.cancel import cancel_letters
from outreach.work.people.add import add_person
from outreach.work.people.disable import disable_person
from outreach.work.sending.stop import stop
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    FakeTransport,
    approve,
    campaign,
    digest_of,
    draft,
    draft_again,
    furnish,
    office,
    queue,
    seen,
    send_context,
    send_due,
    texts,
)
from tests.work.seen import mime, the_letter
from tests.work.sending.test_tampering import APPROVAL, approval_of, write_anew

LETTERS, CAMPAIGNS, MOVES = schema.letters, schema.campaigns, schema.moves


def faults(engine: Engine) -> list[str]:
    return [fault.replace(the_letter(engine).id, "ID") for fault in check_audit(engine).faults]


def test_a_letter_that_went_its_way_has_nothing_wrong(engine: Engine) -> None:
    [_one] = queue(engine)
    send_due(send_context(engine, {"main": FakeTransport()}))

    assert faults(engine) == []


def set_letter(**values: object) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(update(LETTERS).values(**values))


def set_campaign(**values: object) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(update(CAMPAIGNS).values(**values))


TO = "letter ID to gov-xx-mfa"
MEDDLING: Mapping[str, tuple[Callable[[Connection], object], str]] = {
    "the approver": (set_letter(approved_by="ann"), f"{TO} was not approved by ann: no line tells of it"),
    "the line": (set_letter(audit_number=1), f"{TO} was not approved by bob: no line tells of it"),
    "the signature": (set_letter(mac="0" * 64), f"{TO} is not as bob approved it"),
    "a signature of no alphabet of ours": (set_letter(mac="é"), f"{TO} is not as bob approved it"),
    "the recipient": (set_letter(address="eve@evil.example"), f"{TO} is not as bob approved it"),
    "the words": (
        lambda connection: connection.execute(update(schema.contents).values(mime=b"x")),
        f"{TO} is not as bob approved it",
    ),
    "the approval is taken away": (
        set_letter(**dict.fromkeys(APPROVAL)),
        f"{TO} is queued, and nobody has approved it",
    ),
    "the state": (set_letter(status="accepted"), f"{TO} is accepted, and its history does not lead there"),
    "a move is gone": (
        lambda connection: connection.execute(delete(MOVES).where(MOVES.c.target == "approved")),
        f"{TO} is queued, and its history does not lead there",
    ),
    "a person's move": (
        lambda connection: connection.execute(
            update(MOVES).where(MOVES.c.target == "queued").values(by="eve")
        ),
        f"{TO} was made queued by eve, of which no line tells",
    ),
    "the campaign's approval": (
        set_campaign(approved_by="bob", approved_at=MORNING),
        "campaign appeal is not approved by bob as it stands: approve it again",
    ),
    "the campaign": (
        set_campaign(texts="{}"),
        "campaign appeal does not say what was loaded: load and approve it again",
    ),
}


@pytest.mark.parametrize("what", MEDDLING)
def test_what_was_written_by_other_hands_is_named(sqlite: Engine, what: str) -> None:
    queue(sqlite)
    meddle, fault = MEDDLING[what]
    with sqlite.begin() as connection:
        meddle(connection)

    assert fault in faults(sqlite)


def test_who_must_not_be_written_to_any_more_is_missed_where_nobody_lifted_that(engine: Engine) -> None:
    queue(engine)
    for target in ("gov-xx-mfa", "Ann@Elsewhere.example"):
        suppress_target(engine, ANN, target, reason="they asked", now=MORNING)
    lift_suppression(engine, BOB, "gov-xx-mfa", reason="a mistake", now=MORNING)
    assert faults(engine) == []

    with engine.begin() as connection:
        connection.execute(delete(directory_schema.suppressions))

    [number] = [line.number for line in list_audit(engine) if line.target == "Ann@elsewhere.example"]
    assert faults(engine) == [
        f"ann@elsewhere.example was suppressed by ann (line {number}), and no line lifts that: it is gone"
    ]


def test_a_later_move_of_a_person_that_nobody_made_is_named(engine: Engine) -> None:
    """A letter that was cancelled is queued again, with a history that fits."""
    [one] = queue(engine)
    cancel_letters(engine, ANN, seen(engine, one), reason="no", now=MORNING + timedelta(hours=1))
    with engine.begin() as connection:
        steps = [("cancelled", "held"), ("held", "queued")]
        for source, target in steps:
            forged = {"letter_id": one, "source": source, "target": target, "by": "bob", "reason": ""}
            connection.execute(insert(MOVES).values(**forged, at=MORNING + timedelta(hours=2)))
        connection.execute(update(LETTERS).values(status="queued"))

    assert faults(engine) == [
        f"{TO} was made held by bob, of which no line tells",
        f"{TO} was made queued by bob, of which no line tells",
    ]


def test_an_approval_that_was_brought_back_with_its_words_is_named(engine: Engine) -> None:
    [one] = queue(engine)
    old, words = approval_of(engine, one), mime(engine, one)
    write_anew(engine)
    approve(engine, one)
    with engine.begin() as connection:
        connection.execute(update(LETTERS).values(**old))
        contents.put(connection, one, words)

    assert faults(engine) == [
        f"{TO} was changed in line 3, and bears an older approval",
        f"{TO} was changed in line 4, and bears an older approval",
    ]


def test_whoever_wrote_and_approved_is_named_whatever_the_database_says_of_them(engine: Engine) -> None:
    furnish(engine, office())
    with engine.begin() as connection:
        connection.execute(update(CAMPAIGNS).values(makers="bob"))
    [one] = draft(engine)
    with engine.begin() as connection:
        connection.execute(update(LETTERS).values(editors="bob", author="bob"))

    approve(engine, one, who=ANN)

    assert faults(engine)[-1] == f"{TO} was approved by ann, who had written it (line 1)"


def test_a_leaver_who_was_let_in_again_by_other_hands_is_named(engine: Engine) -> None:
    furnish(engine, office())
    disable_person(engine, ANN, BOB.handle, now=MORNING)
    with engine.begin() as connection:
        connection.execute(update(schema.people).values(disabled_at=None))

    draft_again(engine, who=BOB)

    assert faults(engine) == ["line 2 is by bob, who had left (line 1)"]


def test_somebody_whom_other_hands_took_in_is_named(engine: Engine) -> None:
    add_person(engine, None, Person(handle=ANN.handle, name="Ann"), now=MORNING)
    with engine.begin() as connection:
        people.add(connection, Person(handle=BOB.handle, name="Bob"), MORNING)

    stop(engine, BOB, "*", reason="", now=MORNING)

    assert check_audit(engine).faults == ("line 2 is by bob, whom no line takes in",)


def test_whoever_loaded_a_campaign_and_approved_it_or_its_letters_is_named(engine: Engine) -> None:
    """Whatever the database says of who made it."""
    furnish(engine, office())
    load_campaign(engine, BOB, campaign(name="Other"), texts(), now=MORNING)
    with engine.begin() as connection:
        connection.execute(update(CAMPAIGNS).values(makers=""))
    [one] = draft(engine)

    approve(engine, one)
    approve_campaign(engine, BOB, CampaignId("appeal"), digest_of(engine), now=MORNING)

    assert faults(engine) == [
        "campaign appeal was approved by bob, who had loaded it (line 1)",
        f"{TO} was approved by bob, who had loaded its campaign (line 1)",
    ]


def test_a_record_that_does_not_hold_vouches_for_nothing(sqlite: Engine) -> None:
    queue(sqlite)
    with sqlite.begin() as connection:
        connection.execute(update(schema.audit).where(schema.audit.c.number == 1).values(actor="eve"))
        connection.execute(update(LETTERS).values(approved_by="ann"))

    assert faults(sqlite) == ["line 1 is not as it was written, or not in its place"]
