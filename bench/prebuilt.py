"""The letters as bytes, ready-made: what the references send."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.job import Figures, Job


@dataclass(frozen=True, kw_only=True)
class Prebuilt:
    """A letter as it leaves."""

    sender: str
    recipient: str
    content: bytes


def prebuild(job: Job, ready: Callable[[], None]) -> Figures:
    """``letters.eml``: the letters end to end; ``letters.json``: sender, recipient and length of each."""
    from email.utils import format_datetime

    from bench.mailing import SENT_AT, database
    from outreach.rendering.mime.message import with_date
    from outreach.store import contents, letters
    from outreach.store.database import reading

    ready()
    begun = time.monotonic()
    envelopes, date_header = [], format_datetime(SENT_AT)
    with reading(database(job)) as connection, _content(job).open("wb") as file:
        for letter in letters.find(connection):
            content = with_date(contents.get(connection, letter.id) or b"", date_header)
            file.write(content)
            envelopes.append((letter.envelope_sender, letter.address, len(content)))
    _envelopes(job).write_text(json.dumps(envelopes))
    return Figures(begun=begun, ended=time.monotonic())


def prebuilt(job: Job) -> Iterator[Prebuilt]:
    """The share of the letters that this process is to send."""
    with _content(job).open("rb") as file:
        for number, (sender, recipient, length) in enumerate(json.loads(_envelopes(job).read_text())):
            content = file.read(length)
            if number % job.shares == job.share:
                yield Prebuilt(sender=sender, recipient=recipient, content=content)


def mean_bytes(job: Job) -> int:
    """Of a letter as it leaves."""
    envelopes = json.loads(_envelopes(job).read_text())
    return int(sum(length for _, _, length in envelopes) // len(envelopes))


def _content(job: Job) -> Path:
    return Path(job.folder) / "letters.eml"


def _envelopes(job: Job) -> Path:
    return Path(job.folder) / "letters.json"
