"""The conversation of one campaign with one office, and what its answers make of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from outreach.model.ids import AnswerId, CampaignId, Handle, LetterId, OfficeId


class AnswerKind(StrEnum):
    """What came back, as a person read it."""

    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    PROMISED = "promised"
    REFUSED = "refused"
    TRANSFERRED = "transferred"
    OBJECTED = "objected"
    BOUNCED = "bounced"
    #: A correction: there was no such answer.
    WITHDRAWN = "withdrawn"


class ThreadOutcome(StrEnum):
    """Where the conversation stands."""

    AWAITING = "awaiting"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    PROMISED = "promised"
    REFUSED = "refused"
    TRANSFERRED = "transferred"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One thing that came back, as a person recorded it."""

    campaign_id: CampaignId
    office_id: OfficeId
    letter_id: LetterId
    kind: AnswerKind
    note: str
    recorded_by: Handle
    #: UTC.
    recorded_at: datetime
    #: None while it is in no database.
    id: AnswerId | None = None
    #: The day on which it came in, if that is known.
    received_on: date | None = None
    #: The answer that this one corrects.
    replaces_id: AnswerId | None = None
    #: The number under which the office has registered our letter, if it said so.
    their_reference: str = ""


#: After any of these no reminder goes out: only silence and a bare acknowledgement leave the clock running.
STOPS_THE_CLOCK = frozenset(AnswerKind) - {AnswerKind.ACKNOWLEDGED, AnswerKind.WITHDRAWN}

#: How the reason of a reminder begins that an answer has stopped.
NO_REMINDER = "no reminder: the office has"

_CLOSES = frozenset({AnswerKind.OBJECTED, AnswerKind.BOUNCED})


def outcome_of(answers: Iterable[Answer]) -> ThreadOutcome:
    """The outcome of a thread whose answers are given oldest first.

    The latest word counts, but an acknowledgement never overrules an answer, and an objection or a
    bounce closes the thread for good.
    """
    outcome = ThreadOutcome.AWAITING
    for answer in answers:
        if answer.kind is AnswerKind.WITHDRAWN:
            continue
        if answer.kind in _CLOSES:
            return ThreadOutcome.CLOSED
        if answer.kind is not AnswerKind.ACKNOWLEDGED or outcome is ThreadOutcome.AWAITING:
            outcome = ThreadOutcome(answer.kind.value)
    return outcome


def their_reference(answers: Iterable[Answer]) -> str:
    """Under which number the office has registered the matter; empty if it has told none. Oldest first."""
    return next((one.their_reference for one in reversed([*answers]) if one.their_reference), "")


def stops_the_clock(answers: Iterable[Answer]) -> Answer | None:
    """The answer after which this office gets no reminder, if there is one.

    A bounce stops what followed from its own letter, and that letter's state says so; when a person has
    written again to another address, the new letter's silence counts again.
    """
    heard = (answer for answer in answers if answer.kind is not AnswerKind.BOUNCED)
    return next((answer for answer in heard if answer.kind in STOPS_THE_CLOCK), None)
