"""Texts of requests that no request of the campaign asks for."""

from collections.abc import Iterable, Iterator, Sequence

from outreach.model.request import RequestTexts
from outreach.rendering.lint.finding import Finding
from outreach.rendering.lint.passage import Passage


def unused_texts(passages: Sequence[Passage], requests: Iterable[RequestTexts]) -> Iterator[Finding]:
    """Openings, asks, endings and worksheets that nobody uses, where a campaign's requests are known."""
    used: set[str] = set()
    for request in requests:
        used |= {*request.keys, request.worksheet or ""}
    if not used:
        return
    told: set[str] = set()
    for passage in passages:
        worksheet = passage.file == "worksheets.toml"
        key = passage.key.partition(".")[0] if worksheet else passage.key
        if passage.file not in {"requests.toml", "worksheets.toml"} or key in used or key in told:
            continue
        told.add(key)
        what = f"no request of the campaign uses {key}: name it in one, or take it out of every language"
        yield Finding(where=passage.where, what=what)
