"""Install what the tests need beyond Python packages, or say plainly what this machine lacks.

Run by ``make test`` before pytest: ``python -m tests.install``. Today that is Chromium, which reads the
letters as their recipients will; PostgreSQL comes as a Python package.
"""

import os
import shutil
import subprocess
import sys

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Exit code 0 when everything is there."""
    if any(map(shutil.which, CHROMIUM)):
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("installing Chromium, with which the tests read the letters", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        for command in (["apt-get", "-q", "update"], ["apt-get", "-q", "install", "-y", "chromium"]):
            subprocess.run(command, check=False, **quiet)  # type: ignore[call-overload]
        if any(map(shutil.which, CHROMIUM)):
            return 0
    print("the tests need Chromium: install it (Debian: apt-get install chromium) and run again")
    return 1


if __name__ == "__main__":
    sys.exit(main())
