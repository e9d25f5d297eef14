"""A home is made once, brought up to date as often as one likes, and never made over a lost database."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from outreach.files.home import in_use
from outreach.model.errors import BadInput, WrongState
from outreach.model.status import Status
from outreach.store import tallies
from outreach.store.database import open_database
from outreach.store.migrate import require_current
from outreach.work.installation import make_home as verb
from outreach.work.installation.make_home import make_folder, make_home
from tests.builders import REPOSITORY
from tests.store.rows import a_letter


def database_of(home: Path) -> Engine:
    """Its SQLite database, not made."""
    return open_database(f"sqlite:///{home / 'outreach.sqlite'}")


def made(home: Path, *, starter: Path | None = None) -> None:
    """Make it, or try to."""
    engine = database_of(home)
    try:
        make_home(home, engine, starter=starter)
    finally:
        engine.dispose()


def test_a_new_home_has_its_own_files_and_a_database(tmp_path: Path) -> None:
    home = tmp_path / "home"

    made(home, starter=REPOSITORY)

    engine = database_of(home)
    require_current(engine)
    engine.dispose()
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "templates" / "emails" / "forms-of-address" / "fr.csv").is_file()
    assert (home / "config" / "follow-ups.toml").is_file()
    assert (home / "contacts" / "un.csv").is_file()


def test_a_home_of_the_demo_reads_the_starter_where_it_is(tmp_path: Path) -> None:
    made(tmp_path / "home")

    assert not (tmp_path / "home" / "templates").exists()


def test_what_was_taken_away_is_not_given_back(tmp_path: Path) -> None:
    made(tmp_path, starter=REPOSITORY)
    (tmp_path / "contacts" / "un.csv").unlink()

    made(tmp_path, starter=REPOSITORY)

    assert not (tmp_path / "contacts" / "un.csv").exists()


def test_killed_before_the_end_it_is_made_to_the_end_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: Engine) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(verb, "migrate", killed)
        with pytest.raises(KeyboardInterrupt):
            made(tmp_path, starter=REPOSITORY)
    half_way = in_use(tmp_path)
    (tmp_path / "contacts" / "un.csv").unlink()

    made(tmp_path, starter=REPOSITORY)

    assert (half_way, in_use(tmp_path)) == (False, True)
    assert (tmp_path / "contacts" / "un.csv").is_file()


@pytest.mark.parametrize("empty", [False, True], ids=["gone", "empty"])
def test_a_home_in_use_that_lost_its_database_is_not_made_again(tmp_path: Path, empty: bool) -> None:
    made(tmp_path)
    for file in tmp_path.glob("outreach.sqlite*"):
        file.unlink()
    if empty:
        (tmp_path / "outreach.sqlite").touch()
    before = {file: file.stat().st_size for file in tmp_path.iterdir()}

    with pytest.raises(WrongState, match=r"\(outreach.sqlite\) is gone or empty: put it back from your last"):
        made(tmp_path)

    assert {file: file.stat().st_size for file in before} == before


def test_an_empty_server_is_no_replacement_for_a_lost_database(database_url: str, tmp_path: Path) -> None:
    made(tmp_path)
    engine = open_database(database_url.replace("outreach.sqlite", "another.sqlite"))

    with pytest.raises(WrongState, match="is gone or empty"):
        make_home(tmp_path, engine, starter=None)
    engine.dispose()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BadInput, match="cannot be made: Not a directory"):
        make_folder(tmp_path / "file" / "home")


def test_made_again_it_counts_the_letters_that_other_hands_have_moved(tmp_path: Path) -> None:
    made(tmp_path)
    engine = database_of(tmp_path)
    a_letter(engine, Status.ACCEPTED)

    make_home(tmp_path, engine, starter=None)

    with engine.begin() as connection:
        assert tallies.of(connection) == {"appeal": {Status.ACCEPTED: 1}}
    engine.dispose()
