"""Jobs carried out here and now, in the process that asks: for single commands, small homes and tests."""

from collections.abc import Callable, Sequence

from outreach.model.ids import LetterId


class InlineJobs:
    """Carries each job out before `submit` returns."""

    def __init__(self, send: Callable[[Sequence[LetterId]], None]) -> None:
        self._send = send

    def submit(self, letter_ids: Sequence[LetterId]) -> None:
        """Send these letters now."""
        self._send(letter_ids)
