"""A transport that sends one letter at a time, carrying many."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from outreach.model.carrier import carry_one_by_one
from outreach.model.errors import WrongState
from outreach.model.sending import Accepted, Message, NotNow, Outcome
from outreach.model.status import Status
from tests.transports.feeds import Letters
from tests.transports.messages import letters


class Post:
    """Takes every letter that it may."""

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        await before_handover()
        return Accepted(receipt=f"taken: {message.letter_id}")

    async def close(self) -> None:
        raise AssertionError("nobody asked for that")


def test_letters_are_sent_until_there_are_no_more() -> None:
    feed = Letters(*letters(3))

    asyncio.run(carry_one_by_one(Post(), feed))

    assert feed.outcomes == {name: Accepted(receipt=f"taken: {name}") for name in "abc"}
    assert feed.passed == ["a", "b", "c"]


@pytest.mark.parametrize("held", [NotNow(Status.HELD, "stopped"), WrongState("its claim has lapsed")])
def test_a_letter_that_must_not_pass_is_not_told_again_and_the_next_goes(held: Exception) -> None:
    async def gate(message: Message) -> None:
        if message.letter_id == "a":
            raise held

    feed = Letters(*letters(2), gate=gate)

    asyncio.run(carry_one_by_one(Post(), feed))

    assert list(feed.outcomes) == ["b"]


def test_any_other_fault_ends_the_session() -> None:
    async def gate(message: Message) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        asyncio.run(carry_one_by_one(Post(), Letters(*letters(2), gate=gate)))
