"""Results that the database did not take: kept in a file of the home until the next start writes them down.

The other side has said what became of a letter, and the database is away for good or its disk is full. With
the file, which is on the disk before anything else is done, no such letter is in doubt. All senders of a home
share it: who reads or writes it is alone with it, and it is emptied and never removed, or somebody might wait
for a file that is gone.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Engine

from outreach.model.errors import BadInput, OutreachError
from outreach.model.ids import LetterId
from outreach.model.sending import Accepted, ByHand, Deferred, InDoubt, Outcome, Refused, Scope
from outreach.store import attempts, letters
from outreach.work.sending.conclude import Ended, conclude
from outreach.work.sending.history import History, Try

_log = logging.getLogger(__name__)

#: The version of each line.
_VERSION = 1

_OUTCOMES: dict[str, type[Outcome]] = {
    one.__name__: one for one in (Accepted, ByHand, Deferred, InDoubt, Refused)
}


def keep(file: Path, ended: Sequence[Ended]) -> None:
    """Add these results, and wait until they are on the disk. Raises OSError where that cannot be."""
    with _alone_with(file, os.O_CREAT) as opened:
        opened.truncate(opened.read().rfind("\n") + 1)  # what another did not bring to its end
        for attempt, outcome in ended:
            opened.write(json.dumps(_line(attempt, outcome)) + "\n")
        opened.flush()
        os.fsync(opened.fileno())


def replay(engine: Engine, file: Path, *, now: datetime) -> list[LetterId]:
    """Write down what the file holds, and empty it; gives the letters. What is written already stays.

    The file stays as it is while one of its letters is not here or damaged: the database may be another one,
    or be put back. A line without an end was not on the disk yet, and nothing was built on it. Raises
    `BadInput` for one that is not ours: somebody must look at it before anything leaves.
    """
    if not os.path.lexists(file):
        return []
    with _alone_with(file) as opened:
        *lines, _unfinished = opened.read().split("\n")
        written = _write_down(engine, [_read(line, file) for line in lines], now)
        if len(written) == len(lines):
            opened.truncate(0)
            os.fsync(opened.fileno())
    return written


@contextmanager
def _alone_with(file: Path, flags: int = 0) -> Iterator[TextIO]:
    """The file, to be read from its beginning and written at its end, while others wait."""
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | flags, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield opened


def _write_down(engine: Engine, kept: Sequence[dict[str, Any]], now: datetime) -> list[LetterId]:
    written = []
    with engine.begin() as connection:
        known = attempts.phases(connection, [line["letter_id"] for line in kept])
        history = History(now=now)
        for line in kept:
            try:
                letter = letters.get(connection, line["letter_id"])
            except OutreachError as fault:  # one that is gone or damaged keeps no other
                _log.error("a result of letter %s cannot be written down: %s", line["letter_id"], fault)
                continue
            written.append(letter.id)
            done = {phase for letter_id, number, phase in known if (letter_id, number) == _try(line)}
            if done <= attempts.UNDER_WAY:
                attempt = Try(
                    letter=letter,
                    number=line["number"],
                    message=None,
                    claim=line["claim"],
                    delivery=line["delivery"],
                    passed=line["passed"],
                )
                conclude(connection, [(attempt, _outcome(line))], history)
        history.write(connection)
    return written


def _line(attempt: Try, outcome: Outcome) -> dict[str, Any]:
    said: dict[str, Any] = dict(vars(outcome))
    if said.get("retry_after") is not None:
        said["retry_after"] = said["retry_after"].total_seconds()
    return {
        "version": _VERSION,
        "letter_id": attempt.letter.id,
        "number": attempt.number,
        "claim": attempt.claim,
        "delivery": attempt.delivery,
        "passed": attempt.passed,
        "outcome": type(outcome).__name__,
        "said": said,
    }


def _read(line: str, file: Path) -> dict[str, Any]:
    try:
        known = json.loads(line)
        if known["version"] == _VERSION and _outcome(known):
            return dict(known)
    except (ValueError, KeyError, TypeError):
        pass
    raise BadInput(f"{file} holds a result that cannot be read: keep a copy, and ask who wrote it")


def _outcome(line: dict[str, Any]) -> Outcome:
    said = dict(line["said"])
    if "scope" in said:
        said["scope"] = Scope(said["scope"])
    if said.get("retry_after") is not None:
        said["retry_after"] = timedelta(seconds=said["retry_after"])
    return _OUTCOMES[line["outcome"]](**said)


def _try(line: dict[str, Any]) -> tuple[LetterId, int]:
    return LetterId(line["letter_id"]), line["number"]
