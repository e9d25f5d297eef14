"""Hiding Jinja from compilers that do not know it."""

import re

from outreach.rendering.templates.placeholders import mask

SOURCE = "a {{ '}}' }} b {% if x -%} c {% endif %} {# d #} e"


def test_no_sign_of_jinja_is_left_and_every_word_is_letters_and_digits() -> None:
    masked = mask(SOURCE)

    assert "{" not in masked.text
    assert re.fullmatch(r"a \w+ b \w+c \w+ \w+ e", masked.text)


def test_the_tags_come_back_and_comments_do_not() -> None:
    masked = mask(SOURCE)

    assert masked.unmask(masked.text) == "a {{ '}}' }} b {% if x -%} c {% endif %}  e"


def test_a_tag_over_several_lines_keeps_the_line_numbers_true() -> None:
    assert mask("a\n{{\nx\n}}\nb").text.count("\n") == 4


def test_the_tenth_tag_is_not_taken_for_the_first() -> None:
    source = "".join(f"{{{{ x{number} }}}} " for number in range(12))

    assert mask(source).unmask(mask(source).text) == source
