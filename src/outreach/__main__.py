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
    sys.exit(code)


if __name__ == "__main__":
    main()
