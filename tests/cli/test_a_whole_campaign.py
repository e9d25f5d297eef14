"""A newcomer's own campaign from copies of the starter's files, without `campaign new`, to the report."""

import csv
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.program import Program, text
from tests.rendering.paper.reading import words

NAME = "sadykova-2027"
CAMPAIGN = ("--campaign", NAME)

#: Fifteen rows with odd but legal cells: semicolons, quotes, a formula, other alphabets, a domain with an
#: umlaut, an office without a mailbox, one without anything, unknown genders, columns left out.
CONTACTS = """\
id;rank;body;name;body_kind;holder;gender;email;web_form;post;languages;time_zone;country;approach;note
m-fr;minister;government;Ministère de l’Exemple;foreign-ministry;Mme Anne d’Ô;f;cabinet@fr.example;;;fr;\
Europe/Paris;FR;letter;"she answers; herself"
m-gb;minister;government;"The ""Foreign"" Office; London";foreign-ministry;;;office@gb.example;;;en;\
Europe/London;GB;letter;
m-de;minister;government;Auswärtiges Amt (Beispiel);foreign-ministry;;u;amt@bücher.example;;;de;\
Europe/Berlin;DE;letter;
m-ie;minister;government;Department & Sons, Ireland;foreign-ministry;Seán O’Example;m;dept@ie.example;;;en;\
Europe/Dublin;IE;letter;
m-fi;minister;government;Ulkoministeriö;foreign-ministry;;;;https://form.fi.example/ask?q=1&x=2;;fi;;FI;letter;
m-se;minister;government;Utrikesdepartementet;foreign-ministry;;;;;Box 1, 103 39 Stockholm;sv;;SE;letter;
m-it;minister;government;'=SUM(Ministero);foreign-ministry;;;m@it.example;;;it;Europe/Rome;IT;letter;'-1
m-es;minister;government;Ministerio;foreign-ministry;;;m@es.example;;;es;Europe/Madrid;ES;letter;
m-pt;minister;government;Ministério;foreign-ministry;;;m@pt.example;;;pt;Europe/Lisbon;PT;letter;
m-mx;minister;government;Secretaría;foreign-ministry;;;m@mx.example;;;es;America/Mexico_City;MX;letter;
m-jp;minister;government;外務省 (例);foreign-ministry;;;m@jp.example;;;ja;Asia/Tokyo;JP;letter;
m-be;minister;government;SPF Exemples;foreign-ministry;;;m+appel@be.example;;;nl;Europe/Brussels;BE;letter;
m-ch;minister;government;EDA Beispiele;foreign-ministry;;;m@ch.example;;;de;Europe/Zurich;CH;not_a_target;
un-hc;high-commissioner;UN;Office of Examples;un-office;;;hc@un.example;;;en;Europe/Zurich;;letter;
m-nl;minister;government;Ministerie;foreign-ministry;;;;;;nl;;NL;letter;no address known
"""

#: The fifteen are called in every letter what they call themselves.
NAMES = "office,language,institution,address_without_holder\n" + "".join(
    f'{row["id"]},*,"{name}","{name}"\n'
    for row in csv.DictReader(CONTACTS.splitlines(), delimiter=";")
    for name in [row["name"].lstrip("'").replace('"', '""')]
)

PLACES = "{{ opening }}\n\n{{ asks }}\n\n{{ ending }}\n"
BODY = {
    "en": "We write about **Elmira Sadykova**, arrested on 3 March 2027.\n\n" + PLACES,
    "fr": "Nous vous écrivons au sujet d’**Elmira Sadykova**, arrêtée le 3 mars 2027.\n\n" + PLACES,
}
REMINDER = {
    "en": "On {{ first.date }} ({{ first.reference }}) we wrote about Elmira Sadykova.\n\n{{ asks }}\n",
    "fr": "Le {{ first.date }} ({{ first.reference }}) nous vous avons écrit.\n\n{{ asks }}\n",
}
REQUESTS = {
    "en": """\
[openings]
ministry = "This is what we ask of you:"
un = "This is what we ask of the United Nations:"
[asks]
ministry = "Please raise her case with the authorities."
un = "Please raise her case with the authorities."
[endings]
ministry = "Please tell us what you could do."
un = "Please tell us what you could do."
""",
    "fr": """\
[openings]
ministry = "Voici ce que nous vous demandons :"
un = "Voici ce que nous demandons aux Nations Unies :"
[asks]
ministry = "Nous vous demandons d’évoquer son cas."
un = "Nous vous demandons d’évoquer son cas."
[endings]
ministry = "Dites-nous ce que vous avez pu faire."
un = "Dites-nous ce que vous avez pu faire."
""",
}


def write_texts(emails: Path) -> None:
    """Copy the template, keep two languages, rewrite every text."""
    mine = emails / "sadykova"
    for part in ("en", "fr"):
        shutil.copytree(emails / "azat-miftakhov" / part, mine / part)
        (mine / part / "requests.toml").write_text(REQUESTS[part], "utf-8")
        for step, body in (("first", BODY), ("reminder", REMINDER)):
            (mine / part / step / "body.md").write_text(body[part], "utf-8")
            (mine / part / step / "subject.txt").write_text(f"Elmira Sadykova ({step})\n", "utf-8")
        words = mine / part / "words.toml"
        words.write_text(words.read_text("utf-8").replace("Azat Miftakhov", "Elmira Sadykova"), "utf-8")
    for part in ("layout.mjml", "layout.txt"):
        shutil.copy(emails / "azat-miftakhov" / part, mine / part)


def write_campaign(config: Path) -> None:
    """Copy the campaign's file, and change what the page says is to be changed."""
    told = (config / "campaigns" / "miftakhov-2026.toml").read_text("utf-8")
    told = told.partition("\n[[requests]]")[0] + "\n"
    for old, new in (
        ('id = "miftakhov-2026"', f'id = "{NAME}"'),
        ('template = "azat-miftakhov"', 'template = "sadykova"'),
        ("Azat Miftakhov", "Elmira Sadykova"),
        ('"AM-2026"', '"ES-2027"'),
        ("2026-06-02", "2027-03-18"),
        ('"contacts/signatories.csv"', '"contacts/sadykova-signatories.csv"'),
        ('case = "config/cases/azat-miftakhov.toml"\n', ""),
        ('named_signatories = ["ldh", "institut-sakharov", "memorial-france"]\n', ""),
    ):
        assert old in told
        told = told.replace(old, new)
    asked = {"ministry": "foreign-ministry", "un": "un-office"}
    requests = "".join(
        f'[[requests]]\nname = "{name}"\nfor = "kind:{kind}"\n' for name, kind in asked.items()
    )
    (config / "campaigns" / f"{NAME}.toml").write_text(told + requests, "utf-8")


@pytest.fixture
def outreach(empty: Program) -> Program:
    """A new home with the newcomer's own files, in the middle of March."""
    empty.done("init")
    contacts = empty.home / "contacts"
    write_texts(empty.home / "templates" / "emails")
    write_campaign(empty.home / "config")
    (contacts / "sadykova.csv").write_text(CONTACTS, "utf-8")
    (contacts / "office-names.csv").write_text(NAMES, "utf-8")
    (contacts / "sadykova-signatories.csv").write_text("key,name,country\none,Une association,FR\n", "utf-8")
    empty.set_clock(datetime(2027, 3, 15, 8, tzinfo=UTC))
    return empty


def test_a_campaign_of_ones_own_from_its_files_to_its_report(outreach: Program) -> None:
    # Two people, the directory, the campaign.
    outreach.done("people", "add", "ann", "--name", "Ann Author")
    outreach.done("people", "add", "bob", "--name", "Bob Approver", who="ann")
    outreach.done("contacts", "load", "contacts/sadykova.csv")
    outreach.done("contacts", "load", "contacts/sadykova.csv", "--apply", who="ann")
    outreach.done("campaign", "load", f"config/campaigns/{NAME}.toml", who="ann")
    digest = outreach.json("campaign", "show", NAME)["digest"]
    outreach.done("campaign", "approve", NAME, "--seen", digest[:16], who="bob")
    assert outreach("doctor").code == 0

    # Drafts: one office edited, one given another day, all read by the second person.
    drafted = outreach.json("letters", "draft", *CAMPAIGN, who="ann")
    results = {line["office_id"]: line["result"] for line in drafted if line["result"] != "drafted"}
    assert results == {"m-ch": "not_written", "m-nl": "no_address"}
    own = outreach.home / "own.md"
    own.write_text("This is for Ireland alone.\n\nWe ask you to write to her.\n", "utf-8")
    outreach.done("letters", "edit", "m-ie", "--file", own, who="ann")
    outreach.done("letters", "reschedule", "m-gb", "--at", "2027-03-19 10:00", who="ann")
    assert "cannot approve" in outreach("letters", "approve", *CAMPAIGN, who="ann").complaint
    outreach.done("letters", "approve", *CAMPAIGN, who="bob")

    # Sent, and carried by hand.
    assert "nothing to send" in outreach.done("send", "--once").out
    for hour in (0, 8, 16):
        outreach.set_clock(datetime(2027, 3, 18, hour, 30, tzinfo=UTC))
        outreach("send", "--once")
    outreach.set_clock(datetime(2027, 3, 19, 10, 1, tzinfo=UTC))
    outreach("send", "--once")
    letters = {text(mail).split("ES-2027/")[1][:10]: mail for mail in outreach.received()}
    by_office = {office: letter["id"] for office, letter in outreach.letters().items()}
    assert set(letters) == {by_office[office] for office in by_office} - {
        by_office["m-fi"],
        by_office["m-se"],
    }
    assert "This is for Ireland alone." in text(letters[by_office["m-ie"]])
    assert "19 March 2027" in text(letters[by_office["m-gb"]])
    assert "Miftakhov" not in "".join(text(mail) for mail in letters.values())
    tasks = {task["kind"]: task["id"] for task in outreach.json("tasks", "list")}
    assert "1 letter written to" in outreach.done("tasks", "print", outreach.home / "post.pdf").out
    printed = words((outreach.home / "post.pdf").read_bytes())
    assert "REHEARSAL: post nothing of this for real" in printed
    assert "Paris, 18 March 2027" in printed  # the day on which it was handed out
    outreach.done("tasks", "print", outreach.home / "envelopes.pdf", "--envelopes", "dl")
    assert (outreach.home / "envelopes.pdf").read_bytes().startswith(b"%PDF-")
    for task in (tasks["fill_in_form"], tasks["post_letter"]):
        outreach.done("tasks", "done", task, "--proof", "number 17", who="ann")
    outreach.done("tasks", "reopen", tasks["post_letter"], "--reason", "it lies here still", who="ann")

    # What came back, and a mistake in it.
    reference = f"ES-2027/{by_office['m-fr']}"
    outreach.done("answers", "record", reference, "--outcome", "refused", "--note", "two pages", who="ann")
    [answer] = outreach.json("answers", "list")
    outreach.done(
        "answers", "correct", answer["id"], "--outcome", "promised", "--note", "read anew", who="bob"
    )
    outreach.done("contacts", "suppress", "m-es", "--reason", "they asked", who="ann")
    outreach.done("contacts", "suppress", "m-pt", "--reason", "they asked", who="ann")
    outreach.done("contacts", "suppressions", "lift", "m-pt", "--reason", "a mistake", who="bob")

    # Reminders to whoever stays silent and may be written to.
    outreach.set_clock(datetime(2027, 7, 1, 8, tzinfo=UTC))
    assert "reminders are due" in outreach("status").out
    reminded = outreach.json("follow-ups", "draft", *CAMPAIGN, who="ann")
    assert {line["office_id"] for line in reminded if line["result"] == "drafted"} == {
        *("m-gb", "m-de", "m-ie", "m-fi", "m-it", "m-pt", "m-mx", "m-jp", "m-be", "un-hc")
    }
    outreach.done("letters", "approve", *CAMPAIGN, "--step", "reminder", who="bob")

    page = outreach.home / "report.html"
    outreach.done("report", "html", page, *CAMPAIGN)
    assert "Appeal for Elmira Sadykova" in page.read_text("utf-8")
    assert "nothing wrong" in " ".join(outreach.done("audit", "verify").out.split())
