"""Sending: the path of a rehearsal, to the sink."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, Engine, event, func, select

from bench.job import Figures, Job
from bench.mailing import ACCOUNT, SENT_AT, database, the_rules
from outreach.model.status import Status
from outreach.store.database import reading
from outreach.store.schema import letters
from outreach.transports.smtp.server import SmtpServer, Tls
from outreach.transports.smtp.transport import SmtpTransport
from outreach.work.sending.context import SendContext
from outreach.work.sending.send import send_due


def send(job: Job, ready: Callable[[], None]) -> Figures:
    """Everything that is due, beside the other shares."""
    engine = database(job)
    costs = _counted(engine, job.sync_ms)
    server = SmtpServer(host="127.0.0.1", port=job.port, tls=Tls.NONE)
    connections = job.connections
    context = SendContext(
        engine=engine,
        transports=lambda: {ACCOUNT: SmtpTransport(server, loopback_only=True, connections=connections)},
        delivery="sandbox",
        home=f"bench{job.share}",
        rules=the_rules(),
        clock=lambda: SENT_AT,
        journal=Path(job.folder) / f"results{job.share}.journal",
        stopped=(Path(job.folder) / "STOP").exists,
    )
    with engine.connect():  # a sender that is at work has its database open, and every country's holidays
        import_module("holidays.countries")
    costs.clear()
    ready()
    begun = time.monotonic()
    taken_up = asyncio.run(send_due(context))
    ended = time.monotonic()
    counts = dict(costs) | {"taken_up": len(taken_up)}
    with reading(engine) as connection:
        accepted = select(func.count()).where(letters.c.status == Status.ACCEPTED)
        counts["accepted"] = connection.execute(accepted).scalar_one()
    return Figures(begun=begun, ended=ended, counts=counts)


def _counted(engine: Engine, sync_ms: float) -> Counter[str]:
    """Statements and commits, counted; each commit, which is a sync, waits that much longer."""
    costs = Counter[str]()

    def statement(*_: object) -> None:
        costs["statements"] += 1

    def commit(_: Connection) -> None:
        costs["commits"] += 1
        if sync_ms:
            time.sleep(sync_ms / 1000)

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    return costs
