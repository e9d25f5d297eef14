"""A home knows its name, and whether it has been in use."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.files.home import home_name, in_use, mark, require_private
from outreach.model.errors import BadInput, NotAllowed


def test_a_home_keeps_its_name(tmp_path: Path) -> None:
    first = home_name(tmp_path)

    assert len(first) == 12
    assert home_name(tmp_path) == first


def test_two_homes_have_two_names(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    assert home_name(tmp_path / "a") != home_name(tmp_path / "b")


def test_a_full_disk_leaves_no_empty_name_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(BadInput, match="No space left"):
            home_name(tmp_path)

    assert list(tmp_path.iterdir()) == []
    assert home_name(tmp_path)


def test_a_name_that_was_left_empty_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "id").touch()

    assert home_name(tmp_path) == (tmp_path / "id").read_text() != ""


@pytest.mark.parametrize("spoil", [Path.mkdir, lambda file: file.write_bytes(b"\xff")])
def test_a_name_that_cannot_be_read_is_told(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    spoil(tmp_path / "id")

    with pytest.raises(BadInput, match="id cannot be read: put it back from your last copy"):
        home_name(tmp_path)


def test_a_home_is_in_use_once_it_is_complete(tmp_path: Path) -> None:
    before = in_use(tmp_path)
    mark(tmp_path)

    assert (before, in_use(tmp_path)) == (False, True)


def test_a_home_that_has_sent_before_there_was_a_mark_is_in_use(tmp_path: Path) -> None:
    home_name(tmp_path)

    assert in_use(tmp_path)


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o710, 0o701])
def test_a_home_that_is_open_to_others_is_not_private(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)

    with pytest.raises(
        NotAllowed, match=r"others on this machine may look into .+: close it to them, chmod 700"
    ):
        require_private(tmp_path)


def test_a_home_for_its_owner_alone_is_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    require_private(tmp_path)


def test_somebody_elses_home_is_not_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)

    with pytest.raises(NotAllowed, match="belongs to another user of this machine"):
        require_private(tmp_path)
