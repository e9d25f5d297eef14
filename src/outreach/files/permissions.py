"""Who else on this machine may open a file."""

import stat
from collections.abc import Iterable
from pathlib import Path


def open_to_others(files: Iterable[Path]) -> list[Path]:
    """Those that anybody but their owner may read, write or enter; what is not there is open to nobody."""
    return [file for file in files if file.exists() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
