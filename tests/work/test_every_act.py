"""Each act of a person leaves one line of the audit, in their name."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from outreach.model.actor import Act
from outreach.model.civil_time import parse_entered_time
from outreach.model.directory import Address, Channel, Office
from outreach.model.ids import AnswerId, CampaignId, Handle, OfficeId
from outreach.model.person import Person
from outreach.model.sending import InDoubt
from outreach.model.thread import AnswerKind
from outreach.queries.audit import check_audit, list_audit
from outreach.store import directory, schema
from outreach.transports.by_hand.transport import ByHandTransport
from outreach.work.answers.correct import correct_answer
from outreach.work.answers.record import record_answer
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.campaigns.load import load_campaign
from outreach.work.contacts.load import DirectoryFile, load_contacts
from outreach.work.contacts.suppress import lift_suppression, suppress_target
from outreach.work.contacts.verify import verify_address
from outreach.work.letters.cancel import cancel_letters
from outreach.work.letters.edit import edit_letter
from outreach.work.letters.hold import hold_letters, release_letters
from outreach.work.letters.requested_time import RequestedTime
from outreach.work.letters.reschedule import reschedule_letters
from outreach.work.letters.settle import Verdict, settle_letter
from outreach.work.people.add import add_person
from outreach.work.people.disable import disable_person
from outreach.work.sending.send import send_letters
from outreach.work.sending.stop import resume, resume_after_file, stop
from outreach.work.tasks.complete import complete_task
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    FakeTransport,
    address_of,
    approve,
    campaign,
    digest_of,
    draft,
    draft_again,
    draft_context,
    furnish,
    office,
    queue,
    seen,
    send_context,
    texts,
)
from tests.work.seen import open_tasks, the_letter
from tests.work.threads import draft_reminders, sent

GOV = OfficeId("gov-xx-mfa")
FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
CAROL = Person(handle=Handle("carol"), name="Carol")
LATER = MORNING + timedelta(hours=3)


def load(engine: Engine, *offices: Office) -> None:
    file = DirectoryFile(name="eu.csv", offices=offices, rows={one.id: 2 for one in offices}, problems=())
    load_contacts(engine, ANN, [file], apply=True, skip_bad=False, now=LATER)


def drafted(engine: Engine) -> str:
    furnish(engine, office())
    [one] = draft(engine)
    return one


def held(engine: Engine) -> str:
    [one] = queue(engine)
    hold_letters(engine, ANN, seen(engine, one), reason="wait", now=MORNING)
    return one


def doubted(engine: Engine) -> str:
    [one] = queue(engine)
    send_letters(send_context(engine, {"main": FakeTransport(InDoubt(reason="silence"))}), [one])
    return one


def edited(engine: Engine) -> Callable[[], object]:
    one = drafted(engine)
    words = "Nous vous demandons d'agir."
    return lambda: edit_letter(engine, ANN, seen(engine, one)[0], words, context=draft_context(), now=LATER)


def rescheduled(engine: Engine) -> Callable[[], object]:
    one = drafted(engine)
    at = RequestedTime(local=parse_entered_time(LATER.replace(day=4, tzinfo=None), "UTC").local, zone=None)
    return lambda: reschedule_letters(engine, ANN, seen(engine, one), at, context=draft_context(), now=LATER)


def by_hand(engine: Engine) -> Callable[[], object]:
    ids = queue(engine, office(addresses=(FORM,)))
    send_letters(send_context(engine, {"web_form": ByHandTransport()}), ids)
    [task] = open_tasks(engine)
    return lambda: complete_task(engine, ANN, task.id, proof="ticket 1", live=False, now=LATER)


def lifted(engine: Engine) -> Callable[[], object]:
    """Held because the address was gone, and back again: drafting lets it leave as it was approved."""
    [one] = queue(engine)
    with engine.begin() as connection:
        directory.put(connection, office(addresses=()), by=ANN.handle, now=MORNING)
    send_letters(send_context(engine, {"main": FakeTransport()}), [one])
    with engine.begin() as connection:
        directory.put(connection, office(), by=ANN.handle, now=MORNING)
    return lambda: draft_again(engine, now=LATER)


def answered(engine: Engine) -> str:
    [one] = sent(engine)
    record_answer(engine, ANN, seen(engine, one)[0].id, AnswerKind.REFUSED, note="", now=MORNING)
    return one


def stopped(engine: Engine) -> Callable[[], object]:
    furnish(engine)
    stop(engine, ANN, "*", reason="", now=MORNING)
    return lambda: resume(engine, ANN, "*", now=LATER)


def after(ready: object, act: Callable[[], object]) -> Callable[[], object]:
    """``ready`` is what has been prepared; the act comes then."""
    del ready
    return act


#: Act → what prepares it; what it gives is the act itself, done by ann.
ACTS: Mapping[str, tuple[Act, Callable[[Engine], Callable[[], object]]]] = {
    "enrol": (
        Act.ENROL_PERSON,
        lambda db: after(furnish(db), lambda: add_person(db, ANN, CAROL, now=LATER)),
    ),
    "the first person": (
        Act.ENROL_PERSON,
        lambda db: lambda: add_person(db, None, Person(handle=ANN.handle, name="Ann"), now=LATER),
    ),
    "disable": (
        Act.DISABLE_PERSON,
        lambda db: after(furnish(db), lambda: disable_person(db, ANN, BOB.handle, now=LATER)),
    ),
    "load contacts": (Act.LOAD_CONTACTS, lambda db: after(furnish(db), lambda: load(db, office()))),
    "verify": (
        Act.VERIFY_ADDRESS,
        lambda db: after(
            furnish(db, office()), lambda: verify_address(db, ANN, GOV, address_of(db, GOV), now=LATER)
        ),
    ),
    "suppress": (
        Act.SUPPRESS,
        lambda db: after(
            furnish(db, office()), lambda: suppress_target(db, ANN, GOV, reason="asked", now=LATER)
        ),
    ),
    "lift": (
        Act.LIFT_SUPPRESSION,
        lambda db: after(
            (furnish(db, office()), suppress_target(db, BOB, GOV, reason="asked", now=MORNING)),
            lambda: lift_suppression(db, ANN, GOV, reason="a mistake", now=LATER),
        ),
    ),
    "load campaign": (
        Act.LOAD_CAMPAIGN,
        lambda db: after(
            furnish(db), lambda: load_campaign(db, ANN, campaign(name="Other"), texts(), now=LATER)
        ),
    ),
    "approve campaign": (
        Act.APPROVE_CAMPAIGN,
        lambda db: after(
            (furnish(db), made_by(db, "bob")),
            lambda: approve_campaign(db, ANN, CampaignId("appeal"), digest_of(db), now=LATER),
        ),
    ),
    "draft": (
        Act.DRAFT_LETTERS,
        lambda db: after(furnish(db, office()), lambda: draft(db, now=LATER)),
    ),
    "draft, and a hold is gone": (Act.DRAFT_LETTERS, lifted),
    "remind": (
        Act.DRAFT_LETTERS,
        lambda db: after(sent(db), lambda: draft_reminders(db)),
    ),
    "edit": (Act.EDIT_LETTER, edited),
    "reschedule": (Act.RESCHEDULE_LETTERS, rescheduled),
    "approve": (
        Act.APPROVE_LETTERS,
        lambda db: after(
            (furnish(db, office()), made_by(db, "bob"), draft_again(db, who=BOB)),
            lambda: approve(db, the_letter(db).id, who=ANN),
        ),
    ),
    "hold": (
        Act.HOLD_LETTERS,
        lambda db: after(
            queue(db), lambda: hold_letters(db, ANN, seen(db, the_letter(db).id), reason="x", now=LATER)
        ),
    ),
    "release": (
        Act.RELEASE_LETTERS,
        lambda db: after(held(db), lambda: release_letters(db, ANN, seen(db, the_letter(db).id), now=LATER)),
    ),
    "cancel": (
        Act.CANCEL_LETTERS,
        lambda db: after(
            queue(db), lambda: cancel_letters(db, ANN, seen(db, the_letter(db).id), reason="x", now=LATER)
        ),
    ),
    "settle": (
        Act.SETTLE_LETTER,
        lambda db: after(
            doubted(db),
            lambda: settle_letter(
                db, ANN, seen(db, the_letter(db).id)[0], Verdict.SENT, note="I rang", now=LATER
            ),
        ),
    ),
    "record": (
        Act.RECORD_ANSWER,
        lambda db: after(
            sent(db),
            lambda: record_answer(db, ANN, the_letter(db).id, AnswerKind.OBJECTED, note="", now=LATER),
        ),
    ),
    "correct": (
        Act.CORRECT_ANSWER,
        lambda db: after(
            answered(db),
            lambda: correct_answer(db, ANN, AnswerId(1), AnswerKind.ANSWERED, note="", now=LATER),
        ),
    ),
    "complete": (Act.COMPLETE_TASK, by_hand),
    "stop": (
        Act.STOP,
        lambda db: after(furnish(db), lambda: stop(db, ANN, "*", reason="wait", now=LATER)),
    ),
    "resume": (Act.RESUME, stopped),
    "resume after the file": (
        Act.RESUME,
        lambda db: after(furnish(db), lambda: resume_after_file(db, ANN, lambda: None, now=LATER)),
    ),
}


def made_by(engine: Engine, who: str) -> None:
    with engine.begin() as connection:
        connection.execute(schema.campaigns.update().values(makers=who, loaded_by=who))


def test_every_act_is_tried() -> None:
    assert {act for act, _ in ACTS.values()} == set(Act)


@pytest.mark.parametrize("name", ACTS)
def test_it_leaves_one_line_in_its_persons_name_and_the_record_holds(sqlite: Engine, name: str) -> None:
    act, prepare = ACTS[name]
    do = prepare(sqlite)
    before = len(list_audit(sqlite))

    do()

    lines = list_audit(sqlite)
    assert [(line.act, line.actor) for line in lines[before:]] == [(act, "ann")]
    assert check_audit(sqlite).faults == ()
