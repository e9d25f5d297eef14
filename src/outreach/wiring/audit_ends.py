"""Where a home's audit ends, kept outside its database: what is taken off it later will be missed."""

import re

from outreach.files.home import audit_ends, keep_audit_end
from outreach.store import audit
from outreach.store.audit import AuditEnd
from outreach.store.database import reading
from outreach.wiring.house import House

#: Of a line; Python reads no number of thousands of digits.
_NUMBER = re.compile("[0-9]{1,18}")


def kept_ends(house: House) -> list[AuditEnd]:
    """Where it ended, each time this home looked."""
    kept = (line.partition(" ") for line in audit_ends(house.home))
    return [AuditEnd(number=int(number), mac=mac) for number, _, mac in kept if _NUMBER.fullmatch(number)]


def keep_end(house: House) -> None:
    """Note where it ends now. Does nothing where the database has not been used."""
    if "engine" not in vars(house):
        return
    with reading(house.engine) as connection:
        end = audit.end(connection)
    if end is not None:
        keep_audit_end(house.home, f"{end.number} {end.mac}")
