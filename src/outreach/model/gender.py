"""The gender of whom a letter greets."""

from enum import StrEnum


class Gender(StrEnum):
    """For the form of address only; unknown is the rule while we write to offices and not to persons."""

    FEMALE = "f"
    MALE = "m"
    UNKNOWN = "u"
