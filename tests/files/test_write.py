"""A file that we write: whole or not at all, never through a link, ours alone."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from outreach.files.write import write_file, write_new_files
from outreach.model.errors import BadInput


def test_a_file_is_written_and_written_again(tmp_path: Path) -> None:
    file = tmp_path / "report.html"

    write_file(file, b"one")
    write_file(file, b"two")

    assert file.read_bytes() == b"two"
    assert [left.name for left in tmp_path.iterdir()] == ["report.html"]


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    write_file(tmp_path / "report.html", b"names")

    assert (tmp_path / "report.html").stat().st_mode & 0o777 == 0o600


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    victim, link = tmp_path / "victim", tmp_path / "report.html"
    victim.write_bytes(b"precious")
    link.symlink_to(victim)

    with pytest.raises(BadInput, match="is no ordinary file: name another"):
        write_file(link, b"x")

    assert (victim.read_bytes(), link.is_symlink()) == (b"precious", True)


def test_a_device_or_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(BadInput, match="is no ordinary file: name another"):
        write_file(tmp_path / "pipe", b"x")

    assert (tmp_path / "pipe").is_fifo()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is a folder: name a file"):
        write_file(tmp_path, b"x")


def test_where_nothing_can_be_written_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.html"
    write_file(file, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadInput, match="cannot be written: No space left on device"):
        write_file(file, b"new")

    assert file.read_bytes() == b"old"
    assert [left.name for left in tmp_path.iterdir()] == ["report.html"]


def test_new_files_are_all_there_in_folders_for_their_owner_alone(tmp_path: Path) -> None:
    files = {tmp_path / "a" / "b" / "one": b"1", tmp_path / "two": b"2"}

    write_new_files(files)

    assert {file: file.read_bytes() for file in files} == files
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "two").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("in_the_way", ["file", "link", "folder"])
def test_where_one_new_file_has_no_place_none_is_there_and_nothing_is_touched(
    tmp_path: Path, in_the_way: str
) -> None:
    last = tmp_path / "last"
    if in_the_way == "file":
        last.write_bytes(b"mine")
    elif in_the_way == "link":
        last.symlink_to(tmp_path / "nowhere")
    else:
        last.mkdir()
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(BadInput, match="last is there already: move it away, or take another name"):
        write_new_files({tmp_path / "a" / "one": b"1", last: b"2", tmp_path / "b" / "three": b"3"})

    assert sorted(tmp_path.rglob("*")) == before


def test_new_files_below_a_file_are_refused_and_taken_back(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")

    with pytest.raises(BadInput, match="file cannot be made: File exists"):
        write_new_files({tmp_path / "one": b"1", tmp_path / "file" / "two": b"2"})

    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_of_two_who_make_the_same_files_at_once_one_makes_all_and_the_other_touches_none(
    tmp_path: Path,
) -> None:
    together = Barrier(2)

    def make(who: bytes, folder: Path) -> bytes | None:
        together.wait()
        try:
            write_new_files({folder / part / "file": who for part in "abc"})
        except BadInput:
            return None
        return who

    with ThreadPoolExecutor(2) as pool:
        for number in range(100):
            folder = tmp_path / str(number)
            made = {*pool.map(make, (b"ann", b"bob"), (folder, folder))}

            assert {file.read_bytes() for file in folder.rglob("file")} == made - {None}
            assert len(made - {None}) <= 1
            assert len([*folder.rglob("*")]) in (0, 6)


def test_what_another_puts_into_a_new_folder_meanwhile_stays_there(tmp_path: Path) -> None:
    class Meanwhile(dict[Path, bytes]):
        def items(self) -> Any:
            yield tmp_path / "new" / "ours", b"1"
            (tmp_path / "new" / "theirs").write_bytes(b"2")
            yield tmp_path / "new" / "theirs", b"3"

    with pytest.raises(BadInput, match="theirs is there already"):
        write_new_files(Meanwhile())

    assert [file.read_bytes() for file in (tmp_path / "new").iterdir()] == [b"2"]
