"""The tables, but for those of the directory. A change here wants a migration (``migrations/versions``)."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from outreach.store.database import Day, Instant, WallClock
from outreach.store.directory_schema import offices
from outreach.store.metadata import metadata

people = Table(
    "people",
    metadata,
    Column("handle", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("added_at", Instant, nullable=False),
    #: None for the first person of a home, whom nobody could enrol.
    Column("enrolled_by", String, ForeignKey("people.handle")),
    #: A leaver acts no more; what they did stays theirs.
    Column("disabled_at", Instant),
    Column("disabled_by", String, ForeignKey("people.handle")),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String, primary_key=True),
    #: `model.campaign.Campaign` as JSON.
    Column("definition", Text, nullable=False),
    #: Of everything it says and of its texts; whoever approves it names the one they saw.
    Column("digest", String, nullable=False),
    #: JSON: each text of the template and each form of address as they were loaded → digest.
    Column("texts", Text, nullable=False),
    Column("loaded_by", String, ForeignKey("people.handle"), nullable=False),
    Column("loaded_at", Instant, nullable=False),
    #: Everybody who changed it since its last approval, joined by ";": none of them may approve it.
    Column("makers", String, nullable=False),
    Column("approved_by", String, ForeignKey("people.handle")),
    Column("approved_at", Instant),
)

letters = Table(
    "letters",
    metadata,
    Column("id", String, primary_key=True),
    Column("campaign_id", String, ForeignKey("campaigns.id"), nullable=False),
    Column("step", String, nullable=False),
    Column("office_id", String, ForeignKey(offices.c.id), nullable=False),
    Column("channel", String, nullable=False),
    Column("status", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("message_id", String, nullable=False),
    #: msg-ids joined by a space, oldest first.
    Column("references", Text, nullable=False),
    Column("account", String, nullable=False),
    Column("language", String, nullable=False),
    Column("language_reason", String, nullable=False),
    Column("address", String, nullable=False),
    Column("envelope_sender", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("printed_on", Day),
    Column("content_version", Integer, nullable=False),
    #: JSON: part → digest (`model.made_from`).
    Column("made_from", Text, nullable=False),
    #: Markdown that a person wrote for this letter alone, in the place of the template's body.
    Column("own_body", Text),
    Column("author", String, ForeignKey("people.handle"), nullable=False),
    #: Everybody who wrote or rewrote it, joined by ";": none of them may approve it.
    Column("editors", String, nullable=False),
    Column("approved_by", String, ForeignKey("people.handle")),
    Column("approved_at", Instant),
    Column("seal", String),
    Column("mac", String),
    Column("audit_number", Integer),
    Column("due_local", WallClock),
    Column("due_zone", String),
    #: Whether a person set the time; otherwise it was computed and may be computed again.
    Column("due_is_manual", Boolean),
    Column("retry_at", Instant),
    #: The instant that both come to, as the rules of the zone were when either was set: claims look for it,
    #: and the civil time decides.
    Column("due_at", Instant, nullable=False),
    Column("date_header", String),
    Column("claim", String),
    Column("lease_until", Instant),
    Column("hold_cause", String),
    #: False once it no longer stands in the way of writing anew; apart from the status, or every move
    #: would rewrite the index below.
    Column("standing", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("message_id"),
    Index("ix_letters_office_id", "office_id"),
)

#: Written out, for a bound value matches no partial index.
QUEUED = text("'queued'")

# What claims look through: a campaign's queue on one account, the longest due first. No index of the
# status alone: an UPDATE by ids would be led astray by it, through every queued row.
_QUEUED = text("status = 'queued'")
Index(
    "ix_letters_queue",
    letters.c.account,
    letters.c.campaign_id,
    letters.c.due_at,
    letters.c.id,
    sqlite_where=_QUEUED,
    postgresql_where=_QUEUED,
)

# The key of a letter. Fail-over must not write twice, so the account is not in it; a cancelled or
# bounced letter does not stand in the way of a person who writes again.
_STANDING = text("standing")
Index(
    "uq_letters_standing",
    letters.c.campaign_id,
    letters.c.step,
    letters.c.office_id,
    letters.c.channel,
    unique=True,
    sqlite_where=_STANDING,
    postgresql_where=_STANDING,
)

contents = Table(
    "contents",
    metadata,
    Column("letter_id", String, ForeignKey("letters.id"), primary_key=True),
    #: Deflated against the dictionary; as it is, where there is none (the first release).
    Column("mime", LargeBinary, nullable=False),
    Column("dictionary", String, ForeignKey("dictionaries.digest")),
)

#: Letters against which others are deflated: parts of them, so never changed and never deleted.
dictionaries = Table(
    "dictionaries",
    metadata,
    Column("id", Integer, primary_key=True),
    #: What the letters of one dictionary share: campaign, step, language, channel.
    Column("wording", String, nullable=False, index=True),
    #: SHA-256 (hex) of what it says.
    Column("digest", String, nullable=False, unique=True),
    Column("mime", LargeBinary, nullable=False),
)

#: Every change of a letter's state; append-only.
moves = Table(
    "moves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("letter_id", String, ForeignKey("letters.id"), nullable=False, index=True),
    #: None for the making of the letter.
    Column("source", String),
    Column("target", String, nullable=False),
    #: A person's handle, or "outreach".
    Column("by", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

#: Every phase that every try reached; append-only.
attempts = Table(
    "attempts",
    metadata,
    Column("letter_id", String, ForeignKey("letters.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    #: claimed, transmitting, then how it ended.
    Column("phase", String, primary_key=True),
    Column("account", String, nullable=False),
    #: sandbox or live: a rehearsal never counts as a letter sent.
    Column("delivery", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign_id", String, ForeignKey("campaigns.id"), nullable=False),
    Column("office_id", String, ForeignKey(offices.c.id), nullable=False, index=True),
    Column("letter_id", String, ForeignKey("letters.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("recorded_by", String, ForeignKey("people.handle"), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    #: The day on which it came in, if that is known.
    Column("received_on", Day),
    #: The answer that this one corrects; a corrected answer counts no more.
    Column("replaces_id", Integer, ForeignKey("answers.id")),
    #: The number under which the office has registered our letter.
    Column("their_reference", Text, nullable=False, server_default=""),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("status", String, nullable=False),
    Column("campaign_id", String, ForeignKey("campaigns.id"), nullable=False),
    Column("office_id", String, ForeignKey(offices.c.id), nullable=False),
    Column("letter_id", String, ForeignKey("letters.id"), index=True),
    Column("instructions", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("done_by", String),
    Column("done_at", Instant),
    Column("proof", Text),
)

#: What is stopped: everything ("*"), "campaign:ID" or "account:NAME".
pauses = Table(
    "pauses",
    metadata,
    Column("target", String, primary_key=True),
    #: A person's handle, or "outreach" for an account that refused us.
    Column("requested_by", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    #: It ends by itself then: an account that asked us to wait. None: a person ends it.
    Column("until", Instant),
)

#: One line for each person's act, each signed over the one before (`store.audit`); append-only.
audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("act", String, nullable=False),
    #: The id of what it was done to.
    Column("target", String, nullable=False),
    #: JSON: what else is to be remembered of it.
    Column("detail", Text, nullable=False),
    Column("mac", String, nullable=False),
)

#: By how much the counts of letters have changed, row by row (`store.tallies`); append-only, and folded.
tallies = Table(
    "tallies",
    metadata,
    Column("id", Integer, primary_key=True),
    #: JSON: campaign → state → difference, none of which is zero.
    Column("changes", Text, nullable=False),
)

#: By which rules the instants of a zone were worked out at which letters are due (`store.due_instants`).
zone_rules = Table(
    "zone_rules",
    metadata,
    Column("zone", String, primary_key=True),
    #: `model.civil_time.rules_digest`.
    Column("digest", String, nullable=False),
)

#: One row: what this database is for, asked at every claim.
installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    #: sandbox or live, from the first letter tried.
    Column("delivery", String, nullable=False),
    Column("set_at", Instant, nullable=False),
)
