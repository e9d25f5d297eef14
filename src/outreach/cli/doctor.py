"""Look an installation over, part by part."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy.exc import DBAPIError

from outreach.model.directory import AddressState, Channel
from outreach.model.errors import OutreachError
from outreach.model.ids import CampaignId
from outreach.model.mailbox import domain
from outreach.store import campaigns, directory, installation, people
from outreach.store.damage import tell
from outreach.store.database import reading, require_writable
from outreach.store.trouble import trouble
from outreach.wiring.house import CLOCK_FILE, House


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    what: str
    ok: bool
    found: str


def examine(house: House) -> list[Check]:
    """Every part of the house, the ground first. Opens no connection but to its own database."""
    checks = [_check("database", lambda: _database(house))]
    if not checks[0].ok:
        return checks
    return [
        *checks,
        _check("people", lambda: _people(house)),
        _check("follow-up rules", lambda: _rules(house)),
        *_templates(house),
        _check("sender", lambda: _sender(house)),
        _check("accounts", lambda: _accounts(house)),
        _check("delivery", lambda: _delivery(house)),
        _check("addresses", lambda: _addresses(house)),
    ]


class _Wrong(OutreachError):
    """A part that works but is not as it should be."""


def _check(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what=what, ok=True, found=look())
    except OutreachError as error:
        return Check(what=what, ok=False, found=str(error))
    except DBAPIError as error:
        return Check(what=what, ok=False, found=trouble(error))


def _database(house: House) -> str:
    require_writable(house.engine)
    return house.engine.url.render_as_string(hide_password=True)


def _people(house: House) -> str:
    with reading(house.engine) as connection:
        everybody = people.list_all(connection)
    if len(everybody) < 2:
        raise _Wrong("letters need two people, one to write and one to approve: `outreach people add`")
    return f"{len(everybody)} people"


def _rules(house: House) -> str:
    return f"{len(house.rules.by_kind)} kinds of body have a clock of their own"


def _templates(house: House) -> list[Check]:
    with reading(house.engine) as connection:
        names = [record.campaign.id for record in campaigns.list_all(connection, unreadable=tell)]
    if not names:
        return [Check(what="templates", ok=False, found="no campaign yet: `outreach campaign load FILE`")]
    return [_check(f"template of {name}", partial(_template, house, name)) for name in names]


def _template(house: House, campaign: str) -> str:
    drafting = house.draft_context(CampaignId(campaign))
    return f"complete in {', '.join(sorted(drafting.template.languages))}"


def _sender(house: House) -> str:
    with reading(house.engine) as connection:
        senders = [record.campaign.sender for record in campaigns.list_all(connection, unreadable=tell)]
    examples = [s.email for s in senders if domain(s.email).endswith((".example", ".test", ".invalid"))]
    if house.live and examples:
        raise _Wrong(f"{examples[0]} is an example: put the association's own address into the campaign file")
    return ", ".join(sorted({sender.email for sender in senders})) or "no campaign yet"


def _accounts(house: House) -> str:
    accounts = house.accounts
    if not accounts:
        raise _Wrong("no account to send from: add one to config/outreach.toml")
    if house.live:
        for name, account in accounts.items():
            if secret := account.missing_secret():
                raise _Wrong(f"account {name} has no {secret} in .env")
    described = {name: account.describe() for name, account in accounts.items()}
    return ", ".join(f"{name} ({told.kind}, {told.host})" for name, told in described.items())


def _delivery(house: House) -> str:
    with reading(house.engine) as connection:
        found = installation.delivery(connection)
    if found not in (None, house.settings.delivery.value):
        raise _Wrong(f"this home has sent by {found}: begin a new one for {house.settings.delivery}")
    if (house.home / CLOCK_FILE).exists():
        return f"{house.settings.delivery}; the clock is set to {house.clock():%Y-%m-%d %H:%M} UTC"
    return str(house.settings.delivery)


def _addresses(house: House) -> str:
    with reading(house.engine) as connection:
        mailboxes = [office.address(Channel.EMAIL) for office in directory.find(connection, unreadable=tell)]
    unchecked = [a for a in mailboxes if a and a.state is not AddressState.VERIFIED]
    if house.live and unchecked:
        raise _Wrong(f"{len(unchecked)} mailboxes are not checked: see `contacts check`")
    return f"{len([a for a in mailboxes if a])} mailboxes, {len(unchecked)} not checked yet"
