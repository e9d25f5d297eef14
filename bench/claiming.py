"""Rounds of claims and ticks from short queues and long ones, and the memory of a sender before them."""

from collections.abc import Mapping, Sequence

from bench.job import Job
from bench.office import LANGUAGES
from bench.process import do_together, seconds
from bench.sink import sink
from bench.workbench import Workbench, at_rest, in_turn

#: Ticks that are measured.
_TICKS = 20


def claim_rounds(bench: Workbench, queues: Mapping[int, str]) -> Sequence[Mapping[str, Mapping[int, float]]]:
    """Claim and tick → length of the queue → microseconds: for a letter claimed, for a tick."""
    rounds = []
    for number in range(bench.sizes.rounds):
        found: dict[str, dict[int, float]] = {"claim": {}, "tick": {}}
        for queued in in_turn(bench.sizes.queues, number):
            bench.say(f"claiming, round {number + 1}: {queued:,} queued")
            for deed, times in (("claim", bench.sizes.claims * bench.sizes.claim), ("tick", _TICKS)):
                at_rest()
                job = Job(
                    deed=deed,
                    folder=str(bench.folder),
                    database=queues[queued],
                    letters=times,
                    claim=bench.sizes.claim,
                )
                found[deed][queued] = seconds([bench.do(job)]) / times * 1e6
        rounds.append(found)
    return rounds


def memory(bench: Workbench, queues: Mapping[int, str]) -> Mapping[int, float | None]:
    """Length of the queue → megabytes of a sender. It sends as many letters from each: they are gone then."""
    found = {}
    for queued in bench.sizes.memory:
        bench.say(f"memory of a sender: {queued:,} queued")
        with sink() as into:
            job = Job(deed="send", folder=str(bench.folder), database=queues[queued], port=into.port)
            (figures,) = do_together([job])  # memory is a process' own
            found[queued] = figures.peak_mb
            into.expect(bench.sizes.sendable)
    return found


def filled_queues(bench: Workbench) -> Mapping[int, str]:
    """Length of the queue → the database in which it is, on SQLite."""
    original = bench.mailing(2 * LANGUAGES)
    queues = {}
    for queued in sorted({*bench.sizes.queues, *bench.sizes.memory}):
        bench.say(f"putting {queued:,} letters into a queue")
        queues[queued] = bench.databases["sqlite"].copy(original)
        bench.do(
            Job(
                deed="fill",
                folder=str(bench.folder),
                database=queues[queued],
                queued=queued,
                letters=min(queued, bench.sizes.sendable),
            )
        )
    return queues
