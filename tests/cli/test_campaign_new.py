"""`outreach campaign new`: a campaign of one's own by docs/a-campaign-of-your-own.md, and what it refuses."""

import os
import pty
import re
import select
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import REPOSITORY
from tests.cli.program import Program, parsed, text

NAME = "sadykova-2027"
TOLD = {
    "case": "Elmira Sadykova",
    "sender": "Voix sans murs",
    "description": "Association",
    "email": "lettres@voix.example",
    "place": "Lyon",
    "country": "FR",
    "first-on": "2027-03-18",
    "state": "KZ",
}
#: What tells of the starter's case, in any language and case; words begin so.
OF_ANOTHER = re.compile(
    r"azat|miftakhov|miftachow|miftajov|miftakhóv|мифтахов|азат|freeazat|retours@"
    r"|kharp|charp|jarp|харп|ik-18|ик-18|yamal|iamal|jamal|ямал|arctic|arctique|arktis|поляр"
    r"|naval?n|nawaln|навальн|kozaev|козаев|542/2013|2024/148|26[., ]000"
    r"|russi|russe|russl|rusia|rússia|росси|moscow|moscou|moskau|москв|kyiv"
    r"|mathémati|mathemati|matemát|математик|21 may|21 mai|21\. mai|2026-05-21|2026-04-21"
    r"|\bldh\b|sakharov|memorial|solidarité|cnil|am-2026|\btortur",
    re.IGNORECASE,
)

#: Four rows of one's own.
CONTACTS = """\
id;rank;body;name;body_kind;email;languages;time_zone;country;approach
m-fr;minister;government;Ministère de l’Exemple;foreign-ministry;mfa@fr.example;fr;Europe/Paris;FR;letter
m-gb;minister;government;The Example Office;foreign-ministry;office@gb.example;en;Europe/London;GB;letter
m-kz;minister;government;Ministry of Examples;foreign-ministry;office@kz.example;ru;Asia/Almaty;KZ;letter
p-ie;committee-chair;parliament;The Committee;parliament-committee;c@ie.example;en;Europe/Dublin;IE;letter
"""
NAMES = """\
office,language,institution,address_without_holder
m-fr,*,Ministère de l’Exemple,Ministère de l’Exemple
m-gb,*,The Example Office,The Example Office
p-ie,*,The Committee,The Committee
"""
SENTENCES = {
    "en": {
        "heading": "Elmira Sadykova, Almaty: detention without access to a lawyer",
        "situation": "According to her family, Elmira Sadykova, a teacher, has been held since 3 March 2027.",
        "account": "Her family reports that no lawyer has seen her.",
    },
    "fr": {
        "heading": "Elmira Sadykova, Almaty : détention sans accès à un avocat",
        "situation": "Selon sa famille, Elmira Sadykova, enseignante, est détenue depuis le 3 mars 2027.",
        "account": "Sa famille rapporte qu’aucun avocat ne l’a vue.",
    },
}


def options(**changes: str | None) -> list[str]:
    """What is told on the command line."""
    told = {**TOLD, **{key.replace("_", "-"): text for key, text in changes.items()}}
    return [word for key, text in told.items() if text is not None for word in (f"--{key}", text)]


def made(home: Path) -> list[str]:
    """Every file whose path has the campaign's name in it."""
    return sorted(
        file.relative_to(home).as_posix() for file in home.rglob("*") if file.is_file() and NAME in str(file)
    )


@pytest.fixture
def outreach(empty: Program) -> Program:
    """A new home in the middle of March, with two people and four offices."""
    empty.done("init")
    empty.set_clock(datetime(2027, 3, 15, 8, tzinfo=UTC))
    empty.done("people", "add", "ann", "--name", "Ann Author")
    empty.done("people", "add", "bob", "--name", "Bob Approver", who="ann")
    return empty


def write_sentences(home: Path) -> None:
    """As the page says: a sentence for each fact in each language, and where it is from."""
    for language, sentences in SENTENCES.items():
        file = home / "templates" / "emails" / NAME / language / "case.toml"
        told = file.read_text("utf-8")
        for key, sentence in sentences.items():
            told = re.sub(rf'^{key} = "\[\[.*\]\]"$', f'{key} = "{sentence}"', told, flags=re.MULTILINE)
        file.write_text(told, "utf-8")
    case = home / "config" / "cases" / f"{NAME}.toml"
    case.write_text(
        re.sub(r"\[\[where.*?\]\]", "The family, on the telephone", case.read_text("utf-8")), "utf-8"
    )


def confirm(home: Path) -> None:
    """As the page says: who has confirmed each fact that every letter states."""
    case = home / "config" / "cases" / f"{NAME}.toml"
    word = 'needs_confirmation = true\nconfirmed_by = "the family"\nconfirmed_on = 2027-03-14\n'
    case.write_text(case.read_text("utf-8").replace("needs_confirmation = true\n\n", f"{word}\n"), "utf-8")


def test_a_newcomer_comes_from_nothing_to_a_drafted_letter_of_their_own(outreach: Program) -> None:
    home = outreach.home
    said = outreach.done("campaign", "new", NAME, *options())
    assert f"then `outreach templates check {NAME}`" in " ".join(said.out.split())
    assert len(made(home)) == 19
    for file in made(home):
        assert not OF_ANOTHER.search((home / file).read_text("utf-8")), file

    # Nothing comes of it before it is written.
    load = ("campaign", "load", f"config/campaigns/{NAME}.toml")
    checked = outreach("templates", "check", NAME)
    assert checked.code == 1
    assert f"wrong: {NAME}/en/case.toml:5: is still to be written" in checked.out
    assert "facts.heading.source is still to be written" in outreach(*load, who="ann").err
    write_sentences(home)
    checked = outreach.done("templates", "check", NAME)
    assert checked.out == f"{NAME}: nothing to be mended, 0 things to look at\n"

    (home / "contacts" / "mine.csv").write_text(CONTACTS, "utf-8")
    (home / "contacts" / "office-names.csv").write_text(NAMES, "utf-8")
    outreach.done("contacts", "load", "contacts/mine.csv", "--apply", who="ann")
    outreach.done(*load, who="ann")
    draft = ("letters", "draft", "--campaign", NAME)

    # … and before a person has confirmed it.
    assert "'heading' of the case is confirmed by nobody" in " ".join(outreach(*draft, who="ann").out.split())
    confirm(home)
    outreach.done(*load, who="ann")
    outreach.done(*draft, who="ann")

    drafted = outreach.letters()
    assert {office: letter["status"] for office, letter in drafted.items()} == dict.fromkeys(
        ("m-fr", "m-gb", "p-ie"), "draft"
    )
    for office, words in (
        ("m-fr", "évoquer ce cas auprès des autorités concernées"),
        ("m-gb", "raise this case with the authorities concerned"),
        ("p-ie", "ask the Government of your country, in a question or at a hearing"),
    ):
        eml = home / f"{office}.eml"
        outreach.done("letters", "show", office, "--eml", eml)
        mail = parsed(eml.read_bytes())
        html = mail.get_body(("html",))
        assert html is not None
        assert words in " ".join(text(mail).split())
        for part in (text(mail), html.get_content(), mail.as_string()):
            assert not OF_ANOTHER.search(part)
            assert "[[" not in part
            assert "Elmira Sadykova" in part or part == mail.as_string()


def test_the_layout_is_the_one_of_the_letters_that_are_looked_at() -> None:
    neutral, looked_at = (REPOSITORY / "templates" / one for one in ("new-campaign/emails", "emails"))

    for name in ("layout.mjml", "layout.txt"):
        mine, theirs = neutral / name, looked_at / "azat-miftakhov" / name
        assert mine.read_text("utf-8") == theirs.read_text("utf-8"), f"copy {theirs} to {mine}"


def test_one_language_is_enough_and_is_the_fallback(outreach: Program) -> None:
    outreach.done("campaign", "new", NAME, *options(state=""), "--language", "fr")

    campaign = (outreach.home / "config" / "campaigns" / f"{NAME}.toml").read_text("utf-8")
    assert 'preferred_languages = ["fr"]\nfallback_language = "fr"\n' in campaign
    assert '\n# [bar]\n# country = "XX"\n' in campaign
    assert not (outreach.home / "templates" / "emails" / NAME / "en").exists()


def test_what_is_missing_is_said_at_once_where_nobody_can_be_asked(outreach: Program) -> None:
    said = outreach("campaign", "new", NAME, *options(case=None, email=None, first_on=None))

    assert "lacks --case, --email, --first-on: say them, or type it in a terminal" in said.complaint
    assert made(outreach.home) == []


def test_each_bad_answer_has_its_line_and_nothing_is_made(outreach: Program) -> None:
    bad = options(
        case="[[who]]", email="no address", country="France", first_on="2029-03-18", state="K", sender=" "
    )

    said = outreach("campaign", "new", NAME, *bad, "--language", "eo", "--time-zone", "Lyon")

    assert said.code == 2
    assert [line.partition(":")[0] for line in said.err.splitlines()] == [
        *("--case", "--sender", "--email", "--country", "--state", "--time-zone", "--first-on", "--language")
    ]
    assert made(outreach.home) == []


@pytest.mark.parametrize("name", ["Sadykova 2027", "../x", "", "-", "x" * 41])
def test_a_name_that_is_no_name_is_refused(outreach: Program, name: str) -> None:
    before = sorted(outreach.home.rglob("*"))

    assert "is no name for a campaign" in outreach("campaign", "new", "--", name).complaint
    assert sorted(outreach.home.rglob("*")) == before


@pytest.mark.parametrize(
    "there",
    [
        f"config/campaigns/{NAME}.toml",
        f"config/cases/{NAME}.toml",
        f"contacts/{NAME}-signatories.csv",
        f"templates/emails/{NAME}",
    ],
)
def test_nothing_that_stands_already_is_touched_and_nothing_half_is_made(
    outreach: Program, there: str
) -> None:
    (outreach.home / there).write_text("mine", "utf-8")

    said = outreach("campaign", "new", NAME, *options())

    assert f"{there} is there already: move it away, or take another name" in said.complaint
    assert made(outreach.home) == [there]
    assert (outreach.home / there).read_text("utf-8") == "mine"


def test_the_starters_own_names_are_taken(outreach: Program) -> None:
    assert "is there already" in outreach("campaign", "new", "azat-miftakhov", *options()).complaint


def test_where_the_last_file_cannot_be_written_none_is_there(outreach: Program) -> None:
    campaigns = outreach.home / "config" / "campaigns"
    for file in campaigns.iterdir():
        file.unlink()
    campaigns.rmdir()
    campaigns.write_text("a file where a folder should be", "utf-8")

    said = outreach("campaign", "new", NAME, *options())

    assert said.code == 2
    assert made(outreach.home) == []
    assert not (outreach.home / "templates" / "emails" / NAME).exists()


def test_values_with_quotes_and_backslashes_are_kept_as_they_were_told(outreach: Program) -> None:
    odd = 'Voix "sans" murs \\ $sender [x]'

    outreach.done("campaign", "new", NAME, *options(sender=odd))
    write_sentences(outreach.home)
    outreach.done("campaign", "load", f"config/campaigns/{NAME}.toml", who="ann")

    assert outreach.json("campaign", "show", NAME)["campaign"]["sender"]["name"] == odd


def test_without_a_home_it_says_how_to_make_one(empty: Program) -> None:
    assert "outreach init" in empty("campaign", "new", NAME, *options()).complaint


def test_in_a_terminal_it_asks_and_asks_again(outreach: Program) -> None:
    ours, theirs = pty.openpty()
    argv = [sys.executable, "-m", "outreach", "--home", str(outreach.home), "campaign", "new", NAME]
    program = subprocess.Popen(
        [*argv, *options(email=None, case=None)], stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown = ""

    def read_until(words: str) -> None:
        nonlocal shown
        while words not in shown:
            select.select([ours], [], [])
            shown += os.read(ours, 4096).decode()

    for asked, answer in (
        ("A name:", "Elmira Sadykova"),
        ("from which it writes:", "nowhere"),
        ("is not an e-mail address", "lettres@voix.example"),
    ):
        read_until(asked)
        os.write(ours, f"{answer}\n".encode())
    read_until("nothing is loaded yet")
    code = program.wait()
    os.close(ours)

    assert code == 0
    assert f"config/campaigns/{NAME}.toml" in made(outreach.home)
