"""Look an installation over, part by part, and say of each what is there and what is wrong with it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from outreach.files.permissions import require_private
from outreach.model.campaign import CampaignRecord
from outreach.model.counted import counted
from outreach.model.directory import AddressState, Channel
from outreach.model.errors import OutreachError
from outreach.model.follow_up import FollowUpRules
from outreach.model.ids import CampaignId
from outreach.model.live_wants import wants_of_case, wants_of_sender
from outreach.model.mailbox import is_reserved_domain
from outreach.model.status import Status
from outreach.queries.audit import check_audit
from outreach.queries.campaigns import campaign_records
from outreach.queries.contacts import list_offices
from outreach.queries.people import list_people
from outreach.store import installation as installations
from outreach.store import tallies
from outreach.store.audit import AuditEnd
from outreach.store.database import reading, require_writable
from outreach.store.trouble import trouble
from outreach.work.letters.compose import DraftContext


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    what: str
    #: A warning is in order too: everything works, and its words say what a person should know.
    ok: bool
    found: str


@dataclass(frozen=True, kw_only=True)
class SendingAccount:
    """An account, without any secret."""

    kind: str
    #: The host that sees its letters and its secret.
    host: str
    #: The field without which it cannot send, if it is empty.
    missing_secret: str | None


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What the wiring knows of one home, and whom to ask for the rest: what these raise is what was found."""

    delivery: str
    live: bool
    #: The database, which is there and of this version.
    engine: Callable[[], Engine]
    #: Where the record of who did what ended, each time this home looked.
    audit_ends: Callable[[], Sequence[AuditEnd]]
    rules: Callable[[], FollowUpRules]
    #: What a campaign's letters are made from, complete and as it was loaded.
    draft_context: Callable[[CampaignId], AbstractContextManager[DraftContext]]
    accounts: Mapping[str, SendingAccount]
    #: What a rehearsal's clock says; None where the time is the machine's.
    set_clock: Callable[[], datetime | None]
    #: What the home has of its own in the place of the starter's, or beside it, a line each.
    own_files: Callable[[], Sequence[str]]
    #: What its owner alone may open.
    private: Sequence[Path]
    python: str
    #: Whether the interpreter reads headers again that it has written (CVE-2024-6923).
    verifies_headers: bool


def check_installation(known: Installation) -> list[Check]:
    """Every part, the ground first: without its database there is nothing more to look at.

    Opens no connection but to that database, and changes nothing. Never raises an `OutreachError`.
    """
    ground = [
        _check("program", partial(_program, known)),
        _check("permissions", partial(_permissions, known)),
        _check("database", partial(_database, known)),
    ]
    if not ground[-1].ok:
        return ground
    engine = known.engine()
    campaigns = campaign_records(engine)
    return [
        *ground,
        _check("audit", partial(_audit, known, engine)),
        _check("counts", partial(_counts, engine)),
        _check("people", partial(_people, engine)),
        _check("files", partial(_files, known)),
        _check("follow-up rules", partial(_rules, known)),
        _check("campaigns", partial(_campaigns, campaigns)),
        *(_check(f"texts of {one.campaign.id}", partial(_texts, known, one)) for one in campaigns),
        *(_check(f"sender of {one.campaign.id}", partial(_sender, known, one)) for one in campaigns),
        *(_check(f"consents of {one.campaign.id}", partial(_consents, known, one)) for one in campaigns),
        _check("accounts", partial(_accounts, known)),
        _check("delivery", partial(_delivery, known, engine)),
        _check("addresses", partial(_addresses, known, engine)),
    ]


class _Wrong(OutreachError):
    """A part that works but is not as it should be."""


def _check(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what=what, ok=True, found=look())
    except OutreachError as error:
        return Check(what=what, ok=False, found=str(error))


def _program(known: Installation) -> str:
    if known.verifies_headers:
        return f"Python {known.python}"
    return (
        f"warning: Python {known.python} does not look again at the headers of a mail that it has written "
        "(CVE-2024-6923); outreach does, but take 3.11.10, 3.12.5 or newer"
    )


def _permissions(known: Installation) -> str:
    require_private(known.private)
    return "the home, its secrets and its database are yours alone"


def _database(known: Installation) -> str:
    engine = known.engine()
    try:
        require_writable(engine)
    except DBAPIError as error:  # a read-only disk, a full one
        raise _Wrong(trouble(error)) from None
    return engine.url.render_as_string(hide_password=True)


def _audit(known: Installation, engine: Engine) -> str:
    record = check_audit(engine, known.audit_ends())
    if record.faults:
        raise _Wrong(f"{record.faults[0]}: see `outreach audit verify`")
    return f"{counted(record.lines, 'line')}, as they were written"


def _counts(engine: Engine) -> str:
    with reading(engine) as connection:
        wrong = tallies.differences(connection)
        told = sum(sum(tallies.of(connection).values(), Counter[Status]()).values())
    if wrong:
        raise _Wrong(
            f"letters of {', '.join(sorted(wrong))} are not in the states that `status` counts: somebody has "
            "written into the database; see `outreach audit verify`, then `outreach init` counts them anew"
        )
    return f"{counted(told, 'letter')}, each in the state in which it is counted"


def _people(engine: Engine) -> str:
    here = [person for person in list_people(engine) if person.disabled_by is None]
    if len(here) < 2:
        raise _Wrong("letters need two people, one to write and one to approve: `outreach people add`")
    return f"{len(here)} people"


def _files(known: Installation) -> str:
    return "; ".join(known.own_files()) or "all are as the starter has them"


def _rules(known: Installation) -> str:
    return f"{counted(len(known.rules().by_kind), 'kind')} of body with a clock of their own"


def _campaigns(campaigns: Sequence[CampaignRecord]) -> str:
    if not campaigns:
        raise _Wrong("no campaign yet: `outreach campaign load FILE`")
    waiting = [record.campaign.id for record in campaigns if record.approved_by is None]
    told = f"; to be approved by a second person: {', '.join(waiting)}" if waiting else ""
    return f"{', '.join(record.campaign.id for record in campaigns)}{told}"


def _texts(known: Installation, record: CampaignRecord) -> str:
    with known.draft_context(record.campaign.id) as context:
        told = f"complete in {', '.join(sorted(context.template.languages))}, as they were loaded"
        if number := len(context.template.findings):
            things = counted(number, "thing", "things")
            told += f"; {things} to look at: `outreach templates check --campaign {record.campaign.id}`"
        return told


def _sender(known: Installation, record: CampaignRecord) -> str:
    wants = wants_of_sender(record.campaign)
    if wants and known.live:
        raise _Wrong("; ".join(wants))
    return "; ".join([record.campaign.sender.email, *(f"live will want: {one}" for one in wants)])


def _consents(known: Installation, record: CampaignRecord) -> str:
    wants = wants_of_case(record.campaign.case)
    if wants and known.live:
        raise _Wrong("; ".join(wants))
    return "; ".join(f"live will want: {one}" for one in wants) or "none is wanting"


def _accounts(known: Installation) -> str:
    if not known.accounts:
        raise _Wrong("no account to send from: add one to config/outreach.toml")
    if known.live:
        for name, account in known.accounts.items():
            if account.missing_secret:
                raise _Wrong(f"account {name} has no {account.missing_secret} in .env")
            if is_reserved_domain(account.host.partition(":")[0]):
                raise _Wrong(f"account {name} sends to {account.host}, which is an example: put yours there")
    told = [f"{name} sends to {one.host} ({one.kind})" for name, one in known.accounts.items()]
    return ", ".join(told) + ("" if known.live else "; not while this rehearses")


def _delivery(known: Installation, engine: Engine) -> str:
    with reading(engine) as connection:
        before = installations.delivery(connection)
    if before not in (None, known.delivery):
        raise _Wrong(f"this home has sent by {before}: begin a new one for {known.delivery}")
    clock = known.set_clock()
    return known.delivery + (f"; the clock is set to {clock:%Y-%m-%d %H:%M} UTC" if clock else "")


def _addresses(known: Installation, engine: Engine) -> str:
    mailboxes = [box for office in list_offices(engine) if (box := office.address(Channel.EMAIL))]
    unchecked = [box for box in mailboxes if box.state is not AddressState.VERIFIED]
    if known.live and unchecked:
        raise _Wrong(
            f"{counted(len(unchecked), 'mailbox is', 'mailboxes are')} not checked: see `contacts check`"
        )
    return f"{counted(len(mailboxes), 'mailbox', 'mailboxes')}, {len(unchecked)} not checked yet"
