import os
from pathlib import Path

import pytest

from outreach.files.permissions import open_to_others, require_private
from outreach.model.errors import NotAllowed


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


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o710, 0o701])
def test_a_home_that_is_open_to_others_is_not_private(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)

    with pytest.raises(NotAllowed) as refused:
        require_private([tmp_path, tmp_path / "nowhere"])
    assert str(refused.value) == (
        f"others on this machine may open what is yours alone: `chmod go= {tmp_path}`"
    )


def test_a_home_for_its_owner_alone_is_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    require_private([tmp_path])


def test_somebody_elses_home_is_not_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)

    with pytest.raises(NotAllowed, match="belongs to another user of this machine: make a home of your own"):
        require_private([tmp_path])
