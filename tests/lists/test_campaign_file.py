import re
from datetime import date

import pytest

from outreach.lists.campaign_file import CampaignFile, read_campaign
from outreach.model.audience import EVERYBODY, Audience, Bar, Exclusion
from outreach.model.campaign import Campaign, Sender, Signer, Step
from outreach.model.errors import BadInput
from outreach.model.ids import CampaignId
from outreach.model.office_filter import parse_filter
from outreach.model.paper import Form, Paper
from outreach.model.request import Request
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
            audience=Audience(
                include=(parse_filter("kind:foreign-ministry"), parse_filter("body:parliament has:email")),
                exclude=(
                    Exclusion(filter=parse_filter("office:gov-ua-mfa"), reason="it could be used against X"),
                ),
            ),
            bar=Bar(country="RU", filter=parse_filter("office:ru-ombudsperson"), reason="they hold X"),
            requests=(
                Request(
                    name="policy",
                    offices=parse_filter("office:parl-gb-fac"),
                    wants_answer=False,
                    reminders=0,
                ),
                Request(
                    name="ministry",
                    offices=parse_filter("kind:foreign-ministry"),
                    opening="plain",
                    asks=("demarche", "answer"),
                    ending="thanks",
                    answer_weeks=6,
                    reminders=2,
                    annex=False,
                    worksheet="form",
                ),
            ),
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


def test_who_signs_is_read_with_telephone_and_function_by_language() -> None:
    signer = (
        '[sender.signed_by]\nname = "A. Person"\ntelephone = "+33 1"\n'
        '[sender.signed_by.function]\ndefault = "Chair"\nfr = "Présidente"\n\n'
    )
    data = campaign("[sender.place]", f"{signer}[sender.place]")

    assert read_campaign(data, "x.toml", today=TODAY).campaign.sender.signed_by == Signer(
        name="A. Person", telephone="+33 1", function={"default": "Chair", "fr": "Présidente"}
    )


def on_paper(lines: str) -> Paper:
    return read_campaign(campaign() + f"\n[paper]\n{lines}\n".encode(), "x.toml", today=TODAY).campaign.paper


def test_how_letters_stand_on_paper_is_read() -> None:
    whole = 'form = "din-5008-a"\nattach = true\nsignature = "attachments/signatures/chair.svg"'

    assert on_paper(whole) == Paper(
        form=Form.DIN_5008_A, attach=True, signature="attachments/signatures/chair.svg"
    )
    assert on_paper("") == Paper() == read_campaign(campaign(), "x.toml", today=TODAY).campaign.paper


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (
            'form = "din-5008"',
            "paper.form 'din-5008' is no form of a letter on paper: it is one of din-5008-b, din-5008-a, "
            "nf-z-11-001, plain",
        ),
        ('attach = "yes"', "paper.attach must be true or false"),
        ('signature = "chair.png"', "must be a PNG or SVG file in config/ or attachments/, like config/"),
        ('signature = "config/chair.jpg"', "must be a PNG or SVG file"),
        ('signature = "config"', "must be a PNG or SVG file"),
        ('signature = "config/../.env.png"', "must be a PNG or SVG file"),
        ('signature = "/config/chair.png"', "must be a PNG or SVG file"),
        ('signature = "config/c:chair.png"', "must be a PNG or SVG file"),
        ('signatur = "config/chair.png"', "paper.signatur is not known here"),
    ],
)
def test_what_is_no_paper_is_refused(line: str, why: str) -> None:
    with pytest.raises(BadInput, match=re.escape(why)):
        on_paper(line)


def naming(*keys: str) -> CampaignFile:
    named = ", ".join(f'"{key}"' for key in keys)
    data = campaign('reference = "FX"', f'reference = "FX"\nnamed_signatories = [{named}]')
    return read_campaign(data, "x.toml", today=TODAY)


def test_a_campaign_names_at_most_three_of_its_signatories() -> None:
    assert naming("a", "b", "c").campaign.named_signatories == ("a", "b", "c")
    for keys in ("abcd", "aa"):
        with pytest.raises(BadInput, match="named_signatories may hold 3 keys at most, each once"):
            naming(*keys)


def test_a_signatory_that_there_is_not_cannot_be_named() -> None:
    signatories = (Signatory(key="memorial-france", name="M", country="FR"),)

    with pytest.raises(BadInput, match="nobody signs as 'memorial-frnce': is it memorial-france\\?"):
        naming("memorial-frnce").completed(signatories)


def test_a_signatory_who_has_withdrawn_keeps_no_campaign_from_being_loaded() -> None:
    """Loading it is what holds the letters that still have the name."""
    gone = Signatory(key="a", name="A", country="FR", withdrawn_on=TODAY)

    assert naming("a").completed((gone,)).signatories == (gone,)


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
        ("include", "includes", "audience.includes is not known here: it may hold include, exclude"),
        (
            '["kind:foreign-ministry", "b',
            '["contry:fr", "b',
            "audience.include 'contry:fr': contry is no key",
        ),
        ('["kind:foreign-ministry", "b', '["", "b', "audience.include has an empty filter, which everybody"),
        ('"body:parliament has', '"channel:post has', "audience.include 'channel:post': channel cannot be"),
        ('"office:gov-ua-mfa"', '"mars"', "audience.exclude.1.filter 'mars' is no term of a filter"),
        ('reason = "it could be used against X"\n', "", "audience.exclude.1.reason is missing: fill it in"),
        (
            'country = "RU"',
            'country = "Russia"',
            "bar.country 'Russia' must be a code of two capital letters",
        ),
        ('"office:ru-ombudsperson"', '"has:post"', "bar.filter 'has:post': has cannot be asked here: body"),
        ('reason = "they hold X"\n', "", "bar.reason is missing: fill it in"),
        ('"policy"', "1", 'requests.1.name must be a text in quotes, like "this"'),
        ('"policy"', '"The Policy"', "requests.1.name 'The Policy' must be lower-case letters, digits and d"),
        ('"policy"', '"ministry"', "requests.2.name 'ministry' is a request already: give each its own name"),
        ('for = "office:parl-gb-fac"\n', "", "requests.1.for is missing: fill it in"),
        ('"office:parl-gb-fac"', '" "', "requests.1.for has an empty filter, which everybody fits"),
        (
            '"office:parl-gb-fac"',
            '"contacted:9d"',
            "requests.1.for 'contacted:9d': contacted cannot be asked here",
        ),
        (
            '"office:parl-gb-fac"',
            '"kind:foreign-ministry"',
            "requests.2.for 'kind:foreign-ministry' is asked policy already: the first counts",
        ),
        ("answer = false", 'answer = "no"', "requests.1.answer must be true or false, without quotes"),
        (
            "answer = false",
            "answer = false\nreminders = 1",
            "requests.1.reminders is 1, and no answer is asked: write 0",
        ),
        (
            "answer = false",
            "answer = false\nanswer_weeks = 2",
            "requests.1.answer_weeks is 2, and no answer is asked: take it out",
        ),
        ("answer_weeks = 6", "answer_weeks = 60", "requests.2.answer_weeks must be a whole number from 0 to"),
        ("reminders = 2", 'reminders = "2"', "requests.2.reminders must be a whole number from 0 to 10"),
        ("reminders = 2", "reminders = true", "requests.2.reminders must be a whole number from 0 to 10"),
        ('"plain"', '"Plain one"', "requests.2.opening 'Plain one' must be lower-case letters, digits and"),
        (
            '"demarche"',
            '"Démarche"',
            "requests.2.asks 'Démarche' must be lower-case letters, digits and dash",
        ),
        ('"demarche"', '"answer"', "requests.2.asks 'answer' is there twice: ask it once"),
        ("annex = false", "anex = false", "requests.2.anex is not known here: it may hold name, for, openi"),
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
    without = text[: text.index("[[steps]]")] + text[text.index("[audience]") :]

    with pytest.raises(BadInput, match=r"x\.toml: steps is missing: write \[\[steps\]\]"):
        read_campaign(without.encode(), "x.toml", today=TODAY)


def test_a_slip_of_the_pen_is_told_with_its_line() -> None:
    with pytest.raises(BadInput, match=r"^x\.toml, line 3: a text stands in quotes"):
        read_campaign(campaign('"appeal"', "appeal"), "x.toml", today=TODAY)


def test_everything_that_is_wrong_is_told_at_once_a_line_each() -> None:
    text = campaign().decode().replace('name = "Appeal for X"\n', "").replace('"FR"', '"UK"')
    text = (
        text.replace("Appeal@", "a b@")
        .replace('"reminder"', '"first"')
        .replace('"policy"', '"A B"')
        .replace('kind:foreign-ministry"\n', 'kind"\n')
    )

    with pytest.raises(BadInput) as refused:
        read_campaign(text.encode(), "x.toml", today=TODAY)

    lines = str(refused.value).splitlines()
    keys = ["name", "sender.email", "sender.country", "steps.2.name", "requests.1.name", "requests.2.for"]
    assert [line.split()[1] for line in lines] == keys
    assert all(line.startswith("x.toml: ") for line in lines)


def test_a_campaign_may_send_a_body_of_its_own_by_another_account() -> None:
    read = read_campaign(campaign("UN =", "african-union ="), "x.toml", today=TODAY)

    assert read.campaign.routes == {"african-union": "provider"}


def test_a_campaign_need_not_say_whom_it_writes_to() -> None:
    text = campaign().decode()
    without = text[: text.index("[audience]")] + text[text.index("[[requests]]") :]

    read = read_campaign(without.encode(), "x.toml", today=TODAY).campaign

    assert (read.audience, read.bar) == (EVERYBODY, None)


def test_a_bar_says_whom_it_bars() -> None:
    data = campaign('country = "RU"\nfilter = "office:ru-ombudsperson"\n', "")

    with pytest.raises(BadInput, match=r"bar\.country is missing: write a country or a filter, or take the"):
        read_campaign(data, "x.toml", today=TODAY)


def test_a_request_that_says_nothing_of_reminders_has_one_for_each_step() -> None:
    read = read_campaign(campaign("reminders = 2\n", ""), "x.toml", today=TODAY).campaign

    assert [request.reminders for request in read.requests] == [0, 1]
