"""Where a database URL leads, in every way in which one can be made to lead elsewhere."""

import pytest
from sqlalchemy.engine import URL

from outreach.model.errors import BadInput, NotAllowed
from outreach.store.database_url import parse_database_url, require_database_here, require_safe_way

CANARY = "s3cret-canary"


def postgres(rest: str) -> URL:
    return parse_database_url(f"postgresql+psycopg://{rest}")


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////somewhere/outreach.sqlite",
        "postgresql+psycopg://me:secret@127.0.0.1:5433/outreach",
        "postgresql+psycopg://me@/outreach?host=/run/postgresql&port=5433",
        "postgresql+psycopg://db.example/outreach?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=5",
    ],
)
def test_a_usual_url_is_taken_as_it_is(url: str) -> None:
    assert parse_database_url(url).render_as_string(hide_password=False).startswith(url.partition("?")[0])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "outreach.sqlite",
        "mysql://127.0.0.1/outreach",
        "postgresql+asyncpg://127.0.0.1/outreach",
        "postgresql+nothing://127.0.0.1/outreach",
        "sqlite+aiosqlite:////x.sqlite",
        "sqlite+pysqlcipher://:s3cret-canary@//x.sqlite",
        "postgresql+psycopg://me:s3cret-canary@127.0.0.1:many/outreach",
    ],
)
def test_what_is_no_url_of_ours_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(BadInput, match=r"must begin with sqlite:/// or postgresql\+psycopg://") as told:
        parse_database_url(url)
    assert CANARY not in str(told.value)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:////x.sqlite?mode=memory"])
def test_sqlite_is_a_file(url: str) -> None:
    with pytest.raises(BadInput, match="must name a file"):
        parse_database_url(url)


@pytest.mark.parametrize(
    "option",
    [
        "conninfo",
        "hostaddr",
        "service",
        "passfile",
        "servicefile",
        "dbname",
        "user",
        "options",
        "requirepeer",
        "krbsrvname",
        "sslpassword",
        "HOST",
    ],
)
def test_what_could_lead_elsewhere_is_not_let_through(option: str) -> None:
    with pytest.raises(BadInput, match=f"has '{option}' behind the \\?") as told:
        postgres(f"127.0.0.1/outreach?{option}={CANARY}")
    assert CANARY not in str(told.value)


def test_a_password_behind_the_question_mark_would_be_shown() -> None:
    with pytest.raises(BadInput, match="has its password behind the \\?, where it would be shown") as told:
        postgres(f"me@127.0.0.1/outreach?password={CANARY}")
    assert CANARY not in str(told.value)


def test_hosts_and_ports_that_do_not_go_together_are_told() -> None:
    with pytest.raises(BadInput, match="cannot be read: number of hosts and ports don't match"):
        postgres("/outreach?host=127.0.0.1&port=5432,5433")


@pytest.mark.parametrize("name", ["", "host=192.0.2.1", "postgresql://192.0.2.1/db", "a b"])
def test_a_databases_name_is_a_name(name: str) -> None:
    with pytest.raises(BadInput, match="must end with the database's name"):
        postgres(f"127.0.0.1/{name}")


@pytest.mark.parametrize(
    "rest",
    [
        "127.0.0.1/outreach",
        "localhost:5433/outreach",
        "[::1]/outreach",
        "/outreach?host=/run/postgresql",
        "/outreach?host=/run/postgresql,127.0.0.1",
        "/outreach?host=127.0.0.1:5433&host=127.0.0.1:5434",
    ],
)
def test_a_rehearsals_database_is_on_this_machine(rest: str) -> None:
    require_database_here(postgres(rest), {})
    require_safe_way(postgres(rest), {})


@pytest.mark.parametrize(
    "rest",
    [
        "/outreach",
        "db.example/outreach",
        "192.0.2.1/outreach",
        "127.0.0.1,192.0.2.1/outreach",
        "127.0.0.1%2C192.0.2.1/outreach",
        "/outreach?host=/x,192.0.2.1",
        "/outreach?host=192.0.2.1",
        "/outreach?host=127.0.0.1:5433&host=192.0.2.1:5433",
        "127.0.0.1/outreach?host=192.0.2.1",
        "/outreach?host=127.0.0.1,",
        "/outreach?host=@abstract",
        "127.1/outreach",
        "db.example/outreach?sslmode=verify-full",
    ],
)
def test_a_rehearsals_database_is_nowhere_else(rest: str) -> None:
    with pytest.raises(NotAllowed, match="on this machine and no other"):
        require_database_here(postgres(rest), {})


@pytest.mark.parametrize("variable", ["PGHOSTADDR", "PGSERVICE"])
def test_the_environment_leads_nowhere_else_either(variable: str) -> None:
    for required in (require_database_here, require_safe_way):
        with pytest.raises(NotAllowed, match=f"{variable} in the environment leads to another database"):
            required(postgres("127.0.0.1/outreach"), {variable: "192.0.2.1"})


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?sslmode=require",
        "?sslmode=verify-ca",
        "?sslmode=prefer",
        "?sslmode=verify-full&sslmode=disable",
        "?host=/run/postgresql,db.example",
    ],
)
def test_a_database_elsewhere_wants_verified_tls(query: str) -> None:
    with pytest.raises(NotAllowed, match=r"end its URL with \?sslmode=verify-full"):
        require_safe_way(postgres(f"me:{CANARY}@db.example/outreach{query}"), {})


def test_by_verified_tls_a_database_may_be_elsewhere() -> None:
    require_safe_way(postgres("me@db.example,db2.example/outreach?sslmode=verify-full"), {})


def test_a_host_that_is_not_named_is_left_to_nobody() -> None:
    with pytest.raises(NotAllowed, match="must name its host"):
        require_safe_way(postgres("/outreach"), {})


def test_a_file_is_on_this_machine() -> None:
    url = parse_database_url("sqlite:////somewhere/outreach.sqlite")

    require_database_here(url, {"PGHOSTADDR": "192.0.2.1"})
    require_safe_way(url, {"PGHOSTADDR": "192.0.2.1"})
