"""Whose turn it is."""

from sqlalchemy import Engine

from outreach.queries.standing import standing
from outreach.work.contacts.suppress import suppress_target
from tests.builders import ANN, draft, furnish, office
from tests.work.threads import FRIDAY, TEN_DAYS, draft_reminders, sent

UNAPPROVED = "campaign appeal to be read and approved by a second person: `campaign show appeal`"


def waiting(engine: Engine) -> list[str]:
    return standing(engine, rules=TEN_DAYS, now=FRIDAY).waiting_for_a_person()


def test_a_reminder_that_is_due_waits_for_somebody_until_it_is_drafted(engine: Engine) -> None:
    sent(engine)
    assert waiting(engine) == [UNAPPROVED, "1 reminder is due: `follow-ups draft`"]

    draft_reminders(engine)

    assert waiting(engine) == ["1 letter to be read and approved by a second person", UNAPPROVED]


def test_a_campaign_that_was_loaded_is_a_second_persons_turn(engine: Engine) -> None:
    furnish(engine)

    assert waiting(engine) == [UNAPPROVED]


def test_nobody_is_called_for_a_reminder_to_whom_we_must_not_write(sqlite: Engine) -> None:
    sent(sqlite)

    suppress_target(sqlite, ANN, "gov-xx-mfa", reason="they asked", now=FRIDAY)

    assert waiting(sqlite) == [UNAPPROVED]


def test_drafts_and_blocked_letters_wait_for_a_person(sqlite: Engine) -> None:
    furnish(sqlite, office("a"), office("b"), office("c", body_kind="court"))

    draft(sqlite)

    assert waiting(sqlite) == [
        "1 letter cannot be written yet: mend what is missing, then draft again",
        "2 letters to be read and approved by a second person",
        UNAPPROVED,
    ]


def test_where_nothing_is_there_nothing_waits_for_anybody(sqlite: Engine) -> None:
    assert waiting(sqlite) == []
