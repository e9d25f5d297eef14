"""What of Jinja a letter's texts may use, checked on the tree before anything is compiled.

A text may print variables, choose (``if``), repeat (``for``, at most two deep) and use the few filters of
`environment`. It cannot call, assign, calculate, include or define anything. So what a template makes is
bounded by its own size and the length of the annex, which a sandbox alone does not promise.
"""

from collections.abc import Mapping

from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes

from outreach.model.errors import BadInput
from outreach.rendering.templates.environment import FILTERS, TESTS, environment

#: The names a text may use, each with its parts; none where it is printed as it is.
Names = Mapping[str, frozenset[str]]

#: What a loop's own variable has: Jinja's ``loop``, and a group of the annex.
_LOOP_PARTS = frozenset({"first", "last", "index"})
_GROUP_PARTS = frozenset({"country", "names"})
_MAX_LOOPS = 2

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.For,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)


def check(source: str, *, where: str, names: Names, first_line: int = 1) -> None:
    """Raises `BadInput`, naming ``where`` and the line, unless ``source`` keeps to the grammar and ``names``.

    ``first_line`` is where in the file ``source`` begins.
    """
    try:
        tree = _parsed(source)
        _check_nodes(tree, loops=0)
        _check_names(tree, names)
    except _Fault as fault:
        raise BadInput(f"{where}:{first_line - 1 + fault.line}: {fault}") from None
    except (TemplateError, RecursionError, ValueError):
        # ValueError: a number of thousands of digits; RecursionError: thousands of brackets.
        raise BadInput(f"{where}: this is too long or too deeply nested to be a letter") from None


def parts_used(source: str, name: str) -> frozenset[str]:
    """Which parts of the variable ``name`` a checked ``source`` prints or asks for."""
    accesses = _parsed(source).find_all(nodes.Getattr)
    return frozenset(a.attr for a in accesses if isinstance(a.node, nodes.Name) and a.node.name == name)


class _Fault(Exception):
    def __init__(self, line: int, what: str, hint: str = "") -> None:
        super().__init__(f"{what} ({hint})" if hint else what)
        self.line = line


def _parsed(source: str) -> nodes.Template:
    env = environment(html=False)
    try:
        for line, kind, _ in env.lex(source):
            if kind == "raw_begin":
                raise _Fault(line, "{% raw %} is not available in templates")
        return env.parse(source)
    except TemplateSyntaxError as error:
        raise _Fault(error.lineno, error.message or "this is not Jinja") from None


def _check_nodes(node: nodes.Node, loops: int) -> None:
    loops += isinstance(node, nodes.For)
    if loops > _MAX_LOOPS:
        raise _Fault(node.lineno, f"more than {_MAX_LOOPS} loops inside one another")
    if not isinstance(node, _ALLOWED):
        raise _Fault(node.lineno, f"{_said(node)} is not available in templates")
    if isinstance(node, nodes.Const) and not isinstance(node.value, str | int):
        raise _Fault(node.lineno, f"{node.value!r} is not available in templates")
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise _Fault(node.lineno, f"there is no filter '{node.name}'", _list("filters", FILTERS))
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        raise _Fault(node.lineno, f"there is no test '{node.name}'", _list("tests", TESTS))
    for child in node.iter_child_nodes():
        _check_nodes(child, loops)


def _said(node: nodes.Node) -> str:
    """What the author would call this: ``call``, ``set``, ``include`` …"""
    return {"Assign": "set", "Call": "calling something (…)", "Pow": "**", "Mul": "*", "Mod": "%"}.get(
        type(node).__name__, type(node).__name__.lower()
    )


def _check_names(tree: nodes.Template, names: Names) -> None:
    unknown = meta.find_undeclared_variables(tree) - names.keys()
    for use in tree.find_all(nodes.Name):
        if use.name in unknown:
            raise _Fault(use.lineno, f"'{use.name}' is undefined", _list("known here", frozenset(names)))
    for access in tree.find_all(nodes.Getattr):
        _check_part(access, names)


def _check_part(access: nodes.Getattr, names: Names) -> None:
    if not isinstance(access.node, nodes.Name):
        raise _Fault(access.lineno, f"'.{access.attr}' is a part of a part: letters have none")
    owner = access.node.name
    parts = _LOOP_PARTS if owner == "loop" else names.get(owner, _GROUP_PARTS)
    if access.attr not in parts:
        known = _list(f"parts of '{owner}'", parts)
        raise _Fault(access.lineno, f"'{owner}.{access.attr}' is undefined", known)


def _list(what: str, known: frozenset[str]) -> str:
    return f"{what}: {', '.join(sorted(known)) or 'none'}"
