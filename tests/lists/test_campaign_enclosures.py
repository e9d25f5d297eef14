"""What a campaign's file encloses."""

import pytest

from outreach.lists.campaign_file import CampaignFile, read_campaign
from outreach.lists.case_file import read_case
from outreach.model.enclosure import Enclosure
from outreach.model.errors import BadInput
from outreach.model.office_filter import parse_filter
from tests.lists.files import TODAY, campaign

ENCLOSES = """
[[enclosures]]
name = "fact-sheet"
title = { default = "Fact sheet", fr = "Fiche" }

[[enclosures]]
name = "appeal"
title = { default = "The appeal" }
for = "-country:kz,kg"
on_request = "kind:un-office channel:email"
states = ["testimony", "signatories"]

[routes]
"""
CASE = """\
name = "X"
version = "1"

[facts.testimony]
source = "the appeal"
sensitivity = "public"

[fact_sheet]
facts = ["testimony"]
"""


def read(old: str = "", new: str = "") -> CampaignFile:
    assert not old or ENCLOSES.count(old) == 1
    text = ENCLOSES.replace(old, new, 1) if old else ENCLOSES
    return read_campaign(campaign("\n[routes]\n", text), "x.toml", today=TODAY)


def test_what_goes_with_whose_letters_is_read_as_the_file_says_it() -> None:
    assert read().campaign.enclosures == (
        Enclosure(name="fact-sheet", title={"default": "Fact sheet", "fr": "Fiche"}),
        Enclosure(
            name="appeal",
            title={"default": "The appeal"},
            offices=parse_filter("-country:kz,kg"),
            on_request=parse_filter("kind:un-office channel:email"),
            states=("testimony", "signatories"),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('name = "appeal"', 'name = "../appeal"', "enclosures.2.name '../appeal' must be lower-case"),
        ('name = "appeal"', 'name = "appeal.exe"', "enclosures.2.name 'appeal.exe' must be lower-case"),
        ('name = "appeal"', 'name = "fact-sheet"', "is enclosed already"),
        ('states = ["testimony", "signatories"]', "", "enclosures.2.states is missing: name the facts"),
        ('name = "fact-sheet"', 'name = "fact-sheet"\nstates = []', "enclosures.1.states is for files"),
        ('default = "The appeal"', 'fr = "L’appel"', "enclosures.2.title.default is missing"),
        ('"-country:kz,kg"', '"has:email"', "has cannot be asked here"),
        ('"-country:kz,kg"', '"land:kz"', "enclosures.2.for 'land:kz'"),
        ('name = "appeal"', 'name = "appeal"\nfile = "x.pdf"', "enclosures.2.file is not known here"),
    ],
)
def test_what_is_wrong_is_told_with_its_key(old: str, new: str, fault: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(old, new)

    assert fault in str(refused.value)


@pytest.mark.parametrize(
    ("case", "fault"),
    [
        (CASE.replace("[facts.testimony]", "[facts.testimonies]").split("[fact_sheet]")[0], "no fact sheet"),
        (
            CASE.replace("facts.testimony", "facts.testimonies").replace('["testimony"]', '["testimonies"]'),
            "appeal states 'testimony', which is no fact of the case: is it testimonies?",
        ),
    ],
)
def test_what_the_case_does_not_have_cannot_be_enclosed(case: str, fault: str) -> None:
    with pytest.raises(BadInput, match=fault.replace("?", r"\?")):
        read().completed((), read_case(case.encode(), "case.toml"))


def test_what_the_case_has_can_be_enclosed() -> None:
    case = read_case(CASE.encode(), "case.toml")

    assert case.sheet == ("testimony",)
    assert read().completed((), case).case == case


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ('["testimon"]', "fact_sheet.facts has 'testimon', which is no fact of this case: is it testimony?"),
        ('["testimony", "testimony"]', "fact_sheet.facts has 'testimony' twice"),
        ('"testimony"', "fact_sheet.facts must be a list"),
    ],
)
def test_a_fact_sheet_names_facts_of_its_case_each_once(facts: str, fault: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_case(CASE.replace('["testimony"]', facts).encode(), "case.toml")

    assert fault in str(refused.value)
