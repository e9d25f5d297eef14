"""What of Jinja a letter's texts may use, checked on the tree before anything is compiled.

A text may print variables, choose (``if``), repeat (``for``, over the lists of `names` alone) and use the few
filters of `environment`. It cannot call, assign, calculate, include or define anything, and all of it has
a bound: loops and choices inside one another, filters in a row, what a list is joined with. So what a
template makes is bounded by its own size and the length of the annex, which a sandbox does not promise.
"""

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes

from outreach.model.errors import TemplateFault
from outreach.model.text import has_control
from outreach.rendering.templates.environment import FILTERS, TESTS, environment, has_tags

#: The names a text may use, each with its parts; none where it is printed as it is.
Names = Mapping[str, frozenset[str]]

#: What a loop's own variable has: Jinja's ``loop``, a group of the annex, and a name in it.
_LOOP_PARTS = frozenset({"first", "last", "index"})
_GROUP_PARTS = frozenset({"country", "names", "language"})
#: The variables and parts that are lists; a loop over a text would run once for each of its letters.
_LISTS = frozenset({"annex", "address_lines", "salutation_lines", "named_signatories"})
_LIST_PARTS = frozenset({"names"})

_MAX_LOOPS = 2
#: One after the other, in one text: a hundred kilobytes of loops took a minute for each letter.
_MOST_LOOPS = 10
_MAX_CHOICES = 6
_MAX_FILTERS = 4
#: Of anything inside anything, brackets included.
_MAX_DEPTH = 32
_LONGEST_JOINT = 40

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
_AUTHORS_WORDS = {
    "Assign": "set",
    "Call": "calling something (…)",
    "Pow": "**",
    "Mul": "*",
    "Mod": "%",
    "Scope": "autoescape or with",
    "ScopedEvalContextModifier": "autoescape",
}


def check(source: str, *, where: str, names: Names, first_line: int = 1) -> None:
    """Raises `TemplateFault`, naming ``where`` and the line, unless ``source`` keeps to the rules.

    ``names`` are what it may use; ``first_line`` is where in the file it begins.
    """
    if not has_tags(source):
        return
    if found := _fault(source, frozenset(names.items())):
        line, what = found
        raise TemplateFault(f"{where}:{first_line - 1 + line}: {what}" if line else f"{where}: {what}")


@lru_cache(maxsize=4096)  # a variant of a language inherits most of its texts
def _fault(source: str, names: frozenset[tuple[str, frozenset[str]]]) -> tuple[int, str] | None:
    """The line and what is wrong there; line 0 where it is wrong altogether."""
    try:
        tree = _parsed(source)
        _check_nodes(tree, ())
        _check_names(tree, dict(names))
        _check_lists(tree, dict(names))
    except _Fault as fault:
        return fault.line, str(fault)
    except (TemplateError, RecursionError, ValueError, OverflowError, MemoryError):
        # ValueError: a number of thousands of digits; RecursionError: thousands of brackets.
        return 0, "this is too long or too deeply nested to be a letter"
    return None


def parts_used(source: str, name: str) -> frozenset[str]:
    """Which parts of the variable ``name`` a checked ``source`` prints or asks for."""
    accesses = _parsed(source).find_all(nodes.Getattr)
    return frozenset(a.attr for a in accesses if isinstance(a.node, nodes.Name) and a.node.name == name)


def names_used(source: str) -> frozenset[str]:
    """Which variables a checked ``source`` prints or asks for."""
    return frozenset(name.name for name in _parsed(source).find_all(nodes.Name))


class _Fault(Exception):
    def __init__(self, line: int | None, what: str, hint: str = "") -> None:
        super().__init__(f"{what} ({hint})" if hint else what)
        self.line = line or 1  # Jinja does not say where an autoescape stands


def _parsed(source: str) -> nodes.Template:
    env = environment(html=False)
    try:
        for line, kind, _ in env.lex(source):
            if kind == "raw_begin":
                raise _Fault(line, "{% raw %} is not available in templates")
        return env.parse(source)
    except TemplateSyntaxError as error:
        raise _Fault(error.lineno, error.message or "this is not Jinja") from None


def _check_nodes(node: nodes.Node, around: tuple[nodes.Node, ...]) -> None:
    inside = (*around, node)
    for kind, bound, what in (
        (nodes.For, _MAX_LOOPS, "loops"),
        (nodes.If, _MAX_CHOICES, "choices"),
        (nodes.Filter, _MAX_FILTERS, "filters"),
        (nodes.Node, _MAX_DEPTH, "things"),
    ):
        if isinstance(node, kind) and sum(isinstance(one, kind) for one in inside) > bound:
            raise _Fault(node.lineno, f"more than {bound} {what} inside one another")
    _check_node(node)
    for child in node.iter_child_nodes():
        _check_nodes(child, inside)


def _check_node(node: nodes.Node) -> None:
    if not isinstance(node, _ALLOWED):
        raise _Fault(node.lineno, f"{_as_written(node)} is not available in templates")
    if isinstance(node, nodes.Const) and not isinstance(node.value, str | int):
        raise _Fault(node.lineno, f"{node.value!r} is not available in templates")
    if isinstance(node, nodes.Const) and has_control(str(node.value), besides="\n\t"):
        raise _Fault(node.lineno, "a control or hidden character is in it")
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise _Fault(node.lineno, f"there is no filter '{node.name}'", _list("filters", FILTERS))
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        raise _Fault(node.lineno, f"there is no test '{node.name}'", _list("tests", TESTS))


def _as_written(node: nodes.Node) -> str:
    """What the author would call this: ``call``, ``set``, ``include`` …"""
    jinjas = type(node).__name__
    return _AUTHORS_WORDS.get(jinjas, jinjas.lower())


def _check_names(tree: nodes.Template, names: Names) -> None:
    uses = list(tree.find_all(nodes.Name))
    unknown = {use.name for use in uses} - names.keys()
    if unknown:  # or they are a loop's own, which only Jinja's compiler knows
        unknown = meta.find_undeclared_variables(tree) - names.keys()
    for use in uses:
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


def _check_lists(tree: nodes.Template, names: Names) -> None:
    for count, loop in enumerate(tree.find_all(nodes.For), start=1):
        if count > _MOST_LOOPS:
            raise _Fault(loop.lineno, f"more than {_MOST_LOOPS} loops in one text")
        if isinstance(loop.target, nodes.Name) and loop.target.name in names:
            raise _Fault(loop.lineno, f"'{loop.target.name}' is taken: call it something else")
        if not _is_list(loop.iter):
            known = _list("lists", _LISTS | _LIST_PARTS)
            raise _Fault(loop.lineno, "a loop runs through a list only", known)
    for printed in tree.find_all(nodes.Output):
        for length in printed.nodes:
            if isinstance(length, nodes.Filter) and length.name == "length" and _is_list(length.node):
                raise _Fault(length.lineno, "a length is not printed, for it may be 0: print annex_count")
    for join in tree.find_all(nodes.Filter):
        if join.name == "join" and not (_is_list(join.node) and _is_short(join.args) and not join.kwargs):
            raise _Fault(
                join.lineno, f"join takes a list, and at most {_LONGEST_JOINT} letters to put between"
            )


def _is_list(node: nodes.Node | None) -> bool:
    if isinstance(node, nodes.Getattr):
        return node.attr in _LIST_PARTS
    return isinstance(node, nodes.Name) and node.name in _LISTS


def _is_short(args: list[nodes.Expr]) -> bool:
    return not args or (
        len(args) == 1
        and isinstance(args[0], nodes.Const)
        and isinstance(args[0].value, str)
        and len(args[0].value) <= _LONGEST_JOINT
    )


def _list(what: str, known: frozenset[str]) -> str:
    return f"{what}: {', '.join(sorted(known)) or 'none'}"
