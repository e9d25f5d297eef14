"""Everything that is wrong with a template's texts, told at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from outreach.model.errors import TemplateFault

#: Of them, no more are told: whoever mends these is told the rest.
_MOST = 50


class Faults:
    """Gathers faults, so that whoever writes the texts need not find them one after the other."""

    def __init__(self) -> None:
        self._lines: dict[str, None] = {}

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Within, a `TemplateFault` ends the block and is kept."""
        try:
            yield
        except TemplateFault as fault:
            self._lines[str(fault)] = None  # what several variants inherit is wrong once

    def refuse(self) -> None:
        """Raises `TemplateFault` with a line for each, if there are any."""
        if self._lines:
            raise TemplateFault("\n".join(list(self._lines)[:_MOST]))
