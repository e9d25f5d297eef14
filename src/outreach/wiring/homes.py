"""Which home is meant, and the house in it."""

from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from outreach.files.read import is_there
from outreach.files.starter import checkout
from outreach.files.starter import starter as starter_files
from outreach.model.errors import BadInput
from outreach.settings import SandboxPorts
from outreach.wiring.house import House
from outreach.wiring.settings_files import load_settings


def open_demo(home: Path | None) -> House:
    """The house of the demo, in ``var/demo`` if no other is named: its own database and servers only."""
    house = open_house(home or _in_the_checkout("demo"))
    own = {"database_url": SecretStr(""), "sandbox": SandboxPorts()}
    return replace(house, settings=house.settings.model_copy(update=own))


def open_house(home: Path | None, starter: Path | None = None) -> House:
    """The house in that home (default: ``var/home`` of the checkout). Opens nothing but the settings.

    Its secrets are its own, and nothing is read from the folder in which somebody happens to work.
    """
    home = home or _in_the_checkout("home")
    if is_there(home) and not home.is_dir():
        raise BadInput(f"{home} is no folder, so no home can be made there: name another")
    starter = starter or starter_files()
    visible = [folder / "config" / "outreach.toml" for folder in (home, starter)]
    settings = load_settings(next(filter(is_there, visible), visible[0]), home / ".env")
    house = House(home, starter, settings)
    _ = house.accounts  # what is wrong is told at once, whatever is to be done
    return house


def _in_the_checkout(name: str) -> Path:
    above = checkout()
    if above is None:
        raise BadInput("say which home is meant: --home FOLDER, or OUTREACH_HOME in the environment")
    return above / "var" / name
