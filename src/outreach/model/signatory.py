"""Who co-signs an appeal."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """An organisation that co-signs, under the name it signed with."""

    key: str
    #: Exactly as signed: never corrected, never translated.
    name: str
    #: ISO 3166-1 alpha-2, or the words `Europe` and `International`.
    country: str
    note: str = ""
