import pytest

from outreach.lists.kinds import require_known_kinds
from outreach.model.errors import BadInput

KNOWN = {"foreign-ministry", "un-office"}


def test_a_misspelt_kind_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(BadInput) as refused:
        require_known_kinds(["foreign-ministy", "un-ofice"], KNOWN, "x.toml: requests.")

    assert str(refused.value).splitlines() == [
        "x.toml: requests.foreign-ministy is no kind of body in the directory: is it foreign-ministry?",
        "x.toml: requests.un-ofice is no kind of body in the directory: is it un-office?",
    ]


@pytest.mark.parametrize("named", [["foreign-ministry"], ["city-council"], ["un-office", "eu-office"], []])
def test_a_known_kind_and_one_that_is_like_no_other_may_be_named(named: list[str]) -> None:
    require_known_kinds(named, KNOWN, "x.toml: requests.")
