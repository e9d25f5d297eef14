"""The body as blocks."""

import pytest

from outreach.rendering.paper.blocks import Block, blocks, said
from outreach.rendering.templates.markdown import markdown_to_html, markdown_to_text


def read(markdown: str) -> list[Block]:
    return blocks(markdown_to_html(markdown, "here"))


def paragraph(text: str) -> Block:
    return {"kind": "paragraph", "runs": [{"text": text}]}


def test_paragraphs_lines_and_emphasis() -> None:
    assert read("One **two** *three*\nfour.\\\nFive `x`\n\n# Six\n\n---") == [
        {
            "kind": "paragraph",
            "runs": [
                {"text": "One "},
                {"text": "two", "strong": True},
                {"text": " "},
                {"text": "three", "emphasis": True},
                {"text": " four.\nFive "},
                {"text": "x", "code": True},
            ],
        },
        {"kind": "heading", "runs": [{"text": "Six"}]},
        {"kind": "rule"},
    ]


def test_lists_count_from_their_number_and_hold_blocks() -> None:
    assert read("3. a\n4. b\n\n   c\n\n- d\n  - e") == [
        {"kind": "list", "start": 3, "items": [[paragraph("a")], [paragraph("b"), paragraph("c")]]},
        {
            "kind": "list",
            "start": None,
            "items": [[paragraph("d"), {"kind": "list", "start": None, "items": [[paragraph("e")]]}]],
        },
    ]


def test_a_link_is_its_words_and_its_address_where_they_differ() -> None:
    assert read("[here](https://a.example/?a=1&b) <https://b.example/> <x@c.example>")[0]["runs"] == [
        {"text": "here", "url": "https://a.example/?a=1&b"},
        {"text": " "},
        {"text": "https://b.example/ "},
        {"text": "x@c.example"},
    ]


def test_a_quotation_and_code_keep_what_is_in_them() -> None:
    assert read("> a\n\n    b  <i>\n    c") == [
        {"kind": "quote", "blocks": [paragraph("a")]},
        {"kind": "code", "text": "b  <i>\nc\n"},
    ]


def test_markup_in_a_text_is_text() -> None:
    assert read("&lt;b&gt; #panic() $x$") == [paragraph("<b> #panic() $x$")]


@pytest.mark.parametrize(
    "markdown",
    [
        "One **two** [three](https://a.example/).\n\n1. a\n2. b\n   - c\n\n> d\n\n    code\n\n* * *\n\nend",
        "Un**bro**ken <https://a.example/>\\\nnext",
    ],
)
def test_blocks_say_what_the_text_part_says(markdown: str) -> None:
    words = "\n".join(said(read(markdown))).split()

    assert words == [word for word in markdown_to_text(markdown, "here").split() if word not in "-*>"]
