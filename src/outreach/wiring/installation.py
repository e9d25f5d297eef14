"""House → what a look at the installation has to know."""

import platform
from datetime import datetime
from email.policy import Policy
from pathlib import Path

from outreach.files.home import database_file, private_files
from outreach.model.errors import BadInput
from outreach.store.database_url import parse_database_url
from outreach.wiring.audit_ends import kept_ends
from outreach.wiring.house import CLOCK_FILE, House
from outreach.wiring.own_files import own_files
from outreach.work.installation.check import Installation, SendingAccount


def installation(house: House) -> Installation:
    """What `check_installation` looks over."""
    return Installation(
        delivery=house.settings.delivery.value,
        live=house.live,
        engine=lambda: house.engine,
        rules=lambda: house.rules,
        draft_context=house.draft_context,
        accounts={
            name: SendingAccount(
                kind=account.describe().kind,
                host=account.describe().host,
                missing_secret=account.missing_secret(),
            )
            for name, account in house.accounts.items()
        },
        set_clock=lambda: _set_clock(house),
        audit_ends=lambda: kept_ends(house),
        own_files=lambda: own_files(house.home, house.starter),
        private=[*private_files(house.home), *_database_files(house)],
        python=platform.python_version(),
        # What the mending of CVE-2024-6923 has brought, also where a distribution mended an older version.
        verifies_headers=hasattr(Policy, "verify_generated_headers"),
    )


def _database_files(house: House) -> list[Path]:
    """The database with its log; none where it is a server's."""
    file = database_file(house.home)
    if said := house.settings.database_url.get_secret_value():
        try:
            url = parse_database_url(said)
        except BadInput:  # the look at the database tells it
            return []
        if url.get_backend_name() != "sqlite":
            return []
        file = Path(url.database or "")
    return [file, Path(f"{file}-wal")]


def _set_clock(house: House) -> datetime | None:
    return house.clock() if (house.home / CLOCK_FILE).exists() else None
