"""The commands that run the house: init, send, serve, stop, resume, status, doctor, sandbox."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.campaign import TROUBLE
from outreach.cli.doctor import examine
from outreach.cli.door import ATTENTION, AsJson, door
from outreach.cli.tell import print_json, print_table, say
from outreach.model.errors import BadInput
from outreach.model.ids import CampaignId
from outreach.model.letter import Letter
from outreach.model.status import Status
from outreach.model.task import TaskStatus
from outreach.scheduler import serve as serve_until_told
from outreach.scheduler import shutdown_event
from outreach.store import campaigns, letters, pauses, tasks
from outreach.store.database import reading
from outreach.wiring.house import STOP_FILE, House, open_house
from outreach.work.sending.stop import resume as resume_sending
from outreach.work.sending.stop import stop as stop_sending

OfCampaign = Annotated[str | None, typer.Option("--campaign", help="Only this campaign.")]
OfAccount = Annotated[str | None, typer.Option("--account", help="Only this sending account.")]


def init(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option(help="The home, if it is not said before `init`.")] = None,
) -> None:
    """Make the home with its own files and its database, or bring them up to date."""
    house = open_house(home) if home else door(context).house
    house.prepare(own_files=True)
    say(f"{house.home} is ready; letters are {'LIVE' if house.live else 'rehearsed in the sandbox'}")


def send(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Send what is due now, and end.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send what is due now; exit code 1 if a letter needs a person."""
    if not once:
        raise BadInput("say `send --once` for what is due now, or `serve` to keep sending")
    with shutdown_event() as ending, door(context).house.sending(lambda: not ending.is_set()) as send_due:
        sent = send_due()
    if as_json:
        print_json(
            [{"id": x.id, "office_id": x.office_id, "status": x.status, "reason": x.reason} for x in sent]
        )
    else:
        moved = [letter for letter in sent if letter.status is not Status.QUEUED]
        _tell(moved)
        say(f"{len(moved)} letters left the queue" if moved else "nothing to send")
        if len(sent) > len(moved):
            say(f"{len(sent) - len(moved)} stay in it for now: see `outreach status` and `campaign plan`")
    raise typer.Exit(ATTENTION if any(x.status in TROUBLE for x in sent) else 0)


def serve(context: typer.Context) -> None:
    """Send letters as they fall due, until Ctrl-C or SIGTERM."""
    house = door(context).house
    say(f"sending from {house.home} ({house.settings.delivery}); Ctrl-C ends")
    serve_until_told(house, _tell)
    say("stopped; no letter was left half-way")


def stop(
    context: typer.Context,
    campaign: OfCampaign = None,
    account: OfAccount = None,
    reason: Annotated[str, typer.Option(help="Why.")] = "no reason given",
) -> None:
    """The kill switch: nothing further leaves until `resume`."""
    house = door(context).house
    target = _target(house, campaign, account) or pauses.EVERYTHING
    stop_sending(house.engine, target, reason=reason, who=door(context).who, now=house.clock())
    what = f"campaign {campaign}" if campaign else f"account {account}" if account else "everything"
    say(f"stopped: {what}; nothing further of it leaves until `outreach resume`")


def resume(context: typer.Context, campaign: OfCampaign = None, account: OfAccount = None) -> None:
    """Let letters leave again: all that is stopped, or one campaign or account."""
    house = door(context).house
    target = _target(house, campaign, account)
    lifted = resume_sending(house.engine, target, who=door(context).who)
    if target is None and (house.home / STOP_FILE).exists():
        (house.home / STOP_FILE).unlink()
        lifted += 1
    say(f"{lifted} stops lifted" if lifted else "nothing was stopped")


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """How things stand; exit code 1 if something needs a person."""
    house = door(context).house
    with reading(house.engine) as connection:
        counts = letters.count_by_status(connection)
        stopped = pauses.list_all(connection)
        open_tasks = len(tasks.find(connection, status=TaskStatus.OPEN))
        due = len(letters.due_ids(connection, house.clock()))
    stop_file = (house.home / STOP_FILE).exists()
    if as_json:
        print_json(
            {
                "delivery": house.settings.delivery,
                "now": house.clock(),
                "letters": {status.value: count for status, count in counts.items()},
                "due": due,
                "open_tasks": open_tasks,
                "stopped": stopped,
                "stop_file": stop_file,
            }
        )
    else:
        print_table(["state", "letters"], sorted(counts.items()))
        say(f"{due} due now, {open_tasks} open tasks; delivery: {house.settings.delivery}")
        for pause in stopped:
            say(f"stopped: {pause.target} by {pause.requested_by}: {pause.reason}")
        if stop_file:
            say(f"stopped: {house.home / STOP_FILE} is there")
    trouble = stopped or stop_file or any(counts.get(status) for status in TROUBLE)
    raise typer.Exit(ATTENTION if trouble else 0)


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Look the installation over; exit code 1 if something is wrong."""
    checks = examine(door(context).house)
    if as_json:
        print_json(checks)
    else:
        print_table(["", "what", "found"], [("ok" if c.ok else "!!", c.what, c.found) for c in checks])
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


def _tell(sent: list[Letter]) -> None:
    if sent:
        print_table(
            ["letter", "office", "state", "reason"], [(x.id, x.office_id, x.status, x.reason) for x in sent]
        )


def _target(house: House, campaign: str | None, account: str | None) -> str | None:
    """What is meant; a name that nothing bears must not pass for a stop."""
    if campaign and account:
        raise BadInput("say --campaign or --account, not both")
    if campaign:
        with reading(house.engine) as connection:
            campaigns.get(connection, CampaignId(campaign))
        return pauses.campaign(campaign)
    if account and account not in house.settings.accounts:
        raise BadInput(f"there is no account {account}: there are {', '.join(house.settings.accounts)}")
    return pauses.account(account) if account else None
