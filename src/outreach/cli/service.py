"""The commands that run the house: init, send, serve, stop, resume, status, doctor, sandbox."""

import logging
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from outreach.cli.door import ATTENTION, AsJson, OnlyCampaign, door
from outreach.cli.tell import print_json, print_table, say, tell_counts, text_option
from outreach.model.counted import counted
from outreach.model.errors import BadInput, OutreachError, WrongState
from outreach.model.ids import CampaignId
from outreach.model.letter import Letter
from outreach.model.status import NEEDS_ATTENTION, Status
from outreach.queries.campaigns import campaign_record
from outreach.queries.people import list_people
from outreach.queries.standing import standing, stops
from outreach.scheduler import serve as serve_until_told
from outreach.scheduler import shutdown_event
from outreach.store import pauses
from outreach.store.moves import OUTREACH
from outreach.store.pauses import Pause
from outreach.store.trouble import trouble
from outreach.wiring.homes import open_house
from outreach.wiring.house import STOP_FILE, House
from outreach.wiring.installation import installation
from outreach.work.installation.check import check_installation
from outreach.work.sending.stop import resume as resume_sending
from outreach.work.sending.stop import resume_after_file
from outreach.work.sending.stop import stop as stop_sending

_log = logging.getLogger(__name__)

OfAccount = Annotated[
    str | None, typer.Option("--account", metavar="NAME", help="Only this sending account.")
]


def init(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option(help="The home, if it is not said before `init`.")] = None,
) -> None:
    """Make the home with its own files and its database, or bring them up to date."""
    house = open_house(home) if home else door(context).house
    house.prepare(own_files=True)
    say(f"{house.home} is ready; letters are {'LIVE' if house.live else 'rehearsed in the sandbox'}")
    if not list_people(house.engine):
        say("next, who acts here: `outreach people add HANDLE --name NAME`")


def send(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Send what is due now, and end.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send what is due now; exit code 1 if a letter needs a person."""
    if not once:
        raise BadInput("say `send --once` for what is due now, or `serve` to keep sending")
    house = door(context).house
    with shutdown_event() as ending, house.sending(lambda: not ending.is_set()) as send_due:
        sent = send_due()
    if as_json:
        print_json(
            [{"id": x.id, "office_id": x.office_id, "status": x.status, "reason": x.reason} for x in sent]
        )
    else:
        moved = [letter for letter in sent if letter.status is not Status.QUEUED]
        _tell(moved)
        say(f"{counted(len(moved), 'letter')} left the queue" if moved else "nothing to send")
        if kept := len(sent) - len(moved):
            say(f"{counted(kept, 'letter')} kept back for now: see `outreach status` and `campaign plan`")
        if house.is_stopped():
            say(f"stopped: {house.home / STOP_FILE} is there")
    paused = stops(house.engine, house.clock())
    account_waits = any(pause.requested_by == OUTREACH and pause.until is None for pause in paused)
    wanted = any(_wants_a_person(letter, paused, house.clock()) for letter in sent)
    raise typer.Exit(ATTENTION if account_waits or (wanted and not ending.is_set()) else 0)


def _wants_a_person(letter: Letter, paused: Sequence[Pause], now: datetime) -> bool:
    """Whether it goes no further by itself: one that stays due is stopped, unless by a pause that passes."""
    if letter.status is Status.QUEUED:
        passing = {pause.target for pause in paused if pause.until}
        return (letter.due_at or now) <= now and pauses.account(letter.account) not in passing
    # A broken seal makes a letter a draft again: somebody must find out who broke it.
    return letter.status in NEEDS_ATTENTION | {Status.DRAFT}


def serve(context: typer.Context) -> None:
    """Send letters as they fall due, until Ctrl-C or SIGTERM."""
    house = door(context).house
    say(f"sending from {house.home} ({house.settings.delivery}); Ctrl-C ends")
    serve_until_told(house, _tell_on)
    say("stopped; no letter was left half-way")


def stop(
    context: typer.Context,
    campaign: OnlyCampaign = None,
    account: OfAccount = None,
    reason: Annotated[str, typer.Option(help="Why.", callback=text_option)] = "no reason given",
) -> None:
    """The kill switch: nothing further leaves until `resume`."""
    with _or_by_file(context):
        house = door(context).house
        target = _target(house, campaign, account) or pauses.EVERYTHING
        clear = stop_sending(house.engine, door(context).actor, target, reason=reason, now=house.clock())
    what, named = "everything", ""
    if campaign or account:
        what = f"campaign {campaign}" if campaign else f"account {account}"
        named = f" --campaign {campaign}" if campaign else f" --account {account}"
    say(f"stopped: {what}; nothing further of it leaves until `outreach resume{named}`")
    if not clear:
        say("a letter that was about to leave has not said yet whether it did: see `outreach status`")
        raise typer.Exit(ATTENTION)


def resume(
    context: typer.Context,
    campaign: OnlyCampaign = None,
    account: OfAccount = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Lift every stop there is, whoever said it.")
    ] = False,
) -> None:
    """Let letters leave again: lift the stop of everything, or of one campaign or account."""
    house = door(context).house
    named = _target(house, campaign, account)
    standing_still = [pause.target for pause in stops(house.engine, house.clock())]
    targets = standing_still if everything else [named or pauses.EVERYTHING]
    lifted = sum(
        resume_sending(house.engine, door(context).actor, target, now=house.clock()) for target in targets
    )
    if named is None and house.is_stopped():
        resume_after_file(house.engine, door(context).actor, house.remove_stop_file, now=house.clock())
        lifted += 1
    say(f"{counted(lifted, 'stop')} lifted" if lifted else "nothing was stopped")
    for pause in stops(house.engine, house.clock()):
        say(f"still stopped: {pause.target} by {pause.requested_by}: {pause.reason}")


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """How things stand, and whose turn it is; exit code 1 if something needs a person."""
    house = door(context).house
    now = house.clock()
    things = standing(house.engine, rules=house.rules, now=now)
    if as_json:
        print_json(
            {
                "delivery": house.settings.delivery,
                "now": now,
                "letters": {status.value: count for status, count in things.letters.items()},
                "due": things.due,
                "open_tasks": things.open_tasks,
                "unapproved_campaigns": things.unapproved,
                "reminders_due": things.reminders_due,
                "stopped": things.paused,
                "stop_file": house.is_stopped(),
            }
        )
    else:
        tell_counts(things.letters)
        say(f"{things.due} due now; delivery: {house.settings.delivery}")
        for line in things.waiting_for_a_person():
            say(line)
        for pause in things.paused:
            say(f"stopped: {pause.target} by {pause.requested_by}: {pause.reason}")
        if house.is_stopped():
            say(f"stopped: {house.home / STOP_FILE} is there")
    raise typer.Exit(ATTENTION if things.waiting_for_a_person() or things.paused or house.is_stopped() else 0)


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Look the installation over; exit code 1 if something is wrong."""
    checks = check_installation(installation(door(context).house))
    if as_json:
        print_json(checks)
    else:
        print_table(["", "found"], [(f"{'ok' if c.ok else '!!'}  {c.what}", c.found) for c in checks])
    raise typer.Exit(0 if all(check.ok for check in checks) else ATTENTION)


def sandbox(
    context: typer.Context,
    smtp_port: Annotated[int, typer.Option(min=0, max=65535, help="Port of its SMTP server.")] = 2525,
    http_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of its imitation of Mailgun.")
    ] = 8025,
) -> None:
    """Run the rehearsal's servers until Ctrl-C; mails are kept in `received/` of the home."""
    house = door(context).house
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    with house.sandbox(smtp_port=smtp_port, http_port=http_port) as servers:
        say(f"SMTP on 127.0.0.1:{servers.smtp_port}, HTTP on 127.0.0.1:{servers.http_port}; Ctrl-C ends")
        ending.wait()


def _tell_on(sent: list[Letter]) -> None:
    """As `_tell`; letters leave whether or not somebody can read of them."""
    try:
        _tell(sent)
    except (OSError, SystemExit) as error:  # the latter is how rich gives up a broken pipe
        _log.warning("what was sent could not be written out: %s", error)


def _tell(sent: list[Letter]) -> None:
    if sent:
        print_table(
            ["letter", "office", "state", "reason"], [(x.id, x.office_id, x.status, x.reason) for x in sent]
        )


@contextmanager
def _or_by_file(context: typer.Context) -> Iterator[None]:
    """Whoever cannot stop it in one way is told the other, which wants neither database nor settings."""
    try:
        yield
    except (OutreachError, DBAPIError, OSError) as error:
        complaint = trouble(error) if isinstance(error, DBAPIError) else str(error)
        home = door(context).home or "the home"
        raise WrongState(
            f"{complaint}; to stop everything at once, put an empty file {STOP_FILE} into {home}"
        ) from None


def _target(house: House, campaign: CampaignId | None, account: str | None) -> str | None:
    """What is meant; a name that nothing bears must not pass for a stop."""
    if campaign is not None and account is not None:
        raise BadInput("say --campaign or --account, not both")
    if campaign is not None:  # an empty name, out of a script, is no name of everything
        campaign_record(house.engine, campaign)
        return pauses.campaign(campaign)
    targets = {pause.target for pause in stops(house.engine, house.clock())}
    known = account is None or account in house.settings.accounts or pauses.account(account) in targets
    if not known:
        raise BadInput(f"there is no account {account!r}: there are {', '.join(house.settings.accounts)}")
    return None if account is None else pauses.account(account)
