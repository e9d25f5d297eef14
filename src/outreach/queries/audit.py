"""The audit, as it is read and checked."""

from dataclasses import dataclass

from sqlalchemy import Engine

from outreach.store import audit, letters
from outreach.store.audit import AuditLine
from outreach.store.database import reading


@dataclass(frozen=True, kw_only=True)
class AuditCheck:
    """Whether the record is as it was written."""

    lines: int
    faults: tuple[str, ...]


def check_audit(engine: Engine) -> AuditCheck:
    """Every line against its signature, and its end against the letters that name their line."""
    with reading(engine) as connection:
        faults = list(audit.faults(connection))
        lines = audit.count(connection)
        named = letters.last_audit_number(connection)
    if named > lines and not faults:
        faults.append(f"the end is missing: line {named} approved a letter, and the last line is {lines}")
    return AuditCheck(lines=lines, faults=tuple(faults))


def list_audit(engine: Engine) -> list[AuditLine]:
    """Every line, oldest first."""
    with reading(engine) as connection:
        return audit.lines(connection)
