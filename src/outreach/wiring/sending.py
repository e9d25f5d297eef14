"""Sending from one home: what is due now, or whatever falls due until this process is told to end."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from outreach.model.ids import LetterId
from outreach.model.letter import Letter
from outreach.store import letters, queue
from outreach.store.database import reading
from outreach.work.sending.context import SendContext
from outreach.work.sending.journal import replay
from outreach.work.sending.recover import recover_letters
from outreach.work.sending.renew import renew_due_instants
from outreach.work.sending.send import Sender, send_due

#: Letters that are told of one by one, of those that are kept back.
_MOST_KEPT = 1_000


@dataclass(frozen=True, kw_only=True)
class Sending:
    """The right to send; on SQLite that of whoever holds the home's lock."""

    context: SendContext

    def __call__(self) -> list[Letter]:
        """Send what is due, and give those letters as they then are.

        With them come those that a dead sender has left in doubt, and those that stay although they are due,
        some thousand of them: a person must know.
        """
        doubtful = self._settle_leftovers()
        sent = asyncio.run(send_due(self.context))
        with reading(self.context.engine) as connection:
            kept = queue.still_due(connection, self.context.clock(), limit=_MOST_KEPT)
        return self._as_they_are([*doubtful, *sent, *kept])

    async def serve(self, tell: Callable[[list[Letter]], None], started: Callable[[Sender], None]) -> None:
        """Send what falls due until this process is told to end; ``tell`` hears of letters turn by turn.

        ``started`` is given the sender, to make it look when it is time.
        """
        if doubtful := self._settle_leftovers():
            tell(self._as_they_are(doubtful))
        sender = Sender(self.context, lambda ids: tell(self._as_they_are(ids)))
        started(sender)
        await sender.run(until_idle=False)

    def _settle_leftovers(self) -> list[LetterId]:
        """What dead senders have left behind, before anything else is sent."""
        engine, now = self.context.engine, self.context.clock()
        replay(engine, self.context.journal, now=now)
        renew_due_instants(engine, year=now.year)
        return [letter.id for letter in recover_letters(engine, home=self.context.home, now=now)]

    def _as_they_are(self, ids: Sequence[LetterId]) -> list[Letter]:
        with reading(self.context.engine) as connection:
            return letters.find(connection, ids=list(dict.fromkeys(ids)))
