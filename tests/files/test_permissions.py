from pathlib import Path

import pytest

from outreach.files.permissions import open_to_others


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o602, 0o620, 0o644, 0o601])
def test_what_others_may_read_or_write_is_open_to_them(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "audit.key"
    file.touch()
    file.chmod(mode)

    assert open_to_others([file]) == [file]


def test_what_its_owner_alone_may_read_is_not_nor_is_what_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "audit.key"
    file.touch()
    file.chmod(0o600)

    assert open_to_others([file, tmp_path / "nowhere"]) == []
