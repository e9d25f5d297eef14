"""Workshops that stay open: a test process runs hundreds of commands, each of which would start one."""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from outreach.model.request import Request
from outreach.rendering.templates.template_files import read_template_files
from outreach.rendering.workshop.messages import template_request
from outreach.rendering.workshop.workshop import Workshop
from outreach.wiring import home_files

#: Each is a process of some 60 MB.
_MOST = 3


@contextmanager
def kept_workshops() -> Iterator[None]:
    """Within, a house that asks for a template whose texts are open already, to the letter, gets that again.

    It is the real one, whose own opening and closing is tried in `tests/rendering/workshop`, and in every
    command that a test runs in a process of its own.
    """
    kept: OrderedDict[bytes, Workshop] = OrderedDict()

    @contextmanager
    def opened(folder: Path, steps: Sequence[str], requests: Collection[Request] = ()) -> Iterator[Workshop]:
        texts = template_request(
            read_template_files(folder, steps), steps, [request.texts for request in requests]
        )
        if texts not in kept:
            kept[texts] = Workshop(folder, steps, requests)
        kept.move_to_end(texts)
        while len(kept) > _MOST:
            kept.popitem(last=False)[1].close()
        yield kept[texts]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(home_files, "Workshop", opened)
        try:
            yield
        finally:
            for workshop in kept.values():
                workshop.close()
