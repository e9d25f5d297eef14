"""The files in a home's `attachments/`, from their folder to what a letter is made from."""

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import typst

from outreach.model.campaign import Campaign
from outreach.model.enclosure import Enclosure
from outreach.model.errors import BadInput, WrongState
from outreach.model.ids import CampaignId
from outreach.store import campaigns
from outreach.wiring.house import House
from tests.builders import ANN, MORNING, a_home, campaign, furnish, office

APPEAL = campaign(enclosures=(Enclosure(name="appeal", title={"default": "The appeal"}),))


@cache
def pdf(text: str = "An appeal") -> bytes:
    made = typst.compile(text.encode())
    assert isinstance(made, bytes)
    return made


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = a_home(tmp_path)
    (house.home / "attachments").mkdir()
    return house


def put(house: House, name: str, content: bytes = b"") -> Path:
    file = house.home / "attachments" / name
    file.write_bytes(content or pdf(name))
    return file


def test_the_files_of_an_enclosure_are_found_in_every_language_and_no_others(house: House) -> None:
    for name in ("appeal.pdf", "appeal.fr-CA.pdf", "appeal.fr.pdf", "appeals.pdf", "appeal.docx", "x.pdf"):
        put(house, name)

    found = house.files.attachments(APPEAL)

    assert set(found) == {f"attachments/appeal{tag}.pdf" for tag in ("", ".fr", ".fr-CA")}


def test_a_campaign_that_encloses_nothing_reads_none(house: House) -> None:
    put(house, "appeal.pdf", b"not even a PDF")

    assert house.files.attachments(replace(APPEAL, enclosures=())) == {}


def test_a_file_for_what_is_no_language_is_refused(house: House) -> None:
    put(house, "appeal.final-version-2.pdf")

    with pytest.raises(
        BadInput, match=r"attachments/appeal\.final-version-2\.pdf: 'final-version-2' is not the tag"
    ):
        house.files.attachments(APPEAL)


def test_a_link_that_leads_out_of_the_folder_is_refused(house: House, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(pdf("a secret"))
    (house.home / "attachments" / "appeal.pdf").symlink_to(tmp_path / "secret.pdf")

    with pytest.raises(BadInput, match="leads out of attachments/"):
        house.files.attachments(APPEAL)


def test_a_pipe_is_refused(house: House) -> None:
    os.mkfifo(house.home / "attachments" / "appeal.fr.pdf")

    with pytest.raises(BadInput, match="is a device or a pipe"):
        house.files.attachments(APPEAL)


def test_what_is_larger_than_any_account_takes_is_not_even_read(house: House) -> None:
    with (house.home / "attachments" / "appeal.pdf").open("wb") as file:
        file.truncate(20_000_001)

    with pytest.raises(BadInput, match=r"appeal\.pdf is larger than 20 MB"):
        house.files.attachments(APPEAL)


def test_what_is_no_pdf_is_refused_when_the_campaign_is_loaded(house: House) -> None:
    put(house, "appeal.pdf", b"MZ\x90\x00 a program")

    with pytest.raises(BadInput, match=r"^attachments/appeal\.pdf is no PDF"):
        house.texts(APPEAL)


def loaded(house: House, appeal: Campaign) -> None:
    furnish(house.engine, office())
    with house.engine.begin() as connection:
        campaigns.put(connection, appeal, house.texts(appeal).digests, by=ANN.handle, now=MORNING)


def test_a_file_that_has_changed_since_the_campaign_was_loaded_makes_no_letter(house: House) -> None:
    put(house, "appeal.fr.pdf")
    loaded(house, APPEAL)
    with house.draft_context(CampaignId("appeal")) as context:
        assert context.attachments == {"attachments/appeal.fr.pdf": pdf("appeal.fr.pdf")}
        assert context.largest == {"main": 5, "provider": 5}

    put(house, "appeal.fr.pdf", pdf("another one"))

    with (
        pytest.raises(WrongState, match=r"attachments/appeal\.fr\.pdf has changed since campaign appeal was"),
        house.draft_context(CampaignId("appeal")),
    ):
        pass
