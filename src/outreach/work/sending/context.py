"""What one sending process works with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from outreach.model.carrier import Transport
from outreach.model.follow_up import FollowUpRules


@dataclass(frozen=True, kw_only=True)
class SendContext:
    """What one sending process works with."""

    engine: Engine
    #: Makes them, by account name, and by channel for what a person does by hand: they belong to one loop.
    transports: Callable[[], Mapping[str, Transport]]
    #: sandbox or live.
    delivery: str
    #: Begins the name of each of its senders.
    home: str
    rules: FollowUpRules
    clock: Callable[[], datetime]
    #: Where results go that the database does not take.
    journal: Path
    #: The kill switch that needs no database: asked in every turn.
    stopped: Callable[[], bool] = lambda: False
    #: False once this process has been asked to end: it finishes its letters and begins no other.
    going: Callable[[], bool] = lambda: True

    @property
    def live(self) -> bool:
        """Whether letters leave for the world."""
        return self.delivery == "live"
