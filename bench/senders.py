"""Who sends in a round: outreach in several ways, and the references."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Sender:
    """One way to send all the letters."""

    #: send, smtplib or smtp-source.
    deed: str
    #: How the table calls it.
    title: str
    #: sqlite or postgresql, for those that keep a book.
    database: str | None = None
    processes: int = 1
    #: Of each process.
    connections: int = 10
    sync_ms: float = 0


SENDERS: Mapping[str, Sender] = {
    "send_1_process": Sender(deed="send", title="outreach, SQLite, 10 connections", database="sqlite"),
    "send_1_process_postgresql": Sender(
        deed="send", title="outreach, PostgreSQL, 10 connections", database="postgresql"
    ),
    "send_2_processes": Sender(
        deed="send",
        title="outreach, PostgreSQL, 2 × 20 connections",
        database="postgresql",
        processes=2,
        connections=20,
    ),
    "slow_disk_60_connections": Sender(
        deed="send",
        title="outreach, SQLite, 60 connections, 8 ms more a sync",
        database="sqlite",
        connections=60,
        sync_ms=8,
    ),
    "smtplib_1_connection": Sender(deed="smtplib", title="smtplib, 1 connection", connections=1),
    "smtplib_10_threads": Sender(deed="smtplib", title="smtplib, 10 threads"),
    "smtplib_2_x_5_threads": Sender(
        deed="smtplib", title="smtplib, 2 processes of 5 threads", processes=2, connections=5
    ),
    "smtp_source": Sender(deed="smtp-source", title="smtp-source -d -s 10"),
}
