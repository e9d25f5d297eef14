"""How much is measured: the whole, in half an hour, or as little as shows that it runs."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """What one run of the benchmark does."""

    #: Letters that each sender sends in a round.
    letters: int
    #: Letters that are drafted and approved in a round.
    drafts: int
    #: Rounds of sending, of drafting and of claiming.
    rounds: int
    #: Queued letters, from which letters are claimed.
    queues: tuple[int, ...]
    #: Letters of each queue that can leave: they have contents.
    sendable: int
    #: Letters of one claim, and how many claims are measured.
    claim: int
    claims: int
    #: Queues during which a sender's memory is measured.
    memory: tuple[int, ...]
    #: Whether what one process does is done without it, for its start takes longest.
    is_only_a_trial: bool = False


WHOLE = Sizes(
    letters=7_000,
    drafts=1_400,
    rounds=5,
    queues=(1_000, 100_000, 1_000_000),
    sendable=4_000,
    claim=50,
    claims=15,
    memory=(10_000, 1_000_000),
)
QUICK = Sizes(
    letters=1_400,
    drafts=350,
    rounds=3,
    queues=(1_000, 100_000, 1_000_000),
    sendable=2_000,
    claim=50,
    claims=15,
    memory=(10_000, 1_000_000),
)
SMALLEST = Sizes(
    letters=14,
    drafts=14,
    rounds=1,
    queues=(20, 40),
    sendable=20,
    claim=5,
    claims=2,
    memory=(20, 40),
    is_only_a_trial=True,
)
