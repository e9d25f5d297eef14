"""The one place where a Jinja environment is made.

Staff write templates, and a template is a program: docs/security-rules.md T3 says what others lost to theirs.
Three walls stand between a text and the house, and each would do alone for most attacks: the grammar
(`grammar.check`) reads the tree before anything is compiled, this sandbox watches what runs, and only
plain frozen data goes in (`letter`).
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from jinja2 import Environment, StrictUndefined, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

#: Everything a text may call upon; a test holds these lists.
FILTERS = frozenset({"join", "length", "trim", "upper"})
TESTS = frozenset({"defined"})

_BEGINS = re.compile(r"\{[{%#]")


class _DashedNames(Extension):
    """``case.fsin-listed`` is one name, as the case has it: nothing is subtracted in a text."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """The same tokens, a fact's name made one of several."""
        return iter(_joined(stream))


def _joined(stream: TokenStream) -> list[Token]:
    tokens: list[Token] = []
    for token in stream:
        if token.type == "name" and _is_open(tokens[-4:]):
            tokens.pop()
            name = tokens.pop()
            token = Token(name.lineno, "name", f"{name.value}-{token.value}")
        tokens.append(token)
    return tokens


def _is_open(before: list[Token]) -> bool:
    """Whether a fact's name goes on after these: ``case.NAME-``."""
    return [one.type for one in before] == ["name", "dot", "name", "sub"] and before[0].value == "case"


class _Sandbox(ImmutableSandboxedEnvironment):
    #: Interception also stops the compiler from working out ``10**100000000`` while it folds constants.
    intercepted_binops = frozenset({"**", "*", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(f"the operator {operator} is not available in templates")


@lru_cache(maxsize=2)
def environment(*, html: bool) -> Environment:
    """The sandbox for HTML (autoescape on) or for plain text and subjects (off).

    There is no loader: a template can neither include nor import another.
    """
    made = _Sandbox(
        undefined=StrictUndefined, autoescape=html, finalize=_printable, extensions=[_DashedNames]
    )
    made.globals = {}
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.tests = {name: made.tests[name] for name in TESTS}
    return made


def has_tags(source: str) -> bool:
    """Whether there is any Jinja in it; most short texts have none."""
    return _BEGINS.search(source) is not None


class PrintFault(UndefinedError):
    """What a template prints is not a text for a letter."""


def _printable(value: object) -> object:
    """Only text and numbers may be printed: ``None`` or a list in a letter is a fault, not a text."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    if isinstance(value, StrictUndefined):
        return value  # printing it raises, with the variable's name
    raise PrintFault(f"a value of type {type(value).__name__} cannot be printed: name one of its parts")
