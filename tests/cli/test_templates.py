"""`outreach templates check`: the texts read as a careful reader would, which loading and doctor say too."""

import re
from pathlib import Path

import pytest

from tests.cli.program import Program

CAMPAIGN = "config/campaigns/miftakhov-2026.toml"
FOLDER = ("templates", "emails", "azat-miftakhov")


def rewrite(home: Program, file: str, old: str, new: str) -> None:
    path = home.home.joinpath(*FOLDER, *file.split("/"))
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_texts_in_order_are_told_in_a_line(ready: Program) -> None:
    said = ready("templates", "check", "azat-miftakhov")

    assert said.code == 0
    assert "azat-miftakhov: nothing to be mended" in said.out
    assert "wrong:" not in said.out


def test_what_is_wrong_is_told_line_by_line_and_ends_with_1(ready: Program) -> None:
    rewrite(ready, "en/first/subject.txt", "Azat", "{{ nobody }} {{ dat")
    rewrite(ready, "fr/words.toml", "signed_for = ", 'odd = "{{ nothing }}"\nsigned_for = ')

    said = ready("templates", "check")

    assert said.code == 1
    wrong = [line for line in said.out.splitlines() if line.startswith("wrong: ")]
    assert [line.partition(": ")[2].partition(":")[0] for line in wrong] == [
        "azat-miftakhov/en/first/subject.txt",
        "azat-miftakhov/fr/words.toml",
    ]


def test_what_should_be_looked_at_is_told_by_checking_loading_and_doctor(ready: Program) -> None:
    rewrite(ready, "en/first/subject.txt", "Azat", "«Azat»")
    found = "look at azat-miftakhov/en/first/subject.txt:1: « is no quotation mark of en: write ‘…’"

    assert found in ready("templates", "check", "--campaign", "miftakhov-2026").out
    assert "to look at: `outreach templates check --campaign miftakhov-2026`" in (
        ready.done("campaign", "load", CAMPAIGN, who="ann").out
    )
    texts = next(one for one in ready.json("doctor") if one["what"] == "texts of miftakhov-2026")
    assert texts["ok"]
    assert "to look at: `outreach templates check --campaign miftakhov-2026`" in texts["found"]


def test_a_link_that_is_not_https_is_refused_by_loading_too(ready: Program) -> None:
    rewrite(ready, "en/first/body.md", "{{ case.danger }}", "{{ case.danger }} http://a.example/")

    said = ready("campaign", "load", CAMPAIGN, who="ann")

    assert said.code != 0
    assert (
        "azat-miftakhov/en/first/body.md:1: http://a.example/ is not https: write it with" in said.complaint
    )


def test_a_language_that_lacks_a_file_is_told_by_checking(ready: Program) -> None:
    ready.home.joinpath(*FOLDER, "fr", "words.toml").unlink()

    said = ready("templates", "check")

    assert said.code == 1
    assert "wrong: azat-miftakhov: fr is not complete: fr/words.toml is missing; mend it" in said.out


def test_a_folder_that_is_no_language_is_told_with_what_to_call_it(ready: Program) -> None:
    ready.home.joinpath(*FOLDER, "pt_br").mkdir()

    said = ready("templates", "check")

    assert said.code == 1
    assert "azat-miftakhov/pt_br: this folder is not called as a language is: call it pt-BR" in said.out


def test_a_template_that_is_not_there_is_told(ready: Program) -> None:
    assert "there is no template 'nothing': name one of azat-miftakhov" in (
        ready("templates", "check", "nothing").complaint
    )
    assert "writes with azat-miftakhov: leave 'nothing' out" in (
        ready("templates", "check", "nothing", "--campaign", "miftakhov-2026").complaint
    )


def of_another(home: Program, file: str, old: str, new: str) -> list[str]:
    """What checking says of a second campaign's texts, which are a copy of the first's with that changed."""
    made = ("campaign", "new", "another", "--case", "Jane Example", "--sender", "Us", "--description", "We")
    more = ("--email", "us@us.example", "--place", "Lyon", "--country", "FR", "--first-on", "2026-06-02")
    home.done(*made, *more, "--state", "")
    path = home.home / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    case = home.home / "templates" / "emails" / "another" / "{}" / "case.toml"
    for language in ("en", "fr"):
        written = Path(str(case).format(language))
        written.write_text(re.sub(r"\[\[.*?\]\]", "Something", written.read_text("utf-8")), "utf-8")
    said = home("templates", "check", "another")
    assert said.code == 0
    return [line for line in said.out.splitlines() if " is of the case " in " ".join(line.split())]


@pytest.mark.parametrize(
    ("file", "old", "new", "found"),
    [
        ("en/first/body.md", "We would", "For MIFTAKHOV we would", "en/first/body.md:9: “MIFTAKHOV”"),
        ("fr/words.toml", "Pour {{", "Azat. Pour {{", "fr/words.toml:7: “Azat”"),
        ("en/requests.toml", "raise this", "raise Мифтахову this", "en/requests.toml:13: “Мифтахову”"),
        ("en/reminder/subject.txt", "Reminder", "ik-18", "en/reminder/subject.txt:1: “ik-18”"),
        ("layout.txt", "{{ closing }}", "{{ closing }} Kharp", "layout.txt:20: “Kharp”"),
    ],
    ids=lambda text: text.partition(" ")[0],
)
def test_what_is_left_over_from_another_campaign_is_told(
    ready: Program, file: str, old: str, new: str, found: str
) -> None:
    path = f"templates/emails/another/{file}"

    assert of_another(ready, path, old, new) == [
        f"look at another/{found} is of the case Azat Miftakhov: is it left over from there?"
    ]


def test_what_is_left_over_in_the_campaigns_file_is_told_and_remarks_are_not(ready: Program) -> None:
    file = "config/campaigns/another.toml"

    found = of_another(ready, file, 'default = "We"', '# Azat\ndefault = "For Azat Miftakhov"')

    assert [line.partition(" is of ")[0] for line in found] == [
        "look at campaigns/another.toml:52: “Azat”",
        "look at campaigns/another.toml:52: “Miftakhov”",
    ]


def test_half_a_word_and_a_place_of_both_cases_are_no_leftovers(ready: Program) -> None:
    words = "Kharpov and Azatlyk lie at Kharp"
    (ready.home / "config" / "cases" / "third.toml").write_text(
        'name = "Third"\nversion = "1"\nnames = ["kharp"]\n', "utf-8"
    )
    assert len(of_another(ready, "templates/emails/another/en/first/body.md", "We would", words)) == 1
    case = ready.home / "config" / "cases" / "another.toml"
    case.write_text(case.read_text("utf-8").replace("names = []", 'names = ["Kharp"]'), "utf-8")

    assert " is of the case " not in " ".join(ready("templates", "check", "another").out.split())


def test_loading_a_campaign_tells_of_leftovers_too(ready: Program) -> None:
    (ready.home / "config" / "cases" / "third.toml").write_text(
        'name = "Navalny*"\nversion = "1"\nnames = ["Naval*"]\n', "utf-8"
    )

    assert "is of the case Navalny*" in " ".join(
        ready.done("campaign", "load", CAMPAIGN, who="ann").out.split()
    )


def test_a_sentence_of_another_case_is_told_though_no_name_is_in_it(ready: Program) -> None:
    of_another(ready, "templates/emails/another/en/words.toml", "English", "English")
    theirs = (ready.home.joinpath(*FOLDER) / "en" / "case.toml").read_text("utf-8")
    [law] = re.findall("^law = .*$", theirs, re.MULTILINE)
    mine = ready.home / "templates" / "emails" / "another" / "en" / "case.toml"
    mine.write_text(mine.read_text("utf-8").replace('law = ""', law), "utf-8")

    said = " ".join(ready("templates", "check", "another").out.split())

    assert (
        "look at another/en/case.toml:11: law says what azat-miftakhov says of another case: is it left over"
        in said
    )


def test_what_every_new_campaign_begins_with_is_no_leftover(ready: Program) -> None:
    of_another(ready, "templates/emails/another/en/words.toml", "English", "English")
    made = ("campaign", "new", "third", "--case", "John Example", "--sender", "Us", "--description", "We")
    more = ("--email", "us@us.example", "--place", "Lyon", "--country", "FR", "--first-on", "2026-06-02")
    ready.done(*made, *more, "--state", "")

    assert "left over" not in " ".join(ready("templates", "check", "another").out.split())
