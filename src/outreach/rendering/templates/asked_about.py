"""Which variables a text does more with than print them, or ask whether they are there."""

import re

from jinja2 import TemplateSyntaxError

from outreach.rendering.templates.environment import environment

_NAME = r"[\w.-]+"
#: Tags to which the value itself makes no difference: it is printed, joined, run through, or there or not.
_SIMPLE = re.compile(
    rf"\{{\{{-?\s*{_NAME}(?:\s*\|\s*join(?:\([\"'][^\"'{{}}]*[\"']\))?)?\s*-?\}}\}}"
    rf"|\{{%-?\s*(?:(?:el)?if\s+(?:not\s+)?{_NAME}|for\s+\w+\s+in\s+{_NAME}|else|endif|endfor)\s*-?%\}}"
)
_LOOP = re.compile(r"\{%-?\s*for\s+(\w+)\s+in\s+(\w+)")
_WORD = re.compile(r"[^\W\d]\w*")


def asked_about(source: str) -> frozenset[str]:
    """The names at whose values ``source`` looks; more rather than fewer. Of a loop's variable, its list."""
    rest = _SIMPLE.sub("", source)
    if "{{" not in rest and "{%" not in rest:
        return frozenset()
    try:
        names = {text for _, kind, text in environment(html=False).lex(rest) if kind == "name"}
    except TemplateSyntaxError:  # it is refused where it is compiled
        names = set(_WORD.findall(source))
    return frozenset(names | {its_list for name, its_list in _LOOP.findall(source) if name in names})
