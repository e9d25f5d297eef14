"""Settings: a wrong value names itself and its place, and no secret is ever shown or resolved."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.model.errors import BadInput
from outreach.settings import Delivery, Settings
from outreach.transports.account import Account
from outreach.transports.mailgun.settings import MailgunAccount
from outreach.transports.smtp.settings import SmtpAccount
from outreach.wiring.accounts import read_accounts
from outreach.wiring.settings_files import load_settings

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
            "default_account, delivery, sandbox, test_addresses, time_zone",
        ),
        ("delivery = ", "outreach.toml, line 1: a text stands in quotes"),
        ("a = " + "[" * 20_000, "outreach.toml: brackets within brackets without end"),
        ("a = " + "9" * 5_000, "outreach.toml: a number of thousands of digits"),
        ("a." * 20_000 + "a = 1", "outreach.toml, line 1: names within names without end"),
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
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le"])
def test_a_file_that_is_not_utf_8_names_itself(tmp_path: Path, name: str, encoding: str) -> None:
    load(tmp_path, MAIN)
    (tmp_path / name).write_bytes("# clé secrète\n".encode(encoding))

    with pytest.raises(
        BadInput, match=rf"/{name}.* not UTF-8.*: in the editor choose Save as, UTF-8$"
    ) as error:
        load_settings(tmp_path / "outreach.toml", tmp_path / ".env")
    assert "secr" not in str(error.value)


@pytest.mark.parametrize("name", ["outreach.toml", ".env"])
@pytest.mark.parametrize(
    ("lay", "reason"),
    [
        (Path.mkdir, "is a folder: name a file"),
        (os.mkfifo, "is a device or a pipe: name an ordinary file"),
        (lambda file: file.symlink_to("/dev/zero"), "is a device or a pipe: name an ordinary file"),
        (lambda file: file.symlink_to("nowhere"), "cannot be read: No such file or directory"),
        (lambda file: file.symlink_to(file.name), "cannot be read: Too many levels of symbolic links"),
        (lambda file: file.write_bytes(b"#" * 200_001), "is larger than 200 kB: is it the file you mean?"),
    ],
    ids=["folder", "pipe", "device", "lost link", "circle", "huge"],
)
def test_what_stands_in_the_place_of_a_file_is_read_or_told_and_never_left_out(
    tmp_path: Path, name: str, lay: Callable[[Path], object], reason: str
) -> None:
    load(tmp_path, MAIN)
    (tmp_path / name).unlink()
    lay(tmp_path / name)

    with pytest.raises(BadInput) as refused:
        load_settings(tmp_path / "outreach.toml", tmp_path / ".env")

    assert str(refused.value) == f"{tmp_path / name} {reason}"


def test_a_byte_order_mark_is_no_part_of_a_setting(tmp_path: Path) -> None:
    load(tmp_path)
    (tmp_path / "outreach.toml").write_bytes(b"\xef\xbb\xbf" + b'time_zone = "Europe/Rome"\r\n')
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfOUTREACH_SANDBOX__SMTP_PORT=25\r\n")

    settings = load_settings(tmp_path / "outreach.toml", tmp_path / ".env")

    assert (settings.time_zone, settings.sandbox.smtp_port) == ("Europe/Rome", 25)


@pytest.mark.parametrize("written", ["OUTREACH_Delivery", "outreach_delivery"])
def test_a_look_alike_of_a_variable_is_refused(tmp_path: Path, written: str) -> None:
    message = refusal(tmp_path, env=f"{written}={CANARY}\n")

    assert message == f".env: {written} is not read: write it in capitals, OUTREACH_DELIVERY"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (f"# a\nX='{CANARY}\n", ".env: line 2 is not NAME=value; is each quote closed?"),
        (f"X='{CANARY}\nY='\n", ".env: line 1: X goes on in the next line; close its quote"),
        ("\nOUTREACH_DELIVERY\n", ".env: line 2: OUTREACH_DELIVERY has no value: write NAME=value"),
        ("s3cret-canary\n", ".env: line 1: this has no value: write NAME=value"),
        ("X=1\nX=2\n", ".env: line 2: X is said above already: keep one of the two"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_by_its_number(tmp_path: Path, lines: str, message: str) -> None:
    assert refusal(tmp_path, env=lines) == message


@pytest.mark.parametrize("name", ["OUTRAECH_DELIVERY", "OUTREACH-DELIVERY", "OUTREACHDELIVERY", "outreach.x"])
def test_a_variable_that_is_nearly_ours_is_told(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, env=f"{name}=live\n") == (
        f".env: {name!r} is not read: the name of a setting begins with OUTREACH_"
    )


def test_another_programs_variable_is_left_in_peace(tmp_path: Path) -> None:
    assert load(tmp_path, env="COMPOSE_PROJECT_NAME=x\nOUTPUT=y\nREACH_X=z\n") == Settings()


@pytest.mark.parametrize("name", ["OUTREACH_AS", "OUTREACH_HOME"])
def test_an_option_is_not_said_in_the_file(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, env=f"{name}=x\n") == (
        f".env: {name} is not read here: say it in the environment, or as an option"
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "OUTREACH_TIME_ZONE__X=1",
            ".env (OUTREACH_TIME_ZONE__X): time_zone is one value, and nothing stands below it",
        ),
        (
            "OUTREACH_ACCOUNTS__MAIN=1",
            ".env (OUTREACH_ACCOUNTS__MAIN): say of which account, and what: OUTREACH_ACCOUNTS__",
        ),
        ("OUTREACH_A__B__C=1", ".env (OUTREACH_A__B__C): there is no setting 'a'; there are accounts"),
    ],
)
def test_a_variable_below_nothing_names_itself(tmp_path: Path, line: str, message: str) -> None:
    assert refusal(tmp_path, 'time_zone = "Europe/Paris"\n' + MAIN, line + "\n").startswith(message)


def test_a_variable_that_no_terminal_shows_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_\udcff", "1")

    assert refusal(tmp_path) == ("the environment: 'OUTREACH_\\udcff' is no setting: type its name anew")


@pytest.mark.parametrize("name", ["Main", "a\\nb", "", "a__b", "é", "x" * 50])
def test_an_account_is_called_as_the_env_file_can_call_it(tmp_path: Path, name: str) -> None:
    message = refusal(tmp_path, MAIN + f'[accounts."{name}"]\ntransport = "smtp"\nhost = "x"\nport = 25\n')

    assert message.startswith("outreach.toml: no account can be called ")
    assert message.endswith(": use small letters, digits, - and _, as .env can repeat them")


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


@pytest.mark.parametrize(
    ("toml", "env"),
    [
        ('test_addresses = ["ann@us.example", "bob@us.example"]', ""),
        ("", "OUTREACH_TEST_ADDRESSES=ann@us.example, bob@us.example"),
    ],
)
def test_the_mailboxes_of_ones_own_are_read_from_the_file_or_the_environment(
    tmp_path: Path, toml: str, env: str
) -> None:
    assert load(tmp_path, toml, env).test_addresses == ("ann@us.example", "bob@us.example")
    assert load(tmp_path).test_addresses == ()


@pytest.mark.parametrize("written", ['["nobody"]', "[1]", "3", '["a@b.example,c@d.example"]'])
def test_what_is_no_list_of_mailboxes_is_refused(tmp_path: Path, written: str) -> None:
    assert refusal(tmp_path, f"test_addresses = {written}").startswith("outreach.toml: test_addresses")
