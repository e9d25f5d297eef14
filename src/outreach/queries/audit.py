"""The audit, as it is read and checked."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from outreach.queries.vouching import unvouched
from outreach.store import audit
from outreach.store.audit import AuditEnd, AuditLine
from outreach.store.database import reading


@dataclass(frozen=True, kw_only=True)
class AuditCheck:
    """Whether the record is as it was written, and stands behind what was approved."""

    lines: int
    faults: tuple[str, ...]


def check_audit(engine: Engine, ends: Sequence[AuditEnd] = ()) -> AuditCheck:
    """Every line against its signature and the ``ends`` that were kept; then what was approved against them.

    Only a record that holds can vouch for anything, so the second is asked where the first finds nothing.
    """
    with reading(engine) as connection:
        faults = list(audit.faults(connection, ends))
        last = audit.end(connection)
        return AuditCheck(lines=last.number if last else 0, faults=tuple(faults or unvouched(connection)))


def list_audit(engine: Engine) -> list[AuditLine]:
    """Every line, oldest first."""
    with reading(engine) as connection:
        return audit.lines(connection)
