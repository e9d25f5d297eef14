"""The settings: ``config/outreach.toml`` for what may be seen, ``.env`` and the environment for secrets.

A wrong or missing value names itself and the place it stands in. Nothing is ever interpolated.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from outreach.model.civil_time import time_zone
from outreach.model.errors import BadInput

_PREFIX = "OUTREACH_"
#: Said by the same prefix, but options of the command line and not settings.
_OPTIONS = {"OUTREACH_AS", "OUTREACH_HOME"}


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
    #: The settings file, and for each hidden field where it was said.
    file: str = "the settings"
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """What counts."""
        return {**self.visible, **self.hidden}

    def place(self, field: str) -> str:
        """Where that field was said, or would be."""
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

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            time_zone(name)
        except BadInput as error:
            raise ValueError(str(error)) from None
        return name


_SECRETS = {name for name, field in Settings.model_fields.items() if field.annotation is SecretStr}


def load_settings(toml: Path, env_file: Path) -> Settings:
    """The settings of one home: the environment over ``.env`` over ``outreach.toml``; files may be missing.

    Raises `BadInput`: one line with the value's name, its place and what to do.
    """
    values = _read_toml(toml)
    if "delivery" in values:
        raise BadInput(f"{toml}: delivery is said in .env or the environment, not in a file that is copied")
    for secret in _SECRETS & values.keys():
        raise BadInput(f"{toml}: {secret} is a secret: put {_PREFIX}{secret.upper()}=… into .env")
    places = {name: str(toml) for name in values}
    hidden: dict[str, dict[str, tuple[str, str]]] = {}
    for variables, source in ((_read_env(env_file), str(env_file)), (os.environ, "the environment")):
        for variable, value in sorted(variables.items()):
            if not _is_ours(variable, source):
                continue
            path = variable.removeprefix(_PREFIX).lower().split("__")
            place = f"{source} ({variable})"
            if path[0] == "accounts" and len(path) > 2:
                hidden.setdefault(path[1], {})[".".join(path[2:])] = (value, place)
            else:
                _put(values, path, value)
                places[".".join(path)] = place
    _put_accounts(values, hidden, str(toml))
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise BadInput(_explain(error, places, str(toml))) from None
    if settings.accounts and settings.default_account not in settings.accounts:
        raise BadInput(
            f"{toml}: default_account is {settings.default_account!r}, which is none of the accounts "
            f"({', '.join(sorted(settings.accounts))})"
        )
    return settings


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: not a TOML file: {error}") from None
    except OSError as error:
        raise BadInput(f"{file}: cannot be read: {error.strerror}") from None


def _read_env(file: Path) -> dict[str, str]:
    """Variable → value. Nothing is interpolated: no setting may resolve to another's secret.

    Raises `BadInput` with the number of a line that is no ``NAME=value``, and never with what it holds.
    """
    try:
        text = file.read_text("utf-8-sig") if file.is_file() else ""
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: not in UTF-8 (byte {error.start}): save it as UTF-8") from None
    except OSError as error:
        raise BadInput(f"{file}: cannot be read: {error.strerror}") from None
    variables: dict[str, str] = {}
    for binding in parse_stream(StringIO(text)):
        written = binding.original.string  # with the empty lines before it
        line = binding.original.line + written[: len(written) - len(written.lstrip())].count("\n")
        if binding.error:
            raise BadInput(f"{file}: line {line} is not NAME=value; is each quote closed?")
        if binding.key is None:  # a comment, or nothing
            continue
        if binding.value is None:
            raise BadInput(f"{file}: line {line}: {binding.key} has no value: write {binding.key}=…")
        if "\n" in binding.value or "\r" in binding.value:
            # A quote that is left open takes the lines that follow with it, up to the next quote.
            raise BadInput(f"{file}: line {line}: {binding.key} goes on in the next line; close its quote")
        variables[binding.key] = binding.value
    return variables


def _is_ours(variable: str, source: str) -> bool:
    """Raises `BadInput` for one that only looks like ours: who wrote it believes that it is heard."""
    if not variable.upper().startswith(_PREFIX) or variable in _OPTIONS:
        return False
    if variable != variable.upper():
        raise BadInput(f"{source}: {variable} is not read: write it in capitals, {variable.upper()}")
    return True


def _put(values: dict[str, Any], path: list[str], value: str) -> None:
    for name in path[:-1]:
        inner = values.setdefault(name, {})
        if not isinstance(inner, dict):
            return  # the wrong value in the file is reported in its own place
        values = inner
    values[path[-1]] = value


def _put_accounts(
    values: dict[str, Any], hidden: Mapping[str, Mapping[str, tuple[str, str]]], toml: str
) -> None:
    tables = values.get("accounts", {})
    if not isinstance(tables, dict):
        return  # reported in its own place
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise BadInput(f"{toml}: accounts.{name}: should be a table, [accounts.{name}]")
    values["accounts"] = {
        name: AccountTable(
            visible=tables.get(name, {}),
            hidden={field: value for field, (value, _) in said.items()},
            file=toml,
            places={field: place for field, (_, place) in said.items()},
        )
        for name in sorted({*tables, *hidden})
        for said in [hidden.get(name, {})]
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
