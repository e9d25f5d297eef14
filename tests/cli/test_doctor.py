"""`outreach doctor`: what it finds in a real home, and that it says so."""

from email.policy import Policy
from pathlib import Path

import pytest

from tests.cli.program import Program


def found(outreach: Program, what: str) -> tuple[bool, str]:
    [check] = [check for check in outreach.json("doctor") if check["what"] == what]
    return check["ok"], check["found"]


def test_a_home_in_order_is_told_part_by_part(ready: Program) -> None:
    said = ready.done("doctor")

    for words in ("ok  permissions", "ok  texts of miftakhov-2026", "smtp.freeazat.example", "ok  audit"):
        assert words in said.out


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("fr/requests.toml", "fr is not complete: fr/requests.toml lacks openings."),
        ("en/reminder/body.md", "en is not complete: en/reminder/body.md is missing"),
        ("layout.txt", "layout.txt"),
    ],
)
def test_a_text_that_is_missing_is_told(ready: Program, missing: str, words: str) -> None:
    (ready.home / "templates" / "emails" / "azat-miftakhov" / missing).unlink()

    ok, told = found(ready, "texts of miftakhov-2026")

    assert not ok
    assert words in told
    assert ready("doctor").code == 1


@pytest.mark.parametrize("layout", ["layout.mjml", "layout.txt"])
@pytest.mark.parametrize("notice", ["legal_notice", "opt_out"])
def test_a_layout_without_its_notices_is_told(ready: Program, layout: str, notice: str) -> None:
    file = ready.home / "templates" / "emails" / "azat-miftakhov" / layout
    file.write_text(file.read_text("utf-8").replace(f"{{{{ words.{notice} }}}}", ""), "utf-8")

    ok, told = found(ready, "texts of miftakhov-2026")

    assert not ok
    assert f"azat-miftakhov/{layout}: lacks words.{notice}" in told


def test_texts_that_have_changed_since_the_campaign_was_loaded_are_told(ready: Program) -> None:
    file = ready.home / "templates" / "emails" / "azat-miftakhov" / "fr" / "first" / "body.md"
    file.write_text(file.read_text("utf-8") + "\nEncore un mot.\n", "utf-8")

    ok, told = found(ready, "texts of miftakhov-2026")

    assert not ok
    assert "fr/first/body.md has changed since campaign miftakhov-2026 was loaded" in told


@pytest.mark.parametrize("name", ["", ".env", "audit.key", "outreach.sqlite"])
def test_what_others_may_open_is_told(ready: Program, name: str) -> None:
    (ready.home / name).chmod(0o755)

    ok, told = found(ready, "permissions")

    assert not ok
    assert f"`chmod go= {ready.home / name}`" in told


def test_the_interpreter_is_named_and_warned_of_where_its_email_library_is_old(ready: Program) -> None:
    ok, told = found(ready, "program")

    assert ok
    assert told.startswith("warning: ") is not hasattr(Policy, "verify_generated_headers")


@pytest.mark.parametrize("url", ["nonsense", "sqlite:///", "sqlite:////", "mysql://h/x"])
def test_a_database_url_that_is_none_is_told(ready: Program, url: str) -> None:
    (ready.home / ".env").write_text(f"OUTREACH_DATABASE_URL={url}")

    ok, told = found(ready, "database")

    assert not ok
    assert "database" in told


def test_a_wrong_rule_is_told_and_the_rest_is_looked_at(ready: Program) -> None:
    Path(ready.home / "config" / "follow-ups.toml").write_text("shoe_size = 44\n")

    ok, told = found(ready, "follow-up rules")

    assert not ok
    assert "shoe_size" in told
    assert found(ready, "people") == (True, "2 people")


def test_live_what_nobody_has_checked_or_filled_in_is_wrong(
    ready: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_DELIVERY", "live")
    (ready.home / "clock").unlink()

    checks = {check["what"]: check["found"] for check in ready.json("doctor") if not check["ok"]}

    assert set(checks) == {
        *("sender of miftakhov-2026", "consents of miftakhov-2026", "accounts", "addresses")
    }
    assert "appel@freeazat.example is an example" in checks["sender of miftakhov-2026"]
    assert checks["accounts"] == (
        "account main sends to smtp.freeazat.example:465, which is an example: put yours there"
    )
    assert checks["addresses"] == "2 mailboxes are not checked: see `contacts check`"


def test_a_copy_that_nobody_has_changed_is_the_starters_still(ready: Program) -> None:
    assert found(ready, "files") == (True, "all are as the starter has them")


def test_what_a_home_has_taken_over_the_starters_is_told_by_file_and_by_row(ready: Program) -> None:
    emails, contacts = ready.home / "templates" / "emails", ready.home / "contacts"
    forms = emails / "forms-of-address" / "fr.csv"
    head, first, second, *others = forms.read_text("utf-8").splitlines(keepends=True)
    # One row that says something else, one that is as it was, and all others left to the starter.
    forms.write_text(head + first.replace("haute", "parfaite") + second, "utf-8")
    (emails / "annex-countries.csv").write_text(
        "language,territory,display_name,sort_key,source\nfr,FR,La France,,mine\n", "utf-8"
    )
    (contacts / "holders.csv").write_text(
        "office,name,surname,gender,since,until,salutation,language\ngov-fr-mfa,A B,B,f,,,,\n", "utf-8"
    )
    (contacts / "mine.csv").write_text("id\n", "utf-8")
    (contacts / "mine\nok all.csv").write_text("id\n", "utf-8")
    (ready.home / "config" / "follow-ups.toml").write_text("[default]\nwait = '9 days'\n", "utf-8")
    (emails / "azat-miftakhov" / "fr" / "first" / "body.md").write_text("x", "utf-8")

    ok, told = found(ready, "files")

    assert ok
    assert told.split("; ") == [
        r"'contacts/mine\nok all.csv': this home's own, which the starter does not have",
        "config/follow-ups.toml: this home's own, instead of the starter's",
        "contacts/holders.csv: 1 row of this home over the starter's 0",
        "contacts/mine.csv: this home's own, which the starter does not have",
        "emails/annex-countries.csv: 1 row of this home over the starter's 73",
        f"forms-of-address/fr.csv: 1 row of this home over the starter's {len(others) + 2}",
        "templates/emails/azat-miftakhov: 1 file of this home",
    ]
