"""Both parts of a letter say the same, whichever of them was read before it was approved."""

from pathlib import Path

import pytest

from outreach.model.errors import TemplateFault
from outreach.rendering.letter.agreement import require_agreement, require_page, require_passages
from outreach.rendering.letter.rendered import Rendered
from tests.rendering.builders import (
    FILES,
    STEPS,
    facts,
    load_template,
    render_letter,
    signatory,
    write_template,
)

HTML, TEXT = FILES["layout.mjml"], FILES["layout.txt"]


def agree(text: str, body: str) -> None:
    require_agreement("demo/layout.mjml", text=text, html=f"<html><head>x</head><body>{body}</body></html>")


def letter(tmp_path: Path, **changed: str) -> Rendered:
    template = load_template(write_template(tmp_path, **changed), STEPS)
    return render_letter(template, facts(signatories=(signatory("LDH", "FR"),)))


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Dear Minister,\n\nwe\nwrite.\n", "<p>Dear Minister,</p><p>we write.</p>"),
        ("- a\n- b\n", "<ul><li>a</li><li>b</li></ul>"),
        ("3. a\n4. b\n- c\n5. d", '<ol start="3"><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ol>'),
        ("A, b\n* * *\n----\n> c\n", "<div>A</div>b<hr/><blockquote>c</blockquote>"),
        ("us (https://a.example/?x=1&y=2)", '<a href="https://a.example/?x=1&amp;y=2">us</a>'),
        ("a very long line about us\n(https://a.example/)", '<p>a very long line about <a href="https://a.example/">us</a></p>'),
        ("x@a.example, (https://a.example/)", '<a href="mailto:x@a.example">x@a.example</a>, (<a href="https://a.example/">https://a.example/</a>)'),
        ("(a) us (http://a.example/b_(c)) (d)", "<p>(a) <a href=\"http://a.example/b_(c)\">us</a> (d)</p>"),
        ("a (https://a.example/)(https://b.example/)", '<a href="https://a.example/">a</a><a href="https://b.example/"></a>'),
        ("Übergröße & more", "<p>Über<em>größe</em> &amp; mo<b>re</b></p>"),
        ("ab", "a<!--[if mso | IE]><table><tr><td><![endif]-->b"),
    ],
)  # fmt: skip
def test_what_each_kind_of_text_needs_makes_no_difference(text: str, body: str) -> None:
    agree(text, body)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("We appeal.", "<p>We appeal.</p><p>We withdraw this appeal.</p>"),
        ("We appeal. We withdraw this appeal.", "<p>We appeal.</p>"),
        ("We do not agree", "<p>We do agree</p>"),
        ("one two", "<p>two one</p>"),
        ("1. a\n2. b", "<ol><li>b</li><li>a</li></ol>"),
        ("us (https://other.example/)", '<a href="https://a.example/">us</a>'),
        ("us", '<a href="https://a.example/">us</a>'),
        ("https://a.example/", '<a href="https://evil.example/">https://a.example/</a>'),
        ("", "<p>x</p>"),
        ("x", ""),
    ],
)
def test_a_word_more_or_less_or_in_another_place_is_a_fault_of_the_layout(text: str, body: str) -> None:
    with pytest.raises(TemplateFault, match=r"^demo/layout.mjml: its HTML (says|has a link)"):
        agree(text, body)


def test_the_fault_shows_where_the_parts_begin_to_differ() -> None:
    with pytest.raises(TemplateFault) as caught:
        agree("Dear Minister, please act.", "<p>Dear Minister,</p><p>we withdraw this appeal.</p>")

    assert str(caught.value) == (
        "demo/layout.mjml: its HTML says “we withdraw this appeal” where its text says “please act”: "
        "let both layouts say the same"
    )


WITHDRAWN = "We withdraw this appeal."


@pytest.mark.parametrize(
    "changed",
    [
        {"layout_mjml": HTML.replace("{{ body }}", f"{{{{ body }}}}<p>{WITHDRAWN}</p>")},
        {"layout_txt": TEXT.replace("{{ body }}", f"{{{{ body }}}}\n\n{WITHDRAWN}")},
        {"layout_mjml": HTML.replace("{{ body }}", "{% if channel == 'post' %}{{ body }}{% endif %}")},
        {"layout_txt": TEXT.replace("{{ closing }}", "{% if channel == 'post' %}{{ closing }}{% endif %}")},
        {"layout_txt": TEXT.replace("{{ salutation }}", "{{ salutation | upper }}")},
    ],
)  # fmt: skip
def test_a_layout_cannot_say_more_or_less_in_one_part(tmp_path: Path, changed: dict[str, str]) -> None:
    with pytest.raises(TemplateFault, match=r"^demo/layout.mjml: its HTML says “"):
        letter(tmp_path, **changed)


@pytest.mark.parametrize(
    ("part", "called"),
    [
        ("{{ salutation }}", "the salutation"),
        ("{{ closing }}", "the closing"),
        ("{{ body }}", "the body"),
        ("{{ words.legal_notice }}", "words.legal_notice"),
        ("{{ words.opt_out }}", "words.opt_out"),
    ],
)
def test_a_layout_cannot_leave_a_part_of_the_letter_out_of_both(
    tmp_path: Path, part: str, called: str
) -> None:
    never = "{% if channel == 'post' %}" + part + "{% endif %}"

    with pytest.raises(TemplateFault) as caught:
        letter(tmp_path, layout_mjml=HTML.replace(part, never), layout_txt=TEXT.replace(part, never))

    assert str(caught.value) == f"demo/layout.txt: {called} is not in the letter, or not in its place"


def test_the_closing_does_not_come_before_the_body() -> None:
    passages = [("the body", "Please act."), ("the closing", "Yours")]
    require_passages("demo/layout.txt", "Dear you, please: Please act. Yours, us", passages)

    with pytest.raises(TemplateFault, match="the closing is not in the letter, or not in its place"):
        require_passages("demo/layout.txt", "Yours. Please act.", passages)


def test_a_passage_without_words_is_told() -> None:
    with pytest.raises(TemplateFault, match=r"^demo/layout.txt: the body says nothing: write it$"):
        require_passages("demo/layout.txt", "Dear Minister,", [("the body", " – \n")])


@pytest.mark.parametrize(
    "on_paper", ["Dear Minister, Please act. Office", "Office Dear Minister, Please", ""]
)
def test_paper_that_says_something_else_or_in_another_order_is_a_fault(on_paper: str) -> None:
    require_page(
        "here", text="Office\n\nDear Minister,\nPlease act.", page=["Office", "Dear Minister, Please act"]
    )

    with pytest.raises(TemplateFault, match=r"^here: the letter on paper says “.*” where its text says “"):
        require_page("here", text="Office\n\nDear Minister,\nPlease act.", page=[on_paper])
