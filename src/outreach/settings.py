"""The settings: ``config/outreach.toml`` for what may be seen, ``.env`` and the environment for secrets.

A wrong or missing value names itself and the place it stands in. Nothing is ever interpolated.
"""

import os
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from outreach.model.civil_time import time_zone
from outreach.model.errors import BadInput

_PREFIX = "OUTREACH_"
#: Said by the same prefix, but options of the command line and not settings.
_OPTIONS = {"OUTREACH_AS", "OUTREACH_HOME"}


class Delivery(StrEnum):
    """Whether letters leave for the world."""

    #: The rehearsal: every account is played by a server on this machine.
    SANDBOX = "sandbox"
    LIVE = "live"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SmtpAccount(_Part):
    """An SMTP server that takes our mail."""

    transport: Literal["smtp"]
    host: str = Field(min_length=1)
    port: int = Field(ge=1, le=65535)
    tls: Literal["implicit", "starttls"] = "implicit"
    username: str = ""
    password: SecretStr = SecretStr("")


class MailgunAccount(_Part):
    """A Mailgun domain; ``region`` chooses the host."""

    transport: Literal["mailgun"]
    domain: str = Field(min_length=1)
    region: Literal["eu", "us"] = "eu"
    api_key: SecretStr = SecretStr("")


Account = Annotated[SmtpAccount | MailgunAccount, Field(discriminator="transport")]


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
    accounts: dict[str, Account] = Field(default_factory=dict)
    #: Carries every letter that the campaign does not route elsewhere.
    default_account: str = "main"
    sandbox: SandboxPorts = SandboxPorts()

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            time_zone(name)
        except BadInput as error:
            raise ValueError(str(error)) from None
        return name


def load_settings(toml: Path, env_file: Path) -> Settings:
    """The settings of one home: the environment over ``.env`` over ``outreach.toml``; files may be missing.

    Raises `BadInput`: one line with the value's name, its place and what to do.
    """
    values = _read_toml(toml)
    if "delivery" in values:
        raise BadInput(f"{toml}: delivery is said in .env or the environment, not in a file that is copied")
    places = {name: str(toml) for name in values}
    for variables, place in ((_read_env(env_file), str(env_file)), (os.environ, "the environment")):
        for variable, value in sorted(variables.items()):
            if variable.startswith(_PREFIX) and variable not in _OPTIONS:
                path = variable.removeprefix(_PREFIX).lower().split("__")
                _put(values, path, value or "")
                places[".".join(path)] = f"{place} ({variable})"
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


def _read_env(file: Path) -> Mapping[str, str | None]:
    # interpolate=False: a password may hold ${…}, and no setting may resolve to another's secret.
    try:
        return dotenv_values(file, interpolate=False) if file.is_file() else {}
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: not in UTF-8 (byte {error.start}): save it as UTF-8") from None
    except OSError as error:
        raise BadInput(f"{file}: cannot be read: {error.strerror}") from None


def _put(values: dict[str, Any], path: list[str], value: str) -> None:
    for name in path[:-1]:
        inner = values.setdefault(name, {})
        if not isinstance(inner, dict):
            return  # the wrong value in the file is reported in its own place
        values = inner
    values[path[-1]] = value


def _explain(error: ValidationError, places: Mapping[str, str], toml: str) -> str:
    """The first thing that is wrong, the most exact place that is known first."""
    first = error.errors(include_input=False, include_url=False)[0]
    # Behind the account's name pydantic puts the transport by which it took the account apart.
    tagged = first["loc"][:1] == ("accounts",)
    path = [str(part) for place, part in enumerate(first["loc"]) if not (tagged and place == 2)]
    name = ".".join(path)
    place = places.get(name) or places.get(path[0], toml) if path else toml
    if first["type"] == "extra_forbidden":
        known = ", ".join(sorted(Settings.model_fields))
        return f"{place}: there is no setting {name!r}" + (f"; there are {known}" if len(path) == 1 else "")
    message = first["msg"].removeprefix("Value error, ")
    return f"{place}: {name}: {message[:1].lower()}{message[1:]}"
