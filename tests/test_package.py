"""The wheel, alone: it carries what a new home needs, and reads nothing where somebody happens to work."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach import __version__
from tests.builders import REPOSITORY

CAMPAIGN = ("config", "campaigns", "miftakhov-2026.toml")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from this checkout, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    made = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return folder / made.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the module path that holds the wheel's files, unpacked as pip does."""
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(folder)
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder to work in, whose files are a trap for whoever reads them."""
    folder = tmp_path / "elsewhere"
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "outreach.toml").write_text("this is a trap")
    (folder / "config" / "follow-ups.toml").write_text("this is a trap")
    (folder / ".env").write_text("OUTREACH_DELIVERY=live\n")
    emails = folder / "templates" / "emails"
    (emails / "azat-miftakhov").mkdir(parents=True)
    (emails / "azat-miftakhov" / "layout.mjml").write_text("this is a trap")
    (emails / "forms-of-address").mkdir()
    (emails / "forms-of-address" / "fr.csv").write_text("this is a trap")
    return folder


class Installed:
    """The program of the wheel, run in that other folder."""

    def __init__(self, package: Path, cwd: Path) -> None:
        self.package, self.cwd = package, cwd

    def __call__(self, *words: object) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        # -P: python -c would read modules from the working folder first, which the program's script does not.
        start = "from outreach.__main__ import main; main()"
        ours = {name: value for name, value in os.environ.items() if not name.startswith("OUTREACH_")}
        return subprocess.run(
            [sys.executable, "-P", "-c", start, *map(str, words)],
            cwd=self.cwd,
            env=ours | {"PYTHONPATH": str(self.package)},
            capture_output=True,
            text=True,
            check=False,
        )

    def done(self, *words: object) -> str:
        """Run one command that must succeed."""
        run = self(*words)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout


@pytest.fixture
def outreach(installed: Path, elsewhere: Path) -> Iterator[Installed]:
    """The program, and the proof that it left the folder as it was."""
    before = sorted(elsewhere.rglob("*"))
    yield Installed(installed, elsewhere)
    assert sorted(elsewhere.rglob("*")) == before


def test_it_says_its_version(outreach: Installed) -> None:
    assert outreach.done("--version") == f"outreach {__version__}\n"


def test_its_program_comes_from_the_wheel(installed: Path) -> None:
    assert (installed / "outreach" / "starter" / "templates" / "emails" / "azat-miftakhov").is_dir()
    (facts,) = installed.glob("outreach-*.dist-info")
    assert "outreach = outreach.__main__:main" in (facts / "entry_points.txt").read_text()
    assert f"Version: {__version__}" in (facts / "METADATA").read_text()


def test_without_a_checkout_a_home_must_be_named(outreach: Installed) -> None:
    for words in (["init"], ["demo"], ["letters", "list"]):
        refused = outreach(*words)

        assert refused.returncode == 2
        assert (
            refused.stderr == "say which home is meant: --home FOLDER, or OUTREACH_HOME in the environment\n"
        )


def test_a_home_can_be_named_before_and_after_init(outreach: Installed, tmp_path: Path) -> None:
    outreach.done("init", "--home", tmp_path / "one")
    outreach.done("--home", tmp_path / "two", "init")

    for home in (tmp_path / "one", tmp_path / "two"):
        assert {entry.name for entry in home.iterdir()} >= {".env", "config", "contacts", "templates"}
        assert home.stat().st_mode & 0o777 == 0o700
        for name in (".env", "outreach.sqlite"):
            assert (home / name).stat().st_mode & 0o777 == 0o600, name


def test_a_campaign_is_drafted_from_the_homes_own_files_alone(outreach: Installed, tmp_path: Path) -> None:
    home = tmp_path / "home"
    outreach.done("init", "--home", home)
    at = ("--home", home)
    outreach.done(*at, "people", "add", "ann", "--name", "Ann Author")
    outreach.done(*at, "--as", "ann", "contacts", "load", home / "contacts", "--apply")
    outreach.done(*at, "--as", "ann", "campaign", "load", home.joinpath(*CAMPAIGN))

    drafted = outreach.done(*at, "--as", "ann", "letters", "draft", "--campaign", "miftakhov-2026")

    assert "drafted" in drafted
    assert "rehearsed in the sandbox" in outreach.done(*at, "init")
    assert outreach.done(*at, "letters", "list").count("draft") > 20


def test_the_demo_runs_in_a_home_of_its_own(outreach: Installed, tmp_path: Path) -> None:
    outreach.done("--home", tmp_path / "demo", "demo")

    assert (tmp_path / "demo" / "report.html").stat().st_mode & 0o777 == 0o600


def test_a_campaign_of_ones_own_is_made_from_the_wheel(outreach: Installed, tmp_path: Path) -> None:
    home = tmp_path / "home"
    outreach.done("init", "--home", home)
    told = ("--case", "X Y", "--sender", "Us", "--description", "We", "--email", "us@us.example")
    more = (
        "--place",
        "Lyon",
        "--country",
        "FR",
        "--state",
        "",
        "--first-on",
        f"{datetime.now(UTC):%Y-%m-%d}",
    )

    said = outreach.done("--home", home, "campaign", "new", "mine", *told, *more)

    assert "campaign mine is made in" in said
    assert (home / "templates" / "emails" / "mine" / "fr" / "first" / "body.md").is_file()
