"""Only a template's own files are read, and only if they are texts."""

from pathlib import Path

import pytest

from outreach.model.errors import BadInput
from outreach.rendering.templates.template_files import TemplateFiles


@pytest.fixture
def files(tmp_path: Path) -> TemplateFiles:
    (tmp_path / "demo" / "en").mkdir(parents=True)
    return TemplateFiles(folder=tmp_path / "demo")


def complaint(files: TemplateFiles, path: str) -> str:
    with pytest.raises(BadInput) as caught:
        files.read(path)
    return str(caught.value)


def test_windows_line_ends_and_byte_order_marks_are_forgiven(files: TemplateFiles) -> None:
    (files.folder / "en" / "a.md").write_bytes("\ufeffune\r\ndeux\r".encode())

    assert files.read("en/a.md") == "une\ndeux\n"


def test_a_missing_file_is_named(files: TemplateFiles) -> None:
    assert complaint(files, "en/a.md") == "demo/en/a.md: this file is missing: write it"


def test_another_encoding_is_named_with_its_line(files: TemplateFiles) -> None:
    (files.folder / "en" / "a.md").write_bytes(b"one\ntwo\nd\xe9j\xe0")

    assert complaint(files, "en/a.md") == "demo/en/a.md:3: is not UTF-8: save the file as UTF-8"


def test_a_control_character_is_named_with_its_line(files: TemplateFiles) -> None:
    (files.folder / "en" / "a.md").write_bytes(b"one\ntw\x00o")

    assert complaint(files, "en/a.md").startswith("demo/en/a.md:2: has a hidden character")


def test_a_file_that_is_no_letter_is_refused_by_its_size(files: TemplateFiles) -> None:
    (files.folder / "en" / "a.md").write_bytes(b"x" * (256 * 1024 + 1))

    assert complaint(files, "en/a.md") == "demo/en/a.md: is larger than 256 kB: a letter is not"


def test_a_link_out_of_the_folder_is_not_followed(files: TemplateFiles, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (files.folder / "en" / "a.md").symlink_to(tmp_path / "secret.md")

    assert complaint(files, "en/a.md").startswith("demo/en/a.md: leads out of the template's folder")
    assert complaint(files, "../secret.md").startswith("demo/../secret.md: leads out")
