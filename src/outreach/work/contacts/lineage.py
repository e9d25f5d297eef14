"""Whether every office above another is there, and none is above itself."""

from collections.abc import Mapping, Sequence

from outreach.model.directory import Office
from outreach.model.ids import OfficeId


def orphans(offices: Sequence[Office], known: Mapping[OfficeId, Office]) -> dict[OfficeId, list[str]]:
    """The offices whose line upwards does not end well, each with the reason in words.

    ``known`` are those of the directory. An office's parent may stand anywhere among ``offices``.
    """
    parents = {office.id: office.parent_id for office in (*known.values(), *offices)}
    ends: dict[OfficeId, str] = {}
    for office in offices:
        _follow(office.id, parents, ends)
    return {office.id: [ends[office.id]] for office in offices if ends[office.id]}


def _follow(
    start: OfficeId,
    parents: dict[OfficeId, OfficeId | None],
    ends: dict[OfficeId, str],
) -> None:
    """Walk up once, and note for everything on the way how it ends: each office is visited once."""
    path: dict[OfficeId, None] = {}
    here: OfficeId | None = start
    reason = ""
    while here is not None and here not in ends:
        if here in path:
            reason = f"stands above itself, by way of {here}: empty one parent"
            break
        if here not in parents:
            reason = f"its parent {here} is not in the directory: load it first, or leave the cell empty"
            break
        path[here] = None
        here = parents[here]
    if here is not None and here in ends:
        reason = ends[here]
    ends.update(dict.fromkeys(path, reason))
