"""Run one command, and turn whatever goes wrong into one line and an exit code."""

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial

import typer
from sqlalchemy.exc import DBAPIError
from typer.main import get_command

from outreach.cli.app import app
from outreach.cli.door import ATTENTION, WRONG_USE
from outreach.cli.streams import is_shown
from outreach.cli.tell import complain
from outreach.model.errors import BadInput, OutreachError
from outreach.model.reason import one_line
from outreach.store import damage
from outreach.store.trouble import trouble

#: Letters of what an exception says; it may hold a whole row.
_LONGEST_FAULT = 200


def run(arguments: Sequence[str]) -> int:
    """Run the command line of these arguments; gives its exit code: where rows were passed over, not 0."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    with _passed_over() as rows:
        code = _run(arguments)
    return code or (ATTENTION if rows else 0)


@contextmanager
def _passed_over() -> Iterator[set[str]]:
    """What is told of rows that cannot be read, a line each and each once, however often it is met."""
    rows: set[str] = set()

    def told(record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if line not in rows:
            rows.add(line)
            complain(line)
        return False  # nobody else need tell it

    log = logging.getLogger(damage.__name__)
    log.addFilter(told)
    try:
        yield rows
    finally:
        log.removeFilter(told)


#: Makes the tree of commands; whoever runs many in one process has it made once.
_commands = cache(partial(get_command, app))


def _run(arguments: Sequence[str]) -> int:
    try:
        for argument in arguments:
            if any("\ud800" <= letter <= "\udfff" for letter in argument):
                raise BadInput(f"{argument!r} is not written in this terminal's encoding: type it anew")
        code = _commands()(list(arguments) or ["--help"], prog_name="outreach", standalone_mode=False)
    except OutreachError as refusal:
        # A file that is read tells all its faults, a line each.
        complain(str(refusal) if isinstance(refusal, BadInput) else " ".join(str(refusal).split("\n")))
        return WRONG_USE
    except typer.TyperException as misuse:
        complaint = " ".join(misuse.format_message().split()).replace("Value error, ", "").rstrip(".?")
        complain(f"{complaint}. Add --help to see what is possible.")
        return WRONG_USE
    except DBAPIError as error:
        complain(trouble(error))
        return WRONG_USE
    except OSError as error:  # a name of 5,000 letters, a full device under what was to be shown
        if error.filename or is_shown():
            where = f"{error.filename}: " if error.filename else ""
            complain(one_line(f"{where}{error.strerror or error}; look at that file, or its disk"))
        return WRONG_USE
    except typer.Abort:
        return 130
    except Exception as fault:
        if sys.flags.dev_mode:
            raise
        what = one_line((str(fault).splitlines() or [""])[0])[:_LONGEST_FAULT]
        complain(
            f"a fault in outreach ({type(fault).__name__}: {what}): run it as "
            "`python -X dev -m outreach …`, and send what that prints to whoever maintains it"
        )
        return ATTENTION
    return code if isinstance(code, int) else 0
