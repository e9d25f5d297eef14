"""The sink: Postfix' smtp-sink, in C, where it is to be had; else the sandbox's own server, in Python.

It has a process of its own, counts letters, and forgets them.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Seconds within which it listens, and within which it has counted what it took.
_PATIENCE = 10


def smtp_sink() -> str | None:
    """Where it is, if it is installed; Debian keeps it where only root looks."""
    return shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin:/usr/local/sbin")


def sink_name() -> str:
    """Which one is used here."""
    return "smtp-sink" if smtp_sink() else "python"


class Sink:
    """One that runs, on 127.0.0.1."""

    def __init__(self, port: int, said: Path) -> None:
        self.port = port
        self._said = said

    def expect(self, letters: int) -> None:
        """Hold it against what it has taken."""
        give_up = time.monotonic() + _PATIENCE
        while (taken := self._taken()) != letters and time.monotonic() < give_up:
            time.sleep(0.05)
        assert taken == letters, f"{taken} of {letters} letters reached the sink"

    def _taken(self) -> int:
        _, found, after = self._said.read_text().rpartition("mesg=")
        return int(after.split()[0]) if found else 0


@contextmanager
def sink() -> Iterator[Sink]:
    """A fresh one; it ends with this."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    if program := smtp_sink():
        as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
        command = [program, "-c", *as_nobody, f"inet:127.0.0.1:{port}", "1000"]
    else:
        command = [sys.executable, "-m", "bench.sink", str(port)]
    with tempfile.NamedTemporaryFile(prefix="outreach-bench-sink-") as said:
        process = subprocess.Popen(command, stdout=said)
        try:
            _wait_for(port)
            yield Sink(port, Path(said.name))
        finally:
            process.kill()
            process.wait()


def _wait_for(port: int) -> None:
    give_up = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < give_up, "the sink does not listen"
            time.sleep(0.02)


def main() -> None:
    """The sink in Python, which says as smtp-sink does how many letters it has taken."""
    from outreach.transports.smtp.imitation import SandboxSmtp

    taken = 0

    def count(_: bytes) -> None:
        nonlocal taken
        taken += 1
        print(f"mesg={taken} ", end="\r", flush=True)

    SandboxSmtp(count, key=b"", wait_for_disk=False).start("127.0.0.1", int(sys.argv[1]))
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
