"""Rows to test the tables with; nothing here renders anything."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, update

from outreach.model.directory import Channel
from outreach.model.ids import LetterId
from outreach.model.letter import Content, Letter
from outreach.model.status import Status
from outreach.store import letters
from outreach.store import schema as tables
from tests.builders import MORNING, furnish, office

LETTER = LetterId("aaaaaaaaaa")


def content(**changes: Any) -> Content:
    """What a letter to the ministry says."""
    values: dict[str, Any] = {
        "account": "main",
        "language": "fr",
        "language_reason": "fr: the campaign prefers it",
        "address": "registry@gov-xx-mfa.example",
        "envelope_sender": "retours@freeazat.example",
        "subject": "Appel",
        "mime": b"Subject: Appel\r\n\r\nMadame,\r\n",
        "planned_on": date(2026, 6, 2),
    }
    return Content(**values | changes)


def add(connection: Connection, letter_id: LetterId = LETTER, **changes: Any) -> None:
    """A draft to the ministry by e-mail, the first step of the appeal."""
    values: dict[str, Any] = {
        "campaign_id": "appeal",
        "step": "first",
        "office_id": "gov-xx-mfa",
        "channel": Channel.EMAIL,
        "message_id": f"<{letter_id}@freeazat.example>",
        "references": (),
        "status": Status.DRAFT,
        "reason": "waits for approval",
        "author": "ann",
        "now": MORNING,
    }
    said = changes.pop("content", content())
    letters.add(connection, letter_id, said, **values | changes)


def a_letter(engine: Engine, status: Status = Status.DRAFT, **columns: Any) -> LetterId:
    """A furnished database with one letter, put into a state without going through the moves."""
    furnish(engine, office())
    with engine.begin() as connection:
        add(connection)
        set_columns(connection, LETTER, status=status, **columns)
    return LETTER


def set_columns(connection: Connection, letter_id: LetterId, **columns: Any) -> None:
    """Write into the row behind the back of the guarded writer."""
    connection.execute(update(tables.letters).where(tables.letters.c.id == letter_id).values(columns))


def look(engine: Engine, letter_id: LetterId = LETTER) -> Letter:
    """The letter as it now is."""
    with engine.begin() as connection:
        return letters.get(connection, letter_id)


def history(engine: Engine, letter_id: LetterId = LETTER) -> list[tuple[str | None, str]]:
    """Its moves: from, to."""
    with engine.begin() as connection:
        return [(row.source, row.target) for row in letters.history(connection, letter_id)]
