"""Rounds of sending: outreach and the references send the same letters, each to a fresh sink."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.job import Figures, Job
from bench.prebuilt import mean_bytes
from bench.process import do_together, seconds
from bench.senders import SENDERS, Sender
from bench.sink import Sink, sink
from bench.smtp_source import send_with_smtp_source, smtp_source
from bench.workbench import Workbench, at_rest, in_turn


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What was measured of one sender in one round."""

    letters_per_second: float
    #: Microseconds of a letter, in all its processes.
    cpu_us: float | None
    #: Of its largest process.
    peak_mb: float | None
    #: Of a letter, for those that keep a book.
    statements: float | None = None
    commits: float | None = None


Round = Mapping[str, Sent]


def send_rounds(bench: Workbench) -> tuple[Sequence[Round], int]:
    """Sender → what was measured, round by round; and the mean size of a letter in bytes."""
    letters = bench.sizes.letters
    bench.say(f"drafting {letters:,} letters")
    mailings = {"sqlite": bench.mailing(letters)}
    mailings["postgresql"] = bench.transferred(mailings["sqlite"], "postgresql")
    job = Job(deed="prebuild", folder=str(bench.folder), database=mailings["sqlite"], letters=letters)
    bench.do(job)
    names = [name for name in SENDERS if name != "smtp_source" or smtp_source()]
    rounds = []
    for number in range(bench.sizes.rounds):
        found = {}
        for name in in_turn(names, number):
            bench.say(f"sending, round {number + 1}: {SENDERS[name].title}")
            found[name] = _send(bench, SENDERS[name], mailings)
        rounds.append(found)
    for kind, url in mailings.items():
        bench.databases[kind].drop(url)
    return rounds, mean_bytes(job)


def _send(bench: Workbench, sender: Sender, mailings: Mapping[str, str]) -> Sent:
    kind, letters = sender.database, bench.sizes.letters
    url = bench.databases[kind].copy(mailings[kind]) if kind else ""
    try:
        at_rest()
        with sink() as into:
            figures = _figures(bench, sender, url, into)
            into.expect(letters)
    finally:
        if kind:
            bench.databases[kind].drop(url)
    peaks = [one.peak_mb for one in figures if one.peak_mb is not None]
    cpu = [one.cpu_seconds for one in figures if one.cpu_seconds is not None]
    return Sent(
        letters_per_second=letters / seconds(figures),
        cpu_us=sum(cpu) / letters * 1e6 if cpu else None,
        peak_mb=max(peaks) if peaks else None,
        statements=_each(figures, "statements", letters) if kind else None,
        commits=_each(figures, "commits", letters) if kind else None,
    )


def _figures(bench: Workbench, sender: Sender, url: str, into: Sink) -> list[Figures]:
    jobs = [
        Job(
            deed=sender.deed,
            folder=str(bench.folder),
            database=url,
            letters=bench.sizes.letters,
            port=into.port,
            connections=sender.connections,
            sync_ms=sender.sync_ms,
            share=share,
            shares=sender.processes,
        )
        for share in range(sender.processes)
    ]
    if sender.deed == "smtp-source":
        return [send_with_smtp_source(jobs[0])]
    figures = do_together(jobs) if len(jobs) > 1 else [bench.do(jobs[0])]
    if sender.database:
        accepted = max(one.counts["accepted"] for one in figures)
        assert accepted == bench.sizes.letters, f"{accepted} of {bench.sizes.letters} letters were accepted"
    return figures


def _each(figures: Sequence[Figures], name: str, letters: int) -> float:
    return sum(one.counts[name] for one in figures) / letters
