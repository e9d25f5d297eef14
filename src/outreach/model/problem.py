"""What is wrong with a row that somebody brought, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One line for one thing that is wrong in a file."""

    file: str
    #: As a spreadsheet counts: the header is row 1; None when it is the whole file.
    row: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}: {self.message}" if self.row else f"{self.file}: {self.message}"
