"""The specimens: one of each kind of letter that the campaign will really write."""

from outreach.model.directory import Address, Channel
from outreach.model.gender import Gender
from outreach.work.reports.specimens import specimens
from tests.builders import campaign, draft_context, office

BY_POST = (Address(channel=Channel.POST, value="1 rue X | 75000 Paris"),)


def kinds(*offices: object) -> list[tuple[str, str, str]]:
    found = specimens(campaign(), list(offices), draft_context())  # type: ignore[arg-type]
    return [(one.language, one.step, one.what) for one in found]


def test_offices_that_get_the_same_letter_share_a_specimen() -> None:
    assert kinds(office("a"), office("b")) == [
        ("Français", "first", "ministry, to a person or a body, by e-mail"),
        ("Français", "reminder", "ministry, to a person or a body, by e-mail"),
    ]


def test_another_language_gender_or_channel_is_another_letter() -> None:
    found = kinds(
        office("a"),
        office("b", gender=Gender.FEMALE),
        office("c", addresses=BY_POST),
        office("d", languages=("en",), country="IE"),
    )

    assert [(language, what) for language, step, what in found if step == "first"] == [
        ("English (Ireland)", "ministry, to a person or a body, by e-mail"),
        ("Français", "ministry, to a woman, by e-mail"),
        ("Français", "ministry, to a person or a body, by e-mail"),
        ("Français", "ministry, to a person or a body, by post"),
    ]


def test_who_gets_no_letter_has_no_specimen() -> None:
    assert kinds(office("a", addresses=()), office("b", body_kind="castle"), office("c", names=())) == []


def test_a_specimen_is_addressed_as_the_letter_would_be_even_where_nobody_has_checked_the_address() -> None:
    [first, _] = specimens(campaign(), [office("a", name="Ministère X")], draft_context(live=True))

    assert "Ministère X" in first.html
    assert "specimen" in first.html
