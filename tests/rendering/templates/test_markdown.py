"""Markdown with Jinja in it becomes Jinja with HTML or text around it."""

from outreach.rendering.templates.markdown import markdown_to_html, markdown_to_text


def test_tags_come_back_where_they_stood() -> None:
    assert markdown_to_html("Dear **{{ name }}**,\n\nsee [us]({{ url }}).", "x.md") == (
        '<p>Dear <strong>{{ name }}</strong>,</p>\n<p>see <a href="{{ url }}">us</a>.</p>\n'
    )


def test_a_paragraph_of_block_tags_only_is_no_paragraph() -> None:
    source = "{% if first is defined %}\nWe wrote.\n{% endif %}\n\nNow."

    assert markdown_to_html(source, "x.md") == (
        "{% if first is defined %}<p>We wrote.</p>\n{% endif %}<p>Now.</p>\n"
    )


def test_a_block_tag_after_a_list_does_not_end_up_inside_it() -> None:
    source = "{% if x %}\n- one\n- two\n{% endif %}\nAfter."

    assert markdown_to_html(source, "x.md") == (
        "{% if x %}<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n{% endif %}<p>After.</p>\n"
    )


def test_html_in_a_text_is_shown_and_not_obeyed() -> None:
    assert markdown_to_html("<script>x</script> <b>y</b>", "x.md") == (
        "<p>&lt;script&gt;x&lt;/script&gt; &lt;b&gt;y&lt;/b&gt;</p>\n"
    )


def test_a_picture_is_never_made_and_a_javascript_link_neither() -> None:
    html = markdown_to_html("![x](https://spy.example/x.png) [y](javascript:alert(1))", "x.md")

    assert "<img" not in html
    assert 'href="javascript' not in html


def test_comments_are_dropped() -> None:
    assert markdown_to_html("a{# not for ministers #}b", "x.md") == "<p>ab</p>\n"


def test_plain_text_has_one_line_for_each_paragraph_and_no_marks() -> None:
    source = "One *two*\n**three** `four`.\n\n# Five\n\nSix  \nseven"

    assert markdown_to_text(source, "x.md") == "One two three four.\n\nFive\n\nSix\nseven\n"


def test_lists_keep_their_bullets_and_their_numbers_in_plain_text() -> None:
    source = "- a\n- b\n  - c\n\n3. d\n4. e\n\n> f"

    assert markdown_to_text(source, "x.md") == "- a\n- b\n  - c\n\n3. d\n4. e\n\n> f\n"


def test_links_show_their_url_in_plain_text_once() -> None:
    source = "[us](https://a.example/x?y=1&z=2), <https://b.example/>, <post@c.example>"

    assert markdown_to_text(source, "x.md") == (
        "us (https://a.example/x?y=1&z=2), https://b.example/, post@c.example\n"
    )
