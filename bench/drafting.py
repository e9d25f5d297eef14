"""Rounds of drafting and approving: outreach, and Jinja2 that only renders the same texts."""

from collections.abc import Mapping, Sequence

from bench.job import Job
from bench.process import seconds
from bench.workbench import Workbench, at_rest, in_turn

#: What is measured, as the table calls it.
TITLES = {"draft": "outreach: draft", "bare": "Jinja2 alone", "approve": "outreach: approve"}


def draft_rounds(bench: Workbench) -> Sequence[Mapping[str, float]]:
    """What → letters per second, round by round, on SQLite."""
    rounds = []
    for number in range(bench.sizes.rounds):
        bench.say(f"drafting, round {number + 1}")
        found = {}
        for deed in in_turn(("draft", "bare"), number):
            url = bench.furnished(bench.sizes.drafts)
            found[deed] = _rate(bench, deed, url)
            if deed == "draft":
                found["approve"] = _rate(bench, "approve", url)
            bench.databases["sqlite"].drop(url)
        rounds.append(found)
    return rounds


def _rate(bench: Workbench, deed: str, url: str) -> float:
    at_rest()
    letters = bench.sizes.drafts
    job = Job(deed=deed, folder=str(bench.folder), database=url, letters=letters)
    figures = bench.do(job)
    return figures.counts["letters"] / seconds([figures])
