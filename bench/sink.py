"""The loopback sink: the sandbox's own servers (aiosmtpd), which count letters and forget them.

It has a process of its own, so that it shares neither interpreter nor memory with what is measured.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Sink:
    """A sink that runs elsewhere."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        #: Of its SMTP server, on 127.0.0.1.
        self.port = self._hear()

    def taken(self) -> int:
        """How many letters it has taken since its start."""
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> int:
        assert self._process.stdout
        return int(self._process.stdout.readline())


@contextmanager
def sink() -> Iterator[Sink]:
    """Started, and stopped at the end; it also stops when this process is gone."""
    command = [sys.executable, "-m", "bench.sink"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Sink(process)
    finally:
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main() -> None:
    """Say the port, then for each line that comes the letters taken, until no more can come."""
    from outreach.transports.sandbox.servers import Sandbox

    with Sandbox(Path("kept-by-nobody"), keep=False) as sandbox:
        print(sandbox.smtp_port, flush=True)
        for _ in sys.stdin:
            print(sandbox.taken, flush=True)


if __name__ == "__main__":
    main()
