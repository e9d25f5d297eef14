"""Offices above one another: every line upwards ends at the top, or is told."""

from outreach.model.ids import OfficeId
from outreach.work.contacts.lineage import orphans
from tests.builders import office


def test_a_line_that_ends_at_the_top_or_in_the_directory_is_good() -> None:
    offices = [
        office("a", parent_id=OfficeId("b")),
        office("b"),
        office("c", parent_id=OfficeId("known")),
    ]

    assert orphans(offices, {OfficeId("known"): office("known")}) == {}


def test_a_circle_of_parents_is_told_at_each_of_its_offices_and_below() -> None:
    offices = [
        office("a", parent_id=OfficeId("b")),
        office("b", parent_id=OfficeId("c")),
        office("c", parent_id=OfficeId("a")),
        office("below", parent_id=OfficeId("a")),
    ]

    reason = "stands above itself, by way of a: empty one parent"
    assert orphans(offices, {}) == {OfficeId(name): [reason] for name in ("a", "b", "c", "below")}


def test_a_circle_that_closes_in_the_directory_is_told() -> None:
    above = office("b", parent_id=OfficeId("a"))

    found = orphans([office("a", parent_id=OfficeId("b"))], {above.id: above})

    assert found == {"a": ["stands above itself, by way of a: empty one parent"]}


def test_a_long_line_is_walked_once() -> None:
    offices = [office(f"o{n}", parent_id=OfficeId(f"o{n + 1}")) for n in range(20_000)]

    assert len(orphans(offices, {})) == 20_000
