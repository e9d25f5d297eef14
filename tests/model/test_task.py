"""Tasks: what each way that a person carries asks of them."""

from outreach.lists.contact_columns import NAMES
from outreach.model.directory import Channel
from outreach.model.task import DEEDS


def test_every_way_but_email_has_its_deed() -> None:
    assert set(DEEDS) == set(Channel) - {Channel.EMAIL}


def test_every_way_has_its_column_in_the_directory() -> None:
    assert set(Channel) <= set(NAMES)
