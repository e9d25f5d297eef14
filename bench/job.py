"""What a process of the benchmark is told, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Job:
    """Everything such a process is told."""

    #: What it is to do: one of `bench.child`.
    deed: str
    #: The run's temporary folder.
    folder: str
    #: URL of the database, for those that use one.
    database: str = ""
    #: URL of the database from which another is filled.
    origin: str = ""
    letters: int = 0
    #: Of the sink, on 127.0.0.1.
    port: int = 0
    #: Sessions, or threads.
    connections: int = 10
    #: Milliseconds that are added to each sync of the disk.
    sync_ms: float = 0
    #: Which of how many processes that do the same together, from 0.
    share: int = 0
    shares: int = 1
    #: Letters in the queue from the beginning, and of one claim.
    queued: int = 0
    claim: int = 0


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was measured of one process; opening and preparing do not count."""

    #: Monotonic seconds, the same clock in every process.
    begun: float
    ended: float
    #: Of the whole process, in 10⁶ bytes; None where it cannot be known.
    peak_mb: float | None = None
    #: Of the process, from its beginning: unlike the others it hardly depends on who else is at work.
    cpu_seconds: float | None = None
    #: What else it has to say, by name.
    counts: Mapping[str, float] = field(default_factory=dict)
