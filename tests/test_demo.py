"""The demo as a stranger meets it: a process, killed or not, and what lies there afterwards."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.rendering.paper.reading import opened, words

REPOSITORY = Path(__file__).parents[1]

#: What the directory makes of each office that has a mailbox: its language, and how its letter greets it.
GREETINGS = {
    "eu-ep-droi": ("fr", "Mesdames, Messieurs,"),
    "coe-cpt": ("fr", "Mesdames, Messieurs,"),
    "gov-fi-mfa": ("en", "Dear Minister,"),
    "gov-gb-fcdo": ("en-GB", "Dear Foreign Secretary,"),
    "gov-ca-gac": ("fr-CA", "Madame la Ministre, Monsieur le Ministre,"),
    "gov-cm-mfa": ("fr-CM", "Excellence,"),
    "gov-hr-mfa": ("en", "Dear Minister,"),
    "parl-gb-fac": ("en-GB", "Dear Chair and Members of the Committee,"),
    "parl-us-tlhrc": ("en-US", "Dear Co-Chairs:"),
}
#: Two of them answer in the demo, and two were told that they are not asked again.
REMINDED = GREETINGS.keys() - {"gov-gb-fcdo", "eu-ep-droi", "coe-cpt", "parl-gb-fac"}


def outreach(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "outreach", "--home", str(home), *words]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def letters(home: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(outreach(home, "letters", "list", "--json").stdout)
    return found


def received(home: Path) -> dict[str, EmailMessage]:
    """Message-ID → mail, for every file in the folder; a Message-ID that came twice fails here."""
    mails: dict[str, EmailMessage] = {}
    for file in (home / "received").glob("*.eml"):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert mail["Message-ID"] not in mails, f"{mail['Message-ID']} came twice"
        mails[mail["Message-ID"]] = mail
    return mails


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("demo")
    ran = outreach(home, "demo")
    assert ran.returncode == 0, ran.stderr
    return home


def test_every_accepted_letter_was_received_once_and_no_other(played: Path) -> None:
    accepted = {
        x["message_id"] for x in letters(played) if x["channel"] == "email" and x["status"] == "accepted"
    }

    assert set(received(played)) == accepted
    assert len(accepted) == len(GREETINGS)


def test_each_letter_is_in_its_offices_language_and_greets_it_rightly(played: Path) -> None:
    mails = received(played)
    first = {x["office_id"]: x for x in letters(played) if x["channel"] == "email" and x["step"] == "first"}
    assert first.keys() == GREETINGS.keys()
    for office, (language, greeting) in GREETINGS.items():
        letter, mail = first[office], mails[first[office]["message_id"]]
        text = mail.get_body(("plain",))
        assert text is not None
        said = text.get_content().replace("\r\n", "\n")
        assert (letter["language"], mail["Content-Language"]) == (language, language), office
        assert f"\n\n{greeting}\n\n" in said, office
        assert "Azat" in said
        for leftover in ("{{", "{%", "None", "undefined", "[", "TODO"):
            assert leftover not in said, office


def test_the_silent_are_reminded_and_the_answered_are_not(played: Path) -> None:
    reminders = [x for x in letters(played) if x["step"] == "reminder"]

    assert {x["status"] for x in reminders} == {"draft"}
    assert {x["office_id"] for x in reminders} == REMINDED


def test_forms_and_post_and_missing_addresses_are_tasks(played: Path) -> None:
    tasks = json.loads(outreach(played, "tasks", "list", "--json").stdout)

    assert Counter(task["kind"] for task in tasks) == {
        "fill_in_form": 9,
        "post_letter": 39,
        # For each letter on paper or by form whose office may have a mailbox: it is still looked for.
        "find_address": 44,
    }


def test_the_days_post_lies_there_as_one_file(played: Path) -> None:
    pdf = (played / "post.pdf").read_bytes()
    printed = words(pdf)

    assert "REHEARSAL: post nothing of this for real" in printed
    assert len(opened(pdf).pages) > 39
    assert "‹date›" not in printed
    assert printed.count("AM-2026/") >= 39


def test_the_report_names_every_office_that_has_no_letter(played: Path) -> None:
    coverage = json.loads(
        outreach(played, "report", "coverage", "--campaign", "miftakhov-2026", "--json").stdout
    )
    without = [line for line in coverage if line["letter_id"] is None]
    words = Words()
    words.feed((played / "report.html").read_text("utf-8"))

    # Of 81: 67 are written to, and ten of them the campaign leaves out.
    assert len(without) == 24
    assert [line["name"] for line in without if line["name"] not in words.said] == []


@pytest.fixture(scope="module")
def again(played: Path) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """A second run, and what had been received before it."""
    before = set(received(played))
    return outreach(played, "demo"), before


def test_a_second_run_sends_nothing(
    played: Path, again: tuple[subprocess.CompletedProcess[str], set[str]]
) -> None:
    ran, before = again

    assert ran.returncode == 0
    assert "nothing to send" in ran.stdout
    assert received(played).keys() == before


def test_reminders_that_wait_for_their_approval_are_counted_as_waiting(
    again: tuple[subprocess.CompletedProcess[str], set[str]],
) -> None:
    summary = again[0].stdout

    assert "waiting" in summary
    assert "needs attention" not in summary


@pytest.mark.parametrize("mails", [6])
def test_killed_while_it_sends_it_ends_with_each_letter_sent_once_or_in_doubt(
    tmp_path: Path, mails: int
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "outreach", "--home", str(tmp_path), "demo"],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
    )
    while len(list((tmp_path / "received").glob("*.eml"))) < mails and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()

    ran = outreach(tmp_path, "demo")

    assert ran.returncode == 0, ran.stderr
    first = [x for x in letters(tmp_path) if x["channel"] == "email" and x["step"] == "first"]
    got = received(tmp_path).keys()
    assert {x["message_id"] for x in first if x["status"] == "accepted"} <= got
    states = Counter(x["status"] for x in first)
    assert states.total() == states["accepted"] + states["in_doubt"] == len(GREETINGS)
    assert states["in_doubt"] <= 8, "seven by SMTP, each over a connection of its own, and one by HTTP"
    assert got <= {x["message_id"] for x in first}


class Words(HTMLParser):
    """The text of a page, entities resolved."""

    def __init__(self) -> None:
        super().__init__()
        self.said = ""

    def handle_data(self, data: str) -> None:
        """Collect."""
        self.said += data


def test_a_letter_left_half_way_by_a_killed_run_is_settled_although_nothing_is_due(played: Path) -> None:
    """Killed behind the point of no return of its last letter, the queue is empty; the doubt is listed."""
    last = next(x for x in letters(played) if x["office_id"] == "parl-us-tlhrc" and x["step"] == "first")
    with sqlite3.connect(played / "outreach.sqlite") as database:
        database.execute("UPDATE letters SET status = 'transmitting' WHERE id = ?", [last["id"]])
    database.close()

    outreach(played, "demo")

    [after] = [x for x in letters(played) if x["id"] == last["id"]]
    assert after["status"] == "in_doubt"


def test_the_demo_keeps_out_of_a_home_of_somebodys_own(tmp_path: Path) -> None:
    assert outreach(tmp_path, "init").returncode == 0
    before = sorted(tmp_path.iterdir())

    refused = outreach(tmp_path, "demo")

    assert refused.returncode == 2
    assert "holds a campaign of your own" in refused.stderr
    assert sorted(tmp_path.iterdir()) == before
