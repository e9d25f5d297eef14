"""What hides in a text is found, and what a name is spelt with stays."""

import sys
import unicodedata

import pytest

from outreach.model.text import has_control, has_encoded_word, header_fault


@pytest.mark.parametrize(
    "text", ["", "Élysée – « X »", "Ваше Превосходительство", "a\u00a0b", "\u202f!", "IK\u201118", "北京 ‘x’"]
)
def test_letters_spaces_and_punctuation_are_read(text: str) -> None:
    assert not has_control(text)


@pytest.mark.parametrize("character", ["\t", "\n", "\r", "\0", "\x1b", "\x7f", "\x85", "\u2028", "\ud800"])
def test_controls_line_ends_and_lone_surrogates_are_found(character: str) -> None:
    assert has_control(f"a{character}b")


@pytest.mark.parametrize(
    "mark",
    [
        *(
            "\u202e",
            "\u2066",
            "\u200b",
            "\u200e",
            "\u200f",
            "\ufeff",
            "\u00ad",
            "\U000e0041",
            "\u3164",
            "\u2062",
        ),
        *("\ufe00", "\ufe0f", "\U000e0100", "\U000e01ef", "\u180b", "\u2800"),
    ],
)
def test_marks_that_hide_or_turn_what_follows_are_found(mark: str) -> None:
    assert has_control(f"Ministry{mark}yrtsiniM")


@pytest.mark.parametrize(
    "category", ["Cc", "Cf", "Cs", "Zl", "Zp"], ids=["control", "format", "surrogate", "line", "paragraph"]
)
def test_no_character_of_these_categories_passes_between_latin_letters(category: str) -> None:
    every = filter(lambda c: unicodedata.category(c) == category, map(chr, range(sys.maxunicode + 1)))

    assert [hex(ord(c)) for c in every if not has_control(f"a{c}b")] == []


@pytest.mark.parametrize("name", ["می\u200cخواهم", "ශ\u0dca\u200dර\u0dd3"])
def test_joiners_stay_in_scripts_that_are_spelt_with_them(name: str) -> None:
    assert not has_control(name)


@pytest.mark.parametrize("name", ["min\u200cistry", "a\u200d", "\u200cمی", "می\u200c", "م\u200ca"])
def test_joiners_elsewhere_hide(name: str) -> None:
    assert has_control(name)


def test_an_encoded_word_is_seen_wherever_it_stands() -> None:
    assert has_encoded_word("Ministry =?utf-8?q?=0D=0ABcc:x?=")
    assert not has_encoded_word("Why? = that is asked?")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Ministry, “Foreign” Affairs <x>", None),
        ("a\r\nBcc: b@x.example", "has a line break or another control or hidden character in it"),
        ("=?utf-8?q?x?=", "has '=?' in it"),
    ],
)
def test_a_header_takes_plain_text_alone(text: str, fault: str | None) -> None:
    said = header_fault(text)

    assert said is None if fault is None else said is not None and said.startswith(fault)
