"""Never write there again."""

from datetime import datetime

from sqlalchemy import Engine

from outreach.model.directory import Suppression
from outreach.model.ids import OfficeId
from outreach.model.mailbox import mailbox
from outreach.store import directory, people
from outreach.store.gate import close_gate


def suppress(engine: Engine, target: str, *, reason: str, who: str | None, now: datetime) -> None:
    """Suppress an office (by id) or a mailbox, wherever it occurs, in this and every later campaign.

    Letters on their way are held back at the latest before their point of no return.
    Raises `NotFound` for an office that is not there, `BadInput` for what is no mailbox.
    """
    with engine.begin() as connection:
        person = people.require(connection, who)
        close_gate(connection)
        if "@" in target:
            target = mailbox(target)
        else:
            directory.get(connection, OfficeId(target))
        directory.suppress(connection, Suppression(target=target, said_by=person, reason=reason), now)
