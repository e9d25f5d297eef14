"""The whole path, told once from the empty house to the reminders: read this first.

Everything happens as staff do it, by commands, with the real directory and the real campaign. The clock
is the rehearsal's own (the file ``clock`` in the home), and the letters go to the rehearsal's sandbox.
"""

from datetime import UTC, datetime
from pathlib import Path

from tests.builders import EMAILS, REPOSITORY
from tests.cli.program import Program, a_home, text

CONTACTS = [
    REPOSITORY / "contacts" / f"{name}.csv"
    for name in ("un", "eu", "osce", "council-of-europe", "governments", "parliaments")
]
CAMPAIGN = "miftakhov-2026"

#: Everybody who is written to by e-mail, and in which language.
BY_MAIL = {
    "coe-cpt": "fr",
    "eu-ep-droi": "fr",
    "gov-ca-gac": "fr",
    "gov-cm-mfa": "fr",
    "gov-fi-mfa": "en",
    "gov-gb-fcdo": "en",
    "gov-hr-mfa": "en",
    "gov-ua-mfa": "en",
    "parl-gb-fac": "en",
    "parl-gb-jchr": "en",
    "parl-us-tlhrc": "en",
}


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def request_to_a_ministry(language: str) -> str:
    """What the campaign's texts ask of a ministry."""
    return on_one_line((EMAILS / "azat-miftakhov" / language / "requests" / "ministry.md").read_text())


def on_one_line(text: str) -> str:
    """The words, however the lines are folded."""
    return " ".join(text.split())


def test_an_appeal_from_the_empty_house_to_its_reminders(tmp_path: Path) -> None:
    outreach = Program(a_home(tmp_path / "home"))
    outreach.set_clock(at("2026-05-26 08:00"))

    # A house, and two people in it: Ann will write, Bob will approve.
    assert "rehearsed in the sandbox" in outreach.done("init").out.replace("\n", " ")
    outreach.done("people", "add", "ann", "--name", "Ann")
    outreach.done("people", "add", "bob", "--name", "Bob", who="ann")

    # The directory: first a look at what would change, then in with it.
    looked_at = outreach.json("contacts", "load", *CONTACTS)
    new = sum(len(file["new"]) for file in looked_at)
    assert not any(file["written"] for file in looked_at)
    assert outreach.json("contacts", "list") == []
    outreach.done("contacts", "load", *CONTACTS, "--apply", who="ann")
    assert len(outreach.json("contacts", "list")) == new == 81

    # The campaign, and a letter to every office that can be written to.
    outreach.done("campaign", "load", REPOSITORY / "config" / "campaigns" / "miftakhov-2026.toml", who="ann")
    drafted = outreach.json("letters", "draft", "--campaign", CAMPAIGN, who="ann")
    assert len(drafted) == new
    assert {line["result"] for line in drafted} == {"drafted", "no_address", "not_written"}
    assert all(line["reason"] for line in drafted)
    letters = outreach.letters("--campaign", CAMPAIGN)
    by_mail = {office: letter for office, letter in letters.items() if letter["channel"] == "email"}
    assert {office: letter["language"] for office, letter in by_mail.items()} == BY_MAIL
    assert {letter["account"] for letter in by_mail.values()} == {"main", "provider"}

    # Nobody approves their own letters; Bob does, for half past nine on each recipient's clock.
    own = outreach("letters", "approve", "--campaign", CAMPAIGN, "--at", "2026-06-02 09:30", who="ann")
    assert "a second person must" in own.complaint
    assert {letter["status"] for letter in outreach.letters().values()} == {"draft"}
    outreach.done("letters", "approve", "--campaign", CAMPAIGN, "--at", "2026-06-02 09:30", who="bob")
    plan = {line["office_id"]: line for line in outreach.json("campaign", "plan", CAMPAIGN)}
    assert plan.keys() == letters.keys()
    assert plan["gov-fi-mfa"]["there"] == "2026-06-02 09:30 Europe/Helsinki"
    assert plan["gov-fi-mfa"]["here"] == "2026-06-02 08:30 Europe/Paris"
    assert plan["gov-ca-gac"]["here"] == "2026-06-02 15:30 Europe/Paris"

    # Before its time nothing leaves. Then the day goes round from east to west.
    outreach.set_clock(at("2026-06-02 06:29"))
    assert outreach.json("send", "--once") == []
    left: set[str] = set()
    for clock, zones in [
        ("2026-06-02 06:30", {"gov-fi-mfa", "gov-ua-mfa"}),
        ("2026-06-02 07:30", {"coe-cpt", "eu-ep-droi", "gov-hr-mfa"}),
        ("2026-06-02 08:30", {"gov-cm-mfa", "gov-gb-fcdo", "parl-gb-fac", "parl-gb-jchr"}),
        ("2026-06-02 13:30", {"gov-ca-gac", "parl-us-tlhrc"}),
    ]:
        outreach.set_clock(at(clock))
        sent = {line["office_id"]: line["status"] for line in outreach.json("send", "--once")}
        assert {office for office in sent if office in BY_MAIL} == zones
        assert all(
            status == ("accepted" if office in BY_MAIL else "by_hand") for office, status in sent.items()
        )
        left |= zones
    assert left == BY_MAIL.keys()
    assert outreach.json("send", "--once") == []

    # What they received: one mail each, in their language, with its salutation and its request.
    received = {mail["Message-ID"]: mail for mail in outreach.received()}
    assert len(outreach.received()) == len(received) == len(BY_MAIL)
    letters = outreach.letters("--campaign", CAMPAIGN)
    for office, language in BY_MAIL.items():
        mail = received[letters[office]["message_id"]]
        assert mail["Content-Language"] == language
        assert mail["To"].addresses[0].addr_spec == letters[office]["address"]
        assert mail["From"].addresses[0].addr_spec == "appel@freeazat.example"
        assert mail["Date"] is not None
        assert mail["In-Reply-To"] is None
        assert letters[office]["id"] in text(mail)
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    cameroon, finland = (received[letters[office]["message_id"]] for office in ("gov-cm-mfa", "gov-fi-mfa"))
    assert cameroon["Subject"] == (EMAILS / "azat-miftakhov/fr/first/subject.txt").read_text().strip()
    assert "Madame la Ministre, Monsieur le Ministre," in text(cameroon)
    assert "2 juin 2026" in text(cameroon)
    assert "Dear Minister," in text(finland)
    assert "2 June 2026" in text(finland)
    assert finland["Date"].datetime == at("2026-06-02 06:30")
    assert request_to_a_ministry("fr") in on_one_line(text(cameroon))
    assert request_to_a_ministry("en") in on_one_line(text(finland))

    # Some letters want a person: a web form is filled in, and what shows it is kept.
    tasks = [task for task in outreach.json("tasks", "list") if task["kind"] == "fill_in_form"]
    task = tasks[0]
    told = outreach.done("tasks", "show", task["id"]).out
    assert letters[task["office_id"]]["address"] in told.replace("\n", "")
    assert "--proof" in outreach("tasks", "done", task["id"], who="ann").complaint
    outreach.done("tasks", "done", task["id"], "--proof", "reference 2026-1187", who="ann")
    form = outreach.letters()[task["office_id"]]
    assert form["status"] == "accepted"
    assert "reference 2026-1187" in form["reason"]

    # The committee answers, Finland only says that it has the letter, and Croatia's mail comes back.
    outreach.set_clock(at("2026-06-10 09:00"))
    for office, outcome in (
        ("coe-cpt", "answered"),
        ("gov-fi-mfa", "acknowledged"),
        ("gov-hr-mfa", "bounced"),
    ):
        outreach.done("answers", "record", letters[office]["id"], "--outcome", outcome, who="ann")
    waiting = {line["office_id"]: line for line in outreach.json("follow-ups", "due", "--campaign", CAMPAIGN)}
    silent = BY_MAIL.keys() - {"coe-cpt", "gov-hr-mfa"} | {task["office_id"]}
    assert waiting.keys() == silent
    assert not any(line["is_due"] for line in waiting.values())
    assert outreach.json("follow-ups", "draft", "--campaign", CAMPAIGN, who="ann") == []

    # The Foreign Office's reminder falls due on its day, no sooner, and waits for approval like any letter.
    due_on = waiting["gov-gb-fcdo"]["due_on"]
    outreach.set_clock(at(f"{due_on} 07:00"))
    reminded = {
        line["office_id"]
        for line in outreach.json("follow-ups", "draft", "--campaign", CAMPAIGN, who="ann")
        if line["result"] == "drafted"
    }
    assert reminded == {office for office, line in waiting.items() if line["due_on"] <= due_on}
    assert "gov-gb-fcdo" in reminded
    reminders = outreach.letters("--step", "reminder")
    assert {letter["status"] for letter in reminders.values()} == {"draft"}
    assert outreach.json("send", "--once") == []

    # In September it is everybody's turn who was silent, and still nobody's who has answered.
    outreach.set_clock(at("2026-09-15 07:00"))
    outreach.done("follow-ups", "draft", "--campaign", CAMPAIGN, who="ann")
    reminders = outreach.letters("--step", "reminder")
    assert reminders.keys() == silent
    own = outreach("letters", "approve", "--campaign", CAMPAIGN, "--step", "reminder", who="ann")
    assert "a second person must" in own.complaint
    outreach.done("letters", "approve", "--campaign", CAMPAIGN, "--step", "reminder", who="bob")

    # Britain answers at the last moment, and its reminder is cancelled on the spot.
    outreach.done("answers", "record", letters["gov-gb-fcdo"]["id"], "--outcome", "promised", who="bob")
    outreach.set_clock(at("2026-09-17 13:30"))
    outreach.json("send", "--once")
    reminders = outreach.letters("--step", "reminder")
    assert reminders["gov-gb-fcdo"]["status"] == "cancelled"

    # Each reminder stands in the thread of the letter that it reminds of, and names it.
    received = {mail["Message-ID"]: mail for mail in outreach.received()}
    assert len(outreach.received()) == len(received)
    gone = silent & BY_MAIL.keys() - {"gov-gb-fcdo"}
    assert {office for office, letter in reminders.items() if letter["message_id"] in received} == gone
    for office in gone:
        mail = received[reminders[office]["message_id"]]
        assert mail["In-Reply-To"] == mail["References"] == letters[office]["message_id"]
        assert letters[office]["id"] in text(mail)

    # And at any time the house can say which institutions were written to, and who answered.
    coverage = outreach.json("report", "coverage", "--campaign", CAMPAIGN)
    assert {line["office_id"] for line in coverage} == {
        office["id"] for office in outreach.json("contacts", "list")
    }
    assert all(line["reason"] for line in coverage)
    first = {line["office_id"]: line for line in coverage if line["step"] == "first"}
    assert first["coe-cpt"]["outcome"] == "answered"
    assert first["gov-gb-fcdo"]["outcome"] == "promised"
    assert first["gov-fi-mfa"]["outcome"] == "acknowledged"
    assert (first["gov-hr-mfa"]["status"], first["gov-hr-mfa"]["outcome"]) == ("bounced", "closed")
    assert first["gov-ua-mfa"]["outcome"] == "awaiting"
    unwritten = [line for line in coverage if line["letter_id"] is None]
    assert len(unwritten) == new - len(letters)
