"""Files as staff bring them, in which a test says only what matters to it."""

import csv
import io
from collections.abc import Mapping
from datetime import date

from outreach.lists.contact_columns import NAMES

#: The day on which all these files are read.
TODAY = date(2026, 6, 2)

_MINISTRY = {
    "id": "gov-fr-mfa",
    "body": "government",
    "name": "Ministry for Europe and Foreign Affairs, France",
    "body_kind": "foreign-ministry",
    "title": "Minister for Foreign Affairs",
    "rank": "minister",
    "gender": "u",
    "country": "FR",
    "approach": "letter",
}


def ministry(**cells: str) -> dict[str, str]:
    """A good row without an address, changed by ``cells``."""
    return dict.fromkeys(NAMES, "") | _MINISTRY | cells


def contacts(*rows: Mapping[str, str]) -> bytes:
    """A directory file with these rows."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, NAMES, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


CAMPAIGN = """\
id = "free-x"
name = "Appeal for X"
template = "appeal"
reference = "FX"
preferred_languages = ["fr"]
fallback_language = "en"
signatories = "contacts/signatories.csv"

[sender]
name = "Solidarity"
email = "Appeal@Solidarity.example"
time_zone = "Europe/Paris"
country = "FR"

[sender.description]
default = "Association"

[sender.place]
default = "Paris"

[[steps]]
name = "first"
planned_on = 2026-06-02

[[steps]]
name = "reminder"

[audience]
include = ["kind:foreign-ministry", "body:parliament has:email"]

[[audience.exclude]]
filter = "office:gov-ua-mfa"
reason = "it could be used against X"

[bar]
country = "RU"
filter = "office:ru-ombudsperson"
reason = "they hold X"

[[requests]]
name = "policy"
for = "office:parl-gb-fac"
answer = false

[[requests]]
name = "ministry"
for = "kind:foreign-ministry"
opening = "plain"
asks = ["demarche", "answer"]
ending = "thanks"
answer_weeks = 6
reminders = 2
annex = false
worksheet = "form"

[routes]
UN = "provider"
"""


def campaign(old: str = "", new: str = "") -> bytes:
    """A good campaign file in which ``old`` (there once) has become ``new``."""
    assert not old or CAMPAIGN.count(old) == 1, f"{old!r} is not there once"
    return CAMPAIGN.replace(old, new, 1).encode() if old else CAMPAIGN.encode()
