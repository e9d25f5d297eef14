"""Run one command, and turn whatever goes wrong into one line and an exit code."""

import logging
from collections.abc import Sequence

import typer
from sqlalchemy.exc import DBAPIError

from outreach.cli.app import app
from outreach.cli.door import WRONG_USE
from outreach.cli.tell import complain
from outreach.model.errors import BadInput, OutreachError
from outreach.model.reason import one_line


def run(words: Sequence[str]) -> int:
    """The command that these words say, and its exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    try:
        for word in words:
            if any("\ud800" <= letter <= "\udfff" for letter in word):
                raise BadInput(f"{word!r} is not written in this terminal's encoding: type it anew")
        code = app(list(words) or ["--help"], prog_name="outreach", standalone_mode=False)
    except OutreachError as refusal:
        complain(str(refusal))
        return WRONG_USE
    except typer.TyperException as misuse:
        said = " ".join(misuse.format_message().split()).replace("Value error, ", "").rstrip(".?")
        complain(f"{said}. Add --help to see what is possible.")
        return WRONG_USE
    except DBAPIError as error:
        complain(f"the database does not answer: {str(error.orig).splitlines()[0]}")
        return WRONG_USE
    except OSError as error:  # a name of 5,000 letters, a full device under what was to be shown
        where = f": {error.filename}" if error.filename else ""
        complain(one_line(f"{error.strerror or error}{where}"))
        return WRONG_USE
    except typer.Abort:
        return 130
    return code if isinstance(code, int) else 0
