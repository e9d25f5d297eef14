"""The way in: `outreach …` or `python -m outreach …`."""

import io
import logging
import sys

import typer
from sqlalchemy.exc import DBAPIError

from outreach.cli.app import app
from outreach.cli.door import WRONG_USE
from outreach.cli.tell import complain
from outreach.model.errors import BadInput, OutreachError


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 something needs attention, 2 wrong use."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a letter in Russian must not fail on an ASCII terminal
            stream.reconfigure(errors="replace")
    try:
        for word in sys.argv:
            if any("\ud800" <= letter <= "\udfff" for letter in word):
                raise BadInput(f"{word!r} is not written in this terminal's encoding: type it anew")
        code = app(standalone_mode=False)
    except OutreachError as refusal:
        complain(str(refusal))
        code = WRONG_USE
    except typer.TyperException as misuse:
        what = " ".join(misuse.format_message().split()).rstrip(".")
        complain(f"{what}. Add --help to see what is possible.")
        code = WRONG_USE
    except DBAPIError as error:
        complain(f"the database does not answer: {str(error.orig).splitlines()[0]}")
        code = WRONG_USE
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
