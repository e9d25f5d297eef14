"""Rounds: every part once, each in a process of its own, ours and the references in alternating order."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.job import Figures, Job, Part
from bench.reference import smtp_source
from bench.sink import Sink, sink

#: Seconds before a part is taken for stuck: a minute, and a second for each letter. It needs far less.
_AT_LEAST, _PER_LETTER = 60, 1


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one round measured."""

    letters: int
    #: Bytes of a letter as it leaves, on average.
    mean_bytes: int
    figures: dict[Part, Figures]

    def rate(self, part: Part) -> float:
        """Letters per second."""
        return self.letters / self.figures[part].seconds

    def ratio(self, part: Part) -> float:
        """Its rate, as a multiple of smtplib's in the same round."""
        return self.rate(part) / self.rate(Part.SMTPLIB)


def play_round(letters: int, number: int, *, database: str, say: Callable[[str], None]) -> Round:
    """The round of that number (from 0), on a new database. Nothing of it stays behind."""
    with tempfile.TemporaryDirectory(prefix="outreach-bench-") as name, sink() as into:
        folder = Path(name)
        job = Job(
            part=Part.FURNISH,
            folder=name,
            database=_own_database(database, folder, number),
            letters=letters,
            port=into.port,
        )
        with _cleared(job):
            figures = {}
            for part in _in_turn(number):
                say(f"{letters:,} letters, round {number + 1}: {part}")
                figures[part] = _measured(job, part, into)
        envelopes = json.loads((folder / "letters.json").read_text())
        mean = sum(length for _, _, length in envelopes) // letters
    return Round(letters=letters, mean_bytes=mean, figures=figures)


def _own_database(database: str, folder: Path, number: int) -> str:
    """A file in the folder, or a database of our own on that server: what is there is never touched."""
    if database == "sqlite":
        return f"sqlite:///{folder / 'outreach.sqlite'}"
    server, _, options = database.partition("?")
    scheme, _, rest = server.partition("://")
    url = f"{scheme}://{rest.partition('/')[0]}/outreach_bench_{os.getpid()}_{number}"
    return f"{url}?{options}" if options else url


def _in_turn(number: int) -> Iterator[Part]:
    """Whoever comes second may find a warmer machine, so the order turns round every time."""
    yield from (Part.FURNISH, Part.DRAFT, Part.APPROVE, Part.PREBUILD)
    sending = [Part.SEND, Part.SMTPLIB]
    if smtp_source():
        sending.append(Part.SMTP_SOURCE)
    yield from reversed(sending) if number % 2 else sending


@contextmanager
def _cleared(job: Job) -> Iterator[None]:
    try:
        yield
    finally:
        _run(job, Part.CLEAR)


def _measured(job: Job, part: Part, into: Sink) -> Figures:
    before = into.taken()
    figures = _run(job, part)
    taken = into.taken() - before
    sends = part in {Part.SEND, Part.SMTPLIB, Part.SMTP_SOURCE}
    assert taken == (job.letters if sends else 0), f"{part}: {taken} letters reached the sink"
    return figures


def _run(job: Job, part: Part) -> Figures:
    done = subprocess.run(
        [sys.executable, "-m", "bench.part"],
        input=json.dumps(asdict(job) | {"part": part}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=_AT_LEAST + _PER_LETTER * job.letters,
    )
    return Figures(**json.loads(done.stdout))
