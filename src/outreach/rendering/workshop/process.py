"""A process of its own for what staff wrote, which can be thrown away at any moment."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from outreach.rendering.workshop.exchange import TOO_LONG, Ended, Spent, exchange
from outreach.rendering.workshop.limits import Limits

#: What it runs. Its path is ours as it is at the moment, whatever made it so: an editable installation, a
#: wheel, ``PYTHONPATH``. Nothing else is taken from the environment, and no ``.pth`` file is run.
_PROGRAM = (
    "import json, sys; limits, *sys.path = sys.argv[1:]; "
    "from outreach.rendering.workshop import child, limits as known; "
    "child.serve(known.Limits(**json.loads(limits)))"
)
_FLAGS = ("-I", "-S")

#: Seconds that the kernel may take to tell how a process ended.
_PATIENCE = 5


class Process:
    """One child process. It is told a line and answers with a line; it knows nothing and has nothing else.

    Its environment is empty, its folder is ``/``, it has a session of its own, and of our descriptors one end
    of a socket. Closing that socket ends it, and so does our own end, however we end.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._socket, theirs = socket.socketpair()
        path = [entry for entry in sys.path if Path(entry).is_absolute()]
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
                    [sys.executable, *_FLAGS, "-c", _PROGRAM, json.dumps(asdict(limits)), *path],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env={},
                    cwd="/",
                    umask=0o077,
                    start_new_session=True,
                )
            except BaseException:
                self._socket.close()
                raise

    @property
    def pid(self) -> int:
        """The process' number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, request: bytes) -> bytes:
        """Its answer to that line, as `exchange` has it.

        Raises `Ended` also if it ends instead. Whatever stops us before the whole answer is here ends the
        process: the rest would be taken for the next answer.
        """
        try:
            return exchange(self._socket, request, seconds=self._limits.seconds)
        except OSError:
            raise self._ended() from None
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """End it, whatever it is doing. Safe to repeat."""
        self._socket.close()
        if self.alive:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def _ended(self) -> Ended:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        self.end()
        code = self._process.returncode
        if code == -signal.SIGXCPU:
            return Spent(TOO_LONG)
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return Ended(f"the process that makes letters has ended ({how}): try again")
