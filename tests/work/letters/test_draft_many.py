"""Drafting many: read and written together, in chunks of which each leaves only whole letters."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text

from outreach.model.actor import Act
from outreach.model.directory import Address, Channel, Office
from outreach.model.ids import Handle, LetterId
from outreach.model.thread import AnswerKind
from outreach.store import contents, directory
from outreach.work import chunks
from outreach.work.answers.record import record_answer
from outreach.work.contacts.suppress import suppress_target
from outreach.work.follow_ups.draft import draft_follow_ups
from outreach.work.letters.draft import draft_letters
from outreach.work.letters.drafted import DraftResult
from tests.builders import (
    ANN,
    MORNING,
    actor,
    campaign,
    draft,
    draft_again,
    draft_context,
    furnish,
    office,
    queue,
    statuses,
)
from tests.counting import counted
from tests.work.seen import all_letters, audit_lines, letter, mime, path
from tests.work.threads import FRIDAY, TEN_DAYS, draft_reminders, sent

FORM = Address(channel=Channel.WEB_FORM, value="https://ministry.example/contact")


@pytest.fixture
def two_by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of two offices each."""
    monkeypatch.setattr(chunks, "_FIRST", 2)
    monkeypatch.setattr(chunks, "_MOST", 2)
    monkeypatch.setattr(chunks, "monotonic", lambda: 0.0)


def ministries(number: int) -> list[Office]:
    return [office(f"gov-{n:03}-mfa") for n in range(number)]


def change(engine: Engine, *ids: str, **changes: Any) -> None:
    with engine.begin() as connection:
        for one in ids:
            directory.put(connection, office(one, **changes), by=Handle("ann"), now=MORNING)


def test_a_new_letter_costs_about_half_a_statement(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one it was nine. Chunks of 25, 50 and 25 offices cost at most eighteen each."""
    monkeypatch.setattr(chunks, "monotonic", lambda: 0.0)
    furnish(engine, *ministries(100))

    with counted(engine) as costs:
        draft(engine)

    assert Counter(statuses(engine).values()) == {"draft": 100}
    assert costs["statements"] <= 3 * 18
    assert costs["commits"] <= 3 + 1


def test_a_letter_that_has_not_changed_is_only_read(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "monotonic", lambda: 0.0)
    queue(engine, *ministries(100))
    change(engine, "gov-007-mfa", name="Ministry of another name")

    with counted(engine) as costs:
        drafted = draft_again(engine)

    assert Counter(line.result for line in drafted) == {"unchanged": 99, "redrafted": 1}
    assert costs["statements"] <= 3 * 18 + 10


@pytest.mark.usefixtures("two_by_two")
def test_what_was_cut_off_leaves_whole_letters_and_the_next_run_drafts_the_others(engine: Engine) -> None:
    furnish(engine, *ministries(5))

    def end(done: str, number: int, total: int) -> None:
        if number == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draft_letters(
            engine,
            ANN,
            campaign().id,
            "first",
            context=draft_context(),
            clock=lambda: MORNING,
            progress=end,
        )

    before = all_letters(engine)
    assert [one.office_id for one in before] == ["gov-000-mfa", "gov-001-mfa", "gov-002-mfa", "gov-003-mfa"]
    assert all(mime(engine, one.id) and path(engine, one.id) == ["draft"] for one in before)
    results = [line.result for line in draft_again(engine)]
    assert results == [DraftResult.UNCHANGED] * 4 + [DraftResult.DRAFTED]
    assert all_letters(engine)[:4] == before
    assert [len(line.detail["letters"]) for line in audit_lines(engine, Act.DRAFT_LETTERS)] == [2, 2, 1]


@pytest.mark.usefixtures("two_by_two")
def test_each_chunk_is_drafted_from_the_directory_as_it_is_then(engine: Engine) -> None:
    furnish(engine, *ministries(4))

    def rename(done: str, number: int, total: int) -> None:
        if number == 2:
            change(engine, "gov-003-mfa", languages=("en",))

    draft_letters(
        engine, ANN, campaign().id, "first", context=draft_context(), clock=lambda: MORNING, progress=rename
    )

    assert [one.language for one in all_letters(engine)] == ["fr", "fr", "fr", "en"]


def test_what_is_drafted_together_is_what_each_would_be_alone(engine: Engine) -> None:
    """Every kind of office in one chunk, in the directory's order."""
    furnish(
        engine,
        office("a-new"),
        office("b-blocked", rank="grand-vizier"),
        office("c-no-address", addresses=()),
        office("d-form", addresses=(FORM,)),
        office("e-stopped"),
        office("f-english", languages=("en",)),
    )
    suppress_target(engine, actor("bob"), "e-stopped", reason="they asked", now=MORNING)

    drafted = draft_again(engine)

    assert [(line.office_id, line.result.value) for line in drafted] == [
        ("a-new", "drafted"),
        ("b-blocked", "blocked"),
        ("c-no-address", "no_address"),
        ("d-form", "drafted"),
        ("e-stopped", "not_written"),
        ("f-english", "drafted"),
    ]
    written = {one.office_id: one for one in all_letters(engine)}
    assert {name: (one.status, one.language, one.channel) for name, one in written.items()} == {
        "a-new": ("draft", "fr", "email"),
        "b-blocked": ("blocked", "fr", "email"),
        "d-form": ("draft", "fr", "web_form"),
        "f-english": ("draft", "en", "email"),
    }
    for one in written.values():
        assert path(engine, one.id) == [one.status]
        assert (one.id.encode() in mime(engine, one.id)) is (one.status == "draft")


def test_a_letter_that_cannot_be_read_blocks_its_office_alone(engine: Engine) -> None:
    ids = queue(engine, *ministries(3))
    with engine.begin() as connection:
        connection.execute(text("UPDATE letters SET channel = 'pigeon' WHERE id = :id"), {"id": ids[1]})
    change(engine, "gov-000-mfa", "gov-001-mfa", "gov-002-mfa", name="Ministry of another name")

    drafted = draft_again(engine)

    assert [line.result.value for line in drafted] == ["redrafted", "blocked", "redrafted"]
    assert drafted[1].reason.startswith(f"letter {ids[1]} is damaged in the database")


def test_words_that_cannot_be_read_are_not_written_over(engine: Engine) -> None:
    ids = queue(engine, *ministries(2))
    with engine.begin() as connection:
        spoilt = {"id": ids[0], "mime": b"no deflated words"}
        connection.execute(text("UPDATE contents SET mime = :mime WHERE letter_id = :id"), spoilt)

    drafted = draft_again(engine)

    assert [line.result.value for line in drafted] == ["blocked", "unchanged"]
    assert drafted[0].reason.startswith(f"the text of letter {ids[0]} is damaged in the database")
    assert letter(engine, ids[0]).status == "queued"
    with engine.begin() as connection:
        assert contents.of(connection, ids).keys() == {ids[1]}


def test_another_account_is_noted_of_a_letter_that_stays_as_it_is(engine: Engine) -> None:
    [one] = queue(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE letters SET account = 'old' WHERE id = :id"), {"id": one})

    [line] = draft_again(engine)

    assert (line.result.value, letter(engine, one).account) == ("unchanged", "main")


@pytest.mark.usefixtures("two_by_two")
def test_reminders_are_drafted_in_chunks_each_of_which_asks_who_is_still_silent(engine: Engine) -> None:
    ids = sent(engine, *ministries(5))
    told: list[tuple[str, int, int]] = []

    def answer(done: str, number: int, total: int) -> None:
        told.append((done, number, total))
        if number == 2:
            record_answer(engine, ANN, LetterId(ids[3]), AnswerKind.ANSWERED, note="", now=FRIDAY)

    drafted = draft_follow_ups(
        engine,
        ANN,
        campaign().id,
        context=draft_context(rules=TEN_DAYS),
        clock=lambda: FRIDAY,
        progress=answer,
    )

    reminded = ["gov-000-mfa", "gov-001-mfa", "gov-002-mfa", "gov-004-mfa"]
    assert [(line.office_id, line.result.value) for line in drafted] == [
        (name, "drafted") for name in reminded
    ]
    assert told == [("drafted", 2, 5), ("drafted", 4, 5), ("drafted", 5, 5)]
    again = draft_reminders(engine)
    assert [(line.office_id, line.result.value) for line in again] == [
        (name, "unchanged") for name in reminded
    ]
    assert [len(line.detail["letters"]) for line in audit_lines(engine, Act.DRAFT_LETTERS)[-3:]] == [2, 1, 1]


def test_the_reminders_of_a_chunk_refer_each_to_its_own_thread(engine: Engine) -> None:
    ids = sent(engine, *ministries(3))

    drafted = draft_reminders(engine)

    reminders = [letter(engine, str(line.letter_id)) for line in drafted]
    assert [one.references for one in reminders] == [(letter(engine, first).message_id,) for first in ids]
    for first, reminder in zip(ids, reminders, strict=True):
        assert f"A-1/{first}".encode() in mime(engine, reminder.id)
    assert {one.printed_on for one in reminders} == {date(2026, 6, 12)}
