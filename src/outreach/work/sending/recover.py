"""After a crash: what was surely not sent goes back to the queue, what may have been is in doubt."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Engine

from outreach.model.errors import WrongState
from outreach.model.letter import Letter
from outreach.model.status import ON_ITS_WAY, Status
from outreach.store import letters
from outreach.store.damage import tell
from outreach.store.database_clock import database_time
from outreach.store.presence import is_dead


def recover_letters(engine: Engine, *, home: str, now: datetime, sender: str = "") -> list[Letter]:
    """Settle the claims of dead senders; gives the letters that are in doubt now.

    PostgreSQL knows of each sender whether it lives. On SQLite this is to be called under the home's sender
    lock: whoever holds it knows that every claim of this home is an orphan, but for those of ``sender``, who
    is asking. A claim whose sender cannot be asked about (another home on the same SQLite, a version before
    this one) must have outlived its lease.
    """
    doubtful = []
    with engine.begin() as connection:
        is_orphan = _orphans(connection, home, sender)
        for letter in letters.find(connection, statuses=ON_ITS_WAY, unreadable=tell):
            if not is_orphan(letter):
                continue
            if letter.status is Status.CLAIMED:
                target, reason = Status.QUEUED, "the sender died before it handed the letter over"
            else:
                target = Status.IN_DOUBT
                reason = "the sender died while it handed the letter over: it may have left"
            try:
                letters.end_claim(
                    connection,
                    letter.id,
                    letter.status,
                    target,
                    token=letter.claim,
                    reason=reason,
                    now=now,
                )
            except WrongState:  # its sender was only slow, and has settled it this very moment
                continue
            if target is Status.IN_DOUBT:
                doubtful.append(letter)
    return doubtful


def _orphans(connection: Connection, home: str, sender: str) -> Callable[[Letter], bool]:
    """Tells the claims of the dead."""
    time = database_time(connection)
    died = cache(lambda name: is_dead(connection, name))

    def is_orphan(letter: Letter) -> bool:
        claimed_by = _sender_of(letter)
        of_home, _, number = claimed_by.partition("-")
        if claimed_by and claimed_by == sender:
            return False
        if connection.dialect.name == "postgresql" and number:
            return died(claimed_by)
        is_ours = connection.dialect.name != "postgresql" and of_home == home
        return is_ours or letter.lease_until is None or letter.lease_until < time

    return is_orphan


def _sender_of(letter: Letter) -> str:
    """A fencing token names its sender, the turn that claimed, and the letter.

    A sender is its home's name, and its own number since there may be several: the tokens before that have
    a home, a turn and a letter.
    """
    return (letter.claim or "").rsplit("-", 2)[0]
