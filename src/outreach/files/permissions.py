"""Who else on this machine may open a file."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from outreach.model.errors import NotAllowed


def require_private(files: Iterable[Path]) -> None:
    """Raise `NotAllowed` if anybody else on this machine may open any of these."""
    there = [file for file in files if file.exists()]
    if found := open_to_others(there):
        names = " ".join(str(file) for file in found)
        raise NotAllowed(f"others on this machine may open what is yours alone: `chmod go= {names}`")
    for file in there:
        if os.geteuid() not in (0, file.stat().st_uid):
            raise NotAllowed(f"{file} belongs to another user of this machine: make a home of your own")


def open_to_others(files: Iterable[Path]) -> list[Path]:
    """Those that anybody but their owner may read, write or enter; what is not there is open to nobody."""
    return [file for file in files if file.exists() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
