"""One reply of an SMTP server, or what came instead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

#: Instead of a code: the connection broke, was silent for too long, or carried junk.
NO_REPLY = 0

_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\S)")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A reply as a value."""

    #: 200 to 599, or `NO_REPLY`.
    code: int
    #: The server's words, without controls and on one line; with `NO_REPLY` what happened.
    text: str
    #: The same, line by line and as it came.
    lines: Sequence[bytes] = field(default=(), repr=False)

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip() if self.code else self.text

    @property
    def positive(self) -> bool:
        """Whether it is a 2xx."""
        return self.code // 100 == 2

    @property
    def negative(self) -> bool:
        """Whether it is a 4xx or 5xx."""
        return self.code // 100 in (4, 5)

    @property
    def enhanced(self) -> str:
        """Its enhanced code (RFC 3463), empty if it has none."""
        found = _ENHANCED.match(self.text)
        return found[0] if found else ""
