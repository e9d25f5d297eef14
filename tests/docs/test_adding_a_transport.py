"""`docs/adding-a-transport.md`, followed to the letter: its provider passes what every transport promises."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import REPOSITORY
from tests.docs.pages import DOCS

PAGE = (DOCS / "adding-a-transport.md").read_text("utf-8")
#: A file's path in a paragraph, and the block that follows it.
FILES = re.compile(
    r"`(src/[\w/.]+)`(?:(?!```|`src/).)*?```(python|diff)\n(.*?)^```", re.DOTALL | re.MULTILINE
)


def changed(source: str, diff: str) -> str:
    """The source with each piece of the diff found in it, once, and put in place."""
    for piece in diff.split("@@\n"):
        lines = piece.splitlines(keepends=True)
        before, after = ("".join(x[1:] for x in lines if x[0] in signs) for signs in (" -", " +"))
        assert source.count(before) == 1, f"the page changes lines that are not there:\n{before}"
        source = source.replace(before, after)
    return source


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program to which the page's files are added."""
    folder = tmp_path_factory.mktemp("stranger") / "src"
    shutil.copytree(REPOSITORY / "src", folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path, kind, text in FILES.findall(PAGE):
        file = folder.parent / path
        if kind == "diff":
            file.write_text(changed(file.read_text("utf-8"), text), "utf-8")
        else:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, "utf-8")
    return folder


def test_four_files_are_needed_beside_the_folders_own_line() -> None:
    files = [Path(path) for path, _, _ in FILES.findall(PAGE)]

    assert [file.name for file in files] == [
        *("__init__.py", "transport.py", "settings.py", "imitation.py", "registry.py")
    ]


def test_the_pages_provider_passes_the_tests_that_the_page_tells_to_run(source: Path) -> None:
    [told] = re.findall(r"^\.venv/bin/pytest (.*)$", PAGE, re.MULTILINE)

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *shlex.split(told)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    for test in (
        *("test_transport.py::test_the_letter_arrives_byte_for_byte[postbird]",),
        *("test_handshake.py::test_a_local_relay_hears_of_no_letter[postbird]",),
    ):
        assert f"tests/transports/{test} PASSED" in run.stdout


@pytest.mark.parametrize(
    "check", [("check", "--no-cache"), ("format", "--check", "--no-cache")], ids=" ".join
)
def test_the_pages_files_are_as_the_house_writes_them(source: Path, check: tuple[str, ...]) -> None:
    ruff = str(Path(sys.executable).with_name("ruff"))
    rules = ("--config", str(REPOSITORY / "pyproject.toml"), "--config", f"src = ['{source}']")
    transports = source / "outreach" / "transports"

    run = subprocess.run(
        [ruff, *check, *rules, transports / "postbird", transports / "registry.py"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr


def test_an_account_of_the_pages_provider_is_read_from_the_settings(source: Path) -> None:
    script = (
        "from outreach.settings import AccountTable\n"
        "from outreach.wiring.accounts import read_accounts\n"
        "visible = {'transport': 'postbird', 'domain': 'mail.association.example'}\n"
        "print(read_accounts({'main': AccountTable(visible=visible)})['main'].describe())\n"
    )

    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.stdout.strip() == "Description(kind='postbird', host='api.postbird.example')", run.stderr
