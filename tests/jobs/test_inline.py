"""Inline jobs: carried out before `submit` returns."""

from collections.abc import Sequence

from outreach.jobs.inline import InlineJobs
from outreach.model.ids import LetterId


def test_a_job_is_done_when_submit_returns() -> None:
    sent: list[Sequence[str]] = []

    InlineJobs(sent.append).submit([LetterId("one"), LetterId("two")])

    assert sent == [["one", "two"]]
