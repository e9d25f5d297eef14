"""The file of a case."""

from datetime import date

import pytest

from outreach.lists.case_file import read_case
from outreach.model.case import Case, Consent, Fact, Need, Sensitivity, Withheld
from outreach.model.errors import BadInput
from outreach.model.office_filter import parse_filter

CASE = """\
name = "A case"
version = "2026-05-21"

[facts.danger]
source = "the appeal"
dated = 2026-05-21
sensitivity = "public"

[facts.testimony]
source = "a testimony"
sensitivity = "harmful"
needs_confirmation = true
confirmed_by = "the lawyer"
confirmed_on = 2026-06-01
while_unconfirmed = "danger"
[[facts.testimony.withheld]]
from = "country:kz,kg"
instead = ""
reason = "allied"
[[facts.testimony.withheld]]
from = ""
reason = "the family decides"

[[consents]]
of = "family"
for = "body:UN"
version = "2026-05-21"
given_on = 2026-06-01
recorded_by = "ada"
how = "by letter"

[[needs]]
of = ["family", "person"]
for = "body:UN"
reason = "the procedure asks for it"

[annex]
withheld = [{ from = "country:kz", reason = "allied" }]
"""


def read(old: str = "", new: str = "") -> Case:
    assert old in CASE
    return read_case(CASE.replace(old, new, 1).encode(), "x.toml")


def complaint(old: str, new: str) -> str:
    with pytest.raises(BadInput) as caught:
        read(old, new)
    return str(caught.value)


def test_a_case_is_what_its_file_says() -> None:
    un = parse_filter("body:UN")

    assert read() == Case(
        name="A case",
        version="2026-05-21",
        facts={
            "danger": Fact(source="the appeal", dated=date(2026, 5, 21), sensitivity=Sensitivity.PUBLIC),
            "testimony": Fact(
                source="a testimony",
                dated=None,
                sensitivity=Sensitivity.HARMFUL,
                needs_confirmation=True,
                confirmed_by="the lawyer",
                confirmed_on=date(2026, 6, 1),
                while_unconfirmed="danger",
                withheld=(
                    Withheld(whom=parse_filter("country:kz,kg"), instead="", reason="allied"),
                    Withheld(whom=parse_filter(""), instead=None, reason="the family decides"),
                ),
            ),
        },
        consents=(
            Consent(
                of="family",
                whom=un,
                version="2026-05-21",
                given_on=date(2026, 6, 1),
                recorded_by="ada",
                how="by letter",
            ),
        ),
        needs=(Need(of=("family", "person"), whom=un, reason="the procedure asks for it"),),
        annex_withheld=(Withheld(whom=parse_filter("country:kz"), reason="allied"),),
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[facts.danger]", "[facts.Danger]", "facts.Danger must be lower-case words with dashes between"),
        (
            "[facts.danger]",
            "[facts.keys]",
            "facts.keys cannot be asked for in a text: call it something else",
        ),
        ('source = "the appeal"', "", "facts.danger.source is missing: fill it in"),
        (
            '"public"',
            '"secret"',
            "facts.danger.sensitivity 'secret' must be one of public, sensitive, harmful",
        ),
        ("needs_confirmation = true", 'needs_confirmation = "yes"', "must be true or false, without quotes"),
        ("confirmed_on = 2026-06-01", "", "confirmed_on and confirmed_by go together"),
        ("needs_confirmation = true", "", "while_unconfirmed is for a fact with needs_confirmation = true"),
        (
            '"danger"',
            '"dangr"',
            "facts.testimony is replaced by 'dangr', which is no fact of this case: is it danger?",
        ),
        ('"danger"', '"testimony"', "facts.testimony is replaced, in the end, by itself"),
        ('"country:kz,kg"', '"country:kzz"', "facts.testimony.withheld.1.from 'country:kzz': "),
        ('from = ""', "", "facts.testimony.withheld.2.from is missing: an office filter like"),
        ('"body:UN"', '"has:email"', "consents.1.for 'has:email': has cannot be asked here"),
        ("given_on = 2026-06-01", "", "consents.1.given_on is missing: the day on which"),
        ('["family", "person"]', "[]", "needs.1.of says whose consent is needed"),
        ("[annex]", "[anex]", "x.toml: anex is not known here"),
    ],
)
def test_what_is_wrong_is_told_with_its_key(old: str, new: str, told: str) -> None:
    assert told in complaint(old, new)


def test_a_harmful_fact_that_is_withheld_from_nobody_is_refused() -> None:
    told = complaint('sensitivity = "public"', 'sensitivity = "harmful"')

    assert told == (
        "x.toml: facts.danger.sensitivity is harmful, and it is withheld from nobody: say from whom, "
        "[[facts.danger.withheld]]"
    )


def test_everything_that_is_wrong_is_told_at_once() -> None:
    told = complaint('"public"', '"secret"\nshoe_size = 44').splitlines()

    assert len(told) == 2


@pytest.mark.parametrize("name", ["", "x", "*", "a*b*", " Kharp", "a\\tb"])
def test_a_name_that_cannot_be_looked_for_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match=r"case\.toml: names has .* write words of 2 letters or more"):
        read_case(f'name = "X"\nversion = "1"\nnames = ["{name}"]\n'.encode(), "case.toml")
