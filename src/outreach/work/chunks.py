"""Much work in small chunks, each a transaction of its own, so that nobody waits long for whoever does it."""

from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

#: Seconds for which one chunk may keep others from writing.
LONGEST = 0.5
#: What a chunk is made for: the next one may take twice as long as the last, and is still in time.
_AIM = LONGEST / 2
_FIRST = 25
#: What is read for a chunk is in memory together: with their texts, so many letters are some 20 MB.
_MOST = 500

#: What is being done, in a word; of how many it is done; how many there are.
Progress = Callable[[str, int, int], None]


def untold(_done: str, _number: int, _total: int) -> None:
    """The `Progress` that nobody follows."""


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """All of them in their order, as many at a time as take half of `LONGEST`, judged by the last chunk.

    Whatever the caller does between two of them counts, its commit and its waiting for others too: where
    the database is busy the chunks are small. A chunk is at most twice the one before, and at least one.
    """
    size, done = _FIRST, 0
    while done < len(items):
        begun = monotonic()
        yield items[done : done + size]
        took = monotonic() - begun
        done += size
        fitting = int(size * _AIM / took) if took else _MOST
        size = max(1, min(fitting, 2 * size, _MOST))
