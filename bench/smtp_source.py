"""A reference: Postfix' load generator, in C, over ten connections that it keeps. It writes nothing down."""

import shutil
import subprocess
import time

from bench.job import Figures, Job
from bench.prebuilt import mean_bytes


def smtp_source() -> str | None:
    """Where it is, if it is installed; Debian keeps it where only root looks."""
    return shutil.which("smtp-source") or shutil.which("smtp-source", path="/usr/sbin:/usr/local/sbin")


def send_with_smtp_source(job: Job) -> Figures:
    """As many letters of the ready-made ones' mean size, its start included."""
    program = smtp_source()
    assert program, "smtp-source is not installed"
    command = [program, "-d", "-s", str(job.connections), "-m", str(job.letters), "-l", str(mean_bytes(job))]
    command += ["-M", "bench.example", "-f", "bench@bench.example", "-t", "sink@bench.example"]
    begun = time.monotonic()
    subprocess.run([*command, f"inet:127.0.0.1:{job.port}"], check=True, stdout=subprocess.DEVNULL)
    return Figures(begun=begun, ended=time.monotonic())
