from datetime import date

import pytest

from outreach.lists.campaign_file import CampaignFile, read_campaign
from outreach.model.campaign import Campaign, Sender, Step
from outreach.model.errors import BadInput
from outreach.model.ids import CampaignId
from outreach.model.signatory import Signatory
from tests.lists.files import TODAY, campaign


def test_a_campaign_is_read_as_its_file_says_it() -> None:
    assert read_campaign(campaign(), "x.toml", today=TODAY) == CampaignFile(
        campaign=Campaign(
            id=CampaignId("free-x"),
            name="Appeal for X",
            template="appeal",
            reference="FX",
            preferred_languages=("fr",),
            fallback_language="en",
            sender=Sender(
                name="Solidarity",
                description={"default": "Association"},
                email="Appeal@solidarity.example",
                envelope_sender="Appeal@solidarity.example",
                place={"default": "Paris"},
                postal_address="",
                website="",
                time_zone="Europe/Paris",
                country="FR",
            ),
            steps=(Step(name="first", planned_on=date(2026, 6, 2)), Step(name="reminder")),
            requests={"foreign-ministry": "ministry"},
            request_exceptions={"parl-gb-fac": "policy"},
            routes={"UN": "provider"},
            signatories=(),
        ),
        signatories="contacts/signatories.csv",
    )


def test_the_signatories_complete_it() -> None:
    signatory = Signatory(key="a", name="A", country="FR")
    file = read_campaign(campaign(), "x.toml", today=TODAY)

    whole = file.completed((signatory,))

    assert whole.signatories == (signatory,)
    assert whole.sender == file.campaign.sender


def test_a_campaign_names_its_case_in_a_file_of_its_own() -> None:
    data = campaign('reference = "FX"', 'reference = "FX"\ncase = "config/cases/x.toml"')

    assert read_campaign(data, "x.toml", today=TODAY).case == "config/cases/x.toml"
    assert read_campaign(campaign(), "x.toml", today=TODAY).case is None


@pytest.mark.parametrize(
    "path", ["config/campaigns/x.toml", "config/cases/../x.toml", "config/cases", "x.csv"]
)
def test_a_case_that_lies_elsewhere_is_refused(path: str) -> None:
    data = campaign('reference = "FX"', f'reference = "FX"\ncase = "{path}"')

    with pytest.raises(BadInput, match=r"must be a TOML file in config/cases/, like config/cases/name.toml"):
        read_campaign(data, "x.toml", today=TODAY)


def test_returned_letters_may_have_a_mailbox_of_their_own() -> None:
    data = campaign('country = "FR"', 'country = "FR"\nenvelope_sender = "returns@solidarity.example"')

    assert (
        read_campaign(data, "x.toml", today=TODAY).campaign.sender.envelope_sender
        == "returns@solidarity.example"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "free-x"', "", "id is missing: fill it in"),
        ('id = "free-x"', "id = 7", 'id must be a text in quotes, like "this"'),
        ('id = "free-x"', 'id = "Free X"', "id 'Free X' must be lower-case letters, digits and dashes"),
        ('"appeal"', '"../appeal"', "template '../appeal' must be lower-case letters, digits and dashes"),
        ('name = "Appeal for X"', "", "name is missing: fill it in"),
        ('"FX"', '"F\\nX"', "reference has a line break or another control character in it: use one line"),
        ('["fr"]', '["fr", "french"]', "preferred_languages 'french' is not the tag of a language"),
        ('["fr"]', '"fr"', "preferred_languages must be a list of texts"),
        ('language = "en"', 'language = "EN"', "fallback_language 'EN' is not the tag of a language"),
        ('reference = "FX"', 'reference = "FX"\ncolour = "red"', "colour is not known here"),
        ("[routes]", "[roads]", "roads is not known here"),
        ('"contacts/sig', '"/etc/sig', "signatories '/etc/signatories.csv' must be a CSV file in contacts/"),
        ('"contacts/sig', '"contacts/../../sig', "signatories 'contacts/../../signatories.csv' must be"),
        ('"contacts/sig', '"C:/sig', "signatories 'C:/signatories.csv' must be a CSV file"),
        ('"contacts/sig', '"contacts\\\\sig', "signatories 'contacts\\\\signatories.csv' must be a CSV"),
        ("Appeal@Sol", "A <a@Sol", "sender.email 'A <a@Solidarity.example' is not one bare address"),
        ("Appeal@Sol", "-a@Sol", "sender.email '-a@Solidarity.example' begins with a dash"),
        ('country = "FR"', 'country = "UK"', "sender.country 'UK' must be a code of two capital letters"),
        ('country = "FR"', 'country = "FR"\nwebsite = "x"', "sender.website 'x' is no web address"),
        ('country = "FR"', 'country = "FR"\nfax = "1"', "sender.fax is not known here"),
        ('"Europe/Paris"', '"Paris"', "sender.time_zone 'Paris' is not an IANA time zone"),
        (
            'default = "Association"',
            'fr = "Association"',
            "sender.description.default is missing: it serves every",
        ),
        ('default = "Association"', 'default = ""', "sender.description.default is missing: fill it in"),
        ('default = "Paris"', 'fr = "Paris"', "sender.place.default is missing: it serves every"),
        ('default = "Paris"', 'default = "P"\nxx = "P"', "sender.place.xx 'xx' is not the tag"),
        ("planned_on = 2026-06-02", "", "steps.1.planned_on is missing: the day that is printed"),
        ("2026-06-02", '"2026-06-02"', "steps.1.planned_on must be a date without quotes"),
        ('"reminder"', '"first"', "steps.2.name 'first' is a step already: give each its own name"),
        ('"reminder"', '"r"\nplanned_on = 2026-07-01', "steps.2.planned_on is for the first step only"),
        ('"reminder"', '"r"\nafter = 30', "steps.2.after is not known here"),
        ('"ministry"', '"The Ministry"', "requests.foreign-ministry = 'The Ministry': both are lower-case"),
        ('"policy"', "1", 'request_exceptions.parl-gb-fac must be a text in quotes, like "this"'),
        ("UN =", "un =", "routes.un is not known: is it UN?"),
        ("UN =", "A_B =", "routes.A_B is not known: write UN, EU, CoE, OSCE, government, parliament, or a"),
        ('"contacts/signatories.csv"', '".env"', "signatories '.env' must be a CSV file in contacts/, like"),
        ('"contacts/signatories.csv"', '"contacts/.env"', "signatories 'contacts/.env' must be a CSV file"),
        ("2026-06-02", "0001-01-01", "steps.1.planned_on 0001-01-01 is more than a year from today"),
        ("2026-06-02", "9999-12-31", "steps.1.planned_on 9999-12-31 is more than a year from today"),
        ("2026-06-02", "2025-05-31", "steps.1.planned_on 2025-05-31 is more than a year from today"),
        ("2026-06-02", "2027-06-04", "steps.1.planned_on 2027-06-04 is more than a year from today"),
    ],
)
def test_what_is_wrong_is_told_with_its_key(old: str, new: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_campaign(campaign(old, new), "x.toml", today=TODAY)

    assert str(refused.value).startswith(f"x.toml: {message}")
    assert "\n" not in str(refused.value)


def test_a_campaign_has_steps() -> None:
    text = campaign().decode()
    without = text[: text.index("[[steps]]")] + text[text.index("[requests]") :]

    with pytest.raises(BadInput, match=r"x\.toml: steps is missing: write \[\[steps\]\]"):
        read_campaign(without.encode(), "x.toml", today=TODAY)


def test_a_slip_of_the_pen_is_told_with_its_line() -> None:
    with pytest.raises(BadInput, match=r"^x\.toml, line 3: a text stands in quotes"):
        read_campaign(campaign('"appeal"', "appeal"), "x.toml", today=TODAY)


def test_everything_that_is_wrong_is_told_at_once_a_line_each() -> None:
    text = campaign().decode().replace('name = "Appeal for X"\n', "").replace('"FR"', '"UK"')
    text = text.replace("Appeal@", "a b@").replace('"reminder"', '"first"').replace('"policy"', '"A B"')

    with pytest.raises(BadInput) as refused:
        read_campaign(text.encode(), "x.toml", today=TODAY)

    lines = str(refused.value).splitlines()
    keys = ["name", "sender.email", "sender.country", "steps.2.name", "request_exceptions.parl-gb-fac"]
    assert [line.split()[1] for line in lines] == keys
    assert all(line.startswith("x.toml: ") for line in lines)


def test_a_campaign_may_send_a_body_of_its_own_by_another_account() -> None:
    read = read_campaign(campaign("UN =", "african-union ="), "x.toml", today=TODAY)

    assert read.campaign.routes == {"african-union": "provider"}
