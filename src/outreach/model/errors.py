"""What we did wrong, as exceptions. What the world says is returned, never raised (see ``sending``).

    OutreachError
     ├─ BadInput          a file, a cell, an option: says where, and what to do
     │   ├─ TemplateFault a letter's template: nothing is drafted from it, and no single letter is to blame
     │   └─ DamagedRow    what the database holds of one thing, changed by hand: only that thing is to blame
     ├─ NotFound          no such letter, office, campaign, person
     ├─ NotAllowed        the house refuses: no person named, own approval, live without consent
     └─ WrongState        a move that the life of a letter does not have, or that came too late

Every message is one line that a staff member can act on: the doors print it as it is.
"""


class OutreachError(Exception):
    """Something is wrong, and the message says what to do."""


class BadInput(OutreachError):
    """What was given cannot be used; the message names the place."""


class TemplateFault(BadInput):
    """A template cannot be used; the message names its file, and the line where it can."""


class DamagedRow(BadInput):
    """What is stored of one thing cannot be read; the message names it."""

    def __init__(self, message: str, office_id: str | None = None) -> None:
        super().__init__(message)
        #: Whose it is, where that can still be read.
        self.office_id = office_id


class NotFound(OutreachError):
    """Nothing goes by that name here."""


class NotAllowed(OutreachError):
    """The house refuses this act."""


class WrongState(OutreachError):
    """The thing is not in a state in which this can be done."""
