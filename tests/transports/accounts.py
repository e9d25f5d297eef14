"""One account of each provider that is registered, as its own settings show it."""

from outreach.transports.account import Account
from outreach.transports.registry import ACCOUNTS

ONE_OF_EACH: dict[str, Account] = {
    name: kind.model_validate({"transport": name, **kind.example}) for name, kind in ACCOUNTS.items()
}
