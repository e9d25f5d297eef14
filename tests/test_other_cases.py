"""What is left over from another campaign, as the wiring looks for it in the files of a home."""

from pathlib import Path

import pytest

from outreach.wiring.other_cases import left_over
from tests.builders import EMAILS, REPOSITORY

STEPS = ["first", "reminder"]
STARTERS = EMAILS / "azat-miftakhov"


def told_in(found: list[str], file: str) -> set[str]:
    """The languages in whose file of that name something was found."""
    return {line.split("/")[1] for line in found if line.partition(":")[0].endswith(f"/{file}")}


@pytest.mark.parametrize("file", ["case.toml", "first/subject.txt", "reminder/body.md"])
def test_the_starters_case_is_known_by_its_names_in_every_language(tmp_path: Path, file: str) -> None:
    found = left_over([REPOSITORY, tmp_path], STARTERS, STEPS, own="Somebody else")

    assert told_in(found, file) >= {"de", "en", "es", "fr", "it", "pt", "ru"}


def test_in_its_own_texts_nothing_is_left_over_with_or_without_its_campaign(tmp_path: Path) -> None:
    assert left_over([REPOSITORY, tmp_path], STARTERS, STEPS) == []
    assert left_over([REPOSITORY, tmp_path], STARTERS, STEPS, own="Azat Miftakhov") == []


def test_files_that_cannot_be_read_are_told_elsewhere(tmp_path: Path) -> None:
    for folder in ("cases", "campaigns"):
        file = tmp_path / "config" / folder / "broken.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\xff = [")

    assert left_over([REPOSITORY, tmp_path], STARTERS, STEPS) == []
