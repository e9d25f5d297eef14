"""Each act of a person leaves one line of the audit, in their name."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from outreach.model.actor import Act
from outreach.model.directory import Address, Channel, Office
from outreach.model.ids import AnswerId, CampaignId, Handle, OfficeId, TaskId
from outreach.model.letter import SeenLetter
from outreach.model.person import Person
from outreach.model.sending import InDoubt
from outreach.model.thread import AnswerKind
from outreach.queries.audit import check_audit, list_audit
from outreach.store import directory, schema
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
from outreach.work.letters.trial import TrialTerms, make_trial
from outreach.work.people.add import add_person
from outreach.work.people.disable import disable_person
from outreach.work.sending.stop import resume, resume_after_file, stop
from outreach.work.tasks.complete import complete_task
from outreach.work.tasks.reopen import reopen_task
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    FakeTransport,
    Hand,
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
    send_due,
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


def the_one(engine: Engine) -> SeenLetter:
    return seen(engine, the_letter(engine).id)[0]


def campaign_of_bob(engine: Engine) -> None:
    furnish(engine, office())
    with engine.begin() as connection:
        connection.execute(update(schema.campaigns).values(makers="bob", loaded_by="bob"))


def draft_of_bob(engine: Engine) -> None:
    campaign_of_bob(engine)
    draft_again(engine, who=BOB)


def an_office(engine: Engine) -> None:
    furnish(engine, office())


def a_draft(engine: Engine) -> None:
    an_office(engine)
    draft(engine)


def suppressed(engine: Engine) -> None:
    an_office(engine)
    suppress_target(engine, BOB, GOV, reason="asked", now=MORNING)


def held(engine: Engine) -> None:
    queue(engine)
    hold_letters(engine, ANN, [the_one(engine)], reason="wait", now=MORNING)


def held_for_its_address(engine: Engine) -> None:
    """Its address was gone, and is back: drafting lets the letter leave as it was approved."""
    [_one] = queue(engine)
    with engine.begin() as connection:
        directory.put(connection, office(addresses=()), by=ANN.handle, now=MORNING)
    send_due(send_context(engine, {"main": FakeTransport()}))
    with engine.begin() as connection:
        directory.put(connection, office(), by=ANN.handle, now=MORNING)


def doubted(engine: Engine) -> None:
    [_one] = queue(engine)
    send_due(send_context(engine, {"main": FakeTransport(InDoubt(reason="silence"))}))


def answered(engine: Engine) -> None:
    [one] = sent(engine)
    record_answer(engine, ANN, one, AnswerKind.REFUSED, note="", now=MORNING)


def by_hand(engine: Engine) -> None:
    queue(engine, office(addresses=(FORM,)))
    send_due(send_context(engine, {"web_form": Hand()}))


def done(engine: Engine) -> None:
    by_hand(engine)
    [task] = open_tasks(engine)
    complete_task(engine, BOB, task.id, proof="ticket 1", live=False, now=MORNING)


def stopped(engine: Engine) -> None:
    furnish(engine)
    stop(engine, ANN, "*", reason="", now=MORNING)


def edit(engine: Engine) -> None:
    words = "Nous vous demandons d'agir."
    edit_letter(engine, ANN, the_one(engine), words, context=draft_context(), now=LATER)


def reschedule(engine: Engine) -> None:
    at = RequestedTime(local=datetime.fromisoformat("2026-06-04 10:00"), zone=None)
    reschedule_letters(engine, ANN, [the_one(engine)], at, context=draft_context(), now=LATER)


def settle(engine: Engine) -> None:
    settle_letter(engine, ANN, the_one(engine), Verdict.SENT, note="I rang", now=LATER)


def complete(engine: Engine) -> None:
    [task] = open_tasks(engine)
    complete_task(engine, ANN, task.id, proof="ticket 1", live=False, now=LATER)


Deed = Callable[[Engine], object]

#: What is done, what must be there before, and how ann does it.
ACTS: Mapping[str, tuple[Act, Deed, Deed]] = {
    "the first person": (
        Act.ENROL_PERSON,
        lambda db: None,
        lambda db: add_person(db, None, Person(handle=ANN.handle, name="Ann"), now=LATER),
    ),
    "another": (Act.ENROL_PERSON, furnish, lambda db: add_person(db, ANN, CAROL, now=LATER)),
    "let go": (Act.DISABLE_PERSON, furnish, lambda db: disable_person(db, ANN, BOB.handle, now=LATER)),
    "a directory": (Act.LOAD_CONTACTS, furnish, lambda db: load(db, office())),
    "a check": (
        Act.VERIFY_ADDRESS,
        an_office,
        lambda db: verify_address(db, ANN, GOV, address_of(db, GOV), now=LATER),
    ),
    "silence": (
        Act.SUPPRESS,
        an_office,
        lambda db: suppress_target(db, ANN, GOV, reason="asked", now=LATER),
    ),
    "no silence": (
        Act.LIFT_SUPPRESSION,
        suppressed,
        lambda db: lift_suppression(db, ANN, GOV, reason="a mistake", now=LATER),
    ),
    "a campaign": (
        Act.LOAD_CAMPAIGN,
        furnish,
        lambda db: load_campaign(db, ANN, campaign(name="Other"), texts(), now=LATER),
    ),
    "a campaign approved": (
        Act.APPROVE_CAMPAIGN,
        campaign_of_bob,
        lambda db: approve_campaign(db, ANN, CampaignId("appeal"), digest_of(db), now=LATER),
    ),
    "drafts": (Act.DRAFT_LETTERS, an_office, lambda db: draft(db, now=LATER)),
    "drafts that lift a hold": (
        Act.DRAFT_LETTERS,
        held_for_its_address,
        lambda db: draft_again(db, now=LATER),
    ),
    "reminders": (Act.DRAFT_LETTERS, sent, draft_reminders),
    "a trial": (
        Act.TEST_LETTER,
        an_office,
        lambda db: make_trial(
            db,
            ANN,
            CampaignId("appeal"),
            "ann@association.test",
            terms=TrialTerms(delivery="sandbox", live=False, own=(), stopped=lambda: False),
            context=draft_context(),
            now=MORNING,
        ),
    ),
    "other words": (Act.EDIT_LETTER, a_draft, edit),
    "another day": (Act.RESCHEDULE_LETTERS, a_draft, reschedule),
    "an approval": (
        Act.APPROVE_LETTERS,
        draft_of_bob,
        lambda db: approve(db, the_letter(db).id, who=ANN),
    ),
    "a hold": (
        Act.HOLD_LETTERS,
        queue,
        lambda db: hold_letters(db, ANN, [the_one(db)], reason="wait", now=LATER),
    ),
    "a release": (Act.RELEASE_LETTERS, held, lambda db: release_letters(db, ANN, [the_one(db)], now=LATER)),
    "given up": (
        Act.CANCEL_LETTERS,
        queue,
        lambda db: cancel_letters(db, ANN, [the_one(db)], reason="no", now=LATER),
    ),
    "a doubt settled": (Act.SETTLE_LETTER, doubted, settle),
    "an answer": (
        Act.RECORD_ANSWER,
        sent,
        lambda db: record_answer(db, ANN, the_letter(db).id, AnswerKind.OBJECTED, note="", now=LATER),
    ),
    "an answer corrected": (
        Act.CORRECT_ANSWER,
        answered,
        lambda db: correct_answer(db, ANN, AnswerId(1), AnswerKind.ANSWERED, note="", now=LATER),
    ),
    "a task": (Act.COMPLETE_TASK, by_hand, complete),
    "a task that was not done": (
        Act.REOPEN_TASK,
        done,
        lambda db: reopen_task(db, ANN, TaskId(1), reason="a mistake", now=LATER),
    ),
    "a stop": (Act.STOP, furnish, lambda db: stop(db, ANN, "*", reason="wait", now=LATER)),
    "no stop": (Act.RESUME, stopped, lambda db: resume(db, ANN, "*", now=LATER)),
    "no file": (Act.RESUME, furnish, lambda db: resume_after_file(db, ANN, lambda: None, now=LATER)),
}


def test_every_act_is_tried() -> None:
    assert {act for act, _, _ in ACTS.values()} == set(Act)


@pytest.mark.parametrize("what", ACTS)
def test_it_leaves_one_line_in_its_persons_name_and_the_record_holds(sqlite: Engine, what: str) -> None:
    act, prepare, do = ACTS[what]
    prepare(sqlite)
    before = len(list_audit(sqlite))

    do(sqlite)

    lines = list_audit(sqlite)[before:]
    assert [(line.act, line.actor) for line in lines] == [(act, "ann")]
    assert check_audit(sqlite).faults == ()
