"""Where a database URL leads, read before anything is opened.

What stands behind the ``?`` goes on to PostgreSQL's client, which takes other hosts, files and whole
connection strings from there. So only what is known is let through, and the hosts are read as SQLAlchemy
hands them on, not as they are written.
"""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from outreach.model.errors import BadInput, NotAllowed
from outreach.model.loopback import loopback_address

#: https://www.postgresql.org/docs/current/libpq-connect.html, as far as it leads nowhere and shows nothing.
_OPTIONS = {
    "application_name",
    "channel_binding",
    "connect_timeout",
    "host",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "port",
    "sslcert",
    "sslcrl",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
}
#: A name that is read as a connection string would lead elsewhere.
_DATABASE = re.compile(r"[\w$.-]+")
#: Environment variables by which PostgreSQL's client goes elsewhere than the URL says.
_DIVERSIONS = ("PGHOSTADDR", "PGSERVICE")


def parse_database_url(text: str | URL) -> URL:
    """The URL of an SQLite file or of a PostgreSQL database. Raises `BadInput`, without what stands in it."""
    try:
        url = make_url(text)
        backend, driver = url.get_backend_name(), url.get_driver_name()
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError):
        backend = driver = ""
    if (backend, driver) == ("sqlite", "pysqlite"):
        if url.query or url.database in (None, "", ":memory:"):
            raise BadInput("the database URL must name a file: sqlite:////folder/outreach.sqlite")
        return url
    if (backend, driver) != ("postgresql", "psycopg"):
        raise BadInput("the database URL must begin with sqlite:/// or postgresql+psycopg://")
    if "password" in url.query:
        raise BadInput(
            "the database URL has its password behind the ?, where it would be shown: "
            "put it before the host, postgresql+psycopg://USER:PASSWORD@HOST/NAME"
        )
    for option in sorted(set(url.query) - _OPTIONS):
        raise BadInput(f"the database URL has {option!r} behind the ?, which is not allowed there: remove it")
    if not _DATABASE.fullmatch(url.database or ""):
        raise BadInput("the database URL must end with the database's name: …@HOST/NAME")
    try:
        _hosts(url)
    except ArgumentError as error:
        raise BadInput(f"the database URL cannot be read: {error}") from None
    return url


def require_database_here(url: URL, environment: Mapping[str, str]) -> None:
    """Raise `NotAllowed` unless that database is on this machine, whatever the environment says."""
    if url.get_backend_name() == "sqlite":
        return
    if not _hosts(url) or not all(_is_here(host) for host in _hosts(url)):
        raise NotAllowed(
            "in a rehearsal the database URL must name its host, on this machine and no other: 127.0.0.1"
        )
    _require_no_diversion(environment)


def require_safe_way(url: URL, environment: Mapping[str, str]) -> None:
    """Raise `NotAllowed` unless that database is on this machine, or reached by TLS that proves its name."""
    if url.get_backend_name() == "sqlite":
        return
    if not _hosts(url):
        raise NotAllowed("the database URL must name its host: postgresql+psycopg://USER:PASSWORD@HOST/NAME")
    _require_no_diversion(environment)
    if not all(_is_here(host) for host in _hosts(url)) and url.query.get("sslmode") != "verify-full":
        raise NotAllowed(
            "a database on another machine is reached by verified TLS only: end its URL with "
            "?sslmode=verify-full, and name its authority by &sslrootcert=FILE"
        )


def _hosts(url: URL) -> list[str]:
    """Every host that may be connected to; a folder is that of a socket of this machine."""
    _, arguments = url.get_dialect()().create_connect_args(url)
    named: Any = arguments.get("host", "")
    values = [named] if isinstance(named, str) else named
    return [host for value in values for host in value.split(",")] if named else []


def _is_here(host: str) -> bool:
    return host.startswith("/") or loopback_address(host) is not None


def _require_no_diversion(environment: Mapping[str, str]) -> None:
    for variable in _DIVERSIONS:
        if environment.get(variable):
            raise NotAllowed(f"{variable} in the environment leads to another database: unset it")
