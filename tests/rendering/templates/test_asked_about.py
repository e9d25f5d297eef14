"""Which names a text looks at: those for whose values it would be another text."""

import pytest

from outreach.rendering.templates.asked_about import asked_about


@pytest.mark.parametrize(
    "source",
    [
        "Dear {{ office.institution }},",
        "{%- if office_reference -%}Your {{ office_reference }}{% endif %}",
        "{% if not first.date %}{% else %}{{first.date}}{% endif %}",
        '{{ address_lines | join("\\n") }} {{ case.fsin-listed }}',
        "{% for line in address_lines %}{{ line }}{% if not loop.last %}<br>{% endif %}{% endfor %}",
        "no tags: office == date",
    ],
)
def test_a_text_that_prints_what_it_is_given_looks_at_nothing(source: str) -> None:
    assert asked_about(source) == frozenset()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('{% if office.title == "Minister" %}x{% endif %}', "office"),
        ("{{ office.institution | upper }}", "office"),
        ("{{ reference ~ date }}", "reference"),
        ("{{ 'x' if date < '2026' }}", "date"),
        ("{% for line in address_lines %}{{ line | upper }}{% endfor %}", "address_lines"),
        ("{% for a in address_lines %}{% if a == reference %}x{% endif %}{% endfor %}", "address_lines"),
        ("{{ salutation_lines | length }}", "salutation_lines"),
        ("{{ '{{ date }}' ~ first.date }}", "first"),
        ("{% if office.title and date %}x{% endif %}", "date"),
        (
            "{% for a in address_lines %}{{ a | upper }}{% endfor %}"
            "{% for a in salutation_lines %}{{ a }}{% endfor %}",
            "address_lines",
        ),
        ("{{ office.institution }", "office"),
    ],
)
def test_a_text_that_does_more_with_a_value_looks_at_it(source: str, name: str) -> None:
    assert name in asked_about(source)
