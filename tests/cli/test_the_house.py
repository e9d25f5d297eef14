"""init, people, send, stop, status, doctor, sandbox, answers and tasks."""

import signal
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from outreach.store.database import open_database
from tests.builders import MORNING
from tests.cli.program import Program

CAMPAIGN = ("--campaign", "miftakhov-2026")


def test_init_may_be_repeated_and_makes_folders_on_its_way(tmp_path: Path) -> None:
    outreach = Program(tmp_path / "some" / "where")

    outreach.done("init")
    outreach.done("people", "add", "ann", "--name", "Ann")
    outreach.done("init")

    assert [person["handle"] for person in outreach.json("people", "list")] == ["ann"]


def test_init_says_what_comes_next(tmp_path: Path) -> None:
    outreach = Program(tmp_path / "home")

    assert "`outreach people add HANDLE --name NAME`" in outreach.done("init").out
    outreach.done("people", "add", "ann", "--name", "Ann")
    assert "people add" not in outreach.done("init").out


def test_whoever_comes_first_may_already_have_said_who_they_are(tmp_path: Path) -> None:
    """`OUTREACH_AS` is set once, and before anything else."""
    outreach = Program(tmp_path / "home")
    outreach.done("init")

    outreach.done("people", "add", "ann", "--name", "Ann", who="ann")

    assert [person["handle"] for person in outreach.json("people", "list")] == ["ann"]


@pytest.mark.parametrize(
    ("handle", "complaint"),
    [
        ("Ann", "cannot be a handle"),
        ("outreach", "cannot be a handle"),
        ("ann smith", "cannot be a handle"),
        ("ann", "already"),
    ],
)
def test_a_handle_that_is_odd_or_taken_is_refused(ready: Program, handle: str, complaint: str) -> None:
    assert complaint in ready("people", "add", handle, "--name", "Ann", who="ann").complaint
    assert len(ready.json("people", "list")) == 2


def test_the_database_of_a_newer_version_is_left_alone(ready: Program) -> None:
    engine = open_database(f"sqlite:///{ready.home / 'outreach.sqlite'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    for words in (("init",), ("letters", "list"), ("send", "--once")):
        assert "install that version; nothing was changed" in ready(*words).complaint
    assert ready("doctor").code == 1


def test_a_file_that_is_no_database_is_refused_in_a_line(empty: Program) -> None:
    (empty.home / "outreach.sqlite").write_bytes(b"this is a letter, not a database\n" * 100)

    for words in (("init",), ("letters", "list"), ("send", "--once")):
        assert "database" in empty(*words).complaint
    assert (empty.home / "outreach.sqlite").read_bytes().startswith(b"this is a letter")


def test_a_home_that_cannot_be_written_is_refused_in_a_line() -> None:
    """Below /proc nobody can write, root included."""
    assert "cannot be" in Program(Path("/proc/self"))("init").complaint
    assert "cannot be made" in Program(Path("/proc/self/home"))("init").complaint


def test_a_home_that_is_a_file_is_refused_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")

    for words in (["init"], ["letters", "list"]):
        assert (
            "home is no folder, so no home can be made there" in Program(tmp_path / "home")(*words).complaint
        )


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("delivery = 'perhaps'", "delivery"),
        ("shoe_size = 44", "there is no setting 'shoe_size'"),
        ("time_zone = 'Mars'", "time_zone"),
        ("accounts = 1", "accounts"),
        ("[accounts.main]\ntransport = 'pigeon'", "accounts"),
        ("default_account = 'other'\n[accounts.main]\ntransport='mailgun'\ndomain='x.example'", "other"),
        ("= 1", "line 1: write key = value"),
    ],
)
def test_a_wrong_setting_is_named_with_its_place(ready: Program, toml: str, complaint: str) -> None:
    (ready.home / "config" / "outreach.toml").write_text(toml)

    told = ready("letters", "list").complaint

    assert "outreach.toml" in told
    assert complaint in told


def test_live_delivery_without_secrets_is_refused_before_anything_is_claimed(
    queued: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_DELIVERY", "live")
    (queued.home / "clock").unlink()

    assert queued("send", "--once").code == 2

    assert {letter["status"] for letter in queued.letters().values()} == {"queued"}


@pytest.mark.parametrize("clock", ["soon", "2026-06-02T07:00:00", ""])
def test_a_clock_that_tells_no_instant_stops_everything(queued: Program, clock: str) -> None:
    (queued.home / "clock").write_text(clock)

    assert "write it like 2026-06-02T07:00:00+00:00" in queued("send", "--once").complaint


def test_sending_tells_what_became_of_each_letter_and_then_has_nothing_to_do(queued: Program) -> None:
    told = {line["office_id"]: line["status"] for line in queued.json("send", "--once")}

    assert told == {"gov-fr-mfa": "accepted", "gov-gb-fcdo": "accepted", "gov-fi-mfa": "by_hand"}
    assert "nothing to send" in queued.done("send", "--once").out
    assert len(queued.received()) == 2


@pytest.mark.parametrize("target", [(), CAMPAIGN, ("--account", "main")], ids=" ".join)
def test_nothing_leaves_while_it_is_stopped(queued: Program, target: tuple[str, ...]) -> None:
    queued.done("stop", *target, "--reason", "wait for the lawyer", who="ann")
    queued("send", "--once")
    assert queued.received() == []
    status = queued("status")
    assert status.code == 1
    assert "wait for the lawyer" in status.out

    queued.done("resume", *target, who="bob")
    queued.done("send", "--once")

    assert len(queued.received()) == 2
    assert "stopped" not in queued("status").out


def test_the_stop_file_stops_and_resuming_takes_it_away(queued: Program) -> None:
    (queued.home / "STOP").touch()
    queued("send", "--once")
    assert queued.received() == []
    assert queued.json("status")["stop_file"] is True

    queued.done("resume", who="ann")
    queued.done("send", "--once")

    assert len(queued.received()) == 2


def test_status_and_doctor_have_the_shape_that_programs_read(sent: Program) -> None:
    status, checks = sent.json("status"), sent.json("doctor")

    assert set(status) == {
        *(
            "delivery",
            "now",
            "letters",
            "due",
            "open_tasks",
            "reminders_due",
            "unapproved_campaigns",
            "stopped",
            "stop_file",
        )
    }
    assert status["letters"] == {"accepted": 2, "by_hand": 1}
    assert (status["due"], status["open_tasks"], status["delivery"]) == (0, 2, "sandbox")
    assert all(set(check) == {"what", "ok", "found"} for check in checks)
    assert all(check["ok"] for check in checks), checks


def test_an_answer_is_recorded_for_what_went_out_and_for_nothing_else(sent: Program) -> None:
    letters = sent.letters()
    record = ("answers", "record")

    by_hand, out = letters["gov-fi-mfa"]["id"], letters["gov-fr-mfa"]["id"]
    assert "it never went out" in sent(*record, by_hand, "--outcome", "answered", who="ann").complaint
    assert "Invalid value for '--outcome'" in sent(*record, out, "--outcome", "shrugged", who="ann").complaint
    sent.done(*record, out, "--outcome", "answered", "--note", "a letter of two pages", who="ann")

    outcome = {x["office_id"]: x["outcome"] for x in sent.json("report", "coverage", *CAMPAIGN)}
    assert outcome == {
        "gov-fr-mfa": "answered",
        "gov-gb-fcdo": "awaiting",
        "gov-fi-mfa": None,
        "gov-xx-mfa": None,
    }


def test_a_task_is_done_once_and_with_a_proof(sent: Program) -> None:
    [task] = [task for task in sent.json("tasks", "list") if task["kind"] == "fill_in_form"]
    done = ("tasks", "done", task["id"], "--proof")

    assert "add --proof" in sent(*done, " ", who="ann").complaint
    sent.done(*done, "number 17", who="ann")
    assert "is done already" in sent(*done, "number 17", who="ann").complaint

    assert sent.letters()["gov-fi-mfa"]["status"] == "accepted"
    assert [x["proof"] for x in sent.json("tasks", "list", "--all") if x["id"] == task["id"]] == ["number 17"]


def test_a_busy_port_is_named_with_the_option_that_changes_it(empty: Program) -> None:
    empty.done("init")
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]

        smtp = empty("sandbox", "--smtp-port", port, "--http-port", 0)
        http = empty("sandbox", "--smtp-port", 0, "--http-port", port)
    for number, handler in handlers.items():
        signal.signal(number, handler)

    assert f"port {port} is busy: choose another with --smtp-port" in smtp.complaint
    assert f"port {port} is busy: choose another with --http-port" in http.complaint


def test_the_sandbox_ends_when_told_to(empty: Program) -> None:
    words = ["--home", str(empty.home), "sandbox", "--smtp-port", "0", "--http-port", "0"]
    with subprocess.Popen(
        [sys.executable, "-m", "outreach", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as sandbox:
        assert sandbox.stdout is not None
        assert "SMTP on 127.0.0.1:" in sandbox.stdout.readline()
        sandbox.send_signal(signal.SIGTERM)
        _, complaints = sandbox.communicate()

    assert (sandbox.returncode, complaints) == (0, "")


def test_resuming_lifts_the_stop_of_everything_and_says_what_stays(queued: Program) -> None:
    queued.done("stop", *CAMPAIGN, "--reason", "the lawyer", who="ann")
    queued.done("stop", who="ann")

    assert "still stopped: campaign:miftakhov-2026 by ann: the lawyer" in " ".join(
        queued.done("resume", who="bob").out.split()
    )
    queued.done("resume", "--all", who="bob")

    assert queued.json("status")["stopped"] == []


def test_status_says_that_drafts_wait_for_a_second_person(drafted: Program) -> None:
    said = drafted("status")

    assert said.code == 1
    assert "3 letters to be read and approved by a second person" in " ".join(said.out.split())


def test_status_tells_of_reminders_that_are_due(sent: Program) -> None:
    sent.set_clock(MORNING + timedelta(days=90))

    said = sent("status")

    assert said.code == 1
    assert "2 reminders are due: `follow-ups draft`" in " ".join(said.out.split())


def test_a_task_that_was_not_done_after_all_is_reopened(sent: Program) -> None:
    [task] = [task for task in sent.json("tasks", "list") if task["kind"] == "fill_in_form"]
    sent.done("tasks", "done", task["id"], "--proof", "number 17", who="ann")

    sent.done("tasks", "reopen", task["id"], "--reason", "another office's", who="ann")

    assert task["id"] in [one["id"] for one in sent.json("tasks", "list")]
    assert sent.letters()["gov-fi-mfa"]["status"] == "by_hand"


def test_an_answer_of_tomorrow_is_refused(sent: Program) -> None:
    record = ("answers", "record", "gov-fr-mfa", "--outcome", "answered")

    assert "yet to come" in sent(*record, "--received-on", "2026-07-01", who="ann").complaint
    assert sent.json("answers", "list") == []


@pytest.mark.parametrize("option", ["--campaign", "--account"])
def test_an_empty_name_is_not_the_name_of_everything(queued: Program, option: str) -> None:
    """`resume --campaign "$NAME"`, with nothing in NAME, lifted the kill switch."""
    queued.done("stop", who="ann")

    assert "there is no" in queued("resume", option, "", who="bob").complaint
    assert [stop["target"] for stop in queued.json("status")["stopped"]] == ["*"]


def test_a_stop_names_the_word_that_lifts_it(queued: Program) -> None:
    for named in ((), CAMPAIGN, ("--account", "main")):
        told = " ".join(queued.done("stop", *named, who="ann").out.split())

        assert f"`outreach {' '.join(('resume', *named))}`" in told


def test_an_answer_is_listed_corrected_and_stays_to_be_read(sent: Program) -> None:
    sent.done(
        *("answers", "record", "gov-fr-mfa", "--outcome", "refused"),
        *("--note", "misread", "--received-on", "2026-06-01"),
        who="ann",
    )
    [answer] = sent.json("answers", "list")
    assert (answer["note"], answer["came_on"], answer["counts"]) == ("misread", "2026-06-01", True)

    sent.done("answers", "correct", answer["id"], "--outcome", "promised", "--note", "a hearing", who="bob")

    assert [(x["kind"], x["counts"]) for x in sent.json("answers", "list")] == [
        ("refused", False),
        ("promised", True),
    ]
    told = sent.done("answers", "list").out
    assert "misread" in told
    assert told.count("yes") == 1
    assert "False" not in told


def test_a_suppression_is_listed_and_lifted(ready: Program) -> None:
    ready.done("contacts", "suppress", "gov-gb-fcdo", "--reason", "they asked", who="bob")
    assert {one["target"] for one in ready.json("contacts", "suppressions", "list")} == {
        *("gov-gb-fcdo", "registry@gov-gb-fcdo.example")
    }

    ready.done("contacts", "suppressions", "lift", "gov-gb-fcdo", "--reason", "a mistake", who="ann")

    assert ready.json("contacts", "suppressions", "list") == []


def test_whoever_has_left_acts_no_more(ready: Program) -> None:
    ready.done("people", "disable", "bob", who="ann")

    assert "bob has left" in ready("stop", who="bob").complaint


def test_the_audit_holds_until_a_line_is_changed(ready: Program) -> None:
    assert "nothing wrong" in " ".join(ready.done("audit", "verify").out.split())
    engine = open_database(f"sqlite:///{ready.home / 'outreach.sqlite'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE audit SET target = 'eve' WHERE number = 2"))
    engine.dispose()

    said = ready("audit", "verify")

    assert said.code == 1
    assert "line 2 is not as it was written" in said.out


def test_the_report_of_any_home_is_written_as_a_page(sent: Program, tmp_path: Path) -> None:
    page = tmp_path / "report.html"

    sent.done("report", "html", *CAMPAIGN, page)

    assert "Appeal for Azat Miftakhov" in page.read_text("utf-8")


def test_the_version_is_told(empty: Program) -> None:
    assert empty.done("--version").out.startswith("outreach ")


def test_a_broken_seal_calls_a_person(queued: Program) -> None:
    engine = open_database(f"sqlite:///{queued.home / 'outreach.sqlite'}")
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE letters SET address = 'eve@elsewhere.example' WHERE channel = 'email'")
        )
    engine.dispose()

    said = queued("send", "--once")

    assert said.code == 1
    assert "its seal is broken" in " ".join(said.out.split())
    assert queued.received() == []


@pytest.mark.parametrize("name", ["", ".env", "audit.key"])
def test_live_nothing_is_done_in_a_home_into_which_others_may_look(
    ready: Program, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (ready.home / name).chmod(0o755)
    ready.done("people", "list")
    monkeypatch.setenv("OUTREACH_DELIVERY", "live")

    complaint = ready("people", "list").complaint

    assert f"`chmod go= {ready.home / name}`" in complaint
