"""What every round works with, and the order in which it goes."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.child import do_here
from bench.databases import Databases
from bench.job import Figures, Job
from bench.process import do_together
from bench.sizes import Sizes

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Workbench:
    """What every round works with."""

    folder: Path
    sizes: Sizes
    #: sqlite and postgresql.
    databases: Mapping[str, Databases]
    say: Callable[[str], None]

    def do(self, job: Job) -> Figures:
        """What a process of its own has measured."""
        if self.sizes.is_only_a_trial:
            return do_here(job)
        (figures,) = do_together([job])
        return figures

    def furnished(self, letters: int) -> str:
        """A new SQLite database with the campaign and that many offices."""
        url = self.databases["sqlite"].new()
        self.do(Job(deed="furnish", folder=str(self.folder), database=url, letters=letters))
        return url

    def mailing(self, letters: int) -> str:
        """A new SQLite database in which that many letters are approved, and due."""
        url = self.furnished(letters)
        for deed in ("draft", "approve"):
            self.do(Job(deed=deed, folder=str(self.folder), database=url, letters=letters))
        return url

    def transferred(self, origin: str, kind: str) -> str:
        """A new database of that kind which holds the same as a mailing's."""
        url = self.databases[kind].new()
        self.do(Job(deed="transfer", folder=str(self.folder), database=url, origin=origin))
        return url


def in_turn(names: Sequence[T], number: int) -> Sequence[T]:
    """The order of the round of that number: whoever comes second may find a warmer machine."""
    return list(reversed(names)) if number % 2 else list(names)


def at_rest() -> None:
    """Wait until what was prepared is on the disk: it is nobody's to wait for later."""
    os.sync()
