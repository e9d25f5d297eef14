"""docs/faults.md, part F: contacts, content and time.

What the files' readers do with each cell is in `tests/lists`, what templates may in `tests/rendering`; here
stands what the whole house makes of it. Rules that repeat ("every day at 09:00") and the joint letter to
offices that share a mailbox wait for the issues that bring them.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from outreach.lists.contacts import read_contacts, write_contacts
from outreach.model import civil_time
from outreach.model.errors import BadInput, WrongState
from outreach.model.follow_up import FollowUpRule, FollowUpRules, Wait
from outreach.model.ids import CampaignId, Handle, LetterId
from outreach.model.letter import Letter
from outreach.model.sending import Message, Outcome
from outreach.model.status import Status
from outreach.queries.contact_findings import check_contacts
from outreach.queries.follow_ups import follow_ups
from outreach.scheduler import serve
from outreach.store import campaigns, contents, letters, pauses
from outreach.store.database import reading
from outreach.store.queue import due as due_in
from outreach.store.queue import lanes
from outreach.wiring.homes import open_house
from outreach.work.contacts.load import DirectoryFile, LoadResult, load_contacts
from outreach.work.contacts.suppress import suppress_target
from outreach.work.follow_ups.draft import draft_follow_ups
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.draft import draft_letters
from outreach.work.letters.drafted import DraftResult
from outreach.work.letters.hold import release_letters
from outreach.work.letters.requested_time import RequestedTime
from outreach.work.sending.recover import recover_letters
from outreach.work.sending.stop import resume, stop
from tests import builders
from tests.builders import (
    MORNING,
    RULES,
    FakeTransport,
    actor,
    called,
    mailbox,
    office,
    queue,
    seen,
    send_context,
    send_due,
    statuses,
    terms,
    texts,
)
from tests.cli.program import Program, a_home


def load(engine: Engine, data: bytes, *, skip_bad: bool = False) -> LoadResult:
    """Load a directory file as ann."""
    read = read_contacts(data, "list.csv", today=MORNING.date())
    offices = [replace(one, names=(called(one.name),)) for one in read.offices]
    file = DirectoryFile(name="list.csv", offices=offices, rows=read.rows, problems=read.problems)
    [result] = load_contacts(engine, actor("ann"), [file], apply=True, skip_bad=skip_bad, now=MORNING)
    return result


def found(engine: Engine) -> list[Letter]:
    """Every letter, by office."""
    with reading(engine) as connection:
        return sorted(letters.find(connection), key=lambda letter: (letter.office_id, letter.step))


def due(engine: Engine, now: datetime) -> list[LetterId]:
    """The letters that leave at that moment."""
    with reading(engine) as connection:
        found = [due_in(connection, lane, limit=100, now=now) for lane in lanes(connection)]
    return [letter.id for of_lane, _ in found for letter in of_lane]


def parsed(engine: Engine, letter_id: LetterId) -> EmailMessage:
    """What is sealed of a letter."""
    with reading(engine) as connection:
        mime = contents.get(connection, letter_id)
    assert mime is not None
    return message_from_bytes(mime, _class=EmailMessage, policy=policy.default)


class Meanwhile(FakeTransport):
    """A transport before whose first point of no return something happens."""

    def __init__(self, deed: Callable[[], object]) -> None:
        super().__init__()
        self._deed: Callable[[], object] | None = deed

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        """As `FakeTransport`."""
        deed, self._deed = self._deed, None
        if deed:
            deed()
        return await super().send(message, before_handover)


# F1


def test_f1_loading_a_list_again_and_drafting_again_makes_no_second_letter(engine: Engine) -> None:
    builders.furnish(engine)
    data = write_contacts([office("gov-0-mfa"), office("gov-1-mfa")]).encode()

    first, second = load(engine, data), load(engine, data)
    builders.draft(engine)
    again = draft_letters(
        engine,
        actor("ann"),
        CampaignId("appeal"),
        "first",
        context=builders.draft_context(),
        clock=lambda: MORNING,
        again=[letter.id for letter in found(engine)],
    )

    assert (len(first.new), len(second.new), len(second.changed)) == (2, 0, 0)
    assert {line.result for line in again} == {DraftResult.UNCHANGED}
    assert len(found(engine)) == 2


def test_f1_one_office_in_two_rows_is_refused_with_both_rows_named(engine: Engine) -> None:
    builders.furnish(engine)
    one = write_contacts([office("gov-0-mfa")])
    twice = one + one.splitlines(keepends=True)[1]

    loading = load(engine, twice.encode())

    assert not loading.written
    assert any("gov-0-mfa" in str(problem) for problem in loading.problems)
    assert found(engine) == []


def test_f1_offices_that_share_a_mailbox_are_listed_however_it_is_spelt(engine: Engine) -> None:
    builders.furnish(
        engine,
        office("gov-0-mfa", addresses=(mailbox("Cabinet@ministere.example"),)),
        office("gov-1-mfa", addresses=(mailbox("cabinet@ministere.example"),)),
        office("gov-2-mfa", addresses=(mailbox("etat@Ministere.Example"),)),
        office("gov-3-mfa", addresses=(mailbox("ETAT@ministere.example"),)),
    )

    sharing = {
        str(line.office_id): line.finding for line in check_contacts(engine) if "shares" in line.finding
    }

    assert sharing["gov-0-mfa"].endswith("with gov-1-mfa")
    assert sharing["gov-3-mfa"].endswith("with gov-2-mfa")
    assert len(sharing) == 4
    builders.draft(engine)
    assert len(found(engine)) == 4, "each has its own letter until staff say otherwise"


# F2


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\u2029", "\u0085", "\0"])
def test_f2_a_line_break_in_a_name_blocks_that_letter_and_no_other(sqlite: Engine, break_: str) -> None:
    hostile = office("gov-1-mfa", name=f"Ministry{break_}Bcc: everyone@list.example")
    builders.furnish(sqlite, office("gov-0-mfa"), hostile)

    builders.draft(sqlite)

    assert statuses(sqlite) == {"gov-0-mfa": "draft", "gov-1-mfa": "blocked"}
    with pytest.raises(WrongState):
        approve_letters(sqlite, actor("bob"), seen(sqlite, *[letter.id for letter in found(sqlite)]), terms())


ENCODED = "=?utf-8?q?Global_Affairs=0D=0AReply-To:_spy@evil.example=0D=0AX-N:?="


@pytest.mark.parametrize("where", ["the office's name", "the sender's name"])
def test_f2_a_name_that_mail_would_decode_into_a_header_makes_no_letter(sqlite: Engine, where: str) -> None:
    """It left with a Reply-To of its own: the checks came before the decoding."""
    hostile = builders.office("gov-0-mfa", name=ENCODED if where == "the office's name" else "Ministry")
    appeal = builders.campaign()
    if where == "the sender's name":
        appeal = builders.campaign(sender=replace(appeal.sender, name=ENCODED))
    builders.furnish(sqlite, hostile, appeal=appeal)

    builders.draft(sqlite)

    [blocked] = found(sqlite)
    assert blocked.status is Status.BLOCKED
    assert "has '=?' in it" in blocked.reason


def test_f2_template_code_in_a_name_is_not_run_and_what_looks_like_it_does_not_leave(
    sqlite: Engine,
) -> None:
    builders.furnish(sqlite, office(name="Ministry {{ 7 * 7 }}"))

    builders.draft(sqlite)

    [letter] = found(sqlite)
    assert letter.status is Status.BLOCKED
    assert "'{{' is left in the text" in letter.reason


def test_f2_a_name_with_html_in_it_is_a_name(sqlite: Engine) -> None:
    builders.furnish(sqlite, office(name="Ministry of <b>Love</b> & Sons"))

    [letter] = builders.draft(sqlite)

    html = parsed(sqlite, LetterId(letter)).get_body(("html",))
    assert html is not None
    assert "Ministry of &lt;b&gt;Love&lt;/b&gt; &amp; Sons" in html.get_content()


def test_f2_an_office_without_a_form_of_address_gets_no_letter_without_a_salutation(sqlite: Engine) -> None:
    builders.furnish(sqlite, office("gov-0-mfa"), office("gov-1-mfa", rank="grand-vizier"))

    builders.draft(sqlite)

    assert statuses(sqlite) == {"gov-0-mfa": "draft", "gov-1-mfa": "blocked"}
    assert "grand-vizier" in found(sqlite)[1].reason


# F3


@pytest.mark.parametrize(
    "as_saved",
    [
        lambda csv: b"\xef\xbb\xbf" + csv.encode(),
        lambda csv: csv.replace(",", ";").encode(),
        lambda csv: csv.replace("\r\n", "\n").encode(),
    ],
    ids=["with a byte order mark", "with semicolons", "with other line ends"],
)
def test_f3_a_list_is_read_whichever_spreadsheet_saved_it(
    sqlite: Engine, as_saved: Callable[[str], bytes]
) -> None:
    builders.furnish(sqlite)
    plain = office("gov-fr-mfa", name="Ministère de l’Europe")

    loading = load(sqlite, as_saved(write_contacts([plain])))

    assert loading.new == ("gov-fr-mfa",)
    assert loading.problems == ()


def test_f3_a_list_in_the_letters_of_windows_is_refused_with_its_line(sqlite: Engine) -> None:
    csv = write_contacts([office(name="Ministère")])

    with pytest.raises(
        BadInput, match=r"list.csv, line 2: byte 0xE8 is not UTF-8; it was probably saved as W"
    ):
        load(sqlite, csv.encode("cp1252"))


def test_f3_a_formula_comes_back_harmless_from_an_export(sqlite: Engine) -> None:
    builders.furnish(sqlite)
    formula = '=HYPERLINK("https://evil.example","click")'

    csv = write_contacts([office(name=formula)])
    loading = load(sqlite, csv.encode())

    assert ',"=HYPERLINK' not in csv
    assert "'=HYPERLINK" in csv
    assert loading.problems == ()
    assert found(sqlite) == []


def test_f3_a_bad_row_among_many_costs_only_itself_if_one_says_so(sqlite: Engine) -> None:
    builders.furnish(sqlite)
    rows = write_contacts([office(f"gov-{n:05}-mfa") for n in range(1_000)]).splitlines(keepends=True)
    rows[500] = rows[500].replace("Europe/Paris", "Europe/Nowhere")
    data = "".join(rows).encode()

    refused, taken = load(sqlite, data), load(sqlite, data, skip_bad=True)

    assert not refused.written
    [problem] = refused.problems
    assert problem.row == 501
    assert len(taken.new) == 999


# F4


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=1), timedelta(days=200)])
def test_f4_a_clock_that_jumps_forward_lets_no_reminder_go_by_itself(engine: Engine, jump: timedelta) -> None:
    queue(engine, *(office(f"gov-{n}-mfa") for n in range(3)))
    transport = FakeTransport()
    send_due(send_context(engine, {"main": transport}))

    later = MORNING + jump
    send_due(send_context(engine, {"main": transport}, now=later))
    draft_follow_ups(
        engine,
        actor("ann"),
        CampaignId("appeal"),
        context=builders.draft_context(),
        clock=lambda: later,
    )
    send_due(send_context(engine, {"main": transport}, now=later))

    assert len(transport.handed_over) == 3
    assert {letter.status for letter in found(engine) if letter.step == "reminder"} <= {Status.DRAFT}


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-1)])
def test_f4_a_clock_that_jumps_back_delays_and_never_repeats(engine: Engine, jump: timedelta) -> None:
    queue(engine)
    transport = FakeTransport()
    send_due(send_context(engine, {"main": transport}))

    earlier = MORNING + jump
    recover_letters(engine, home="home", now=earlier)
    assert due(engine, earlier) == []
    send_due(send_context(engine, {"main": transport}, now=earlier))

    assert len(transport.handed_over) == 1
    assert follow_ups(engine, CampaignId("appeal"), rules=RULES, now=earlier)[0].is_due is False


def test_f4_a_clock_that_jumps_in_mid_letter_costs_no_letter(engine: Engine) -> None:
    _ids, clock = queue(engine), [MORNING]

    def jump() -> None:
        clock[0] += timedelta(days=1)

    transport = Meanwhile(jump)
    send_due(send_context(engine, {"main": transport}, clock=lambda: clock[0]))

    assert len(transport.handed_over) == 1
    assert statuses(engine) == {"gov-xx-mfa": "accepted"}


def test_f4_the_zone_of_the_machine_changes_nothing(sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = queue(sqlite)
    here = due(sqlite, MORNING)

    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert due(sqlite, MORNING) == here == ids
        assert due(sqlite, MORNING - timedelta(minutes=1)) == []
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


# F5


def approved(engine: Engine, at: str, zone: str | None = None, now: datetime = MORNING) -> Letter:
    """One letter to Paris, approved for that local time."""
    queue(engine, at=RequestedTime(local=datetime.fromisoformat(at), zone=zone), now=now)
    [letter] = found(engine)
    return letter


def test_f5_half_past_two_in_the_spring_night_does_not_exist_and_is_refused(engine: Engine) -> None:
    with pytest.raises(BadInput, match="does not exist in Europe/Paris"):
        approved(engine, "2027-03-28T02:30")

    assert statuses(engine) == {"gov-xx-mfa": "draft"}


def test_f5_half_past_two_in_the_autumn_night_comes_twice_and_is_refused(engine: Engine) -> None:
    with pytest.raises(BadInput, match="comes twice in Europe/Paris"):
        approved(engine, "2026-10-25T02:30")

    assert statuses(engine) == {"gov-xx-mfa": "draft"}


def test_f5_the_recipients_time_is_kept_and_becomes_an_instant_late(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = approved(engine, "2026-08-25T09:30")
    assert letter.due_at == datetime(2026, 8, 25, 7, 30, tzinfo=UTC)

    # Paris decides to give up its summer time: the letter leaves at half past nine all the same.
    monkeypatch.setattr(civil_time, "time_zone", lambda name: ZoneInfo("Etc/GMT-1"))

    transport = FakeTransport()
    for minute in (29, 30):
        assert transport.handed_over == []
        now = datetime(2026, 8, 25, 8, minute, tzinfo=UTC)
        send_due(send_context(engine, {"main": transport}, now=now))
    assert [message.letter_id for message in transport.handed_over] == [letter.id]


def test_f5_a_time_on_the_leap_day_is_a_time(engine: Engine) -> None:
    day_before = datetime(2028, 2, 28, 12, 0, tzinfo=UTC)

    letter = approved(engine, "2028-02-29T09:30", "Europe/London", now=day_before)

    assert letter.due_at == datetime(2028, 2, 29, 9, 30, tzinfo=UTC)


def test_f5_a_month_after_the_thirty_first_is_the_months_last_day(engine: Engine) -> None:
    rules = FollowUpRules(default=FollowUpRule(wait=Wait(months=1)), by_kind={}, exceptions={})
    last_of_august = datetime(2026, 8, 31, 8, 0, tzinfo=UTC)
    builders.furnish(engine, office())
    ids = builders.draft(engine, now=last_of_august)
    approve_letters(engine, actor("bob"), seen(engine, *ids), terms(rules=rules, now=last_of_august))
    send_due(send_context(engine, {"main": FakeTransport()}, now=last_of_august))

    [waiting] = follow_ups(engine, CampaignId("appeal"), rules=rules, now=last_of_august)

    assert waiting.due_on.isoformat() == "2026-09-30"


# F6


def test_f6_while_one_clock_serves_a_home_another_one_refuses(tmp_path: Path) -> None:
    outreach = Program(a_home(tmp_path / "home"))
    outreach.done("init")

    with open_house(outreach.home).sending():
        assert "another outreach is sending from here" in outreach("serve").complaint
        assert "another outreach is sending from here" in outreach("send", "--once").complaint
    with pytest.raises(WrongState), open_house(outreach.home).sending():
        serve(open_house(outreach.home), lambda sent: None)


def test_f6_a_time_at_which_nobody_was_there_is_made_up_for_once(engine: Engine) -> None:
    ids = queue(engine)
    transport = FakeTransport()

    late = MORNING + timedelta(days=3)
    rounds = [send_due(send_context(engine, {"main": transport}, now=late)) for _ in range(3)]

    assert rounds == [ids, [], []]
    assert len(transport.handed_over) == 1


# F7


def test_f7_a_campaign_stopped_in_mid_run_stops_before_the_next_dot_and_goes_on_with_the_rest(
    engine: Engine,
) -> None:
    ids = queue(engine, *(office(f"gov-{n}-mfa") for n in range(4)))

    class StoppedAtTheThird(FakeTransport):
        async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
            if len(self.handed_over) == 2:
                stop(
                    engine, actor("bob"), pauses.campaign("appeal"), reason="wait for the lawyer", now=MORNING
                )
            return await super().send(message, before_handover)

    first, second = StoppedAtTheThird(), FakeTransport()
    send_due(send_context(engine, {"main": first}))
    assert len(first.handed_over) == 2
    stopped = [letter for letter in found(engine) if letter.status is Status.QUEUED]
    assert len(stopped) == 2
    assert any("wait for the lawyer" in letter.reason for letter in stopped)

    resume(engine, actor("bob"), pauses.campaign("appeal"), now=MORNING)
    send_due(send_context(engine, {"main": second}))

    sent = [message.letter_id for message in (*first.handed_over, *second.handed_over)]
    assert sorted(sent) == sorted(ids)


def test_f7_what_has_left_is_not_written_anew_and_what_has_not_wants_a_new_approval(engine: Engine) -> None:
    ids = queue(engine, office("gov-0-mfa"), office("gov-1-mfa"))
    transport = FakeTransport()
    send_due(send_context(engine, {"main": transport}, going=lambda: not transport.handed_over))
    left = next(letter for letter in found(engine) if letter.id == ids[0])
    before = parsed(engine, left.id).as_bytes()

    with engine.begin() as connection:
        campaigns.put(connection, builders.campaign(reference="B-2"), texts(), by=Handle("ann"), now=MORNING)
    builders.draft(engine)
    send_due(send_context(engine, {"main": transport}))

    assert parsed(engine, left.id).as_bytes() == before
    assert [message.letter_id for message in transport.handed_over] == ids[:1]
    assert sorted(statuses(engine).values()) == ["accepted", "draft"]


def test_f7_the_stop_file_stops_without_a_database(engine: Engine, tmp_path: Path) -> None:
    queue(engine, office("gov-0-mfa"), office("gov-1-mfa"))
    file = tmp_path / "STOP"
    transport = Meanwhile(file.touch)

    send_due(send_context(engine, {"main": transport}, stopped=file.exists))

    assert transport.handed_over == []
    assert set(statuses(engine).values()) == {"queued"}


# F8


@pytest.mark.parametrize("target", ["gov-xx-mfa", "Registry@GOV-XX-MFA.example"])
def test_f8_who_objects_after_the_claim_is_not_written_to(engine: Engine, target: str) -> None:
    ids = queue(engine)
    transport = Meanwhile(
        lambda: suppress_target(engine, actor("ann"), target, reason="they object", now=MORNING)
    )
    room = send_context(engine, {"main": transport})

    send_due(room)
    [held] = found(engine)
    release_letters(engine, actor("bob"), seen(engine, *ids), now=MORNING)
    send_due(room)

    assert transport.handed_over == []
    assert held.status is Status.HELD
    assert "they object" in held.reason
