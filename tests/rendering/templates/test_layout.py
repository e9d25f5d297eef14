"""MJML with Jinja in it becomes Jinja with HTML around it, and nothing that fetches gets through."""

import builtins
import io
from typing import Any, NoReturn

import pytest

from outreach.model.errors import BadInput
from outreach.rendering.templates.environment import environment
from outreach.rendering.templates.layout import mjml_to_jinja


def body(inner: str, head: str = "") -> str:
    return f'<mjml lang="{{{{ language }}}}">{head}<mj-body>\n{inner}\n</mj-body></mjml>'


def section(inner: str) -> str:
    return body(f"<mj-section><mj-column>\n{inner}\n</mj-column></mj-section>")


def complaint(source: str) -> str:
    with pytest.raises(BadInput) as caught:
        mjml_to_jinja(source, "demo/layout.mjml")
    return str(caught.value)


def rendered(source: str, **variables: object) -> str:
    jinja = mjml_to_jinja(source, "demo/layout.mjml")
    return environment(html=True).from_string(jinja).render(variables)


def test_tags_in_text_and_in_the_language_come_back() -> None:
    html = rendered(section("<mj-text>Dear {{ name }},</mj-text>"), language="fr", name="O'Neil & Co")

    assert '<html lang="fr"' in html
    assert ">Dear O&#39;Neil &amp; Co,</div>" in html


@pytest.mark.parametrize(("shown", "count"), [(True, 1), (False, 0)])
def test_a_section_can_depend_on_a_variable(shown: bool, count: int) -> None:
    part = "<mj-section><mj-column><mj-text>Annex</mj-text></mj-column></mj-section>"

    html = rendered(body("{% if annex %}" + part + "{% endif %}"), language="en", annex=shown)

    assert html.count("Annex") == count
    assert "{%" not in html
    assert "<!--Q" not in html


def test_rows_of_a_table_can_be_repeated() -> None:
    table = "<mj-table>{% for row in rows %}<tr><td>{{ row }}</td></tr>{% endfor %}</mj-table>"

    html = rendered(section(table), language="en", rows=["a", "b"])

    assert "<tr><td>a</td></tr><tr><td>b</td></tr>" in html


def test_what_contacts_bring_never_meets_the_mjml_compiler() -> None:
    name = "<mj-raw><script>alert(1)</script></mj-raw><mj-include path='/etc/passwd'/>"

    html = rendered(section("<mj-text>{{ name }}</mj-text>"), language="en", name=name)

    assert "<script" not in html
    assert "&lt;mj-raw&gt;&lt;script&gt;" in html


def test_the_fonts_that_mjml_knows_are_not_fetched() -> None:
    html = rendered(section('<mj-text font-family="Roboto, Ubuntu">x</mj-text>'), language="en")

    assert "googleapis" not in html
    assert "<link" not in html


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../secret.mjml", "/proc/self/environ", "/dev/zero", "other.mjml"]
)
def test_an_include_is_refused_and_no_file_is_opened(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_opening(*names: Any, **options: Any) -> NoReturn:
        raise AssertionError(f"opened {names}")

    monkeypatch.setattr(builtins, "open", no_opening)
    monkeypatch.setattr(io, "open", no_opening)

    said = complaint(body(f'<mj-include path="{path}" />'))

    assert said == "demo/layout.mjml:2: <mj-include> would read another file: copy its text here"


@pytest.mark.parametrize(
    "element",
    [
        '<mj-image src="https://spy.example/x.png" />',
        '<mj-text><img src="//spy.example/x.png"></mj-text>',
        '<mj-text background-url="https://spy.example/x.png">x</mj-text>',
        '<mj-raw><link rel="stylesheet" href="https://spy.example/x.css"></mj-raw>',
        "<mj-text><p style=\"background: url('https://spy.example/x')\">x</p></mj-text>",
        '<mj-text><p style="background: url(//spy.example/x)">x</p></mj-text>',
        "<mj-raw><style>@import 'https://spy.example/x.css';</style></mj-raw>",
        "<mj-raw><script>alert(1)</script></mj-raw>",
        "<MJ-RAW><SCRIPT>alert(1)</SCRIPT></MJ-RAW>",
        '<mj-raw><iframe src="https://spy.example/"></iframe></mj-raw>',
        '<mj-text><p onclick="alert(1)">x</p></mj-text>',
        '<mj-text><a href=" javascript:alert(1)">x</a></mj-text>',
        '<mj-text><a href="java&#115;cript:alert(1)">x</a></mj-text>',
    ],
)
def test_what_fetches_or_runs_is_refused_with_its_line(element: str) -> None:
    assert complaint(section(element)).startswith("demo/layout.mjml:3: ")


@pytest.mark.parametrize(
    "element",
    [
        '<mj-text padding="{{ x }}px">y</mj-text>',
        '<mj-text font-size="{{ x }}">y</mj-text>',
        "<mj-text {{ x }}>y</mj-text>",
        "<{{ x }}>y</{{ x }}>",
        "<mj-raw><style>p { color: {{ x }} }</style></mj-raw>",
    ],
)
def test_jinja_where_mjml_cannot_carry_it_is_refused_with_its_line(element: str) -> None:
    assert complaint(section(element)).startswith("demo/layout.mjml:3: Jinja cannot ")


def test_text_that_mjml_would_drop_is_refused() -> None:
    assert complaint(body("<mj-section>\n{{ name }}</mj-section>")) == (
        "demo/layout.mjml:2: <mj-section> cannot hold text: put it in an <mj-text>"
    )


def test_elements_nested_too_deeply_are_refused() -> None:
    assert "more than 64 elements" in complaint(body("<mj-wrapper>" * 2000))


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ("<mj-text>x", "</mj-column> closes nothing: <mj-text> is open"),
        ("<mj-tekst>x</mj-tekst>", "MJML does not understand this layout ('mj-tekst')"),
    ],
)
def test_a_slip_of_the_pen_is_told(element: str, said: str) -> None:
    assert said in complaint(section(element))
