"""A home's ``.env``: NAME=value, line by line, with quotes where a value wants them."""

import re
from io import StringIO

from dotenv.parser import parse_stream

from outreach.lists.text import read_text
from outreach.model.errors import BadInput

_NAME = re.compile("[A-Z][A-Z0-9_]*")


def read_env(data: bytes, file: str) -> dict[str, str]:
    """Variable → value. Nothing is interpolated: no setting may resolve to another's secret.

    Raises `BadInput` with the number of a line that is no ``NAME=value``, and never with what it holds.
    """
    variables: dict[str, str] = {}
    for binding in parse_stream(StringIO(read_text(data, file))):
        written = binding.original.string  # with the empty lines before it
        line = binding.original.line + written[: len(written) - len(written.lstrip())].count("\n")
        if binding.error:
            raise BadInput(f"{file}: line {line} is not NAME=value; is each quote closed?")
        if binding.key is None:  # a comment, or nothing
            continue
        name = binding.key if _NAME.fullmatch(binding.key) else "this"  # which may be half a secret
        if binding.value is None:
            raise BadInput(f"{file}: line {line}: {name} has no value: write NAME=value")
        if "\n" in binding.value or "\r" in binding.value:
            # A quote that is left open takes the lines that follow with it, up to the next quote.
            raise BadInput(f"{file}: line {line}: {name} goes on in the next line; close its quote")
        if binding.key in variables:
            raise BadInput(f"{file}: line {line}: {name} is said above already: keep one of the two")
        variables[binding.key] = binding.value
    return variables
