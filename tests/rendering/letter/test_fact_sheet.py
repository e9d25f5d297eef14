"""The fact sheet is read once more, whatever has made it."""

import pytest

from outreach.model.errors import BadInput
from outreach.rendering.letter.proof import proofread
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.paper.sheet import Sheet


def with_sheet(sentence: str) -> Rendered:
    rows = [["Born", sentence]]
    sheet = Sheet(language={"lang": "en"}, title="Facts", letterhead=["We"], rows=rows, contact=["We"])
    return Rendered(subject="a", text="a\n", html="<p>a</p>", sheet=sheet.as_json())


def test_a_place_that_is_still_to_be_written_is_on_no_fact_sheet() -> None:
    proofread("letter to x", with_sheet("22 March 1993"))

    with pytest.raises(BadInput, match="letter to x: a part of the fact sheet"):
        proofread("letter to x", with_sheet("on [[which day]]"))
