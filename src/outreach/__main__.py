"""The way in: `outreach …` or `python -m outreach …`."""

import io
import os
import sys


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 something needs attention, 2 wrong use."""
    os.umask(0o077)  # who else works on this machine reads neither letters nor secrets
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a letter in Russian must not fail on an ASCII terminal
            stream.reconfigure(errors="replace")
    try:
        # Imported here, because that is most of a second in which Ctrl-C must be no traceback either.
        from outreach.cli.run import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code if _is_shown() else 2)


def _is_shown() -> bool:
    """Whether everything that was to be shown could be; what the command did is done all the same."""
    try:
        sys.stdout.flush()
    except OSError as error:
        # The interpreter flushes once more at its end, and would complain in its own way.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"the answer could not be written out: {error.strerror}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    main()
