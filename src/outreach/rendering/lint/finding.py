"""One thing that is wrong with a text, or that a person should look at."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Where, what, and what to do."""

    #: The file as messages call it, and the line.
    where: str
    what: str
    #: Nothing is drafted before it is mended; what is not wrong is a matter of taste, and told.
    is_wrong: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
