"""A home knows its name, and whether it has been in use."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.files.home import home_name, in_use, mark
from outreach.model.errors import BadInput


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
