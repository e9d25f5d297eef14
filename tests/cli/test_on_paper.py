"""Letters on paper: `[paper]` of a campaign, `letters show --pdf`, `tasks print`."""

from pathlib import Path

from tests.cli.conftest import CAMPAIGN_FILE
from tests.cli.program import Program
from tests.rendering.paper.reading import words
from tests.rendering.paper.test_picture import SVG

CAMPAIGN = ("--campaign", "miftakhov-2026")


def campaign_with(home: Path, *lines: str) -> Path:
    """The starter's campaign file with these lines of [paper]."""
    text = CAMPAIGN_FILE.read_text("utf-8").replace("attach = false\n", "\n".join(lines) + "\n", 1)
    file = home / "campaign.toml"
    file.write_text(text, "utf-8")
    return file


def test_an_e_mail_encloses_its_pdf_with_the_signature_and_shows_it(ready: Program, tmp_path: Path) -> None:
    signature = ready.home / "config" / "signatures" / "chair.svg"
    signature.parent.mkdir(parents=True)
    signature.write_text(SVG)
    file = campaign_with(ready.home, "attach = true", 'signature = "config/signatures/chair.svg"')
    ready.done("campaign", "load", file, who="ann")
    ready.done("letters", "draft", *CAMPAIGN, who="ann")

    letter = ready.letters()["gov-fr-mfa"]["id"]
    ready.done("letters", "show", letter, "--pdf", tmp_path / "letter.pdf")

    assert f"AM-2026-{letter}.pdf" in ready.done("letters", "show", letter).out
    assert "Paris, le 2 juin 2026" in words((tmp_path / "letter.pdf").read_bytes())


def test_another_picture_under_the_same_name_is_another_campaign(ready: Program) -> None:
    signature = ready.home / "attachments" / "chair.svg"
    signature.parent.mkdir()
    signature.write_text(SVG)
    file = campaign_with(ready.home, "attach = true", 'signature = "attachments/chair.svg"')
    ready.done("campaign", "load", file, who="ann")

    signature.write_text(SVG.replace("black", "blue"))

    said = ready("letters", "draft", *CAMPAIGN, who="ann").complaint
    assert "has changed since campaign miftakhov-2026 was loaded" in said


def test_a_picture_that_is_not_there_or_is_none_is_told(ready: Program) -> None:
    file = campaign_with(ready.home, 'signature = "config/chair.png"')
    assert "chair.png cannot be read" in ready("campaign", "load", file, who="ann").complaint

    (ready.home / "config").mkdir(exist_ok=True)
    (ready.home / "config" / "chair.png").write_text("GIF89a")
    assert "is neither PNG nor SVG" in ready("campaign", "load", file, who="ann").complaint


def test_a_letter_without_a_pdf_says_so(drafted: Program, tmp_path: Path) -> None:
    said = drafted("letters", "show", "gov-fr-mfa", "--pdf", tmp_path / "letter.pdf").complaint

    assert "has no PDF" in said
    assert not (tmp_path / "letter.pdf").exists()


def test_where_nothing_waits_for_the_post_nothing_is_written(sent: Program, tmp_path: Path) -> None:
    assert "no letter waits for the post" in sent.done("tasks", "print", tmp_path / "post.pdf").out
    assert not (tmp_path / "post.pdf").exists()
