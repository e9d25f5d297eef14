"""Offices that a campaign names and the directory does not have: a slip of the pen leaves nobody out."""

from sqlalchemy import Engine

from outreach.model.campaign import Campaign
from outreach.model.filter_term import Key
from outreach.model.nearest import with_nearest
from outreach.store import directory
from outreach.store.damage import tell
from outreach.store.database import reading


def unknown_offices(engine: Engine, campaign: Campaign) -> list[str]:
    """Their ids in order, each with the nearest that there is; none before a directory is loaded.

    They are told and not refused: an office may be named before its row is loaded.
    """
    with reading(engine) as connection:
        known = {str(office.id) for office in directory.find(connection, unreadable=tell)}
    named = set().union(*(one.named(Key.OFFICE) for one in campaign.filters()))
    return [with_nearest(office, known) for office in sorted(named - known)] if known else []
