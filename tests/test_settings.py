"""Settings: a wrong value names itself and its place, and no secret is ever shown or resolved."""

import os
from pathlib import Path

import pytest

from outreach.model.errors import BadInput
from outreach.settings import Delivery, Settings, load_settings
from outreach.transports.account import Account
from outreach.transports.mailgun.settings import MailgunAccount
from outreach.transports.smtp.settings import SmtpAccount
from outreach.wiring.accounts import read_accounts

MAIN = '[accounts.main]\ntransport = "smtp"\nhost = "smtp.example"\nport = 465\n'
PIN = "OUTREACH_ACCOUNTS__MAIN__HOST=smtp.example\n"
CANARY = "s3cret-canary"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in os.environ:
        if variable.startswith("OUTREACH_"):
            monkeypatch.delenv(variable)


def load(folder: Path, toml: str = "", env: str = "") -> Settings:
    (folder / "outreach.toml").write_text(toml)
    (folder / ".env").write_text(env)
    return load_settings(folder / "outreach.toml", folder / ".env")


def accounts_of(folder: Path, toml: str = "", env: str = "") -> dict[str, Account]:
    return read_accounts(load(folder, toml, env).accounts)


def refusal(folder: Path, toml: str = "", env: str = "") -> str:
    """What is said of wrong settings, without the folder."""
    with pytest.raises(BadInput) as error:
        accounts_of(folder, toml, env)
    message = str(error.value)
    assert "\n" not in message
    return message.replace(f"{folder}/", "")


def test_without_any_file_everything_is_rehearsed(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "no.toml", tmp_path / "no.env")

    assert settings.delivery is Delivery.SANDBOX
    assert settings.accounts == {}
    assert settings.database_url.get_secret_value() == ""
    assert (settings.time_zone, settings.default_account) == ("Europe/Paris", "main")
    assert (settings.sandbox.smtp_port, settings.sandbox.http_port) == (0, 0)


def test_accounts_are_read_from_the_file(tmp_path: Path) -> None:
    settings = load(tmp_path, MAIN + '[accounts.provider]\ntransport = "mailgun"\ndomain = "mg.example"\n')

    accounts = read_accounts(settings.accounts)
    main, provider = accounts["main"], accounts["provider"]
    assert isinstance(main, SmtpAccount)
    assert isinstance(provider, MailgunAccount)
    assert (main.host, main.port, main.tls, main.username) == ("smtp.example", 465, "implicit", "")
    assert (provider.domain, provider.region) == ("mg.example", "eu")


def test_the_environment_wins_over_the_env_file_and_that_over_the_settings_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = 'time_zone = "Europe/Paris"\n' + MAIN
    env = "OUTREACH_TIME_ZONE=Europe/Berlin\nOUTREACH_ACCOUNTS__MAIN__PORT=587\n"
    assert load(tmp_path, toml).time_zone == "Europe/Paris"
    assert load(tmp_path, toml, env).time_zone == "Europe/Berlin"

    monkeypatch.setenv("OUTREACH_TIME_ZONE", "Europe/Rome")
    settings = load(tmp_path, toml, env)

    main = read_accounts(settings.accounts)["main"]
    assert settings.time_zone == "Europe/Rome"
    assert isinstance(main, SmtpAccount)
    assert (main.port, main.host) == (587, "smtp.example")


def test_the_env_file_does_not_leak_into_the_environment(tmp_path: Path) -> None:
    load(tmp_path, MAIN, f"OUTREACH_ACCOUNTS__MAIN__PASSWORD={CANARY}\n")

    assert CANARY not in os.environ.values()


@pytest.mark.parametrize(
    "written", ["${HOME}", "$HOME", "pre${OUTREACH_DATABASE_URL}post", "%(home)s", "`id`"]
)
def test_nothing_is_interpolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    in_file = load(tmp_path, MAIN, PIN + f"OUTREACH_ACCOUNTS__MAIN__PASSWORD='{written}'\n")
    monkeypatch.setenv("OUTREACH_ACCOUNTS__MAIN__PASSWORD", written)
    monkeypatch.setenv("OUTREACH_ACCOUNTS__MAIN__HOST", "smtp.example")
    in_environment = load(tmp_path, MAIN)

    for settings in (in_file, in_environment):
        main = read_accounts(settings.accounts)["main"]
        assert isinstance(main, SmtpAccount)
        assert main.password.get_secret_value() == written


def test_options_of_the_command_line_are_no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_AS", "ann")
    monkeypatch.setenv("OUTREACH_HOME", "/somewhere")

    assert load(tmp_path) == Settings()


def test_no_secret_is_shown(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        MAIN + '[accounts.provider]\ntransport = "mailgun"\ndomain = "mg.example"\n',
        f"OUTREACH_ACCOUNTS__MAIN__PASSWORD={CANARY}\n"
        f"OUTREACH_ACCOUNTS__PROVIDER__API_KEY={CANARY}\n"
        f"OUTREACH_DATABASE_URL=postgresql+psycopg://me:{CANARY}@db/x\n",
    )

    assert CANARY not in f"{settings!r} {settings} {settings.accounts}"
    assert settings.database_url.get_secret_value() == f"postgresql+psycopg://me:{CANARY}@db/x"


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("delivery = 'maybe'", "outreach.toml: delivery is said in .env or the environment"),
        (
            "time_zone = 'Mars/Olympus'",
            "outreach.toml: time_zone: 'Mars/Olympus' is not an IANA time zone: write it like Europe/Paris",
        ),
        (
            MAIN.replace("465", "70000"),
            "outreach.toml: accounts.main.port: input should be less than or equal to 65535",
        ),
        (MAIN.replace("465", "'many'"), "outreach.toml: accounts.main.port: input should be a valid integer"),
        (MAIN.replace("port = 465", ""), "outreach.toml: accounts.main.port: field required"),
        (
            MAIN + "tls = 'maybe'",
            "outreach.toml: accounts.main.tls: input should be 'implicit' or 'starttls'",
        ),
        (MAIN + "colour = 1", "outreach.toml: there is no setting 'accounts.main.colour'"),
        (
            "[accounts.main]\ntransport = 'pigeon'",
            "outreach.toml: accounts.main.transport: should be one of smtp",
        ),
        (
            "[accounts.main]\nhost = 'x'",
            "outreach.toml: accounts.main.transport: should be one of smtp",
        ),
        ("accounts = 3", "outreach.toml: accounts: input should be a valid dictionary"),
        ("[sandbox]\nsmtp_port = -1", "outreach.toml: sandbox.smtp_port: input should be greater than"),
        (
            "colour = 'red'",
            "outreach.toml: there is no setting 'colour'; there are accounts, audit_key, database_url, "
            "default_account, delivery, sandbox, time_zone",
        ),
        ("delivery = ", "outreach.toml: not a TOML file: "),
        (
            "default_account = 'other'\n" + MAIN,
            "outreach.toml: default_account is 'other', which is none of the accounts (main)",
        ),
        (
            'default_account = "smtp"\n[accounts.smtp]\ntransport = "smtp"\nhost = "x"\nport = 0\n',
            "outreach.toml: accounts.smtp.port: input should be greater than",
        ),
        (
            'default_account = "mailgun"\n[accounts.mailgun]\ntransport = "mailgun"\ndomain = ""\n',
            "outreach.toml: accounts.mailgun.domain: string should have at least 1 character",
        ),
    ],
)
def test_a_wrong_value_names_itself_and_its_file(tmp_path: Path, toml: str, message: str) -> None:
    assert refusal(tmp_path, toml).startswith(message)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("OUTREACH_DELIVERY=maybe", ".env (OUTREACH_DELIVERY): delivery: input should be"),
        ("OUTREACH_DELIVERY=", ".env (OUTREACH_DELIVERY): delivery: input should be"),
        (
            "OUTREACH_ACCOUNTS__MAIN__PORT=many",
            ".env (OUTREACH_ACCOUNTS__MAIN__PORT): accounts.main.port: input should be a valid integer",
        ),
        ("OUTREACH_COLOUR=red", ".env (OUTREACH_COLOUR): there is no setting 'colour'"),
        (
            "OUTREACH_ACCOUNTS__MAIN__COLOUR=red",
            ".env (OUTREACH_ACCOUNTS__MAIN__COLOUR): there is no setting 'accounts.main.colour'",
        ),
    ],
)
def test_a_wrong_value_in_the_env_file_names_its_variable(tmp_path: Path, line: str, message: str) -> None:
    assert refusal(tmp_path, MAIN, line + "\n").startswith(message)


def test_a_wrong_value_in_the_environment_names_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_DELIVERY", "maybe")

    assert refusal(tmp_path).startswith("the environment (OUTREACH_DELIVERY): delivery: input should be")


def test_a_value_in_the_place_of_a_group_is_reported_in_its_place(tmp_path: Path) -> None:
    message = refusal(tmp_path, "accounts = 3", "OUTREACH_ACCOUNTS__MAIN__PORT=587\n")

    assert message.startswith("outreach.toml: accounts: input should be a valid dictionary")


def test_a_wrong_secret_is_not_repeated(tmp_path: Path) -> None:
    message = refusal(tmp_path, MAIN + f"password = ['{CANARY}']")

    assert message == "outreach.toml: accounts.main.password: input should be a valid string"


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (
            MAIN + f"password = '{CANARY}'",
            "accounts.main.password is a secret: put OUTREACH_ACCOUNTS__MAIN__PASSWORD=… into .env",
        ),
        (f"audit_key = '{CANARY}'", "audit_key is a secret: put OUTREACH_AUDIT_KEY=… into .env"),
        (
            f"database_url = 'postgresql+psycopg://me:{CANARY}@127.0.0.1/x'",
            "database_url is a secret: put OUTREACH_DATABASE_URL=… into .env",
        ),
    ],
)
def test_no_secret_stands_in_the_visible_file(tmp_path: Path, toml: str, message: str) -> None:
    assert refusal(tmp_path, toml) == f"outreach.toml: {message}"


@pytest.mark.parametrize("key", ["a", "x" * 31])
def test_a_key_that_can_be_guessed_is_refused(tmp_path: Path, key: str) -> None:
    assert refusal(tmp_path, env=f"OUTREACH_AUDIT_KEY={key}\n") == (
        ".env (OUTREACH_AUDIT_KEY): audit_key: should have 32 characters or more, that nobody can guess"
    )


@pytest.mark.parametrize("name", ["outreach.toml", ".env"])
def test_a_file_that_is_not_utf_8_names_itself(tmp_path: Path, name: str) -> None:
    load(tmp_path, MAIN)
    (tmp_path / name).write_bytes("# clé secrète\n".encode("cp1252"))

    with pytest.raises(BadInput, match=rf"/{name}: not ") as error:
        load_settings(tmp_path / "outreach.toml", tmp_path / ".env")
    assert "secr" not in str(error.value)


def test_a_folder_in_the_place_of_the_file_names_itself(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read: Is a directory"):
        load_settings(tmp_path, tmp_path / ".env")


@pytest.mark.parametrize("written", ["OUTREACH_Delivery", "outreach_delivery"])
def test_a_look_alike_of_a_variable_is_refused(tmp_path: Path, written: str) -> None:
    message = refusal(tmp_path, env=f"{written}={CANARY}\n")

    assert message == f".env: {written} is not read: write it in capitals, OUTREACH_DELIVERY"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (f"# a\nX='{CANARY}\n", ".env: line 2 is not NAME=value; is each quote closed?"),
        (f"X='{CANARY}\nY='\n", ".env: line 1: X goes on in the next line; close its quote"),
        ("\nOUTREACH_DELIVERY\n", ".env: line 2: OUTREACH_DELIVERY has no value: write OUTREACH_DELIVERY=…"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_by_its_number(tmp_path: Path, lines: str, message: str) -> None:
    assert refusal(tmp_path, env=lines) == message


def test_a_secret_needs_its_host_beside_it(tmp_path: Path) -> None:
    message = refusal(tmp_path, MAIN, f"OUTREACH_ACCOUNTS__MAIN__PASSWORD={CANARY}\n")

    assert message == (
        ".env (OUTREACH_ACCOUNTS__MAIN__PASSWORD): say beside it for which host it is meant: "
        "OUTREACH_ACCOUNTS__MAIN__HOST=…"
    )


def test_the_visible_file_cannot_send_a_secret_elsewhere(tmp_path: Path) -> None:
    env = f"OUTREACH_ACCOUNTS__MAIN__PASSWORD={CANARY}\n" + PIN

    message = refusal(tmp_path, MAIN.replace("smtp.example", "thief.example"), env)

    assert message.startswith("outreach.toml: accounts.main.host is another than in .env")
