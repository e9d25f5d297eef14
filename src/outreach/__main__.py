"""The way in: `outreach …` or `python -m outreach …`."""

import os
import sys

from outreach.cli.streams import is_shown, open_streams


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 something needs attention, 2 wrong use."""
    os.umask(0o077)  # who else works on this machine reads neither letters nor secrets
    open_streams()
    try:
        # Imported here, because that is most of a second in which Ctrl-C must be no traceback either.
        from outreach.cli.run import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code if is_shown() else 2)


if __name__ == "__main__":
    main()
