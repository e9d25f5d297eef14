"""Hand out the letters whose time has come, in jobs of bounded size."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import Engine

from outreach.model.errors import NotAllowed
from outreach.model.ids import LetterId
from outreach.store import audit, installation, queue
from outreach.store.database import reading

#: Letters per job: few enough that losing a job loses little, many enough that jobs cost nothing.
_CHUNK = 200


class Jobs(Protocol):
    """Who carries a job out, here or elsewhere, now or later; it may lose or repeat any."""

    def submit(self, letter_ids: Sequence[LetterId]) -> None:
        """See to it that these letters are sent."""
        ...


def release_due(engine: Engine, jobs: Jobs, *, delivery: str, now: datetime) -> list[LetterId]:
    """Submit the queued letters that are due at ``now`` (UTC); gives their ids, the longest due first.

    Raises `NotAllowed` in a home that has sent the other way before: a rehearsed letter counts as
    written, so a live mailing on top of a rehearsal would leave institutions out, and no one would see.
    Likewise where the key is not the one that approvals were signed with: it would void them all.
    """
    with reading(engine) as connection:
        require_delivery(installation.delivery(connection), delivery)
        audit.require_key(connection)
        due = queue.due_ids(connection, now)
    for start in range(0, len(due), _CHUNK):
        jobs.submit(due[start : start + _CHUNK])
    return due


def require_delivery(found: str | None, wanted: str) -> None:
    """Raises `NotAllowed` unless the database is for the wanted kind of delivery, or for none yet."""
    if found not in (None, wanted):
        raise NotAllowed(
            f"this home has letters sent in {found} delivery and cannot be used for {wanted}: "
            "begin a new one with `outreach --home DIR init`"
        )
