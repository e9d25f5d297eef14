"""Homes in which commands are tried."""

import os
import shutil
from pathlib import Path

import pytest

from outreach.lists.contacts import write_contacts
from outreach.model.directory import Channel
from tests.builders import MORNING, REPOSITORY, mailbox, office
from tests.cli.program import Program, a_home

CAMPAIGN_FILE = REPOSITORY / "config" / "campaigns" / "miftakhov-2026.toml"

OFFICES = (
    office("gov-fr-mfa"),
    office("gov-gb-fcdo", languages=("en",), time_zone="Europe/London", country="GB"),
    office("gov-fi-mfa", addresses=(mailbox("https://fi.example/form", channel=Channel.WEB_FORM),)),
    office("gov-xx-mfa", addresses=()),
)


@pytest.fixture(autouse=True)
def only_what_a_test_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the developer's own settings."""
    for name in list(os.environ):
        if name.startswith("OUTREACH_"):
            monkeypatch.delenv(name)


@pytest.fixture
def empty(tmp_path: Path) -> Program:
    """A home in which nothing is yet, not even a database."""
    return Program(a_home(tmp_path / "home"))


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Homes to copy: with people and a campaign, and with letters drafted, queued and out."""
    folder = tmp_path_factory.mktemp("houses")
    outreach = Program(a_home(folder / "ready"))
    outreach.set_clock(MORNING)
    outreach.done("init")
    outreach.done("people", "add", "ann", "--name", "Ann Author")
    outreach.done("people", "add", "bob", "--name", "Bob Approver", who="ann")
    contacts = folder / "contacts.csv"
    contacts.write_text(write_contacts(OFFICES), "utf-8", newline="")
    outreach.done("contacts", "load", contacts, "--apply", who="ann")
    outreach.done("campaign", "load", CAMPAIGN_FILE, who="ann")
    made = {"ready": outreach.home}

    def next_house(name: str) -> None:
        made[name] = shutil.copytree(outreach.home, folder / name)
        outreach.home = made[name]

    next_house("drafted")
    outreach.done("letters", "draft", "--campaign", "miftakhov-2026", who="ann")
    next_house("queued")
    approve = ("letters", "approve", "--campaign", "miftakhov-2026")
    outreach.done(*approve, "--at", "2026-06-02 09:00", "--in", "sender", who="bob")
    next_house("sent")
    outreach("send", "--once")
    return made


@pytest.fixture
def ready(houses: dict[str, Path], tmp_path: Path) -> Program:
    """Two people, four offices and the campaign."""
    return Program(shutil.copytree(houses["ready"], tmp_path / "home"))


@pytest.fixture
def drafted(houses: dict[str, Path], tmp_path: Path) -> Program:
    """Three letters wait for approval: two e-mails and a web form."""
    return Program(shutil.copytree(houses["drafted"], tmp_path / "home"))


@pytest.fixture
def queued(houses: dict[str, Path], tmp_path: Path) -> Program:
    """The three letters are queued and due now."""
    return Program(shutil.copytree(houses["queued"], tmp_path / "home"))


@pytest.fixture
def sent(houses: dict[str, Path], tmp_path: Path) -> Program:
    """The two e-mails are out, and the form waits for a person."""
    return Program(shutil.copytree(houses["sent"], tmp_path / "home"))
