"""A file that a person named: read whole, or refused with one line, at once."""

import os
from pathlib import Path

import pytest

from outreach.files.read import read_file, require_below
from outreach.model.errors import BadInput


def refusal(file: Path, limit: int = 100) -> str:
    with pytest.raises(BadInput) as refused:
        read_file(file, limit=limit)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_an_ordinary_file_is_read_whole_also_through_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "a.csv", tmp_path / "b.csv"
    file.write_bytes(b"x" * 100)
    link.symlink_to(file)

    assert read_file(file, limit=100) == read_file(link, limit=100) == b"x" * 100


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    with file.open("wb") as opened:
        opened.truncate(10**12)  # a hole: whoever read it would run out of memory

    assert refusal(file, 64_000_000) == f"{file} is larger than 64 MB: is it the file you mean?"


def test_a_file_that_has_no_size_is_read_no_further_than_the_limit() -> None:
    assert "is larger than" in refusal(Path("/proc/self/status"), limit=10)


def test_a_pipe_into_which_nobody_writes_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")

    assert refusal(tmp_path / "a.csv").endswith("is a device or a pipe: name an ordinary file")


def test_a_device_without_an_end_is_refused() -> None:
    assert refusal(Path("/dev/zero")) == "/dev/zero is a device or a pipe: name an ordinary file"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).endswith("is a folder: name a file")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.csv", "cannot be read: No such file or directory"),
        ("x" * 5_000, "… cannot be read: File name too long"),
        ("a\nb", "cannot be read: No such file or directory"),
        ("a\0b", "is no file's name: type it anew"),
    ],
    ids=["missing", "beyond all measure", "a line break", "a NUL"],
)
def test_a_name_that_leads_nowhere_is_told_on_one_line(tmp_path: Path, name: str, reason: str) -> None:
    assert refusal(tmp_path / name).endswith(reason)


def test_a_link_that_leads_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "contacts"
    folder.mkdir()
    (tmp_path / ".env").write_text("PASSWORD=x")
    (folder / "signatories.csv").symlink_to(tmp_path / ".env")
    (folder / "here.csv").touch()

    require_below(folder / "here.csv", folder)
    with pytest.raises(
        BadInput, match=r"signatories\.csv leads out of contacts/: put the file itself there$"
    ):
        require_below(folder / "signatories.csv", folder)
