"""What a part of the benchmark is told, and what it answers."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What such a process can be asked for."""

    #: A database with the campaign and its offices. Its time means nothing.
    FURNISH = "furnish"
    DRAFT = "draft"
    APPROVE = "approve"
    SEND = "send"
    #: The drafted letters as a file of bytes, for the references. Its time means nothing.
    PREBUILD = "prebuild"
    SMTPLIB = "smtplib"
    SMTP_SOURCE = "smtp-source"
    #: Throw the database away, where it is not just a file in ``folder``.
    CLEAR = "clear"


@dataclass(frozen=True, kw_only=True)
class Job:
    """Everything a part is told."""

    part: Part
    #: The run's temporary folder.
    folder: str
    #: The run's own database.
    database: str
    letters: int
    #: Of the sink, on 127.0.0.1.
    port: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was measured, of the letters alone: opening and preparing do not count."""

    seconds: float
    #: Of the whole process, from its start to its end; None where it cannot be known.
    peak_mb: float | None
