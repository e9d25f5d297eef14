"""What a letter was made from, held against what is there now."""

import pytest

from outreach.model.made_from import differences


@pytest.mark.parametrize(
    ("now", "parts"),
    [
        ({"its texts": "1", "the sender": "2"}, []),
        ({"its texts": "3", "the sender": "2"}, ["its texts"]),
        ({"its texts": "1"}, ["the sender"]),
        ({"its texts": "1", "the sender": "2", "its address": "4"}, ["its address"]),
    ],
)
def test_what_is_another_has_come_or_is_gone_is_a_difference(now: dict[str, str], parts: list[str]) -> None:
    assert differences({"its texts": "1", "the sender": "2"}, now) == parts
