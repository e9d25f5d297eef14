"""What a turn writes down of its letters: every move and every phase of every try, all at once."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from outreach.model.ids import CampaignId, LetterId
from outreach.model.letter import Letter
from outreach.model.sending import Message
from outreach.model.status import Status
from outreach.store import attempts, moves
from outreach.store.attempts import Attempt
from outreach.store.moves import OUTREACH, Move


@dataclass(kw_only=True, eq=False)
class Try:
    """One try at one letter."""

    letter: Letter
    #: Of all its tries, from 1.
    number: int
    #: None for one of which only the end is known.
    message: Message | None
    #: The fencing token.
    claim: str
    delivery: str
    #: Set once the point of no return is committed.
    passed: bool = False


@dataclass(kw_only=True)
class History:
    """The lines of one transaction, until they are written."""

    now: datetime
    _moves: list[tuple[LetterId, CampaignId, Move]] = field(default_factory=list)
    _attempts: list[tuple[LetterId, Attempt]] = field(default_factory=list)

    def moved(
        self, letter_id: LetterId, campaign_id: CampaignId, source: Status, target: Status, reason: str
    ) -> None:
        """A letter of that campaign has moved."""
        move = Move(source=source, target=target, by=OUTREACH, reason=reason, at=self.now)
        self._moves.append((letter_id, campaign_id, move))

    def reached(self, attempt: Try, phase: str, detail: str = "") -> None:
        """A try has reached a phase, with the other side's words."""
        noted = Attempt(
            number=attempt.number,
            phase=phase,
            account=attempt.letter.account,
            delivery=attempt.delivery,
            detail=detail,
            at=self.now,
        )
        self._attempts.append((attempt.letter.id, noted))

    def write(self, connection: Connection) -> None:
        """Write down what there is."""
        moves.add(connection, self._moves)
        attempts.note(connection, self._attempts)
        self.forget()

    def forget(self) -> None:
        """What is not written yet was not so."""
        self._moves, self._attempts = [], []
