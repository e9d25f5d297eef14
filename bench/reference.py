"""What others need for the same letters: stdlib smtplib, and Postfix' smtp-source (in C).

Neither writes anything down: the difference is the price of never sending twice and never losing one.
"""

import json
import shutil
import smtplib
import subprocess
import time
from pathlib import Path

from bench.job import Job

#: As `SmtpServer.ehlo_name`; without it smtplib asks the resolver for this machine's name.
_EHLO_NAME = "[127.0.0.1]"


def send_with_smtplib(job: Job) -> float:
    """Seconds for the prebuilt letters over one connection. Reading them from their file does not count."""
    folder = Path(job.folder)
    envelopes = json.loads((folder / "letters.json").read_text())
    seconds = 0.0
    with (folder / "letters.eml").open("rb") as file:
        begun = time.perf_counter()
        client = smtplib.SMTP("127.0.0.1", job.port, local_hostname=_EHLO_NAME)
        seconds += time.perf_counter() - begun
        for sender, recipient, length in envelopes:
            content = file.read(length)
            begun = time.perf_counter()
            client.sendmail(sender, [recipient], content)
            seconds += time.perf_counter() - begun
        begun = time.perf_counter()
        client.quit()
        seconds += time.perf_counter() - begun
    return seconds


def smtp_source() -> str | None:
    """Where smtp-source is, if it is installed; Debian keeps it where only root looks."""
    return shutil.which("smtp-source") or shutil.which("smtp-source", path="/usr/sbin:/usr/local/sbin")


def send_with_smtp_source(job: Job) -> float:
    """Seconds for as many letters of the prebuilt ones' mean size over one connection, start included."""
    program = smtp_source()
    assert program, "smtp-source is not installed"
    envelopes = json.loads((Path(job.folder) / "letters.json").read_text())
    mean = sum(length for _, _, length in envelopes) // len(envelopes)
    command = [program, "-d", "-s", "1", "-m", str(job.letters), "-l", str(mean), "-M", "bench.example"]
    command += ["-f", "bench@bench.example", "-t", "sink@bench.example", f"inet:127.0.0.1:{job.port}"]
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60 + job.letters)
    return time.perf_counter() - begun
