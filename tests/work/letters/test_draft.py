"""Drafting: each office has its letter or a reason, and the same makes the same bytes."""

import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from outreach.model.campaign import Step
from outreach.model.case import Need
from outreach.model.civil_time import CivilTime
from outreach.model.directory import Address, AddressState, Approach, Channel, Office
from outreach.model.errors import BadInput, NotAllowed, NotFound, TemplateFault, WrongState
from outreach.model.ids import CampaignId, Handle, LetterId
from outreach.model.office_filter import parse_filter
from outreach.model.sending import InDoubt, Refused, Scope
from outreach.model.status import UNSENT, Status
from outreach.model.task import TaskKind
from outreach.model.thread import AnswerKind
from outreach.rendering.mime.message import text_of
from outreach.rendering.workshop.workshop import Workshop
from outreach.store import campaigns, directory, schema
from outreach.work.answers.record import record_answer
from outreach.work.contacts.suppress import suppress_target
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.cancel import cancel_letters
from outreach.work.letters.draft import draft_letters
from outreach.work.letters.drafted import Drafted, DraftResult
from outreach.work.letters.hold import hold_letters
from outreach.work.letters.settle import Verdict, settle_letter
from tests.builders import (
    EMAILS,
    MORNING,
    FakeTransport,
    Hand,
    actor,
    campaign,
    draft,
    draft_again,
    draft_context,
    furnish,
    mailbox,
    office,
    queue,
    real_sender,
    seen,
    send_context,
    send_due,
    terms,
    texts,
    the_case,
)
from tests.work.seen import all_letters, letter, mime, open_tasks, path, the_letter

LATER = MORNING + timedelta(hours=2)
FORM = Address(channel=Channel.WEB_FORM, value="https://gov-xx-mfa.example/contact")
DEAD = mailbox("registry@gov-xx-mfa.example", state=AddressState.DEAD)
NEW = mailbox("new@gov-xx-mfa.example")


def again(engine: Engine, who: str = "ann", **more: Any) -> Drafted:
    """Draft a second time; what became of the only office."""
    [line] = draft_letters(
        engine,
        actor(who),
        CampaignId("appeal"),
        "first",
        context=draft_context(),
        clock=lambda: LATER,
        **more,
    )
    return line


def change(engine: Engine, **changes: Any) -> None:
    with engine.begin() as connection:
        directory.put(connection, office(**changes), by=Handle("ann"), now=MORNING)


def reload(engine: Engine, **changes: Any) -> None:
    with engine.begin() as connection:
        campaigns.put(connection, campaign(**changes), texts(), by=Handle("ann"), now=MORNING)


RESULTS: dict[str, tuple[Office, DraftResult, str]] = {
    "an office with a mailbox": (office(), DraftResult.DRAFTED, "waits for approval"),
    "an office with a form": (office(addresses=(FORM,)), DraftResult.DRAFTED, "waits for approval"),
    "an office without an address": (
        office(addresses=()),
        DraftResult.NO_ADDRESS,
        "no address is known: find one",
    ),
    "an office with a dead address": (
        office(addresses=(DEAD,)),
        DraftResult.NO_ADDRESS,
        "every address it had is dead or bounces: find a new one",
    ),
    "a form that is not known": (
        office(approach=Approach.FORM),
        DraftResult.NO_ADDRESS,
        "no web form is known: find one",
    ),
    "no target": (office(approach=Approach.NOT_A_TARGET), DraftResult.NOT_WRITTEN, "not a target of appeals"),
    "an office that we know no salutation for": (
        office(rank="grand-vizier"),
        DraftResult.BLOCKED,
        "no form of address for 'grand-vizier' in 'fr': add a line to forms-of-address/fr.csv",
    ),
    "an office that we ask nothing of": (
        office(body_kind="ministry-of-magic"),
        DraftResult.BLOCKED,
        "the campaign asks nothing of a ministry-of-magic: add a [[requests]] to its file whose `for` fits "
        "this office",
    ),
}


@pytest.mark.parametrize("kind", RESULTS)
def test_every_kind_of_office_has_its_result_with_a_reason(sqlite: Engine, kind: str) -> None:
    target, result, reason = RESULTS[kind]
    furnish(sqlite, target)

    line = again(sqlite)

    assert (line.result, line.reason) == (result, reason)
    assert (line.letter_id is not None) == (result in {DraftResult.DRAFTED, DraftResult.BLOCKED})


@pytest.mark.parametrize("target", ["gov-xx-mfa", "REGISTRY@gov-xx-mfa.example"])
def test_nobody_drafts_to_whom_we_must_not_write(sqlite: Engine, target: str) -> None:
    furnish(sqlite, office())
    suppress_target(sqlite, actor("bob"), target, reason="they asked", now=MORNING)

    line = again(sqlite)

    assert (line.result, line.reason) == (
        DraftResult.NOT_WRITTEN,
        "not to be written to: they asked (said by bob)",
    )
    assert all_letters(sqlite) == []


def test_a_draft_has_its_whole_content(engine: Engine) -> None:
    furnish(engine, office())

    [one] = draft(engine)

    written = letter(engine, one)
    assert (written.status, written.reason, written.author) == ("draft", "waits for approval", "ann")
    assert (written.step, written.channel, written.account) == ("first", "email", "main")
    assert (written.address, written.envelope_sender) == (
        "registry@gov-xx-mfa.example",
        "retours@freeazat.example",
    )
    assert (written.language, written.printed_on) == ("fr", date(2026, 6, 2))
    assert written.references == ()
    assert written.message_id.endswith("@freeazat.example>")
    content = mime(engine, one)
    assert f"Message-ID: {written.message_id}".encode() in content
    assert b"\r\nDate:" not in content
    assert not content.startswith(b"Date:")
    text = text_of(content)
    assert f"A-1/{one}" in text
    assert "2 juin 2026" in text
    assert "Madame la Ministre, Monsieur le Ministre," in text


def test_a_blocked_letter_has_no_content(sqlite: Engine) -> None:
    furnish(sqlite, office(rank="grand-vizier"))

    [one] = draft(sqlite)

    assert letter(sqlite, one).status is Status.BLOCKED
    assert mime(sqlite, one) == b""


def test_live_drafts_only_to_addresses_that_a_person_has_checked(sqlite: Engine) -> None:
    checked = mailbox("a@checked.example", state=AddressState.VERIFIED)
    appeal = campaign(sender=real_sender())
    furnish(sqlite, office("checked", addresses=(checked,)), office("unchecked"), appeal=appeal)

    lines = draft_letters(
        sqlite,
        actor("ann"),
        CampaignId("appeal"),
        "first",
        context=draft_context(live=True),
        clock=lambda: MORNING,
    )

    assert [(line.office_id, line.result) for line in lines] == [
        ("checked", DraftResult.DRAFTED),
        ("unchecked", DraftResult.BLOCKED),
    ]
    assert lines[1].reason.startswith("registry@unchecked.example is unverified: check it")


def test_live_a_letter_is_blocked_until_it_is_known_who_signs_and_a_rehearsal_is_not(sqlite: Engine) -> None:
    furnish(sqlite, office(addresses=(mailbox(state=AddressState.VERIFIED),)))

    [rehearsed] = draft_again(sqlite)
    [for_real] = draft_again(sqlite, live=True)

    assert rehearsed.result is DraftResult.DRAFTED
    assert for_real.result is DraftResult.BLOCKED
    assert for_real.reason.startswith("before it may leave: nobody signs: fill in [sender.signed_by] name")


def test_live_a_letter_to_whom_a_consent_is_needed_is_blocked_until_it_is_recorded(sqlite: Engine) -> None:
    need = Need(of=("family",), whom=parse_filter("body:UN"), reason="asked for")
    case = replace(the_case(), needs=(need,), consents=())
    boxes = [(mailbox(f"a@{name}.example", state=AddressState.VERIFIED),) for name in ("un", "gov")]
    offices = (office("un", body="UN", addresses=boxes[0]), office("gov", addresses=boxes[1]))
    furnish(sqlite, *offices, appeal=campaign(sender=real_sender(), case=case))

    told = {str(line.office_id): line for line in draft_again(sqlite, live=True)}

    assert told["gov"].result is DraftResult.DRAFTED
    assert told["un"].result is DraftResult.BLOCKED
    assert "the consent of family is not recorded for un (asked for)" in told["un"].reason


def test_a_route_of_the_campaign_chooses_the_account(sqlite: Engine) -> None:
    furnish(sqlite, office("un", body="UN"), office("gov"), appeal=campaign(routes={"UN": "provider"}))

    draft(sqlite)

    assert {one.office_id: one.account for one in all_letters(sqlite)} == {"un": "provider", "gov": "main"}


def test_drafting_again_makes_the_same_bytes_and_changes_nothing(engine: Engine) -> None:
    [one] = queue(engine)
    before, bytes_before, moves_before = letter(engine, one), mime(engine, one), path(engine, one)

    line = again(engine, who="bob")

    assert line.result is DraftResult.UNCHANGED
    assert letter(engine, one) == before
    assert mime(engine, one) == bytes_before
    assert path(engine, one) == moves_before


def test_a_changed_text_is_a_draft_again_whose_last_editor_is_its_author(engine: Engine) -> None:
    [one] = queue(engine)
    message_id = letter(engine, one).message_id
    change(engine, name="Ministry of another name")

    line = again(engine, who="bob")

    written = letter(engine, one)
    assert (line.result, line.letter_id) == (DraftResult.REDRAFTED, one)
    assert (written.status, written.author, written.message_id) == ("draft", "bob", message_id)
    assert written.reason == "no longer queued: its content changed after the approval"
    assert (written.seal, written.approved_by, written.approved_at) == (None, None, None)
    assert written.due == CivilTime(local=datetime.fromisoformat("2026-06-02 09:00"), zone="Europe/Paris"), (
        "as proposed"
    )
    assert "Ministry of another name" in text_of(mime(engine, one))


def test_the_last_editor_cannot_approve_what_they_changed(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    change(sqlite, name="Ministry of another name")
    again(sqlite, who="bob")

    with pytest.raises(NotAllowed):
        approve_letters(sqlite, actor("bob"), seen(sqlite, LetterId(one)), terms(now=LATER))


@pytest.mark.parametrize(
    "changed",
    [
        {"addresses": (NEW,)},
        {"languages": ("en",)},
    ],
    ids=["address", "language"],
)
def test_whatever_the_seal_covers_voids_the_approval_when_it_changes(
    sqlite: Engine, changed: dict[str, Any]
) -> None:
    [one] = queue(sqlite)
    change(sqlite, **changed)

    assert again(sqlite).result is DraftResult.REDRAFTED
    assert letter(sqlite, one).status is Status.DRAFT


def test_another_envelope_sender_voids_the_approval(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    reload(sqlite, sender=replace(campaign().sender, envelope_sender="bounces@freeazat.example"))

    assert again(sqlite).result is DraftResult.REDRAFTED
    assert letter(sqlite, one).envelope_sender == "bounces@freeazat.example"
    assert letter(sqlite, one).status is Status.DRAFT


def test_another_account_is_not_another_letter(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    reload(sqlite, routes={"government": "provider"})

    assert again(sqlite).result is DraftResult.UNCHANGED
    assert (letter(sqlite, one).status, letter(sqlite, one).account) == ("queued", "provider")


def test_a_letter_that_a_person_holds_stays_held_and_loses_its_approval(sqlite: Engine) -> None:
    ids = queue(sqlite)
    hold_letters(sqlite, actor("ann"), seen(sqlite, *ids), reason="wait", now=MORNING)
    change(sqlite, name="Ministry of another name")

    assert again(sqlite).result is DraftResult.REDRAFTED
    assert (the_letter(sqlite).status, the_letter(sqlite).approved_by) == (Status.HELD, None)


def test_what_can_no_longer_be_written_is_blocked(sqlite: Engine) -> None:
    [one] = queue(sqlite)
    change(sqlite, body_kind="ministry-of-magic")

    line = again(sqlite)

    assert line.result is DraftResult.BLOCKED
    assert letter(sqlite, one).status is Status.BLOCKED
    assert "asks nothing of a ministry-of-magic" in letter(sqlite, one).reason
    assert letter(sqlite, one).seal is None
    assert mime(sqlite, one) == b""


def test_a_blocked_letter_is_a_draft_once_its_reason_is_gone(engine: Engine) -> None:
    furnish(engine, office(rank="grand-vizier"))
    [one] = draft(engine)
    change(engine)

    line = again(engine, who="bob")

    assert (line.result, line.letter_id) == (DraftResult.REDRAFTED, one)
    assert (letter(engine, one).status, letter(engine, one).author) == ("draft", "bob")
    assert path(engine, one) == ["blocked", "draft"]
    assert mime(engine, one) != b""


def test_a_letter_that_stays_blocked_says_why_it_is_blocked_now(sqlite: Engine) -> None:
    furnish(sqlite, office(rank="grand-vizier"))
    [one] = draft(sqlite)
    change(sqlite, body_kind="ministry-of-magic")

    line = again(sqlite)

    assert line.result is DraftResult.BLOCKED
    assert "asks nothing of a ministry-of-magic" in line.reason
    assert letter(sqlite, one).reason == line.reason


@pytest.mark.parametrize("status", sorted(UNSENT))
def test_another_channel_cancels_what_has_not_left_and_writes_again(sqlite: Engine, status: Status) -> None:
    [old] = queue(sqlite)
    with sqlite.begin() as connection:
        connection.execute(update(schema.letters).values(status=status))
    change(sqlite, addresses=(FORM,))

    line = again(sqlite)

    assert line.result is DraftResult.DRAFTED
    assert line.letter_id != old
    assert letter(sqlite, old).status is Status.CANCELLED
    assert letter(sqlite, old).reason == "the office is written to by web_form now"
    assert letter(sqlite, str(line.letter_id)).channel is Channel.WEB_FORM


def test_a_letter_that_has_left_stands_whatever_the_channel_is_now(engine: Engine) -> None:
    ids = queue(engine)
    send_due(send_context(engine, {"main": FakeTransport()}))
    change(engine, addresses=(FORM,))

    line = again(engine)

    assert (line.result, line.reason, line.letter_id) == (
        DraftResult.STANDS,
        "its letter is accepted",
        ids[0],
    )
    assert len(all_letters(engine)) == 1


def test_a_letter_in_doubt_stands(sqlite: Engine) -> None:
    queue(sqlite)
    send_due(send_context(sqlite, {"main": FakeTransport(InDoubt(reason="silence"))}))
    change(sqlite, name="Ministry of another name")

    assert again(sqlite, again=True).result is DraftResult.STANDS


def test_a_letter_that_a_person_is_carrying_stands(sqlite: Engine) -> None:
    queue(sqlite, office(addresses=(FORM,)))
    send_due(send_context(sqlite, {"web_form": Hand()}))

    assert again(sqlite).reason == "its letter is by_hand"


def fail_address(engine: Engine) -> str:
    ids = queue(engine)
    refused = Refused(reason="550 5.1.1", scope=Scope.LETTER)
    send_due(send_context(engine, {"main": FakeTransport(refused)}))
    return ids[0]


def test_a_failed_letter_stands_while_the_address_is_the_same(sqlite: Engine) -> None:
    fail_address(sqlite)

    line = again(sqlite)

    assert line.result is DraftResult.STANDS
    assert line.reason == "its letter failed: settle it, cancel it, or give the office another address"


def test_a_failed_letter_is_written_to_another_address(sqlite: Engine) -> None:
    one = fail_address(sqlite)
    change(sqlite, addresses=(NEW,))

    line = again(sqlite)

    assert (line.result, line.letter_id) == (DraftResult.REDRAFTED, one)
    assert (letter(sqlite, one).status, letter(sqlite, one).address) == ("draft", "new@gov-xx-mfa.example")


def test_a_letter_that_failed_by_e_mail_and_is_written_into_the_form_leaves_one_letter_of_its_step(
    engine: Engine,
) -> None:
    """The failed one could still be sent again: two letters of one step."""
    failed = LetterId(fail_address(engine))
    change(engine, addresses=(FORM,))

    line = again(engine)

    assert (line.result, letter(engine, failed).status) == (DraftResult.DRAFTED, Status.CANCELLED)
    assert letter(engine, str(line.letter_id)).channel is Channel.WEB_FORM
    with pytest.raises(WrongState, match="is cancelled: there is nothing to send again"):
        settle_letter(
            engine, actor("ann"), seen(engine, failed)[0], Verdict.SEND_AGAIN, note="try again", now=LATER
        )


def test_a_cancelled_letter_is_written_again_only_by_a_persons_word(engine: Engine) -> None:
    [old] = queue(engine)
    cancel_letters(engine, actor("ann"), seen(engine, LetterId(old)), reason="a mistake", now=MORNING)

    stands = again(engine)
    new = again(engine, again=[old])

    assert (stands.result, stands.letter_id) == (DraftResult.STANDS, old)
    assert stands.reason == f"its letter was cancelled: `letters draft --again {old}` writes a new one"
    assert new.result is DraftResult.DRAFTED
    assert new.letter_id not in {None, old}
    assert letter(engine, str(new.letter_id)).message_id != letter(engine, old).message_id


def test_a_bounced_letter_is_written_again_only_by_a_persons_word(sqlite: Engine) -> None:
    ids = queue(sqlite)
    send_due(send_context(sqlite, {"main": FakeTransport()}))
    record_answer(sqlite, actor("ann"), LetterId(ids[0]), AnswerKind.BOUNCED, note="", now=LATER)

    assert again(sqlite, again=ids).result is DraftResult.NO_ADDRESS
    change(sqlite, addresses=(NEW,))
    assert again(sqlite).result is DraftResult.STANDS
    assert again(sqlite, again=ids).result is DraftResult.DRAFTED
    assert again(sqlite, again=ids).result is DraftResult.UNCHANGED


def test_a_person_is_asked_for_an_address_once(sqlite: Engine) -> None:
    furnish(sqlite, office(addresses=(), note="try the embassy"))

    again(sqlite)
    again(sqlite)

    [task] = open_tasks(sqlite)
    assert (task.kind, task.office_id, task.letter_id) == (TaskKind.FIND_ADDRESS, "gov-xx-mfa", None)
    assert "never guess" in task.instructions
    assert task.instructions.endswith("\ntry the embassy")


def test_only_the_first_step_is_drafted(sqlite: Engine) -> None:
    furnish(sqlite, office())

    with pytest.raises(BadInput, match="'reminder' is a reminder: `outreach follow-ups draft` writes it"):
        draft_letters(
            sqlite,
            actor("ann"),
            CampaignId("appeal"),
            "reminder",
            context=draft_context(),
            clock=lambda: MORNING,
        )


def test_a_first_step_without_a_day_is_refused(sqlite: Engine) -> None:
    furnish(sqlite, office(), appeal=campaign(steps=(Step(name="first"),)))

    with pytest.raises(BadInput):
        draft(sqlite)


def test_an_unknown_step_is_refused_and_the_known_ones_are_told(sqlite: Engine) -> None:
    furnish(sqlite, office())

    with pytest.raises(BadInput, match="has no step 'second': it has first, reminder"):
        draft_letters(
            sqlite,
            actor("ann"),
            CampaignId("appeal"),
            "second",
            context=draft_context(),
            clock=lambda: MORNING,
        )


def test_an_unknown_campaign_is_not_found(sqlite: Engine) -> None:
    furnish(sqlite)

    with pytest.raises(NotFound):
        draft_letters(
            sqlite,
            actor("ann"),
            CampaignId("another"),
            "first",
            context=draft_context(),
            clock=lambda: MORNING,
        )


@pytest.mark.parametrize("who", [None, "eve"])
def test_a_draft_has_an_author(sqlite: Engine, who: str | None) -> None:
    furnish(sqlite, office())

    with pytest.raises(NotAllowed):
        draft_letters(
            sqlite, actor(who), CampaignId("appeal"), "first", context=draft_context(), clock=lambda: MORNING
        )
    assert all_letters(sqlite) == []


def test_progress_is_told(sqlite: Engine) -> None:
    furnish(sqlite, *(office(f"o{n}", approach=Approach.LOOK_UP) for n in range(101)))
    told: list[tuple[str, int, int]] = []

    draft_letters(
        sqlite,
        actor("ann"),
        CampaignId("appeal"),
        "first",
        context=draft_context(),
        clock=lambda: MORNING,
        progress=lambda *line: told.append(line),
    )

    assert [(done, total) for done, _, total in told] == [("drafted", 101)] * len(told)
    numbers = [number for _, number, _ in told]
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1]) == (25, 101)


def test_a_fault_of_a_template_ends_the_drafting_and_blocks_no_letter(sqlite: Engine, tmp_path: Path) -> None:
    furnish(sqlite, office())
    folder = shutil.copytree(EMAILS / "azat-miftakhov", tmp_path / "demo")
    (folder / "fr" / "first" / "subject.txt").write_text("{{ annex }}")

    with (
        Workshop(folder, ["first", "reminder"]) as faulty,
        pytest.raises(
            TemplateFault, match=r"^demo/fr/first/subject\.txt: a value of type tuple cannot be printed"
        ),
    ):
        draft_again(sqlite, context=replace(draft_context(), template=faulty))

    assert all_letters(sqlite) == []
