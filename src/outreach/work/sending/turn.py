"""One turn: everything that the sessions have come to, in one transaction.

What has ended is written down; the letters at the gate and those that are due are looked at again, together;
those that may are let through; the next are claimed; the history follows, and one commit. No letter passes
its dot before that.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from outreach.model.errors import WrongState
from outreach.model.letter import Letter
from outreach.model.objection import Objection
from outreach.model.status import Status
from outreach.store import attempts, installation, queue
from outreach.store.gate import pass_gate
from outreach.store.pauses import account as account_target
from outreach.store.presence import Presence
from outreach.work.sending.business import Business, Decided
from outreach.work.sending.claim import LEASE, Claimant, claim, hold_damaged, stand_back
from outreach.work.sending.conclude import conclude
from outreach.work.sending.context import SendContext
from outreach.work.sending.gate import ENDING, STOP_FILE, free_to_pass, give_back, let_through
from outreach.work.sending.history import History
from outreach.work.sending.look_again import Lookout

#: Letters of a lane that stands still and are told why; the others learn it when it is their turn.
_TOLD = 50

_UNHEARD = "the database did not answer when it was claimed"
_UNSEEN = (
    "the database does not see that this sender lives: let it connect to the server itself, or to a pooler "
    "in session mode"
)
_NO_ACCOUNT = (
    "waits for its account: there is no account {!r} in the settings: add it, or route its letters elsewhere"
)


class TakenForDead(WrongState):
    """The sender's session was lost: others may have taken its claims, and it must show itself again."""


def take_turn(
    context: SendContext,
    lookout: Lookout,
    business: Business,
    *,
    presence: Presence,
    batch: str,
    again: bool = False,
) -> Decided:
    """Decide on all of it, in one transaction. Raises what the database raises, and `TakenForDead`.

    ``batch`` names what this turn claims, and ``again`` says that it was tried before, and nobody knows
    whether that commit came through.
    """
    decided = Decided()
    with context.engine.begin() as connection:
        passed = pass_gate(connection, presence.sender)
        if not passed.is_seen:
            raise TakenForDead(_UNSEEN)
        history = History(now=context.clock())
        lookout.begin_turn(connection, history.now)
        if again:
            _undo_claims(connection, batch, history)
            business = _without_what_is_written(connection, business, decided)
        if conclude(connection, business.ended, history) or again:
            lookout.read_anew(connection, history.now)
        is_stopped = context.stopped()
        due: list[Letter] = []
        if context.going() and not is_stopped:
            due = _due(connection, context, lookout, business, history, decided)
        at_gate = [attempt.letter for attempt in business.at_gate]
        looked = lookout.look(connection, due, at_gate=at_gate, now=history.now)
        free = free_to_pass(connection, business.at_gate, looked, is_stopped, history, decided)
        let_through(connection, free, passed.time, history, decided)
        why = STOP_FILE.reason if is_stopped else None if context.going() else ENDING
        give_back(connection, lookout, business, why, history, decided)
        if due:
            claimant = Claimant(
                batch=batch,
                lease_until=passed.time + LEASE,
                delivery=context.delivery,
                rules=context.rules,
            )
            claimed = claim(connection, due, looked, claimant, history)
            decided.claimed = claimed.taken
            decided.set_apart += claimed.set_apart
        history.write(connection)
        lookout.end_turn(connection)
    return decided


def _undo_claims(connection: Connection, batch: str, history: History) -> None:
    """Nobody has heard of the letters that were claimed, so nobody would send them."""
    for letter_id, campaign_id in queue.undo_claims(connection, batch, reason=_UNHEARD).items():
        history.moved(letter_id, campaign_id, Status.CLAIMED, Status.QUEUED, _UNHEARD)
    history.write(connection)  # the next claim asks for it


def _without_what_is_written(connection: Connection, business: Business, decided: Decided) -> Business:
    """The commit of a turn may have come through although its acknowledgement was lost."""
    ended = [attempt for attempt, _ in business.ended]
    known = attempts.phases(connection, [attempt.letter.id for attempt in [*business.at_gate, *ended]])
    decided.passed = [a for a in business.at_gate if (a.letter.id, a.number, "transmitting") in known]
    concluded = {(letter_id, number) for letter_id, number, phase in known if phase not in attempts.UNDER_WAY}
    return replace(
        business,
        ended=[one for one in business.ended if (one[0].letter.id, one[0].number) not in concluded],
        at_gate=[attempt for attempt in business.at_gate if attempt not in decided.passed],
    )


def _due(
    connection: Connection,
    context: SendContext,
    lookout: Lookout,
    business: Business,
    history: History,
    decided: Decided,
) -> list[Letter]:
    """The next letters for every account that has room for some, as many from each of its lanes.

    Of a lane that stands still some are taken only when it is time to look, so that they are told why.
    """
    lanes = queue.lanes(connection) if business.lanes is None else business.lanes
    running = [
        lane
        for lane in lanes
        if lane.account in business.room
        and lookout.may_send(lane.campaign_id)
        and not lookout.is_stopped(account_target(lane.account))
    ]
    found: list[Letter] = []
    for lane in lanes:
        if lane in running:
            sharers = sum(other.account == lane.account for other in running)
            limit = -(-business.room[lane.account] // sharers)
            if not limit:
                decided.lanes.add(lane)
                continue
        elif business.lanes is None:
            limit = _TOLD
        else:
            continue
        of_lane, damaged = queue.due(connection, lane, limit=limit, now=history.now)
        apart = [one.letter_id for one in damaged if hold_damaged(connection, one, history.now)]
        decided.set_apart += apart
        if lane.account in business.room:
            found += of_lane
        else:
            _tell_that_there_is_no_account(connection, of_lane, history, decided)
        if lane in running and len(of_lane) + len(damaged) == limit and (of_lane or apart):
            decided.lanes.add(lane)
    if found and installation.claim_for(connection, context.delivery, history.now) != context.delivery:
        decided.is_forbidden = True
        return []
    return found


def _tell_that_there_is_no_account(
    connection: Connection, waiting: Sequence[Letter], history: History, decided: Decided
) -> None:
    for letter in waiting:
        reason = _NO_ACCOUNT.format(letter.account)
        if stand_back(connection, letter, Objection(status=Status.QUEUED, reason=reason), history.now):
            decided.set_apart.append(letter.id)
