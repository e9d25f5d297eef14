"""Layouts that would fetch, run, hide or say something of their own in the reader's mail program.

Each is put where its kind belongs: into the text of a letter, an attribute of an MJML element, a style
sheet, a style, or between the elements.
"""

SPY = "https://spy.example/x"

#: Styles that fetch, in every spelling.
DECLARATIONS = [
    f"background: url({SPY})",
    f"background: url('{SPY}')",
    f"background: URL( {SPY} )",
    f"background: ur\\l({SPY})",
    f"background: \\75rl({SPY})",
    f"background: \\000075 rl({SPY})",
    f"background: u&#114;l({SPY})",
    "background: url(//spy.example/x)",
    "background: url(data:image/svg+xml,x)",
    "background: url(" + " " * 2000 + SPY,
    f"background: image-set('{SPY}' 1x)",
    f"background: -webkit-image-set(url({SPY}) 1x)",
    f"background: image('{SPY}')",
    f"background: cross-fade(url({SPY}), red)",
    f"background: u\\72 l({SPY})",
    f"background: url(/**/{SPY})",
    f"border-image: url({SPY}) 1",
    f"mask-image: url({SPY})",
    f"background: src('{SPY}')",
    f"border-image-source: url({SPY})",
    f"list-style: url({SPY})",
    f"list-style-image: url({SPY})",
    f"cursor: url({SPY}), auto",
    f"content: url({SPY})",
    f"filter: url({SPY})",
    f"-moz-binding: url({SPY})",
    f"behavior: url({SPY})",
    f"--x: url({SPY}); background: var(--x)",
    "width: expression(alert(1))",
    "background: attr(title url)",
]
#: Style sheets that fetch, and what in them would hide words or add some.
SHEETS = [
    f"@import '{SPY}';",
    f"@import url({SPY});",
    f"@IMPORT '{SPY}';",
    f"@\\69mport '{SPY}';",
    f"@\\000069 mport '{SPY}';",
    f"@font-face {{ font-family: x; src: url({SPY}); }}",
    "@namespace url(x);",
    "@property --x { syntax: '*'; }",
    f"@media screen {{ p {{ background: url({SPY}) }} }}",
    f"@supports (color: red) {{ p {{ background: url({SPY}) }} }}",
    f"@page {{ @top-left {{ content: url({SPY}) }} }}",
    f"p {{ background: ur\\l({SPY}) }}",
    f"p {{ background: image-set('{SPY}' 1x) }}",
    f"p {{ p {{ background: url({SPY}) }} }}",
    f"p {{ color: red }} }} q {{ background: url({SPY}) }}",
    f"</style/><img src='{SPY}'>",
    f"p {{}} </style><img src='{SPY}'><style>",
    # What hides words, or adds some.
    "p { display: none }",
    "p { DISPLAY: NoNe }",
    "p { visibility: hidden }",
    "p { opacity: 0 }",
    "p { position: absolute; left: -9999px }",
    "p { text-indent: -9999px }",
    "p { margin-left: 99999px }",
    "p { overflow: hidden; height: 0 }",
    "p { font-size: 0 }",
    "p { font-size: 0.01em }",
    "p { font-size: calc(16px - 16px) }",
    "p { font: 0/1.5 serif }",
    "p { font: 16px/0 serif }",
    "@media screen { p { line-height: 0 } }",
    "p { color: transparent }",
    "p { color: #1c1c1c00 }",
    "p { color: rgb(0 0 0 / 0) }",
    "p { color: RGBA(0, 0, 0, 0) }",
    "div { margin-left: -64px }",
    "p { clip-path: inset(100%) }",
    "p { transform: scale(0) }",
    "p::before { content: 'We withdraw. ' }",
    "li { list-style: 'We withdraw. ' inside }",
    'p { display: list-item; list-style-type: "We withdraw. " }',
    "p { text-decoration: underline LINE-THROUGH }",
    "p { text-decoration-line: line-through }",
    "p { unicode-bidi: bidi-override; direction: rtl }",
]
#: Elements and attributes that fetch, run or redirect.
ELEMENTS = [
    f'<img src="{SPY}">',
    f'<img src="" srcset="{SPY} 1x">',
    f'<img lowsrc="{SPY}">',
    f'<img dynsrc="{SPY}">',
    f'<picture><source srcset="{SPY}"></picture>',
    f'<v:fill src="{SPY}"></v:fill>',
    f'<p title="x"style="background:url({SPY})">x</p>',
    f"<p style=background:url({SPY})>x</p>",
    '<img src="cid:x">',
    f'<p background="{SPY}">x</p>',
    f'<table background="{SPY}"><tr><td>x</td></tr></table>',
    f'<a href="https://x.example/" ping="{SPY}">x</a>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<p onclick="alert(1)">x</p>',
    '<p ONMOUSEOVER="alert(1)">x</p>',
    f'<video poster="{SPY}"></video>',
    f'<audio src="{SPY}"></audio>',
    f'<object data="{SPY}"></object>',
    f'<embed src="{SPY}">',
    f'<iframe src="{SPY}"></iframe>',
    f'<iframe srcdoc="<img src={SPY}>"></iframe>',
    f'<svg><image href="{SPY}"></image></svg>',
    f'<svg><use href="{SPY}"></use></svg>',
    f'<input type="image" src="{SPY}">',
    f'<form action="{SPY}"><button>x</button></form>',
    "<math><mtext>x</mtext></math>",
    "<template><p>x</p></template>",
    "<p hidden>x</p>",
]
#: What stands between MJML's own elements.
BETWEEN = [
    f'<meta http-equiv="refresh" content="0;url={SPY}">',
    f'<META HTTP-EQUIV=REFRESH CONTENT="0;URL={SPY}">',
    '<meta name="referrer" content="unsafe-url">',
    f'<base href="{SPY}">',
    f'<link rel="stylesheet" href="{SPY}">',
    f'<link rel="preload" href="{SPY}">',
    f'<link rel="dns-prefetch" href="{SPY}">',
    f'<script src="{SPY}"></script>',
    f"<style>@import '{SPY}';</style>",
    f"<!--[if mso]><img src='{SPY}'><![endif]-->",
    f"<!--[if mso]>--!><img src='{SPY}'><![endif]-->",
    "<!--[if mso]><p>We withdraw this appeal.</p><![endif]-->",
    "<!--[if !mso]><!--><p>x</p><!--<![endif]-->",
    "<!-- a remark -->",
    f"<!--><img src='{SPY}'>-->",
    f"<![CDATA[<img src='{SPY}'>]]>",
    "<?xml-stylesheet href='x'?>",
]
#: Attributes that MJML writes down as they come.
ATTRIBUTES = [
    f"css-class='x\" background=\"{SPY}'",
    "css-class='x\"><script>alert(1)</script>'",
    f"css-class='x&quot; background=&quot;{SPY}'",
    f'padding="0;background:url({SPY})"',
    f"padding='0\"><img src={SPY}><p x=\"'",
    f'font-family="x;background:url({SPY})"',
    f"font-family='x\" background=\"{SPY}'",
    'font-family="x\\22 "',
    f'color="red;background:u\\72l({SPY})"',
    f'background-url="{SPY}"',
    f'color="image-set({SPY})"',
    'color="red;display:none"',
    'text-decoration="line-through"',
    'font-size="0px"',
    'line-height="0"',
    'color="transparent"',
]


def _in_text(html: str) -> str:
    return _layout(f"<mj-text>{html}</mj-text>")


def _in_style(css: str) -> str:
    return _layout("<mj-text>x</mj-text>", f"<mj-head><mj-style>{css}</mj-style></mj-head>")


def _in_raw(html: str) -> str:
    return _layout(f"<mj-raw>{html}</mj-raw>")


def _in_head(mjml: str) -> str:
    return _layout("<mj-text>x</mj-text>", f"<mj-head>{mjml}</mj-head>")


def _with(attribute: str) -> str:
    return _layout(f"<mj-text {attribute}>x</mj-text>")


def _inline(css: str) -> str:
    return _in_text(f'<p style="{css}">x</p>')


def _layout(inner: str, head: str = "") -> str:
    return f"<mjml>{head}<mj-body><mj-section><mj-column>{inner}</mj-column></mj-section></mj-body></mjml>"


PAYLOADS = [
    *map(_inline, DECLARATIONS),
    *map(_in_style, SHEETS),
    *map(_in_text, ELEMENTS),
    *map(_in_raw, BETWEEN),
    *map(_with, ATTRIBUTES),
    *map(
        _in_head,
        [
            f'<mj-html-attributes><mj-selector path="p"><mj-html-attribute name="background">{SPY}'
            "</mj-html-attribute></mj-selector></mj-html-attributes>",
            f'<mj-font name="x" href="{SPY}" />',
            '<mj-include path="/etc/passwd" />',
            f'<mj-attributes><mj-all background-url="{SPY}" /></mj-attributes>',
            f"<mj-attributes><mj-text css-class='x\" background=\"{SPY}' /></mj-attributes>",
            f'<mj-attributes><mj-class name="x" padding=\'0"><img src={SPY}>\' /></mj-attributes>',
            f'<mj-style inline="inline">p {{ background: url({SPY}) }}</mj-style>',
            "<mj-preview>We withdraw this appeal.</mj-preview>",
        ],
    ),
    _layout(f'<mj-image src="{SPY}" />'),
    _layout('<mj-button href="javascript:alert(1)" background-color="red">x</mj-button>'),
    _layout(f'<mj-social><mj-social-element name="x" src="{SPY}">x</mj-social-element></mj-social>'),
    _layout(
        '<mj-social><mj-social-element name="facebook" href="https://x.example/">x</mj-social-element></mj-social>'
    ),
    _layout(f'<mj-carousel><mj-carousel-image src="{SPY}" /></mj-carousel>'),
]

#: And a layout that uses whatever a designer may.
ALLOWED = """<mjml lang="{{ language }}"><mj-head>
<mj-title>{{ subject }}</mj-title>
<mj-raw><meta name="color-scheme" content="light dark"></mj-raw>
<mj-attributes><mj-all font-family="Georgia, 'Times New Roman', serif" /><mj-class name="loud" color="#333" />
</mj-attributes>
<mj-style>
  p:first-child, .ink > li + li { margin: 0 0 16px; color: rgb(20 20 20 / 90%); border-left: 2px solid; }
  @media (prefers-color-scheme: dark) and (min-width: 480px) { .ink p { color: #fff !important; } }
  @page { size: A4; margin: 14mm 18mm; }
  @media print { h1 { font: bold 12pt/1.4 serif; page-break-before: always; } }
</mj-style></mj-head>
<mj-body width="640px" background-color="#ffffff" css-class="sheet">
<mj-wrapper padding="0 0 8px"><mj-section text-align="left" border-radius="4px">
<mj-group><mj-column width="50%">
<mj-text mj-class="loud" align="right" css-class="ink faded"><h1 lang="en" title="{{ subject }}">x</h1>
<p style="text-indent: -16px">y <em>z</em><br>Q&amp;A</p><ol start="3"><li>a</li></ol></mj-text>
<mj-divider border-width="1px" /><mj-spacer height="20px" />
<mj-table><tr><td colspan="2" style="padding: 4px">x</td></tr></mj-table>
<mj-button href="https://sender.example/?a=1&amp;b=2" background-color="#14426e">x</mj-button>
</mj-column></mj-group></mj-section></mj-wrapper>
</mj-body></mjml>"""
