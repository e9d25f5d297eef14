"""Markdown (CommonMark) with Jinja tags in it, made into Jinja with HTML or plain text around the tags.

Compiled once for each text: what is left to do for a letter is Jinja's work.
"""

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from outreach.model.errors import TemplateFault
from outreach.rendering.templates.placeholders import Masked, mask

#: No raw HTML, and no pictures: they would be fetched, and fetching tells on the reader.
_PARSER = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])

#: A list takes two levels and its paragraph one; beyond 20 the parser drops what it finds.
_DEEPEST = 10

_WITHIN_A_LINE = {"softbreak": " ", "hardbreak": "\n"}


@lru_cache(maxsize=1024)
def markdown_to_html(source: str, where: str) -> str:
    """A Jinja source (to be rendered with autoescape) with the HTML of ``source``.

    Raises `TemplateFault`, naming ``where``, for lists nested so deeply that the parser would lose text.
    """
    masked = mask(source)
    html: str = _PARSER.renderer.render(_parsed(masked, where), _PARSER.options, {})
    bare = re.sub(rf"<p>({masked.block_tags})</p>\n?", r"\1", html)
    return masked.unmask(bare)


@lru_cache(maxsize=1024)
def markdown_to_text(source: str, where: str) -> str:
    """A Jinja source (to be rendered without autoescape) with ``source`` as plain text.

    One line for each paragraph, an empty line between two, lists with dashes or numbers, a link as its
    text with the URL in brackets, and no trace of emphasis. Raises as `markdown_to_html` does.
    """
    masked = mask(source)
    tree = SyntaxTreeNode(_parsed(masked, where))
    text = _blocks(tree.children, masked)
    return masked.unmask(text)


def _parsed(masked: Masked, where: str) -> list[Token]:
    tokens = _PARSER.parse(_block_tags_apart(masked))
    if any(token.level > _DEEPEST for token in tokens):
        raise TemplateFault(f"{where}: lists or quotations are too deep inside one another for a letter")
    return tokens


def _block_tags_apart(masked: Masked) -> str:
    """Block tags alone on their line become a paragraph of their own, or they would end up inside a list."""
    return re.sub(rf"(?m)^({masked.block_tags})$", r"\n\n\1\n\n", masked.text)


def _blocks(nodes: list[SyntaxTreeNode], masked: Masked) -> str:
    text = ""
    for node in nodes:
        block = _block(node, masked)
        # A bare tag brings no empty line of its own: what stands between two tags may vanish.
        text += block if re.fullmatch(masked.block_tags, block) else f"{block}\n\n"
    return text.rstrip("\n") + "\n" if text else ""


def _block(node: SyntaxTreeNode, masked: Masked) -> str:
    match node.type:
        case "paragraph" | "heading" | "inline":
            return "".join(_inline(child) for child in node.children)
        case "bullet_list":
            return "\n".join(_item("- ", child, masked) for child in node.children)
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            items = enumerate(node.children, start=first)
            return "\n".join(_item(f"{number}. ", child, masked) for number, child in items)
        case "blockquote":
            return _indented("> ", "> ", _blocks(node.children, masked))
        case "hr":
            return "* * *"
        case _:
            return node.content.rstrip("\n")  # code


def _item(bullet: str, node: SyntaxTreeNode, masked: Masked) -> str:
    inner = _blocks(node.children, masked)
    return _indented(bullet, " " * len(bullet), re.sub(r"\n\n+", "\n", inner))


def _indented(first: str, rest: str, text: str) -> str:
    lines = text.rstrip("\n").split("\n")
    return "\n".join([first + lines[0], *(rest + line for line in lines[1:])])


def _inline(node: SyntaxTreeNode) -> str:
    if node.type == "inline" or node.type in {"strong", "em"}:
        return "".join(_inline(child) for child in node.children)
    if node.type == "link":
        text = "".join(_inline(child) for child in node.children)
        url = str(node.attrs["href"]).removeprefix("mailto:")
        return text if text == url else f"{text} ({url})"
    return _WITHIN_A_LINE.get(node.type, node.content)
