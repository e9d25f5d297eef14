"""The staff's rehearsal: servers that take every letter like real ones, and keep it in a folder.

The letters go through the same transports as the real ones, to this machine's own SMTP server and to its
own imitation of Mailgun, and can be opened with any mail program. Nothing leaves.
"""

import errno
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from outreach.model.errors import BadInput
from outreach.model.loopback import require_loopback
from outreach.transports.mailgun.imitation import SandboxMailgun
from outreach.transports.sandbox.folder import SandboxFolder
from outreach.transports.smtp.imitation import SandboxSmtp


class Sandbox:
    """Both servers and their folder, from `start` to `stop`; as a context manager it does both."""

    def __init__(
        self,
        folder: Path,
        *,
        host: str = "127.0.0.1",
        smtp_port: int = 0,
        http_port: int = 0,
        keep: bool = True,
    ) -> None:
        """Port 0 is any free one. Without ``keep`` letters are counted and forgotten, to measure speed.

        Raises `NotAllowed` for a ``host`` that is not this machine.
        """
        require_loopback(host)
        self._folder_path = folder
        self._host = host
        self._asked_ports = (smtp_port, http_port)
        self._keep = keep
        self._taken = 0
        self._lock = threading.Lock()

    def start(self) -> Self:
        """Listen on both ports. Raises `BadInput` for a folder or a port that cannot be used."""
        self._folder = SandboxFolder(self._folder_path) if self._keep else None
        smtp_port, http_port = self._asked_ports
        self._smtp = SandboxSmtp(self._take, wait_for_disk=self._keep)
        self._mailgun = SandboxMailgun(self._take)
        try:
            self._smtp_port = self._smtp.start(self._host, smtp_port)
        except OSError as error:
            self._let_go()
            raise _unusable(smtp_port, "--smtp-port", error) from None
        try:
            self._http_port = self._mailgun.start(self._host, http_port)
        except OSError as error:
            self._smtp.stop()
            self._let_go()
            raise _unusable(http_port, "--http-port", error) from None
        return self

    def stop(self) -> None:
        """Hang up on everyone; what has been answered is on the disk."""
        self._mailgun.stop()
        self._smtp.stop()
        self._let_go()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def smtp_port(self) -> int:
        """Where the SMTP server listens."""
        return self._smtp_port

    @property
    def http_port(self) -> int:
        """Where the imitation of Mailgun listens; its base URL is ``http://127.0.0.1:<port>``."""
        return self._http_port

    @property
    def taken(self) -> int:
        """How many letters were taken since the start, by either way."""
        return self._taken

    def _let_go(self) -> None:
        if self._folder is not None:
            self._folder.close()

    def _take(self, letter: bytes) -> None:
        if self._folder is not None:
            self._folder.keep(letter)
        with self._lock:
            self._taken += 1


def _unusable(port: int, option: str, error: OSError) -> BadInput:
    if error.errno == errno.EADDRINUSE:
        return BadInput(f"port {port} is busy: choose another with {option}")
    return BadInput(f"port {port} cannot be opened ({error.strerror}): choose another with {option}")
