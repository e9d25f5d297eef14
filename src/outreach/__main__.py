"""The way in: `outreach …` or `python -m outreach …`."""

import logging
import sys

import typer
from sqlalchemy.exc import OperationalError

from outreach.cli.app import app
from outreach.cli.door import WRONG_USE
from outreach.cli.tell import complain
from outreach.model.errors import OutreachError


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 something needs attention, 2 wrong use."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    try:
        code = app(standalone_mode=False)
    except OutreachError as refusal:
        complain(str(refusal))
        code = WRONG_USE
    except typer.TyperException as misuse:
        what = " ".join(misuse.format_message().split()).rstrip(".")
        complain(f"{what}. Add --help to see what is possible.")
        code = WRONG_USE
    except OperationalError as error:
        complain(f"the database does not answer: {str(error.orig).splitlines()[0]}")
        code = WRONG_USE
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
