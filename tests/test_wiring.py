"""A home: its files, its clock, and a real rehearsal over SMTP and HTTP on this machine."""

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from outreach.files.home import home_name
from outreach.model.campaign import Campaign
from outreach.model.directory import Office
from outreach.model.errors import BadInput, NotAllowed, WrongState
from outreach.model.ids import CampaignId, LetterId
from outreach.model.status import Status
from outreach.rendering.workshop.workshop import Workshop
from outreach.settings import Settings
from outreach.store import campaigns, contents
from outreach.store import queue as store_queue
from outreach.store.queue import ClaimTerms
from outreach.wiring.homes import open_house
from outreach.wiring.house import House
from outreach.work.sending.history import History
from tests.builders import (
    ANN,
    MORNING,
    REPOSITORY,
    a_home,
    campaign,
    draft,
    furnish,
    office,
    queue,
    statuses,
)


def live_house(folder: Path, **accounts: dict[str, Any]) -> House:
    house = a_home(folder)
    settings = Settings.model_validate({"delivery": "live", "accounts": accounts})
    return House(house.home, house.starter, settings)


def in_rehearsal(house: House, *offices: Office, appeal: Campaign | None = None) -> list[LetterId]:
    """Letters that are due at ``MORNING``, where the home's clock stands."""
    house.set_clock(MORNING)
    return queue(house.engine, *offices, appeal=appeal)


def received(house: House) -> list[bytes]:
    return [file.read_bytes() for file in sorted((house.home / "received").glob("*.eml"))]


def test_a_rehearsal_delivers_every_letter_once_by_smtp_and_by_http(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    ids = in_rehearsal(
        house,
        office("by-smtp"),
        office("by-http", body="UN"),
        appeal=campaign(routes={"UN": "provider"}),
    )

    with house.sending() as send_due:
        sent = send_due()
        again = send_due()

    assert {letter.office_id: (letter.account, letter.status.value) for letter in sent} == {
        "by-smtp": ("main", "accepted"),
        "by-http": ("provider", "accepted"),
    }
    assert again == []
    mails = [message_from_bytes(mail, policy=policy.default) for mail in received(house)]
    assert Counter(mail["Message-ID"] for mail in mails) == {letter.message_id: 1 for letter in sent}
    assert len(mails) == len(ids)
    assert {str(mail["Date"]) for mail in mails} == {"Tue, 02 Jun 2026 07:00:00 +0000"}
    # What was sealed is what arrived, byte for byte, behind the Date: that was put in front of it.
    with house.engine.begin() as connection:
        sealed = {contents.get(connection, letter.id) for letter in sent}
    assert {mail.partition(b"\r\nFrom:")[2].rstrip() for mail in received(house)} == {
        (mime or b"").removeprefix(b"From:").rstrip() for mime in sealed
    }


def test_a_letter_that_is_not_due_stays(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    in_rehearsal(house, office())
    house.set_clock(MORNING - timedelta(seconds=1))

    with house.sending() as send_due:
        assert send_due() == []
    assert received(house) == []


def test_while_one_sends_another_is_refused(tmp_path: Path) -> None:
    house = a_home(tmp_path)

    with house.sending():
        second = open_house(house.home, REPOSITORY).sending()
        with pytest.raises(WrongState, match="another outreach is sending from here"):
            second.__enter__()


def test_what_a_dead_sender_left_is_found_at_once(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    claimed, transmitting = in_rehearsal(house, office("a"), office("b"))
    until = MORNING + timedelta(minutes=30)
    dead = ClaimTerms(batch=f"{home_name(house.home)}-4711-0123", lease_until=until, date_header="")
    with house.engine.begin() as connection:
        claims = store_queue.claim(connection, [claimed, transmitting], dead)
        store_queue.begin_handover(
            connection, {claims[transmitting]: transmitting}, lease_until=until, now=MORNING
        )
        history = History(now=MORNING)
        for one in (claimed, transmitting):
            history.moved(one, CampaignId("appeal"), Status.QUEUED, Status.CLAIMED, "being sent")
        history.moved(transmitting, CampaignId("appeal"), Status.CLAIMED, Status.TRANSMITTING, "handed over")
        history.write(connection)

    with house.sending() as send_due:
        told = {letter.office_id: letter.status.value for letter in send_due()}

    assert told == {"a": "accepted", "b": "in_doubt"}
    assert len(received(house)) == 1


def test_the_stop_file_stops_everything(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    in_rehearsal(house, office())
    (house.home / "STOP").touch()

    with house.sending() as send_due:
        send_due()
        assert statuses(house.engine) == {"gov-xx-mfa": "queued"}

        (house.home / "STOP").unlink()
        send_due()

    assert statuses(house.engine) == {"gov-xx-mfa": "accepted"}


def test_a_rehearsal_looks_at_no_real_host_and_no_secret(tmp_path: Path) -> None:
    """The accounts of the checkout have neither a reachable host nor a password."""
    house = a_home(tmp_path)

    with house.sending() as send_due:
        assert send_due() == []


def test_live_an_account_without_its_secret_is_refused_and_told_where_it_belongs(tmp_path: Path) -> None:
    smtp = {"transport": "smtp", "host": "smtp.example", "port": 465, "username": "me"}
    mailgun = {"transport": "mailgun", "domain": "mg.example"}

    for accounts, variable in (
        ({"main": smtp}, "OUTREACH_ACCOUNTS__MAIN__PASSWORD"),
        ({"main": mailgun}, "OUTREACH_ACCOUNTS__MAIN__API_KEY"),
    ):
        sending = live_house(tmp_path, **accounts).sending()
        with pytest.raises(BadInput, match=variable):
            sending.__enter__()


def test_live_no_sandbox_is_opened(tmp_path: Path) -> None:
    house = live_house(tmp_path)

    with house.sending() as send_due:
        assert send_due() == []
    assert not (house.home / "received").exists()


def test_a_home_that_has_rehearsed_never_sends_for_the_world(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    in_rehearsal(house, office())
    with house.sending() as send_due:
        send_due()
    (house.home / "clock").unlink()

    with live_house(tmp_path).sending() as send_due, pytest.raises(NotAllowed, match="sandbox delivery"):
        send_due()


def test_the_clock_is_the_machines(tmp_path: Path) -> None:
    before = datetime.now(UTC)

    assert before <= a_home(tmp_path).clock() <= datetime.now(UTC)


def test_a_rehearsal_can_turn_its_clock(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    house.set_clock(datetime(2026, 6, 2, 9, 0, tzinfo=timezone(timedelta(hours=2))))

    assert house.clock() == MORNING
    assert house.clock().tzinfo is UTC


def test_the_clock_file_is_refused_in_live(tmp_path: Path) -> None:
    house = live_house(tmp_path)
    with pytest.raises(NotAllowed, match="only a rehearsal may turn its clock"):
        house.set_clock(MORNING)
    (house.home / "clock").write_text(MORNING.isoformat())

    with pytest.raises(NotAllowed, match="sets the clock, which only a rehearsal may do: remove it"):
        house.clock()


@pytest.mark.parametrize("written", ["", "soon", "2026-06-02T07:00:00"])
def test_a_clock_file_without_an_instant_is_refused(tmp_path: Path, written: str) -> None:
    house = a_home(tmp_path)
    (house.home / "clock").write_text(written)

    with pytest.raises(BadInput, match="holds no instant: write it like 2026-06-02T07:00:00"):
        house.clock()


def test_a_home_that_is_not_there_asks_for_init(tmp_path: Path) -> None:
    house = open_house(tmp_path / "nowhere", REPOSITORY)

    with pytest.raises(WrongState, match="there is no home at .*: run `outreach init` first"):  # noqa: RUF043
        house.sending().__enter__()
    assert not (tmp_path / "nowhere").exists()


def test_a_home_without_a_database_asks_for_init(tmp_path: Path) -> None:
    house = open_house(tmp_path, REPOSITORY)

    with pytest.raises(WrongState, match="run `outreach init` first"):
        _ = house.engine


def test_preparing_twice_changes_nothing(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    furnish(house.engine, office())

    house.prepare()

    assert len(draft(house.engine)) == 1


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BadInput, match="cannot be read: Not a directory"):
        open_house(tmp_path / "file" / "home", REPOSITORY).prepare()


def test_a_homes_own_files_come_before_the_starters(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    assert house.files.path("contacts") == REPOSITORY / "contacts"

    (house.home / "contacts").mkdir()

    assert house.files.path("contacts") == house.home / "contacts"
    assert house.files.path("templates") == REPOSITORY / "templates"


def test_one_salutation_more_needs_a_file_with_one_row(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    given = house.texts(campaign()).digests
    own = house.home / "templates" / "emails" / "forms-of-address" / "fr.csv"
    own.parent.mkdir(parents=True)
    own.write_text(
        "rank,gender,salutation,closing,source\n"
        'minister,f,"Chère Ministre,","Bien à vous,",a style guide\n'
        'doge,u,"Sérénissime,","Bien à vous,",a style guide\n'
    )

    texts = house.texts(campaign()).digests

    assert {name for name, digest in texts.items() if given.get(name) != digest} == {
        "forms/fr/*/minister/f/one",
        "forms/fr/*/doge/u/one",
    }
    assert given.keys() - texts.keys() == set()


def test_a_salutation_that_is_taken_away_after_the_campaign_was_loaded_stops_drafting(tmp_path: Path) -> None:
    """Its offices would be greeted otherwise, and whoever took it away would be no maker of their letters."""
    house = a_home(tmp_path)
    own = house.home / "templates" / "emails" / "forms-of-address" / "fr.csv"
    own.parent.mkdir(parents=True)
    own.write_text('rank,gender,salutation,closing,source\ndoge,f,"Chère Doge,","Bien à vous,",a guide\n')
    furnish(house.engine)
    with house.engine.begin() as connection:
        campaigns.put(connection, campaign(), house.texts(campaign()).digests, by=ANN.handle, now=MORNING)
    own.unlink()

    gone = pytest.raises(
        WrongState, match=r"forms/fr/\*/doge/f/one has changed since campaign appeal was loaded"
    )
    with gone, house.draft_context(CampaignId("appeal")):
        pass


def test_a_homes_own_settings_come_before_the_starters(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    (house.home / "config").mkdir()
    (house.home / "config" / "outreach.toml").write_text('time_zone = "Europe/Rome"\n')
    (house.home / ".env").write_text("OUTREACH_DEFAULT_ACCOUNT=other\n")

    settings = open_house(house.home, REPOSITORY).settings

    assert (settings.time_zone, settings.default_account) == ("Europe/Rome", "other")


def test_a_homes_secrets_are_its_own(tmp_path: Path) -> None:
    starter, home = tmp_path / "starter", tmp_path / "home"
    for folder in (starter, home):
        folder.mkdir()
    (starter / ".env").write_text("OUTREACH_DELIVERY=live\n")

    assert not open_house(home, starter).live


def test_the_starters_campaign_and_rules_are_read(tmp_path: Path) -> None:
    house = a_home(tmp_path)

    appeal = house.campaign(REPOSITORY / "config" / "campaigns" / "miftakhov-2026.toml")

    assert appeal.id == "miftakhov-2026"
    assert len(appeal.signatories) == 43
    assert house.rules.rule("un-office", None).wait.days == 90


def test_signatories_that_lead_out_of_the_contacts_are_not_read(tmp_path: Path) -> None:
    house = a_home(tmp_path)
    (house.home / ".env").write_text("OUTREACH_X=s3cret-canary\n")
    (house.home / "contacts").mkdir()
    (house.home / "contacts" / "signatories.csv").symlink_to(house.home / ".env")

    with pytest.raises(
        BadInput, match=r"signatories\.csv leads out of contacts/: put the file itself"
    ) as told:
        house.campaign(REPOSITORY / "config" / "campaigns" / "miftakhov-2026.toml")
    assert "canary" not in str(told.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    house = a_home(tmp_path)

    with pytest.raises(BadInput, match=r"nowhere\.csv cannot be read: No such file or directory"):
        house.contacts(tmp_path / "nowhere.csv")


def test_a_draft_context_has_the_template_and_the_forms_of_all_its_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.wiring.home_files.Workshop", Workshop)  # that no other test has open
    house = a_home(tmp_path)
    furnish(house.engine)

    with house.draft_context(CampaignId("appeal")) as context:
        assert {"fr", "en", "de", "ru"} <= context.template.languages
        assert {key.language for key in context.forms} <= context.template.languages
        assert (context.live, context.default_account) == (False, "main")
        process = Path(f"/proc/{context.template.pid}")
        assert process.exists()

    assert not process.exists()


@pytest.mark.parametrize(
    ("delivery", "words"),
    [("sandbox", "on this machine and no other"), ("live", "reached by verified TLS only")],
)
def test_a_database_elsewhere_is_not_even_looked_for(tmp_path: Path, delivery: str, words: str) -> None:
    settings = {"delivery": delivery, "database_url": "postgresql+psycopg://me@192.0.2.1/outreach"}
    house = House(tmp_path, REPOSITORY, Settings.model_validate(settings))

    with pytest.raises(NotAllowed, match=words):
        _ = house.engine
