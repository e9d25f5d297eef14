import pytest

from outreach.model.counted import counted


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 letters"), (1, "1 letter"), (2, "2 letters")], ids=["none", "one", "two"]
)
def test_one_is_not_many(number: int, words: str) -> None:
    assert counted(number, "letter") == words


def test_other_words_may_change_with_the_number() -> None:
    assert counted(1, "reminder is", "reminders are") == "1 reminder is"
    assert counted(3, "reminder is", "reminders are") == "3 reminders are"
