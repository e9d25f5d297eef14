"""Folding the text part."""

from outreach.rendering.letter.plain_text import unfolded, wrapped


def test_a_paragraph_is_folded_at_76_columns() -> None:
    assert (
        wrapped("abcdefghi " * 10) == " ".join(["abcdefghi"] * 7) + "\n" + " ".join(["abcdefghi"] * 3) + "\n"
    )


def test_a_url_is_never_broken() -> None:
    url = "https://sender.example/" + "x-" * 60

    assert wrapped(f"See {url} now") == f"See\n{url}\nnow\n"


def test_a_list_item_hangs_under_its_own_text() -> None:
    assert wrapped("- " + "abcdefghi " * 8) == "- " + " ".join(["abcdefghi"] * 7) + "\n  abcdefghi\n"


def test_a_no_break_space_does_not_break() -> None:
    line = "x" * 70 + " «\u00a0abc\u00a0»"

    assert wrapped(line) == "x" * 70 + "\n«\u00a0abc\u00a0»\n"


def test_there_is_never_more_than_one_empty_line_and_none_at_the_ends() -> None:
    assert wrapped("\n\na\n\n\n\nb\n\n\n") == "a\n\nb\n"


def test_what_is_not_said_leaves_no_gap() -> None:
    assert unfolded("a.  b.\n c.   \n  - d\n") == "a. b.\nc.\n  - d\n"


def test_unfolded_a_paragraph_is_one_line() -> None:
    assert unfolded("abcdefghi " * 10) == " ".join(["abcdefghi"] * 10) + "\n"
