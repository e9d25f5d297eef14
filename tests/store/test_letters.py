"""Letters in the database: one key, one guarded writer, and a history that tells every move."""

import threading
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from outreach.model.civil_time import CivilTime
from outreach.model.directory import Channel
from outreach.model.errors import NotFound, WrongState
from outreach.model.ids import LetterId
from outreach.model.letter import SeenLetter
from outreach.model.status import ONLY_BY_A_PERSON, HoldCause, Status
from outreach.store import contents, letters, moves
from tests.builders import MORNING, furnish, office
from tests.store.rows import LETTER, a_letter, add, content, history, look, nine_oclock, set_columns

#: The life of a letter, as the architecture page tells it; everything else is refused.
LIFE = {
    "draft": {"approved", "blocked", "held", "cancelled"},
    "blocked": {"draft", "cancelled"},
    "approved": {"queued", "draft", "held", "cancelled"},
    "queued": {"claimed", "held", "draft", "accepted", "cancelled"},
    "claimed": {"transmitting", "by_hand", "queued", "failed", "held"},
    "transmitting": {"accepted", "queued", "failed", "in_doubt"},
    "by_hand": {"accepted", "held", "failed", "cancelled"},
    "accepted": {"delivered", "bounced", "by_hand"},
    "delivered": {"bounced"},
    "bounced": set(),
    "in_doubt": {"accepted", "queued", "held", "failed", "delivered", "bounced"},
    "held": {"queued", "draft", "accepted", "cancelled"},
    "failed": {"queued", "draft", "accepted", "cancelled"},
    "cancelled": set(),
}


def move(engine: Engine, source: Status, target: Status, **more: Any) -> None:
    more = {"by": "bob", "hold_cause": HoldCause.PERSON if target is Status.HELD else None} | more
    with engine.begin() as connection:
        letters.move(connection, LETTER, source, target, reason="because", now=MORNING, **more)


def claim(engine: Engine, token: str) -> None:
    move(engine, Status.QUEUED, Status.CLAIMED, by="outreach")
    with engine.begin() as connection:
        set_columns(connection, LETTER, claim=token)


def begin_handover(engine: Engine, token: str) -> None:
    with engine.begin() as connection:
        letters.begin_handover(connection, LETTER, token, now=MORNING)


@pytest.mark.parametrize("source", Status)
def test_a_letter_moves_as_its_life_says_and_no_other_way(engine: Engine, source: Status) -> None:
    a_letter(engine)
    moved = set()

    for target in Status:
        with engine.begin() as connection:
            set_columns(connection, LETTER, status=source, reason="before")
        past = history(engine)
        try:
            move(engine, source, target)
        except WrongState:
            assert (look(engine).status, look(engine).reason) == (source, "before")
            assert history(engine) == past
        else:
            assert (look(engine).status, look(engine).reason) == (target, "because")
            assert history(engine) == [*past, (source, target)]
            moved.add(target.value)

    assert moved == LIFE[source]


def test_a_move_says_who_made_it_when_and_why(sqlite: Engine) -> None:
    a_letter(sqlite)

    with sqlite.begin() as connection:
        letters.move(
            connection,
            LETTER,
            Status.DRAFT,
            Status.CANCELLED,
            reason="a mistake",
            by="bob",
            now=MORNING,
        )
        last = moves.history(connection, LETTER)[-1]

    assert (last.by, last.reason, last.at) == ("bob", "a mistake", MORNING)


def test_a_move_that_no_person_made_says_so(sqlite: Engine) -> None:
    a_letter(sqlite, Status.QUEUED)

    claim(sqlite, "mine")

    with sqlite.begin() as connection:
        assert moves.history(connection, LETTER)[-1].by == "outreach"


@pytest.mark.parametrize(("source", "target"), sorted(ONLY_BY_A_PERSON))
def test_no_program_repeats_a_letter_says_that_one_was_carried_or_approves(
    sqlite: Engine, source: Status, target: Status
) -> None:
    a_letter(sqlite, source)

    with pytest.raises(WrongState, match=f"only a person can make it {target}"):
        move(sqlite, source, target, by="outreach")

    assert look(sqlite).status is source


def test_a_letter_is_held_for_a_cause_which_goes_with_the_hold(engine: Engine) -> None:
    a_letter(engine, Status.QUEUED)
    with pytest.raises(ValueError, match="held for a cause"):
        move(engine, Status.QUEUED, Status.HELD, hold_cause=None)
    with pytest.raises(ValueError, match="and has none otherwise"):
        move(engine, Status.QUEUED, Status.CLAIMED, hold_cause=HoldCause.LATE)

    move(engine, Status.QUEUED, Status.HELD, hold_cause=HoldCause.SUPPRESSED)
    assert look(engine).hold_cause is HoldCause.SUPPRESSED

    move(engine, Status.HELD, Status.QUEUED)
    assert look(engine).hold_cause is None


def test_a_letter_that_says_something_else_than_what_was_seen_is_refused(engine: Engine) -> None:
    a_letter(engine)
    with engine.begin() as connection:
        assert letters.as_seen(connection, SeenLetter(id=LETTER, content_version=1)).id == LETTER
        letters.rewrite(connection, letters.get(connection, LETTER), content(mime=b"new"), editor="bob")

        with pytest.raises(WrongState, match="has changed since you read it: read it again"):
            letters.as_seen(connection, SeenLetter(id=LETTER, content_version=1))


def test_a_letter_made_from_what_nobody_knows_any_more_knows_nothing_of_it(sqlite: Engine) -> None:
    a_letter(sqlite, made_from='{"version": 99, "parts": {"its texts": "a digest"}}')

    assert look(sqlite).made_from == {}


def test_a_refused_move_names_both_states(sqlite: Engine) -> None:
    a_letter(sqlite, Status.ACCEPTED)

    with pytest.raises(WrongState, match=f"letter {LETTER} is accepted: from there it cannot become queued"):
        move(sqlite, Status.ACCEPTED, Status.QUEUED)


def test_a_move_from_where_the_letter_no_longer_is_is_lost(engine: Engine) -> None:
    a_letter(engine, Status.CANCELLED)
    past = history(engine)

    with pytest.raises(WrongState, match=f"letter {LETTER} is no longer queued"):
        move(engine, Status.QUEUED, Status.CLAIMED)

    assert look(engine).status is Status.CANCELLED
    assert look(engine).claim is None
    assert history(engine) == past


def test_a_move_under_another_claim_is_lost(engine: Engine) -> None:
    a_letter(engine, Status.CLAIMED, claim="theirs")
    past = history(engine)

    with pytest.raises(WrongState):
        begin_handover(engine, "mine")

    assert look(engine).status is Status.CLAIMED
    assert history(engine) == past


def test_a_move_under_its_own_claim_goes_through(engine: Engine) -> None:
    a_letter(engine, Status.CLAIMED, claim="mine")

    begin_handover(engine, "mine")

    assert look(engine).status is Status.TRANSMITTING


def test_the_end_of_a_claim_is_for_who_holds_it(engine: Engine) -> None:
    a_letter(engine, Status.TRANSMITTING, claim="theirs")

    for token, ends in (("mine", False), ("theirs", True)):
        with suppress(WrongState), engine.begin() as connection:
            letters.end_claim(
                connection,
                LETTER,
                Status.TRANSMITTING,
                Status.ACCEPTED,
                token=token,
                reason="250 ok",
                now=MORNING,
            )
        assert (look(engine).status is Status.ACCEPTED) is ends
        assert (look(engine).claim is None) is ends


def test_a3_of_two_threads_that_claim_the_same_letter_one_wins(engine: Engine) -> None:
    a_letter(engine, Status.QUEUED)
    together, won, lost = threading.Barrier(2), [], []

    def compete(name: str) -> None:
        together.wait()
        try:
            claim(engine, name)
            won.append(name)
        except WrongState:
            lost.append(name)

    threads = [threading.Thread(target=compete, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(won), len(lost)) == (1, 1)
    assert look(engine).claim == won[0]
    assert history(engine).count(("queued", "claimed")) == 1


@pytest.mark.parametrize("standing", sorted(set(Status) - {Status.CANCELLED, Status.BOUNCED}))
def test_a_second_letter_for_the_same_step_office_and_channel_is_refused(
    sqlite: Engine, standing: Status
) -> None:
    a_letter(sqlite, standing)

    with pytest.raises(IntegrityError), sqlite.begin() as connection:
        add(connection, LetterId("bbbbbbbbbb"))


@pytest.mark.parametrize("given_up", [Status.CANCELLED, Status.BOUNCED])
def test_a_cancelled_or_bounced_letter_does_not_stand_in_the_way(engine: Engine, given_up: Status) -> None:
    a_letter(engine, given_up)

    with engine.begin() as connection:
        add(connection, LetterId("bbbbbbbbbb"))

    assert look(engine, LetterId("bbbbbbbbbb")).status is Status.DRAFT


def test_another_account_is_no_reason_to_write_twice(engine: Engine) -> None:
    a_letter(engine)

    with pytest.raises(IntegrityError), engine.begin() as connection:
        add(connection, LetterId("bbbbbbbbbb"), content=content(account="provider"))


@pytest.mark.parametrize("other", [{"step": "reminder"}, {"channel": Channel.POST}])
def test_another_step_or_channel_is_another_letter(engine: Engine, other: dict[str, Any]) -> None:
    a_letter(engine)

    with engine.begin() as connection:
        add(connection, LetterId("bbbbbbbbbb"), **other)
        assert len(letters.find(connection)) == 2


def test_two_letters_never_share_a_message_id(engine: Engine) -> None:
    a_letter(engine)

    with pytest.raises(IntegrityError), engine.begin() as connection:
        add(connection, LetterId("bbbbbbbbbb"), step="reminder", message_id=f"<{LETTER}@freeazat.example>")


def test_a_new_letter_has_the_first_line_of_its_history(sqlite: Engine) -> None:
    furnish(sqlite, office())

    with sqlite.begin() as connection:
        add(connection)
        [made] = moves.history(connection, LETTER)

    assert (made.source, made.target, made.by, made.at) == (None, "draft", "ann", MORNING)


def test_a_letter_comes_back_as_it_was_written(engine: Engine) -> None:
    furnish(engine, office())
    with engine.begin() as connection:
        add(connection, references=("<1@x>", "<2@x>"))

        letter = letters.get(connection, LETTER)
        mime = contents.get(connection, LETTER)

    assert letter.references == ("<1@x>", "<2@x>")
    assert letter.channel is Channel.EMAIL
    assert letter.due == CivilTime(local=nine_oclock(2), zone="Europe/Paris")
    assert letter.due_at == MORNING
    assert (letter.printed_on, letter.content_version) == (date(2026, 6, 2), 1)
    assert letter.made_from == {"its texts": "a digest"}
    assert (letter.author, letter.approved_by, letter.seal) == ("ann", None, None)
    assert mime == b"Subject: Appel\r\n\r\nMadame,\r\n"


def test_a_blocked_letter_has_no_bytes(sqlite: Engine) -> None:
    furnish(sqlite, office())
    with sqlite.begin() as connection:
        add(connection, content=content(mime=None), blocked="no form of address")

        assert contents.get(connection, LETTER) is None


def test_rewriting_replaces_what_a_letter_says_and_names_its_new_author(engine: Engine) -> None:
    a_letter(engine)
    with engine.begin() as connection:
        before = letters.get(connection, LETTER)
        letters.rewrite(connection, before, content(mime=b"new", subject="Rappel"), editor="bob")

        assert contents.get(connection, LETTER) == b"new"
    after = look(engine)
    assert (after.subject, after.author, after.status) == ("Rappel", "bob", "draft")
    assert after.editors == ("ann", "bob")
    assert after.content_version == 2


def test_rewriting_what_says_the_same_is_no_edit(engine: Engine) -> None:
    a_letter(engine, Status.QUEUED, approved_by="bob", seal="a seal")
    with engine.begin() as connection:
        letters.rewrite(
            connection, letters.get(connection, LETTER), content(language_reason="new"), editor=None
        )

    after = look(engine)
    assert (after.language_reason, after.author, after.content_version) == ("new", "ann", 1)
    assert (after.approved_by, after.seal) == ("bob", "a seal")


def test_what_has_been_approved_meanwhile_is_not_overwritten(engine: Engine) -> None:
    a_letter(engine)
    seen = look(engine)
    move(engine, Status.DRAFT, Status.APPROVED)

    with engine.begin() as connection, pytest.raises(WrongState, match="is no longer as it was"):
        letters.rewrite(connection, seen, content(mime=b"new"), editor="bob")

    with engine.begin() as connection:
        assert contents.get(connection, LETTER) != b"new"


def test_rewriting_can_take_the_bytes_away(sqlite: Engine) -> None:
    a_letter(sqlite)
    with sqlite.begin() as connection:
        letters.rewrite(connection, letters.get(connection, LETTER), content(mime=None), editor="ann")

        assert contents.get(connection, LETTER) is None


def test_a_letter_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    with sqlite.begin() as connection, pytest.raises(NotFound, match="there is no letter zzzzzzzzzz"):
        letters.get(connection, LetterId("zzzzzzzzzz"))


def test_letters_are_found_by_every_condition_given(sqlite: Engine) -> None:
    a_letter(sqlite, Status.QUEUED)
    with sqlite.begin() as connection:
        add(connection, LetterId("bbbbbbbbbb"), step="reminder")

        def found(**conditions: Any) -> list[str]:
            return [letter.id for letter in letters.find(connection, **conditions)]

        assert found() == [LETTER, "bbbbbbbbbb"]
        assert found(step="reminder") == ["bbbbbbbbbb"]
        assert found(statuses=[Status.QUEUED]) == [LETTER]
        assert found(ids=["bbbbbbbbbb"]) == ["bbbbbbbbbb"]
        assert found(ids=[]) == []
        assert found(campaign_id="another") == []
        assert found(offices=["gov-yy-mfa"]) == []
        assert found(step="reminder", statuses=[Status.QUEUED]) == []


def test_a_due_time_comes_back_as_a_civil_time(engine: Engine) -> None:
    a_letter(engine, due_local=nine_oclock(2), due_zone="Asia/Tokyo")

    assert look(engine).due == CivilTime(local=nine_oclock(2), zone="Asia/Tokyo")
    assert look(engine).due_at == datetime(2026, 6, 2, 0, 0, tzinfo=UTC)


def test_the_moment_of_acceptance_is_the_first_at_which_it_is_said_to_be_there(sqlite: Engine) -> None:
    a_letter(sqlite, Status.IN_DOUBT)
    later = MORNING + timedelta(days=3)
    with sqlite.begin() as connection:
        letters.move(connection, LETTER, Status.IN_DOUBT, Status.ACCEPTED, reason="", now=later)
        letters.move(
            connection,
            LETTER,
            Status.ACCEPTED,
            Status.DELIVERED,
            reason="",
            now=later + timedelta(days=1),
        )

        assert moves.accepted_at(connection, LETTER) == later
