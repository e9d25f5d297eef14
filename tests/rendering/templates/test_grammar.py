"""The grammar: what a text may do, and how it is told where it went wrong."""

import time

import pytest

from outreach.model.errors import BadInput
from outreach.rendering.templates.grammar import check, parts_used

NAMES = {"date": frozenset[str](), "office": frozenset({"name"}), "annex": frozenset[str]()}


def complaint(source: str) -> str:
    with pytest.raises(BadInput) as caught:
        check(source, where="demo/en/first/body.md", names=NAMES)
    return str(caught.value)


def test_a_letter_may_print_choose_and_repeat() -> None:
    check(
        "{% if date is defined and office.name != 'x' %}{{ date | upper }}{% else %}-{% endif %}"
        "{% for group in annex %}{{ group.country }}"
        "{% for name in group.names %}{{ loop.index }} {{ name }}{% endfor %}{% endfor %}",
        where="demo",
        names=NAMES,
    )


def test_a_fact_of_the_case_may_have_dashes_in_its_name() -> None:
    case = {"case": frozenset({"fsin-listed", "ep-resolution-a"})}
    source = "{%- if case.fsin-listed -%}{{case.fsin-listed-}}{% endif %}{{ case.ep-resolution-a | trim }}"

    check(source, where="demo", names=case)

    assert parts_used(source, "case") == {"fsin-listed", "ep-resolution-a"}


def test_nothing_is_subtracted_all_the_same() -> None:
    for source in ("{{ date - date }}", "{{ office.name - date }}"):
        assert complaint(source) == "demo/en/first/body.md:1: sub is not available in templates"


def test_an_unknown_variable_is_named_with_file_and_line_and_what_is_known() -> None:
    assert complaint("Dear\n\n{{ dat }}") == (
        "demo/en/first/body.md:3: 'dat' is undefined (known here: annex, date, office)"
    )


def test_an_unknown_part_of_a_variable_is_named_with_file_and_line() -> None:
    assert complaint("\n{{ office.nam }}") == (
        "demo/en/first/body.md:2: 'office.nam' is undefined (parts of 'office': name)"
    )


def test_a_slip_of_the_pen_is_named_with_file_and_line() -> None:
    assert complaint("a\nb {{ date }\n") == "demo/en/first/body.md:2: unexpected '}'"


def test_a_line_is_counted_from_where_the_text_begins_in_its_file() -> None:
    with pytest.raises(BadInput, match=r"^demo/en/words.toml:7: 'dat'"):
        check("{{ dat }}", where="demo/en/words.toml", names=NAMES, first_line=7)


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ office.name() }}", "calling something"),
        ("{% set x = 1 %}", "set"),
        ("{% include 'x' %}", "include"),
        ("{% import 'x' as x %}", "import"),
        ("{% extends 'x' %}", "extends"),
        ("{% macro x() %}{% endmacro %}", "macro"),
        ("{% raw %}{{ x }}{% endraw %}", "raw"),
        ("{{ date + date }}", "add"),
        ("{{ date ~ date }}", "concat"),
        ("{{ office['name'] }}", "getitem"),
        ("{{ [1, 2] }}", "list"),
        ("{{ none }}", "None"),
        ("{{ 10**100000000 }}", r"**"),
        ("{{ 'x' * 1000000000 }}", "*"),
        ("{{ '%9d' % 1 }}", "%"),
    ],
)
def test_whatever_else_jinja_can_do_is_not_available(source: str, what: str) -> None:
    started = time.monotonic()

    said = complaint(source)

    assert said.startswith("demo/en/first/body.md:1: ")
    assert what in said
    assert said.endswith("is not available in templates")
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("name", ["attr", "format", "safe", "pprint", "xmlattr", "map"])
def test_filters_that_open_doors_are_unknown(name: str) -> None:
    assert f"there is no filter '{name}'" in complaint("{{ date | " + name + " }}")


def test_three_loops_inside_one_another_are_refused() -> None:
    loop = "{% for x in annex %}" * 3 + "{% endfor %}" * 3

    assert complaint(loop) == "demo/en/first/body.md:1: more than 2 loops inside one another"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{% for x in date %}{% endfor %}", "a loop runs through a list only (lists: address_lines, annex,"),
        ("{% for letter in office.name %}{% endfor %}", "a loop runs through a list only"),
        ("{% for x in annex %}{% for y in x %}{% endfor %}{% endfor %}", "a loop runs through a list only"),
        ("{% for annex in annex %}{% endfor %}", "'annex' is taken: call it something else"),
        ("{{ date | join(', ') }}", "join takes a list, and at most 40 letters to put between"),
        ("{{ annex | join(date) }}", "join takes a list, and at most 40 letters to put between"),
        ("{{ annex | join('" + "x" * 41 + "') }}", "join takes a list, and at most 40 letters"),
        ("{{ annex | join(', ') | join(', ') }}", "join takes a list, and at most 40 letters to put between"),
        ("{{ annex | join(attribute='names') }}", "keyword is not available in templates"),
        ("{{ annex | length }}", "a length is not printed, for it may be 0: print annex_count"),
        ("{{ date" + " | upper" * 5 + " }}", "more than 4 filters inside one another"),
        ("{% if date %}" * 7 + "{% endif %}" * 7, "more than 6 choices inside one another"),
        ("{{ " + "not " * 40 + "date }}", "more than 32 things inside one another"),
        ("{% autoescape false %}{{ date }}{% endautoescape %}", "autoescape"),
        ("{% for x in annex %}{% endfor %}" * 11, "more than 10 loops in one text"),
        ("{{ '\\u202e' }}", "a control or hidden character is in it"),
        ("{% for x in annex recursive %}{{ loop(x.names) }}{% endfor %}", "calling something (…)"),
    ],
)  # fmt: skip
def test_everything_has_a_bound(source: str, said: str) -> None:
    started = time.monotonic()

    assert f"demo/en/first/body.md:1: {said}" in complaint(source)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("count", [300, 20_000])
def test_a_chain_without_end_is_refused_in_words(count: int) -> None:
    for source in ("{{ date" + " | upper" * count + " }}", "{% if date %}" * count + "{% endif %}" * count):
        assert complaint(source).startswith("demo/en/first/body.md:")


@pytest.mark.parametrize(
    "source", ["{{ " + "(" * 9000 + "1" + ")" * 9000 + " }}", "{{ " + "9" * 9000 + " }}"]
)
def test_what_is_too_deep_or_too_long_for_the_reader_is_refused_in_words(source: str) -> None:
    assert complaint(source).endswith("too long or too deeply nested to be a letter")


def test_the_words_that_a_layout_uses_are_found() -> None:
    assert parts_used("{{ words.a }}{% if words.b %}{{ office.name }}{% endif %}", "words") == {"a", "b"}
