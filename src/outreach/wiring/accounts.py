"""Accounts → transports: the real ones in live delivery, and in a rehearsal the same names played here."""

from collections.abc import Mapping

from pydantic import SecretStr, ValidationError

from outreach.model.carrier import Transport
from outreach.model.directory import Channel
from outreach.model.errors import BadInput
from outreach.settings import AccountTable
from outreach.transports.account import Account, SandboxAddress
from outreach.transports.registry import ACCOUNTS, by_hand_transports


def read_accounts(tables: Mapping[str, AccountTable]) -> dict[str, Account]:
    """Each account as its provider understands it.

    Raises `BadInput`: one line with the value's name, its place and what to do.
    """
    return {name: _read(name, table) for name, table in tables.items()}


def live_transports(accounts: Mapping[str, Account]) -> dict[str, Transport]:
    """The accounts as they are set. Raises `BadInput` for one whose secret is missing."""
    for name, account in accounts.items():
        if secret := account.missing_secret():
            raise BadInput(f"account {name} has no {secret}: put {_variable(name, secret)}=… into .env")
    real = {name: account.live() for name, account in accounts.items()}
    return by_hand_transports(rehearsal=False) | real


def rehearsed_transports(accounts: Mapping[str, Account], sandbox: SandboxAddress) -> dict[str, Transport]:
    """The same accounts, played by that sandbox on this machine."""
    played = {name: account.rehearsed(sandbox) for name, account in accounts.items()}
    return by_hand_transports(rehearsal=True) | played


def _read(name: str, table: AccountTable) -> Account:
    if name in {channel.value for channel in Channel}:
        raise BadInput(
            f"{table.file}: no account can be called {name}: that is a channel; choose another name"
        )
    provider = table.values.get("transport")
    kind = ACCOUNTS.get(provider) if isinstance(provider, str) else None
    if kind is None:
        known = ", ".join(ACCOUNTS)
        raise BadInput(f"{table.place('transport')}: accounts.{name}.transport: should be one of {known}")
    try:
        account = kind.model_validate(table.values)
    except ValidationError as error:
        raise BadInput(_explain(error, name, table)) from None
    _require_hidden(name, table, account)
    _require_pins(name, table, account)
    return account


def _explain(error: ValidationError, name: str, table: AccountTable) -> str:
    """The first thing that is wrong, in its place."""
    first = error.errors(include_input=False, include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{table.place(field)}: there is no setting 'accounts.{name}.{field}'"
    message = first["msg"].removeprefix("Value error, ")
    return f"{table.place(field)}: accounts.{name}.{field}: {message[:1].lower()}{message[1:]}"


def _require_hidden(name: str, table: AccountTable, account: Account) -> None:
    """The visible file is copied, shown and kept in versions: no secret stands in it."""
    for field, value in account:
        if isinstance(value, SecretStr) and table.visible.get(field):
            raise BadInput(
                f"{table.file}: accounts.{name}.{field} is a secret: put {_variable(name, field)}=… into .env"
            )


def _require_pins(name: str, table: AccountTable, account: Account) -> None:
    """A secret of .env goes to the host that stands there with it, whatever the visible file says."""
    secrets = [
        field
        for field, value in account
        if isinstance(value, SecretStr) and value.get_secret_value() and field in table.hidden
    ]
    for secret in secrets:
        for pin in account.pinned:
            if pin not in table.hidden:
                raise BadInput(
                    f"{table.place(secret)}: say beside it for which {pin} it is meant: "
                    f"{_variable(name, pin)}=…"
                )
            if pin in table.visible and table.visible[pin] != table.hidden[pin]:
                raise BadInput(
                    f"{table.file}: accounts.{name}.{pin} is another than in {table.place(pin)}, "
                    f"for which its {secret} is meant: make both the same"
                )


def _variable(account: str, field: str) -> str:
    return f"OUTREACH_ACCOUNTS__{account}__{field}".upper()
