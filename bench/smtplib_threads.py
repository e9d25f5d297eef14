"""A reference: the standard library's smtplib, a connection for each thread. It writes nothing down."""

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTP

from bench.job import Figures, Job
from bench.prebuilt import Prebuilt, prebuilt

#: As outreach says it; without it smtplib asks the resolver for this machine's name.
_EHLO_NAME = "[127.0.0.1]"


def smtplib(job: Job, ready: Callable[[], None]) -> Figures:
    """This process' share of the ready-made letters, which are in memory before it begins."""
    waiting = deque(prebuilt(job))
    with ThreadPoolExecutor(job.connections) as threads:
        ready()
        begun = time.monotonic()
        for done in [threads.submit(_carry, job.port, waiting) for _ in range(job.connections)]:
            done.result()
        ended = time.monotonic()
    return Figures(begun=begun, ended=ended)


def _carry(port: int, waiting: deque[Prebuilt]) -> None:
    with SMTP("127.0.0.1", port, local_hostname=_EHLO_NAME) as client:
        while True:
            try:
                letter = waiting.popleft()
            except IndexError:
                return
            client.sendmail(letter.sender, [letter.recipient], letter.content)
