"""Standard input, output and error: open whatever the caller did, and whether all could be shown."""

import io
import os
import sys


def open_streams() -> None:
    """Put nothing in the place of what the caller has closed: the next file, the database, would get there.

    A letter in Russian does not fail on an ASCII terminal any more.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def is_shown() -> bool:
    """Whether everything that was to be shown so far could be; where it could not, says so, and goes on."""
    try:
        sys.stdout.flush()
    except OSError as error:
        # The interpreter flushes once more at its end, and would complain in its own way.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(
                f"the answer could not be written out: {error.strerror}; what was asked may be done: look",
                file=sys.stderr,
            )
        return False
    return True


def _nowhere() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.FileIO(os.devnull, "w"), encoding="utf-8")
