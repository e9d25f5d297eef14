#!/usr/bin/env python3
"""Make a virtual environment from a lock file, hashes checked, with uv where it is there, else with pip.

Usage: PYTHON .ci/install.py FOLDER LOCK STAMP...

It may be killed at any instant, alone or with all that it has started. The stamps are written last: an
environment without one is made again from nothing. One installation at a time works in a checkout, and who
comes second waits; the lock goes with the open file, which uv and pip inherit, so that what a killed
installation left running is waited for too.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path("pyproject.toml")


def main(folder: Path, lock: Path, stamps: list[Path]) -> None:
    """Install, unless whoever was waited for has done it."""
    with PROJECT.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("another installation is at work here: waiting for its end", flush=True)
            fcntl.flock(held, fcntl.LOCK_EX)
        if not is_done(lock, stamps):
            install(folder, lock, held.fileno())
            for stamp in stamps:
                stamp.touch()


def is_done(lock: Path, stamps: list[Path]) -> bool:
    """Whether every stamp is there and younger than what is installed from."""
    newest = max(lock.stat().st_mtime, PROJECT.stat().st_mtime)
    return all(stamp.exists() and stamp.stat().st_mtime > newest for stamp in stamps)


def install(folder: Path, lock: Path, held: int) -> None:
    """On top of a finished environment, or from nothing. Raises `CalledProcessError`."""
    finished = list(folder.glob("installed*"))
    if not finished or not (folder / "bin" / "python").exists():
        shutil.rmtree(folder, ignore_errors=True)
    for stamp in finished:
        stamp.unlink(missing_ok=True)

    environment = os.environ | {"VIRTUAL_ENV": str(folder.absolute())}

    def run(*words: str | Path) -> None:
        subprocess.run(words, env=environment, pass_fds=[held], check=True)

    if shutil.which("uv"):
        make = ("uv", "venv", "--quiet", "--python", sys.executable)
        # As pip does: a process that lives for one template would compile its libraries each time.
        pip = ("uv", "pip", "install", "--compile-bytecode", "--quiet")
    else:
        make = (sys.executable, "-m", "venv")
        pip = (folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    print(f"installing with {'uv' if shutil.which('uv') else 'pip'} from {lock}", flush=True)
    if not folder.exists():
        run(*make, folder)
    run(*pip, "--require-hashes", "--requirement", lock)
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", ".")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(stamp) for stamp in sys.argv[3:]])
    except subprocess.CalledProcessError as failed:
        if "venv" in failed.cmd[:3]:
            print("no environment can be made: on Debian, apt-get install python3-venv", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
