"""Jobs carried out here and now, in the process that asks: for single commands, small homes and tests."""

from collections.abc import Callable, Sequence


class InlineJobs:
    """Carries each job out before `submit` returns."""

    def __init__(self, send: Callable[[Sequence[str]], None]) -> None:
        self._send = send

    def submit(self, letters: Sequence[str]) -> None:
        """Send these letters now."""
        self._send(letters)
