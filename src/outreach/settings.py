"""The settings: ``config/outreach.toml`` for what may be seen, ``.env`` and the environment for secrets.

A wrong or missing value names itself and the place it stands in. Nothing is ever interpolated.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from outreach.model.civil_time import time_zone
from outreach.model.errors import BadInput
from outreach.model.mailbox import mailbox

_PREFIX = "OUTREACH_"
#: Of the same prefix, but options of the command line and not settings.
_OPTIONS = {"OUTREACH_AS", "OUTREACH_HOME"}
_ACCOUNT = re.compile("[a-z0-9]{1,40}(?:[_-][a-z0-9]{1,40}){0,4}")
#: From here on a name is taken for a slip of the pen (0: nothing alike, 1: the same).
_NEARLY = 0.75


#: Characters of a key; `outreach init` makes one of 64.
_SHORTEST_KEY = 32


class Delivery(StrEnum):
    """Whether letters leave for the world."""

    #: The rehearsal: every account is played by a server on this machine.
    SANDBOX = "sandbox"
    LIVE = "live"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, kw_only=True)
class AccountTable:
    """One account as it is written. Its provider knows what belongs into it: `outreach.wiring.accounts`."""

    #: Field → value, of the settings file.
    visible: Mapping[str, Any] = field(default_factory=dict, repr=False)
    #: Field → value, of ``.env`` and the environment, which win.
    hidden: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: The settings file, and for each hidden field where it was set.
    file: str = "the settings"
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """What counts."""
        return {**self.visible, **self.hidden}

    def place(self, field: str) -> str:
        """Where that field was set, or would be."""
        return self.places.get(field, self.file)


class SandboxPorts(_Part):
    """Where a standing `outreach sandbox` listens on loopback; 0: each command brings its own."""

    smtp_port: int = Field(default=0, ge=0, le=65535)
    http_port: int = Field(default=0, ge=0, le=65535)


class Settings(_Part):
    """Everything that can be set."""

    delivery: Delivery = Delivery.SANDBOX
    #: Empty: an SQLite file in the home.
    database_url: SecretStr = SecretStr("")
    #: Signs the audit and the approvals; `outreach init` makes one. Whoever has it can forge both.
    audit_key: SecretStr = SecretStr("")
    #: The IANA zone in which staff read and say times.
    time_zone: str = "Europe/Paris"
    accounts: dict[str, AccountTable] = Field(default_factory=dict)
    #: Carries every letter that the campaign does not route elsewhere.
    default_account: str = "main"
    sandbox: SandboxPorts = SandboxPorts()
    #: One's own mailboxes: live, `letters test` writes to these alone.
    test_addresses: tuple[str, ...] = ()

    @field_validator("audit_key")
    @classmethod
    def _is_long(cls, key: SecretStr) -> SecretStr:
        if 0 < len(key.get_secret_value()) < _SHORTEST_KEY:
            raise ValueError(f"should have {_SHORTEST_KEY} characters or more, that nobody can guess")
        return key

    @field_validator("accounts", mode="before")
    @classmethod
    def _tables(cls, accounts: object) -> object:
        if not isinstance(accounts, dict):
            return accounts
        return {name: AccountTable(visible=a) if isinstance(a, dict) else a for name, a in accounts.items()}

    @field_validator("test_addresses", mode="before")
    @classmethod
    def _mailboxes(cls, addresses: object) -> object:
        if isinstance(addresses, str):  # as .env and the environment can say it
            addresses = addresses.replace(",", " ").split()
        if not isinstance(addresses, list) or not all(isinstance(one, str) for one in addresses):
            raise ValueError('should be a list of mailboxes, ["ann@association.example"]')
        try:
            return tuple(mailbox(one) for one in addresses)
        except BadInput as error:
            raise ValueError(str(error)) from None

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            time_zone(name)
        except BadInput as error:
            raise ValueError(str(error)) from None
        return name


_SECRETS = {name for name, field in Settings.model_fields.items() if field.annotation is SecretStr}


def read_settings(
    visible: Mapping[str, Any], env: Mapping[str, str], *, toml: str, env_file: str
) -> Settings:
    """The settings of one home: the environment over ``.env`` over what ``outreach.toml`` says.

    ``toml`` and ``env_file`` are how messages call the two files. Raises `BadInput`: one line with the
    value's name, its place and what to do.
    """
    _require_ours(env, env_file)
    values = dict(visible)
    if "delivery" in values:
        raise BadInput(f"{toml}: delivery is said in .env or the environment, not in a file that is copied")
    for secret in _SECRETS & values.keys():
        raise BadInput(f"{toml}: {secret} is a secret: put {_PREFIX}{secret.upper()}=… into .env")
    places = dict.fromkeys(values, toml)
    hidden: dict[str, dict[str, tuple[str, str]]] = {}
    for variables, source in ((env, env_file), (os.environ, "the environment")):
        for variable, value in sorted(variables.items()):
            if not _is_ours(variable, source):
                continue
            path = variable.removeprefix(_PREFIX).lower().split("__")
            place = f"{source} ({variable})"
            if path[0] != "accounts":
                _put(values, path, value, place)
                places[".".join(path)] = places[path[0]] = place
            elif len(path) > 2:
                hidden.setdefault(path[1], {})[".".join(path[2:])] = (value, place)
            else:
                raise BadInput(f"{place}: say of which account, and what: {_PREFIX}ACCOUNTS__NAME__FIELD=…")
    _put_accounts(values, hidden, toml)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise BadInput(_explain(error, places, toml)) from None
    if settings.accounts and settings.default_account not in settings.accounts:
        raise BadInput(
            f"{toml}: default_account is {settings.default_account!r}, which is none of the accounts "
            f"({', '.join(sorted(settings.accounts))})"
        )
    return settings


def _require_ours(env: Mapping[str, str], file: str) -> None:
    """The file is read for its settings alone; raises `BadInput` for what somebody may take for one."""
    for variable in env:
        if variable in _OPTIONS:
            raise BadInput(f"{file}: {variable} is not read here: say it in the environment, or as an option")
        start = variable.upper()[: len(_PREFIX)]
        if start != _PREFIX and SequenceMatcher(None, _PREFIX, start).ratio() > _NEARLY:
            raise BadInput(f"{file}: {variable!a} is not read: the name of a setting begins with {_PREFIX}")


def _is_ours(variable: str, source: str) -> bool:
    """Raises `BadInput` for one that only looks like ours: who wrote it believes that it is heard."""
    if not variable.upper().startswith(_PREFIX) or variable in _OPTIONS:
        return False
    if not variable.isascii() or not variable.isprintable():
        raise BadInput(f"{source}: {variable!a} is no setting: type its name anew")
    if variable != variable.upper():
        raise BadInput(f"{source}: {variable} is not read: write it in capitals, {variable.upper()}")
    return True


def _put(values: dict[str, Any], path: list[str], value: str, place: str) -> None:
    for name in path[:-1]:
        inner = values.get(name, {})
        if not isinstance(inner, dict):
            raise BadInput(f"{place}: {name} is one value, and nothing stands below it")
        values[name] = inner = dict(inner)
        values = inner
    values[path[-1]] = value


def _put_accounts(
    values: dict[str, Any], hidden: Mapping[str, Mapping[str, tuple[str, str]]], toml: str
) -> None:
    tables = values.get("accounts", {})
    if not isinstance(tables, dict):
        return  # reported in its own place
    for name, table in tables.items():
        if not _ACCOUNT.fullmatch(name):
            raise BadInput(
                f"{toml}: no account can be called {name[:40]!a}: use small letters, digits, - and _, "
                "as .env can repeat them"
            )
        if not isinstance(table, dict):
            raise BadInput(f"{toml}: accounts.{name}: should be a table, [accounts.{name}]")
    values["accounts"] = {
        name: AccountTable(
            visible=tables.get(name, {}),
            hidden={field: value for field, (value, _) in given.items()},
            file=toml,
            places={field: place for field, (_, place) in given.items()},
        )
        for name in sorted({*tables, *hidden})
        for given in [hidden.get(name, {})]
    }


def _explain(error: ValidationError, places: Mapping[str, str], toml: str) -> str:
    """The first thing that is wrong, the most exact place that is known first."""
    first = error.errors(include_input=False, include_url=False)[0]
    path = [str(part) for part in first["loc"]]
    name = ".".join(path)
    place = places.get(name) or places.get(path[0], toml) if path else toml
    if first["type"] == "extra_forbidden":
        known = ", ".join(sorted(Settings.model_fields))
        return f"{place}: there is no setting {name!r}" + (f"; there are {known}" if len(path) == 1 else "")
    message = first["msg"].removeprefix("Value error, ")
    return f"{place}: {name}: {message[:1].lower()}{message[1:]}"
