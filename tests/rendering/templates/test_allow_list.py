"""A letter carries no more than the allow-list: what would fetch, run, hide or break out is refused."""

import shutil

import pytest
from mjml import mjml_to_html
from playwright.sync_api import Route, sync_playwright

from outreach.model.errors import BadInput
from outreach.rendering.templates.allowed_html import check_compiled
from outreach.rendering.templates.layout import mjml_to_jinja
from outreach.rendering.templates.placeholders import mask

SPY = "https://spy.example/x"

#: Declarations, as they would stand in a ``style`` attribute or in a rule.
DECLARATIONS = (
    f"background: url({SPY})",
    f"background: URL( '{SPY}' )",
    f"background: ur\\l({SPY})",
    f"background: \\75rl({SPY})",
    f"background: \\000075 rl({SPY})",
    f"background: u\\72 l({SPY})",
    f"background: url(/**/{SPY})",
    f"background-image: image-set('{SPY}' 1x)",
    f"background-image: -webkit-image-set(url({SPY}) 1x)",
    f"background: image('{SPY}')",
    f"background: src('{SPY}')",
    f"background: cross-fade(url({SPY}), red)",
    f"list-style-image: url({SPY})",
    f"border-image: url({SPY}) 1",
    f"cursor: url({SPY}), auto",
    f"content: url({SPY})",
    f"content: '{SPY}'",
    f"--x: url({SPY})",
    "background: var(--x)",
    f"mask-image: url({SPY})",
    f"filter: url({SPY}#f)",
    f"behavior: url({SPY})",
    "width: expression(alert(1))",
    "color: attr(title)",
    "position: fixed",
    "display: none",
    "display: NONE",
    "opacity: 0",
    "visibility: hidden",
    "clip-path: circle(0)",
)
SHEETS = (
    f"@import '{SPY}';",
    f"@import url({SPY});",
    f"@\\69mport '{SPY}';",
    f"@\\000069 mport '{SPY}';",
    f"@IMPORT '{SPY}';",
    f"@font-face {{ font-family: x; src: url({SPY}) }}",
    f"@namespace url({SPY});",
    f"@media print {{ @import '{SPY}'; }}",
    f"@media print {{ p {{ background: url({SPY}) }} }}",
    f"@page {{ background: url({SPY}) }}",
    f"@supports (color: red) {{ p {{ background: url({SPY}) }} }}",
    f"p {{ color: red; a {{ background: url({SPY}) }} }}",
    f"p {{ color: red }} }} q {{ background: url({SPY}) }}",
    f"</style><img src={SPY}>",
    f"</style/><img src={SPY}>",
)
#: HTML inside an ``mj-text``.
ELEMENTS = (
    f'<img src="{SPY}">',
    f"<img src={SPY}>",
    f'<img srcset="{SPY} 1x">',
    f'<img lowsrc="{SPY}">',
    f'<img dynsrc="{SPY}">',
    '<img src="data:image/svg+xml,<svg/>">',
    f'<meta http-equiv="refresh" content="0;url={SPY}">',
    f"<META HTTP-EQUIV=refresh CONTENT='0;{SPY}'>",
    f'<a href="https://a.example" ping="{SPY}">x</a>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#9;script:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    f'<table background="{SPY}"><tr><td>x</td></tr></table>',
    f'<link rel="prefetch" href="{SPY}">',
    f'<base href="{SPY}">',
    f'<video poster="{SPY}"></video>',
    f'<audio src="{SPY}"></audio>',
    f'<object data="{SPY}"></object>',
    f'<embed src="{SPY}">',
    f'<iframe src="{SPY}"></iframe>',
    f'<svg><image href="{SPY}"></image></svg>',
    f'<form action="{SPY}"><input type="image" src="{SPY}"></form>',
    f'<picture><source srcset="{SPY}"></picture>',
    f'<v:fill src="{SPY}"></v:fill>',
    "<math><mi>x</mi></math>",
    "<script>alert(1)</script>",
    '<p onclick="alert(1)">x</p>',
    f"<!--><img src={SPY}>-->",
    f"<!--[if mso]><img src='{SPY}'><![endif]-->",
    f"<!--[if mso]>--!><img src='{SPY}'><![endif]-->",
    "<!-- a remark -->",
    f"<?xml-stylesheet href='{SPY}'?>",
    f"<![CDATA[<img src={SPY}>]]>",
    f'<p title="x"style="background:url({SPY})">x</p>',
)
#: MJML's own attributes.
ATTRIBUTES = (
    f'css-class="x&quot; style=&quot;background:url({SPY})"',
    "css-class=\"x' onclick='alert(1)\"",
    f'css-class="x&gt;&lt;img src={SPY}&gt;"',
    f'padding="0;background:ur\\l({SPY})"',
    f'padding="0;background:url({SPY})"',
    f'padding="0&quot;&gt;&lt;img src=&quot;{SPY}"',
    f'font-family="x;background:\\75rl({SPY})"',
    f'font-family="x&quot; background=&quot;{SPY}"',
    f"color=\"red;background:image-set('{SPY}' 1x)\"",
    f'container-background-color="red;background:url({SPY})"',
    f'background-url="{SPY}"',
    'padding="0;position:fixed"',
)
HEADS = (
    '<mj-html-attributes><mj-selector path="p"><mj-html-attribute name="style">x</mj-html-attribute>'
    "</mj-selector></mj-html-attributes>",
    f'<mj-font name="x" href="{SPY}" />',
    "<mj-preview>hidden words</mj-preview>",
    f'<mj-attributes><mj-all css-class="&lt;img src={SPY}&gt;" /></mj-attributes>',
    f'<mj-raw><meta http-equiv="refresh" content="0;{SPY}"></mj-raw>',
)


def layout(inner: str = "<p>x</p>", *, attributes: str = "", head: str = "") -> str:
    return (
        f"<mjml><mj-head>{head}</mj-head><mj-body><mj-section><mj-column>"
        f"<mj-text {attributes}>{inner}</mj-text></mj-column></mj-section></mj-body></mjml>"
    )


PAYLOADS = (
    *(layout(f'<p style="{css}">x</p>') for css in DECLARATIONS),
    *(layout(head=f"<mj-style>p {{ {css} }}</mj-style>") for css in DECLARATIONS),
    *(layout(head=f"<mj-style>{css}</mj-style>") for css in SHEETS),
    *(layout(element) for element in ELEMENTS),
    *(layout(attributes=attributes) for attributes in ATTRIBUTES),
    *(layout(head=head) for head in HEADS),
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_not_on_the_list_is_refused(payload: str) -> None:
    with pytest.raises(BadInput, match=r"^demo/layout\.mjml:"):
        mjml_to_jinja(payload, "demo/layout.mjml")


@pytest.mark.parametrize("css", DECLARATIONS)
@pytest.mark.parametrize("page", ['<p style="{}">x</p>', "<style>p {{ {} }}</style>"])
def test_the_finished_page_is_held_against_the_list_too(page: str, css: str) -> None:
    html = page.format(css)

    with pytest.raises(BadInput, match=r"^demo/layout\.mjml: the compiled layout holds "):
        check_compiled(html, mask(html), "demo/layout.mjml")


@pytest.mark.parametrize("element", ELEMENTS)
def test_the_finished_page_holds_no_other_element(element: str) -> None:
    with pytest.raises(BadInput, match=r"^demo/layout\.mjml: the compiled layout holds "):
        check_compiled(element, mask(element), "demo/layout.mjml")


@pytest.mark.parametrize(
    "element",
    [
        "<table><tr><td>x</td></tr></table>",
        '<ol start="3"><li>x</li></ol>',
        '<a href="https://a.example/?b=1&amp;c=2" title="it\'s">x</a>',
        '<p style="font: bold 12px/1.4 Georgia, serif; color: rgb(1, 2, 3)">x</p>',
        '<img src="cid:crest@sender.example" alt="our crest">',
    ],
)
def test_what_a_letter_needs_is_on_the_list(element: str) -> None:
    assert "x</" in mjml_to_jinja(layout(f"{element}<b>x</b>"), "demo/layout.mjml")


def test_a_browser_fetches_nothing_for_any_layout_that_passes() -> None:
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    fetched: list[str] = []
    passed = 0

    def refuse(route: Route) -> None:
        fetched.append(route.request.url)
        route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page()
        page.route("**/*", refuse)
        # Without the list this one is fetched: the browser does notice.
        page.set_content(mjml_to_html(layout(f'<p style="background: ur\\l({SPY})">x</p>')).html)
        page.wait_for_timeout(200)
        assert SPY in fetched
        fetched.clear()
        for payload in (*PAYLOADS, layout('<p style="color: red">x</p>')):
            try:
                html = mjml_to_jinja(payload, "demo/layout.mjml")
            except BadInput:
                continue
            passed += 1
            page.set_content(html)
        browser.close()

    assert passed
    assert fetched == []
