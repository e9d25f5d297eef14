"""The files that a new home begins with."""

from pathlib import Path

import pytest

from outreach.files.starter import checkout, copy_starter, starter
from outreach.model.errors import WrongState
from tests.builders import REPOSITORY


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small starter."""
    place = tmp_path / "starter"
    for name in ("config/outreach.toml", "contacts/un.csv", "templates/emails/appeal/fr/body.md"):
        (place / name).parent.mkdir(parents=True)
        (place / name).write_text("as it was given")
    (place / "contacts" / ".hidden").touch()
    (place / ".env.example").write_text("# secrets")
    return place


def names(folder: Path) -> set[str]:
    """The files below, as paths."""
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_in_a_checkout_they_are_where_staff_edit_them() -> None:
    assert (starter(), checkout()) == (REPOSITORY, REPOSITORY)


def test_a_home_gets_its_own_copy_and_a_place_for_secrets(tmp_path: Path, source: Path) -> None:
    copy_starter(source, tmp_path / "home")

    assert names(tmp_path / "home") == {
        ".env",
        "config/outreach.toml",
        "contacts/un.csv",
        "templates/emails/appeal/fr/body.md",
    }


def test_nobody_else_may_read_a_homes_files(tmp_path: Path, source: Path) -> None:
    copy_starter(source, tmp_path / "home")

    assert (tmp_path / "home" / ".env").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "home" / "contacts" / "un.csv").stat().st_mode & 0o777 == 0o600


def test_what_is_there_stays_as_it_is(tmp_path: Path, source: Path) -> None:
    home = tmp_path / "home"
    (home / "contacts").mkdir(parents=True)
    (home / "contacts" / "un.csv").write_text("our own")
    (home / ".env").symlink_to(tmp_path / "nowhere")

    copy_starter(source, home)

    assert (home / "contacts" / "un.csv").read_text() == "our own"
    assert (home / ".env").is_symlink()
    assert (home / "config" / "outreach.toml").read_text() == "as it was given"


def test_an_installation_without_them_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("outreach.files.starter.__file__", str(tmp_path / "a" / "b" / "c" / "starter.py"))

    with pytest.raises(WrongState, match="lacks its starter files: install outreach again"):
        starter()
