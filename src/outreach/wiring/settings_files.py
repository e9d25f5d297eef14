"""The two files of a home's settings → Settings."""

from pathlib import Path

from outreach.files.read import LARGEST_TOML, is_there, read_file
from outreach.lists.env_file import read_env
from outreach.lists.toml_table import read_toml
from outreach.settings import Settings, read_settings


def load_settings(toml: Path, env_file: Path) -> Settings:
    """The settings of one home; either file may be missing, and what stands in its place may not be odd.

    Raises `BadInput`: one line with the value's name, its place and what to do.
    """
    visible = read_toml(_content(toml), str(toml)).values if is_there(toml) else {}
    env = read_env(_content(env_file), str(env_file)) if is_there(env_file) else {}
    return read_settings(visible, env, toml=str(toml), env_file=str(env_file))


def _content(file: Path) -> bytes:
    return read_file(file, limit=LARGEST_TOML)
