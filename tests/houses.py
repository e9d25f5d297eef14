"""Houses in which a process would end, and a test only goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import URL, Engine

from outreach.store.database import open_database
from outreach.wiring import house as wiring


@contextmanager
def closing_databases() -> Iterator[None]:
    """A process closes its database when it ends: so does this, for every house that was used within."""
    opened: list[Engine] = []

    def remembered(url: str | URL, *, audit_key: bytes = b"") -> Engine:
        opened.append(open_database(url, audit_key=audit_key))
        return opened[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "open_database", remembered)
        try:
            yield
        finally:
            for engine in opened:
                engine.dispose()
