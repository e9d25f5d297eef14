"""The tables of the directory. A change here wants a migration beside it (``migrations/versions``)."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from outreach.store.database import Day, Instant
from outreach.store.metadata import metadata

offices = Table(
    "offices",
    metadata,
    Column("id", String, primary_key=True),
    # Deferred to the commit: a file may name a parent that stands further down.
    Column("parent_id", String, ForeignKey("offices.id", deferrable=True, initially="DEFERRED")),
    Column("body", String, nullable=False),
    Column("name", String, nullable=False),
    Column("body_kind", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("title", String, nullable=False),
    Column("rank", String, nullable=False),
    Column("holder", String),
    Column("gender", String, nullable=False),
    #: JSON: what it is called in each language, and who holds it and held it.
    Column("names", Text, nullable=False, server_default="[]"),
    Column("holders", Text, nullable=False, server_default="[]"),
    #: BCP 47 tags joined by ";", first language first.
    Column("languages", String, nullable=False),
    Column("written_in", String, nullable=False, server_default=""),
    Column("time_zone", String),
    Column("country", String),
    Column("seat_country", String),
    Column("approach", String, nullable=False),
    Column("grade", String, nullable=False),
    Column("source_url", Text, nullable=False),
    Column("source_date", String, nullable=False),
    Column("contact_page", Text, nullable=False, server_default=""),
    Column("candidates", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False),
    Column("loaded_by", String, ForeignKey("people.handle"), nullable=False),
    Column("loaded_at", Instant, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("office_id", String, ForeignKey("offices.id"), nullable=False, index=True),
    Column("channel", String, nullable=False),
    Column("value", String, nullable=False),
    #: Order of preference, from 0.
    Column("position", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("checked_by", String, ForeignKey("people.handle")),
    Column("checked_on", Day),
    #: Counts every change of what is known of it; who verifies it names the one they saw.
    Column("version", Integer, nullable=False),
    #: Who put it there: somebody else must verify it. None for one that came with its office.
    Column("changed_by", String, ForeignKey("people.handle")),
    UniqueConstraint("office_id", "channel", "value"),
)

suppressions = Table(
    "suppressions",
    metadata,
    #: An office's id or a folded mailbox.
    Column("target", String, primary_key=True),
    Column("requested_by", String, ForeignKey("people.handle"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    #: The suppressed office whose mailbox this is, if it was suppressed with it.
    Column("because_of", String),
)
