"""A sender whose claims others have undone claims the same letters again: the old tries count for nothing."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import Engine

from outreach.model.directory import Channel
from outreach.model.sending import Message, Outcome
from outreach.work.sending import send
from tests.builders import FakeSessions, Hand, mailbox, office, queue, send_context, send_due, statuses
from tests.taken_for_dead import take_over
from tests.work.seen import open_tasks, phases

Handover = Callable[[], Awaitable[None]]


class Losing(FakeSessions):
    """While its first try is on its way its claim is undone; it goes on once ``old_goes_on`` says so."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(connections=2)
        self.engine = engine
        self.sender = send.Sender(send_context(engine, {"main": self}))
        self.tries = 0
        self.new_has_begun, self.old_goes_on, self.new_goes_on = (asyncio.Event() for _ in range(3))

    async def send(self, message: Message, before_handover: Handover) -> Outcome:
        """The first try, and every later one."""
        self.tries += 1
        if self.tries == 1:
            take_over(self.engine)
            self.sender.look_around()
            await self.old_goes_on.wait()
            self.new_goes_on.set()
        else:
            self.new_has_begun.set()
            await self.new_goes_on.wait()
        return await super().send(message, before_handover)


def test_a_letter_that_is_due_again_while_its_lost_try_is_at_the_gate_leaves_once(engine: Engine) -> None:
    [one] = queue(engine, office("a"))

    async def run() -> list[Message]:
        losing = Losing(engine)
        losing.old_goes_on.set()
        await losing.sender.run(until_idle=True)
        return losing.handed_over

    assert [message.letter_id for message in asyncio.run(run())] == [one]
    assert statuses(engine) == {"a": "accepted"}
    assert phases(engine, one) == ["claimed", "claimed", "transmitting", "accepted"]


@pytest.mark.parametrize("first", ["old", "new"])
def test_of_two_tries_of_a_letter_that_come_to_the_gate_together_one_passes(
    engine: Engine, first: str
) -> None:
    [one] = queue(engine, office("a"))

    async def run() -> list[Message]:
        losing = Losing(engine)
        running = asyncio.create_task(losing.sender.run(until_idle=True))
        await losing.new_has_begun.wait()
        if first == "new":
            losing.new_goes_on.set()
            await asyncio.sleep(0)
        losing.old_goes_on.set()
        await running
        return losing.handed_over

    assert [message.letter_id for message in asyncio.run(run())] == [one]
    assert statuses(engine) == {"a": "accepted"}
    assert phases(engine, one) == ["claimed", "claimed", "transmitting", "accepted"]


def test_a_letter_by_hand_whose_claim_was_lost_gives_one_task(engine: Engine) -> None:
    """Two would send it twice, by two people."""
    queue(engine, office("a", addresses=(mailbox("1 Street", channel=Channel.POST),)))
    lost: list[bool] = []

    class LosingHand(Hand):
        async def send(self, message: Message, before_handover: Handover) -> Outcome:
            if not lost:
                lost.append(True)
                take_over(engine)
            return await super().send(message, before_handover)

    for _ in range(2):
        send_due(send_context(engine, {"post": LosingHand()}))

    assert statuses(engine) == {"a": "by_hand"}
    assert len(open_tasks(engine)) == 1
