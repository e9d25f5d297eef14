"""The last look at a letter before a person's."""

import pytest

from outreach.model.errors import BadInput
from outreach.rendering.letter.proof import proofread
from outreach.rendering.letter.rendered import Rendered
from tests.rendering.paper.pages import page


def test_what_nobody_sees_is_refused_on_paper_too() -> None:
    letter = Rendered(subject="Appeal", text="Appeal", html="<body>", page=page(subject="a\u200bb").as_json())

    with pytest.raises(BadInput, match=r"^letter 1: a control or hidden character is in its paper"):
        proofread("letter 1", letter)
