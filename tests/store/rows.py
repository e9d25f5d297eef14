"""Rows to test the tables with; nothing here renders anything."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, update

from outreach.model.civil_time import CivilTime
from outreach.model.directory import Channel
from outreach.model.ids import LetterId
from outreach.model.letter import Content, Letter, NewLetter
from outreach.model.status import ABANDONED, Status
from outreach.store import letters, moves
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
        "printed_on": date(2026, 6, 2),
        "due": CivilTime(local=datetime(2026, 6, 2, 9, 0), zone="Europe/Paris"),  # noqa: DTZ001
        "due_is_manual": False,
        "made_from": {"its texts": "a digest"},
    }
    return Content(**values | changes)


def add(connection: Connection, letter_id: LetterId = LETTER, **changes: Any) -> None:
    """A draft to the ministry by e-mail, the first step of the appeal."""
    values: dict[str, Any] = {
        "id": letter_id,
        "campaign_id": "appeal",
        "step": "first",
        "office_id": "gov-xx-mfa",
        "channel": Channel.EMAIL,
        "message_id": f"<{letter_id}@freeazat.example>",
        "references": (),
    }
    said, blocked = changes.pop("content", content()), changes.pop("blocked", None)
    now, new = changes.pop("now", MORNING), NewLetter(**values | changes)
    letters.add(connection, [(new, said, blocked)], author="ann", now=now)


def a_letter(engine: Engine, status: Status = Status.DRAFT, **columns: Any) -> LetterId:
    """A furnished database with one letter, put into a state without going through the moves."""
    furnish(engine, office())
    with engine.begin() as connection:
        add(connection)
        set_columns(connection, LETTER, status=status, **columns)
    return LETTER


def set_columns(connection: Connection, letter_id: LetterId, **columns: Any) -> None:
    """Write into the row behind the back of the guarded writer."""
    if "status" in columns:
        columns["standing"] = columns["status"] not in ABANDONED
    connection.execute(update(tables.letters).where(tables.letters.c.id == letter_id).values(columns))


def look(engine: Engine, letter_id: LetterId = LETTER) -> Letter:
    """The letter as it now is."""
    with engine.begin() as connection:
        return letters.get(connection, letter_id)


def history(engine: Engine, letter_id: LetterId = LETTER) -> list[tuple[str | None, str]]:
    """Its moves: from, to."""
    with engine.begin() as connection:
        return [(move.source, move.target) for move in moves.history(connection, letter_id)]


def nine_oclock(day: int) -> datetime:
    return datetime(2026, 6, day, 9, 0)  # noqa: DTZ001
