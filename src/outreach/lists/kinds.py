"""Whether the kinds of body that a file names are kinds that the directory has."""

from collections.abc import Collection

from outreach.model.errors import BadInput
from outreach.model.nearest import nearest


def require_known_kinds(named: Collection[str], known: Collection[str], where: str) -> None:
    """Refuse a kind that is nearly one of the directory's, when that one is not named itself.

    So a slip of the pen is told before letters are drafted without a request. A kind that is like no other
    may be named: its offices can be loaded later. ``where`` begins the lines of the `BadInput` raised.
    """
    faults = [
        f"{where}{kind} is no kind of body in the directory: is it {meant}?"
        for kind in named
        if kind not in known and (meant := nearest(kind, set(known) - set(named)))
    ]
    if faults:
        raise BadInput("\n".join(faults))
