"""The CSS that a letter may carry: looks, and nothing that fetches, runs, hides or reads.

A list of what is allowed, read by a CSS parser: whoever lists what is forbidden forgets ``image-set``, and
``ur\\l(`` and ``@\\69mport`` are spelt in as many ways as one likes (CSS Syntax 3 §4.3.7).
"""

import re
from collections.abc import Iterable

import tinycss2
from tinycss2.ast import Node

_PROPERTIES = frozenset(
    {
        *(
            "background",
            "background-color",
            "border",
            "box-sizing",
            "clear",
            "color",
            "color-scheme",
            "cursor",
        ),
        *("direction", "display", "float", "font", "height", "hyphens", "letter-spacing", "line-height"),
        *("margin", "max-height", "max-width", "min-height", "min-width", "orphans", "outline", "padding"),
        *("size", "table-layout", "text-align", "text-indent", "text-transform", "vertical-align"),
        *("white-space", "widows", "width", "word-break", "word-spacing", "word-wrap", "overflow-wrap"),
        *("-webkit-text-size-adjust", "-ms-text-size-adjust", "-ms-interpolation-mode"),
        *("mso-line-height-rule", "mso-padding-alt", "mso-table-lspace", "mso-table-rspace"),
        "mso-text-raise",
    }
)
#: With everything that begins so.
_FAMILIES = (
    "border-",
    "break-",
    "font-",
    "list-style",
    "margin-",
    "padding-",
    "page-break-",
    "text-decoration",
)
_FUNCTIONS = frozenset({"rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "clamp"})
#: What a selector or the condition of ``@media`` may call upon.
_SELECTING = frozenset({"not", "is", "where", "nth-child", "nth-of-type", "nth-last-child"})
_AT_RULES = frozenset({"media", "page"})
#: In whatever unit: what is moved further has left the page, or the screen.
_FURTHEST_BACK, _FURTHEST = -64, 2000
#: Of letters and lines, by unit: smaller ones nobody reads. Numbers, and all other units, are shares.
_SMALLEST = {"px": 6, "pt": 5, "%": 50}
_SMALLEST_SHARE = 0.5
#: A colour with eight digits, or with four, that is more than half transparent.
_SEE_THROUGH = re.compile("[0-9a-f]{6}[0-7][0-9a-f]|[0-9a-f]{3}[0-7]", re.IGNORECASE)


def stylesheet_fault(css: str) -> str | None:
    """What a letter may not carry in this ``<style>``, in words; None if it may carry all of it."""
    if "\\" in css or "<" in css:
        return "a style with a backslash or an angle bracket"
    return _rules_fault(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def style_fault(css: str) -> str | None:
    """The same for a ``style`` attribute."""
    if "\\" in css or "<" in css:
        return "a style with a backslash or an angle bracket"
    return _declarations_fault(css)


def value_fault(name: str, value: str) -> str | None:
    """The same for what becomes the value of one property: a colour, a width, the names of fonts."""
    values = tinycss2.parse_component_value_list(value, skip_comments=True)
    return _values_fault(values, _FUNCTIONS) or _words_fault(name, values)


def _rules_fault(rules: Iterable[Node]) -> str | None:
    return next((fault for rule in rules if (fault := _rule_fault(rule))), None)


def _rule_fault(rule: Node) -> str | None:
    if rule.type == "error":
        return f"a style that cannot be read ({rule.message})"
    if rule.type == "at-rule" and rule.lower_at_keyword not in _AT_RULES:
        return f"@{rule.lower_at_keyword} in a style"
    fault = _values_fault(rule.prelude, _SELECTING)
    if fault or rule.content is None:
        return fault
    if rule.type == "at-rule" and rule.lower_at_keyword == "media":
        within = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        return _rules_fault(within)
    return _declarations_fault(rule.content)


def _declarations_fault(content: str | list[Node]) -> str | None:
    for found in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if found.type != "declaration":
            return "a style that cannot be read"
        if found.lower_name not in _PROPERTIES and not found.lower_name.startswith(_FAMILIES):
            return f"the style property '{found.lower_name}'"
        fault = _values_fault(found.value, _FUNCTIONS) or _words_fault(found.lower_name, found.value)
        if fault:
            return f"{fault} in '{found.lower_name}'"
    return None


def _words_fault(name: str, values: list[Node]) -> str | None:
    """What a property does to the words themselves: the text part would not say the same."""
    written = tinycss2.serialize(values).lower()
    if (
        (name == "display" and "none" in written)
        or (name in {"font", "font-size", "line-height"} and any(map(_is_too_small, values)))
        or (name == "color" and any(map(_is_see_through, values)))
    ):
        return "a style that hides words"
    if name.startswith("margin") and any(one.value < 0 for one in _lengths(values)):
        return "a length that moves words out of sight"  # one within another, any distance
    if name.startswith("text-decoration") and "line-through" in written:
        return "a style that strikes words out"
    if not name.startswith("font") and any(value.type == "string" for value in values):
        return "a style that adds words"  # list-style: "We withdraw. "
    return None


def _lengths(values: Iterable[Node]) -> list[Node]:
    return [value for value in values if value.type in {"dimension", "number", "percentage"}]


def _is_too_small(value: Node) -> bool:
    if value.type == "function":  # calc(16px - 16px)
        return True
    unit = "%" if value.type == "percentage" else getattr(value, "lower_unit", "")
    return any(one.value < _SMALLEST.get(unit, _SMALLEST_SHARE) for one in _lengths([value]))


def _is_see_through(colour: Node) -> bool:
    match colour.type:
        case "ident":
            return bool(colour.lower_value == "transparent")
        case "hash":
            return bool(_SEE_THROUGH.fullmatch(colour.value))
        case "function":
            alpha = _lengths(colour.arguments)[3:]
            return any(
                one.value < (_SMALLEST["%"] if one.type == "percentage" else _SMALLEST_SHARE) for one in alpha
            )
    return False


def _values_fault(values: Iterable[Node], functions: frozenset[str]) -> str | None:
    for value in values:
        if value.type in {"url", "error", "at-keyword", "{} block"}:
            return "a style that fetches" if value.type == "url" else "a style that cannot be read"
        if value.type == "dimension" and not _FURTHEST_BACK <= value.value <= _FURTHEST:
            return "a length that moves words out of sight"
        if value.type == "function":
            if value.lower_name not in functions:
                return f"{value.lower_name}() in a style"
            fault = _values_fault(value.arguments, functions)
        else:
            fault = _values_fault(getattr(value, "content", None) or (), functions)
        if fault:
            return fault
    return None
