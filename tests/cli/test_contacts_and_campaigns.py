"""The files that staff bring: what is wrong in them is said in a line, and nothing is half written."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.lists.contacts import write_contacts
from tests.builders import REPOSITORY, office
from tests.cli.conftest import CAMPAIGN_FILE
from tests.cli.program import Program

TWO = write_contacts([office("gov-it-mfa", country="IT"), office("gov-es-mfa", country="ES")])


def cell(column: str, value: str) -> Callable[[str], str]:
    """The list with this value in the first row's cell of that column."""

    def change(csv: str) -> str:
        header, first, *rest = csv.splitlines()
        cells = first.split(",")
        cells[header.split(",").index(column)] = value
        return "\r\n".join([header, ",".join(cells), *rest, ""])

    return change


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (cell("languages", "fr;klingon"), "'klingon' is not the tag"),
        (cell("time_zone", "Europe/Nowhere"), "'Europe/Nowhere' is not an IANA time zone"),
        (cell("email", "a@one.example; b@two.example"), "not one bare address"),
        (cell("email", "nonsense"), "is not an e-mail address"),
        (cell("name", '"Mini\nstry"'), "name has a line break"),
        (cell("name", "Mini\u2028stry"), "name has a line break"),
        (cell("name", "Mini\0stry"), "another control character"),
        (cell("name", ""), "name is missing"),
        (cell("body", "Mars"), "body 'Mars' is not known"),
        (cell("parent", "gov-nowhere"), "its parent gov-nowhere is not in the directory"),
        (cell("id", "gov-es-mfa"), "gov-es-mfa"),
        (lambda csv: csv.replace("gov-es-mfa,", "gov-es-mfa,one too many,"), "cells where the header has"),
    ],
)
def test_a_bad_row_is_named_with_file_and_row_and_nothing_is_written(
    ready: Program, tmp_path: Path, spoil: Callable[[str], str], complaint: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(spoil(TWO), "utf-8", newline="")
    before = ready.json("contacts", "list")

    said = ready("contacts", "load", file, "--apply", who="ann")

    assert said.code == 2
    assert complaint in said.err
    assert all(line.startswith("list.csv, row ") for line in said.err.splitlines())
    assert "nothing written" in said.out
    assert ready.json("contacts", "list") == before


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda csv: csv.replace("approach,", "").encode(), "missing: approach"),
        (lambda csv: csv.replace("holder,", "holder,shoe_size,").encode(), "unknown: 'shoe_size'"),
        (lambda csv: csv.replace("Ministry", "Ministère").encode("cp1252"), "saved as Windows-1252"),
        (lambda csv: csv.encode("utf-16"), "this is UTF-16"),
        (lambda csv: csv.replace("Ministry", '"Ministry').encode(), "a quote that is not closed"),
        (lambda csv: b"", "is empty: is it the file you mean?"),
    ],
)
def test_a_file_that_is_no_list_stops_all_the_files_of_the_command(
    ready: Program, tmp_path: Path, spoil: Callable[[str], bytes], complaint: str
) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(TWO, "utf-8", newline="")
    bad.write_bytes(spoil(TWO))
    before = ready.json("contacts", "list")

    said = ready("contacts", "load", good, bad, "--apply", who="ann")

    assert complaint in said.complaint
    assert said.complaint.startswith("bad.csv")
    assert ready.json("contacts", "list") == before


def test_the_good_rows_go_in_when_one_says_so(ready: Program, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(cell("time_zone", "Mars")(TWO), "utf-8", newline="")

    said = ready("contacts", "load", file, "--apply", "--skip-bad-rows", who="ann")

    assert said.code == 1
    assert "gov-es-mfa" in {one["id"] for one in ready.json("contacts", "list")}
    assert "gov-it-mfa" not in {one["id"] for one in ready.json("contacts", "list")}


def test_without_apply_nothing_changes_and_nobody_need_be_named(ready: Program, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(TWO, "utf-8", newline="")
    before = ready.json("contacts", "list")

    [looked] = ready.json("contacts", "load", file)

    assert looked["new"] == ["gov-it-mfa", "gov-es-mfa"]
    assert looked["written"] is False
    assert "--as PERSON" in ready("contacts", "load", file, "--apply").complaint
    assert ready.json("contacts", "list") == before


def test_what_is_exported_can_be_loaded_and_changes_nothing(ready: Program, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    ready.done("contacts", "export", file)

    [loading] = ready.json("contacts", "load", file, "--apply", who="ann")

    assert len(loading["unchanged"]) == 4
    assert ready.done("contacts", "export").out.splitlines() == file.read_text("utf-8").splitlines()


def test_of_a_folder_every_list_is_read_but_those_of_signatories(ready: Program, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(TWO, "utf-8", newline="")
    for name in ("signatories.csv", "sadykova-signatories.csv"):
        (tmp_path / name).write_text("key,name,country\none,Une association,FR\n", "utf-8")

    assert [read["file"] for read in ready.json("contacts", "load", tmp_path)] == ["list.csv"]


def test_a_row_that_is_gone_from_its_file_is_told(ready: Program, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(write_contacts([office("gov-fr-mfa")]), "utf-8", newline="")

    said = " ".join(ready.done("contacts", "load", file).out.split())

    assert (
        "in the directory, but not in what you gave, and kept: gov-fi-mfa, gov-gb-fcdo, gov-xx-mfa; if one "
        "was taken out of its file because it must not be written to: `contacts suppress OFFICE`"
    ) in said


def test_what_is_to_be_looked_at_in_a_good_row_is_told(ready: Program, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(cell("grade", "A")(TWO), "utf-8", newline="")

    said = " ".join(ready.done("contacts", "load", file).out.split())

    assert "to look at: list.csv, row 2: gov-it-mfa: grade A without source_url" in said


def test_an_address_is_verified_and_an_office_suppressed(ready: Program) -> None:
    ready.done("contacts", "verify", "gov-fr-mfa", who="bob")
    ready.done("contacts", "suppress", "gov-gb-fcdo", "--reason", "they asked", who="bob")

    offices = {one["id"]: one for one in ready.json("contacts", "list")}
    assert offices["gov-fr-mfa"]["addresses"][0]["state"] == "verified"
    results = {
        x["office_id"]: x for x in ready.json("letters", "draft", "--campaign", "miftakhov-2026", who="ann")
    }
    assert results["gov-gb-fcdo"]["result"] == "not_written"
    assert "they asked" in results["gov-gb-fcdo"]["reason"]
    assert (
        "has no post address"
        in ready("contacts", "verify", "gov-fr-mfa", "--channel", "post", who="bob").complaint
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("preferred_languages = [", 'preferred_languages = ["klingon", ', "'klingon' is not the tag"),
        ('time_zone = "Europe/Paris"', 'time_zone = "Mars"', "'Mars' is not an IANA time zone"),
        ('name = "reminder"', 'name = "third-letter"', "third-letter"),
        ('template = "azat-miftakhov"', 'template = "nonesuch"', "there is no such template"),
        (
            'signatories = "contacts/signatories.csv"',
            'signatories = "../../etc/passwd"',
            "must be a CSV file in contacts/",
        ),
        ('signatories = "contacts/signatories.csv"', 'signatories = "contacts/none.csv"', "cannot be read"),
        ('reference = "AM-2026"', "reference = AM", "line 13: a text stands in quotes"),
        ('reference = "AM-2026"', 'reference = "AM-2026"\nshoe_size = 44', "shoe_size"),
        ('email = "appel@freeazat.example"', 'email = "a@x.example, b@x.example"', "not one bare address"),
    ],
)
def test_a_campaign_file_with_a_fault_is_refused_in_a_line(
    ready: Program, tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    file = tmp_path / "appeal.toml"
    told = CAMPAIGN_FILE.read_text("utf-8")
    assert old in told
    file.write_text(told.replace(old, new, 1), "utf-8")
    before = ready.json("campaign", "list")

    assert complaint in ready("campaign", "load", file, who="ann").complaint

    assert ready.json("campaign", "list") == before


def test_whoever_approves_a_campaign_sees_what_they_answer_for(ready: Program) -> None:
    told = " ".join(ready.done("campaign", "show", "miftakhov-2026").out.split())

    for words in (
        *("from 2026-06-02", "when silence calls for it", "retours@freeazat.example", "AM-2026/…"),
        *("Association – support committee for Azat Miftakhov", "Parigi", "Europe/Paris, FR"),
        *("43: BAG Russischsprachige Linke", "parliament by account provider", "--seen "),
    ):
        assert words in told


@pytest.mark.parametrize("piece", ["{:.0}", "{:.1}", "{:.7}", "not-hexadecimal"])
def test_a_digest_that_could_be_anothers_or_is_none_approves_nothing(ready: Program, piece: str) -> None:
    digest = ready.json("campaign", "show", "miftakhov-2026")["digest"]

    said = ready("campaign", "approve", "miftakhov-2026", "--seen", piece.format(digest), who="bob")

    assert "write the digest as `campaign show` does, 8 signs or more" in said.complaint
    assert ready.json("campaign", "list")[0]["approved_by"] is None


@pytest.mark.parametrize(
    ("line", "instead", "words"),
    [
        (
            'fallback_language = "en"',
            'fallback_language = "ja"',
            "'ja' has no texts in templates/emails/azat-",
        ),
        (
            "[routes]",
            '[routes]\nEU = "nowhere"',
            "routes.EU: there is no account 'nowhere': name one of main",
        ),
    ],
)
def test_a_campaign_without_a_way_for_its_letters_is_not_loaded(
    ready: Program, tmp_path: Path, line: str, instead: str, words: str
) -> None:
    """It was approved, its letters too, and only the day on which they were to leave told of it."""
    own = tmp_path / "own.toml"
    own.write_text(CAMPAIGN_FILE.read_text("utf-8").replace(line, instead), "utf-8")

    assert words in ready("campaign", "load", own, who="ann").complaint


def test_texts_that_are_gone_are_a_change_and_stop_drafting(
    ready: Program, own_templates: Path, tmp_path: Path
) -> None:
    shutil.rmtree(own_templates / "fr" / "reminder")

    said = ready("campaign", "load", CAMPAIGN_FILE, who="ann")

    assert said.code == 1
    assert "a second person must approve it" in said.out
    assert "fr is not complete: fr/reminder/subject.txt is missing" in " ".join(said.out.split())
    draft = ready("letters", "draft", "--campaign", "miftakhov-2026", who="ann")
    assert "fr is not complete" in draft.complaint


def test_the_homes_own_campaign_is_meant_by_a_path_inside_it(ready: Program) -> None:
    own = ready.home / "config" / "campaigns" / "miftakhov-2026.toml"
    own.write_text(own.read_text("utf-8").replace("AM-2026", "ES-2027"), "utf-8")

    ready.done("campaign", "load", "config/campaigns/miftakhov-2026.toml", who="ann")

    assert ready.json("campaign", "show", "miftakhov-2026")["campaign"]["reference"] == "ES-2027"


def test_all_that_is_wrong_in_a_campaign_is_told_at_once(ready: Program, tmp_path: Path) -> None:
    file = tmp_path / "appeal.toml"
    told = CAMPAIGN_FILE.read_text("utf-8")
    file.write_text(told.replace('reference = "AM-2026"', "").replace('"Europe/Paris"', '"Mars"'), "utf-8")

    said = ready("campaign", "load", file, who="ann")

    assert said.code == 2
    assert said.err.splitlines() == [
        "appeal.toml: reference is missing: fill it in",
        "appeal.toml: sender.time_zone 'Mars' is not an IANA time zone: write it like Europe/Paris",
    ]


def test_a_kind_of_body_with_a_slip_of_the_pen_is_not_loaded(ready: Program, tmp_path: Path) -> None:
    file = tmp_path / "appeal.toml"
    told = CAMPAIGN_FILE.read_text("utf-8").replace("kind:foreign-ministry", "kind:foreign-ministery")
    file.write_text(told, "utf-8")

    complaint = ready("campaign", "load", file, who="ann").complaint

    assert "foreign-ministery is no kind of body in the directory: is it foreign-ministry?" in complaint


def test_a_holder_of_an_office_that_nobody_knows_is_told(ready: Program, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    ready.done("contacts", "export", file)
    holders = ready.home / "contacts" / "holders.csv"
    holders.parent.mkdir(exist_ok=True)
    holders.write_text("office,name,gender\ngov-fr-maf,Jeanne Exemple,f\n", "utf-8")

    said = ready.done("contacts", "load", file).out

    assert (
        "to look at: holders.csv: no office has this id, so nobody is named: gov-fr-maf (is it gov-fr-mfa?)"
    ) in said.splitlines()


def test_an_office_that_a_filter_misspells_is_told_because_nobody_is_left_out_by_it(
    ready: Program, tmp_path: Path
) -> None:
    ready.done("contacts", "load", REPOSITORY / "contacts", "--apply", who="ann")
    file = tmp_path / "appeal.toml"
    told = CAMPAIGN_FILE.read_text("utf-8")
    file.write_text(told, "utf-8")
    assert "no office of the directory" not in ready.done("campaign", "load", file, who="ann").out

    file.write_text(told.replace("office:ru-ombudsperson", "office:ru-ombudspreson"), "utf-8")
    said = ready.done("campaign", "load", file, who="ann").out

    assert (
        "look at appeal.toml: no office of the directory has this id, so whatever names it does nothing: "
        "ru-ombudspreson (is it ru-ombudsperson?)"
    ) in said.splitlines()


def test_a_changed_campaign_wants_a_second_person_again(ready: Program, tmp_path: Path) -> None:
    file = tmp_path / "appeal.toml"
    shutil.copy(CAMPAIGN_FILE, file)
    assert "has not changed" in ready.done("campaign", "load", file, who="ann").out
    assert "a second person must" in ready("campaign", "approve", "miftakhov-2026", who="ann").complaint
    ready.done("campaign", "approve", "miftakhov-2026", who="bob")
    assert ready.json("campaign", "list")[0]["approved_by"] == "bob"

    file.write_text(file.read_text("utf-8").replace("AM-2026", "AM-2027"), "utf-8")
    ready.done("campaign", "load", file, who="ann")

    assert ready.json("campaign", "list")[0]["approved_by"] is None


def test_a_step_that_the_campaign_gives_up_later_still_stands_in_the_report(
    sent: Program, tmp_path: Path
) -> None:
    file, told = tmp_path / "appeal.toml", CAMPAIGN_FILE.read_text("utf-8")
    templates = sent.home / "templates"
    for folder in (templates / "emails" / "azat-miftakhov").glob("*/first"):
        shutil.copytree(folder, folder.with_name("opening"))
    file.write_text(told.replace('name = "first"', 'name = "opening"'), "utf-8")
    sent.done("campaign", "load", file, who="ann")

    lines = sent.json("report", "coverage", "--campaign", "miftakhov-2026")

    assert {line["step"] for line in lines if line["letter_id"]} == {"first"}


#: Without them a body asks for nothing, which would be told instead.
PLACES = "\n\n{{ opening }}\n\n{{ asks }}\n\n{{ ending }}\n"


@pytest.fixture
def own_templates(ready: Program) -> Path:
    """The home's own copy of the templates, to be spoilt."""
    return ready.home / "templates" / "emails" / "azat-miftakhov"


@pytest.mark.parametrize(
    ("path", "text", "complaint"),
    [
        ("fr/first/body.md", "{{ ministre }}" + PLACES, "ministre"),
        ("fr/first/body.md", "{{ office. }}" + PLACES, "body.md:1"),
        ("fr/first/body.md", "{% if office %}" + PLACES, "body.md"),
        ("fr/first/body.md", "{{ office.__class__ }}" + PLACES, "__class__"),
        ("fr/first/body.md", "{% include 'x' %}" + PLACES, "include"),
        ("layout.mjml", '<mjml><mj-body><mj-include path="/etc/passwd" /></mj-body></mjml>', "mj-include"),
        ("layout.mjml", "<mjml><mj-body>", "layout.mjml"),
    ],
)
def test_a_template_with_a_fault_is_named_and_nothing_is_drafted(
    ready: Program, own_templates: Path, path: str, text: str, complaint: str
) -> None:
    (own_templates / path).write_text(text)

    said = ready("letters", "draft", "--campaign", "miftakhov-2026", who="ann")

    assert complaint in said.complaint
    assert said.complaint.startswith("azat-miftakhov/")
    assert ready.letters() == {}
    assert ready("doctor").code == 1


@pytest.mark.parametrize("missing", ["words.toml", "first/body.md", "reminder/subject.txt"])
def test_a_language_that_is_not_complete_stops_drafting_instead_of_being_left_out(
    ready: Program, own_templates: Path, missing: str
) -> None:
    """Its offices would be written to in another language, and nobody would have said so."""
    (own_templates / "fr" / missing).unlink()

    complaint = ready("letters", "draft", "--campaign", "miftakhov-2026", who="ann").complaint

    assert f"fr is not complete: fr/{missing} is missing" in complaint
    assert ready.letters() == {}
