"""After a crash: what was surely not sent goes back to the queue, what may have been is in doubt."""

from datetime import datetime

from sqlalchemy import Engine

from outreach.model.errors import WrongState
from outreach.model.letter import Letter
from outreach.model.status import ON_ITS_WAY, Status
from outreach.store import letters
from outreach.store.damage import tell


def recover_letters(engine: Engine, *, home: str, now: datetime) -> list[Letter]:
    """Settle the claims of dead senders; gives the letters that are in doubt now.

    To be called under the home's sender lock: whoever holds it knows that every claim of this home is
    an orphan. Another home's claim (many machines on one database) must have outlived its lease.
    """
    doubtful = []
    with engine.begin() as connection:
        for letter in letters.find(connection, statuses=ON_ITS_WAY, unreadable=tell):
            ours = letter.claim is not None and letter.claim.rsplit("-", 2)[0] == home
            if not ours and letter.lease_until is not None and letter.lease_until >= now:
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
