"""All that is wrong with a file, told at once: whoever mends it should not come back for each line."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from outreach.model.errors import BadInput

P = ParamSpec("P")
T = TypeVar("T")


class Faults:
    """Collects what readers of a file's parts refuse; `refuse` then refuses the file."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def take(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``read`` gives. Where it refuses, something without meaning: `refuse` comes before its use."""
        try:
            return read(*args, **kwargs)
        except BadInput as error:
            self.add(error)
            return cast(T, None)

    def add(self, fault: BadInput) -> None:
        """Collect this one too."""
        self._lines.append(str(fault))

    def refuse(self) -> None:
        """Raise `BadInput` with a line for each fault, if there is one."""
        if self._lines:
            raise BadInput("\n".join(dict.fromkeys(self._lines)))
