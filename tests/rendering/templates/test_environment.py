"""The sandbox holds even where the grammar would not have been asked."""

import time

import pytest
from jinja2 import TemplateError, UndefinedError
from jinja2.exceptions import SecurityError

from outreach.rendering.templates.environment import environment


@pytest.mark.parametrize("html", [True, False])
def test_what_a_text_may_call_upon_is_this_list_and_nothing_else(html: bool) -> None:
    sandbox = environment(html=html)

    assert set(sandbox.filters) == {"join", "length", "trim", "upper"}
    assert set(sandbox.tests) == {"defined"}
    assert sandbox.globals == {}


def test_no_filter_lets_markup_through_unescaped() -> None:
    source = "{{ x }}{{ x | trim }}{{ x | upper }}{{ [x, x] | join }}"

    assert environment(html=True).from_string(source).render(x="<b>") == "&lt;b&gt;" * 2 + "&lt;B&gt;" + (
        "&lt;b&gt;" * 2
    )


@pytest.mark.parametrize("sum_", ["10**100000000", "'x' * 1000000000", "'%1000000000d' % 1"])
def test_a_sum_that_would_eat_the_machine_is_refused_at_once(sum_: str) -> None:
    started = time.monotonic()

    with pytest.raises(SecurityError):
        environment(html=False).from_string("{{ " + sum_ + " }}").render()

    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ x.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__.__globals__.os.environ }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{% include '/etc/passwd' %}",
        "{% set x.y = 1 %}",
    ],
)
def test_the_known_ways_out_are_closed(attack: str) -> None:
    with pytest.raises((TemplateError, TypeError)):
        environment(html=False).from_string(attack).render(x="text")


@pytest.mark.parametrize("value", [None, True, ["a"], {"a": "b"}, b"bytes"])
def test_only_text_and_numbers_are_printed(value: object) -> None:
    with pytest.raises(UndefinedError, match="cannot be printed"):
        environment(html=False).from_string("{{ x }}").render(x=value)
