"""Claiming: turns that only claim, and ticks that find nothing due, from queues of any length."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, update

from bench.job import Figures, Job
from bench.mailing import ACCOUNT, DRAFTED_AT, SENT_AT, database, the_campaign, the_rules
from outreach.model.status import Status
from outreach.store.presence import Presence
from outreach.store.queue import Lane
from outreach.store.schema import attempts, letters, moves
from outreach.work.sending.business import Business
from outreach.work.sending.context import SendContext
from outreach.work.sending.look_again import Lookout
from outreach.work.sending.turn import take_turn
from outreach.work.sending.withdraw import withdraw_forbidden

#: When none of the queue is due, and all of it.
_NONE_DUE, _ALL_DUE = DRAFTED_AT - timedelta(days=1), SENT_AT + timedelta(minutes=10)


def claim(job: Job, ready: Callable[[], None]) -> Figures:
    """``letters`` letters, in turns of ``claim`` each, commits included. All are put back afterwards."""
    context, lookout = _context(job, _ALL_DUE), Lookout(live=False)
    lanes = {Lane(ACCOUNT, the_campaign().id)}
    business = Business(room={ACCOUNT: job.claim}, lanes=lanes)
    with Presence(context.engine, context.home) as presence:
        take_turn(context, lookout, business, presence=presence, batch="bench-warm")
        _put_back(context)
        ready()
        begun = time.monotonic()
        for number in range(job.letters // job.claim):
            decided = take_turn(context, lookout, business, presence=presence, batch=f"bench-{number}")
            assert len(decided.claimed) == job.claim, decided
        ended = time.monotonic()
    _put_back(context)
    return Figures(begun=begun, ended=ended)


def tick(job: Job, ready: Callable[[], None]) -> Figures:
    """``letters`` ticks: what the clock makes a sender do while all that is queued is due later."""
    context, lookout = _context(job, _NONE_DUE), Lookout(live=False)
    business = Business(room={ACCOUNT: 50}, lanes=None)
    with Presence(context.engine, context.home) as presence:
        _tick(context, lookout, business, presence)
        ready()
        begun = time.monotonic()
        for _ in range(job.letters):
            _tick(context, lookout, business, presence)
        return Figures(begun=begun, ended=time.monotonic())


def _tick(context: SendContext, lookout: Lookout, business: Business, presence: Presence) -> None:
    withdraw_forbidden(context.engine, live=False, now=context.clock())
    decided = take_turn(context, lookout, business, presence=presence, batch="bench-tick")
    assert not decided.claimed


def _context(job: Job, now: datetime) -> SendContext:
    return SendContext(
        engine=database(job),
        transports=dict,
        delivery="sandbox",
        home="bench",
        rules=the_rules(),
        clock=lambda: now,
        journal=Path(job.folder) / "results.journal",
    )


def _put_back(context: SendContext) -> None:
    """As if nothing had been claimed."""
    with context.engine.begin() as connection:
        claimed = letters.c.status == Status.CLAIMED
        again = {"status": Status.QUEUED, "claim": None, "lease_until": None}
        connection.execute(update(letters).where(claimed).values(again))
        connection.execute(delete(attempts))
        connection.execute(delete(moves).where(moves.c.target == Status.CLAIMED))
