"""When a sender starts: letters are due when the clock on the wall says so, also where its rules changed."""

from sqlalchemy import Engine

from outreach.model.civil_time import rules_digest
from outreach.model.errors import BadInput
from outreach.model.ids import LetterId
from outreach.store import due_instants

#: Letters of one transaction: well under half a second.
_CHUNK = 500


def renew_due_instants(engine: Engine, *, year: int) -> None:
    """Work out anew when queued letters are due whose zones had other rules, for that ``year`` and the next.

    A process reads the rules of a zone once, so this is for its start.
    """
    with engine.begin() as connection:
        rules = {zone: digest for zone in due_instants.zones(connection) if (digest := _digest(zone, year))}
        known = due_instants.known_rules(connection)
    changed = {zone: digest for zone, digest in rules.items() if known.get(zone) != digest}
    last: LetterId | None = None
    while changed:
        with engine.begin() as connection:
            last = due_instants.renew(connection, changed, after=last, limit=_CHUNK)
            if last is None:
                due_instants.know_rules(connection, changed)
                return


def _digest(zone: str, year: int) -> str | None:
    try:
        return rules_digest(zone, year)
    except BadInput:  # somebody has written it there; the claims of its letters say so
        return None
