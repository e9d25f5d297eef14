"""`outreach templates check`: the texts read as a careful reader would, which loading and doctor say too."""

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
