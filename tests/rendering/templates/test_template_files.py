"""Only a template's own files are read, and only if they are texts."""

from pathlib import Path

import pytest

from outreach.model.errors import TemplateFault
from outreach.rendering.templates.template_files import TemplateFiles, read_template_files

SUBJECT = "en/first/subject.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "demo" / "en" / "first").mkdir(parents=True)
    return tmp_path / "demo"


def read(folder: Path, *steps: str) -> TemplateFiles:
    return read_template_files(folder, steps or ["first"])


def complaint(folder: Path, path: str = SUBJECT, *steps: str) -> str:
    files = read(folder, *steps)
    with pytest.raises(TemplateFault) as caught:
        files.read(path)
    return str(caught.value)


def test_what_letters_of_these_steps_are_made_from_is_read_and_nothing_else(folder: Path) -> None:
    for path in (
        "layout.txt",
        "fr/words.toml",
        "en/third/subject.txt",
        "en/requests.toml",
        "en/requests/a.md",
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)

    files = read(folder)

    assert files.name == "demo"
    assert files.languages == ("en", "fr")
    assert sorted(files.texts) == ["en/requests.toml", "fr/words.toml", "layout.txt"]
    assert files.has("layout.txt")
    assert not files.has("layout.mjml")


def test_windows_line_ends_and_byte_order_marks_are_forgiven(folder: Path) -> None:
    (folder / SUBJECT).write_bytes("\ufeffune\r\ndeux\r".encode())

    assert read(folder).read(SUBJECT) == "une\ndeux\n"


def test_a_missing_file_is_named(folder: Path) -> None:
    assert complaint(folder) == "demo/en/first/subject.txt: this file is missing: write it"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateFault, match=r"^nowhere: there is no such template$"):
        read(tmp_path / "nowhere")


def test_another_encoding_is_named_with_its_line(folder: Path) -> None:
    (folder / SUBJECT).write_bytes(b"one\ntwo\nd\xe9j\xe0")

    assert complaint(folder) == "demo/en/first/subject.txt:3: is not UTF-8: save the file as UTF-8"


def test_a_control_character_is_named_with_its_line(folder: Path) -> None:
    (folder / SUBJECT).write_bytes(b"one\ntw\x00o")

    assert complaint(folder).startswith("demo/en/first/subject.txt:2: has a hidden character")


def test_a_file_that_is_no_letter_is_refused_by_its_size(folder: Path) -> None:
    (folder / SUBJECT).write_bytes(b"x" * (256 * 1024 + 1))

    assert complaint(folder) == "demo/en/first/subject.txt: is larger than 256 kB: a letter is not"


def test_a_folder_that_is_no_template_is_refused_by_its_size(folder: Path) -> None:
    steps = [f"step{number}" for number in range(33)]
    for step in steps:
        (folder / "en" / step).mkdir()
        (folder / "en" / step / "body.md").write_bytes(b"x" * (256 * 1024))

    with pytest.raises(TemplateFault, match=r"^demo: its texts are larger than 8 MB: letters are not$"):
        read(folder, *steps)


@pytest.mark.parametrize(
    ("called", "todo"),
    [
        ("pt_br", "call it pt-BR"),
        ("PT-BR", "call it pt-BR"),
        ("pt-pt", "call it pt-PT"),
        ("zh-hant", "call it zh-Hant"),
        ("EN", "call it en"),
        ("notes", "call it like fr or pt-PT, or move it away"),
        ("qq", "call it like fr or pt-PT, or move it away"),
        ("fr-FRA", "call it fr-FR"),
    ],
)
def test_a_folder_that_is_not_called_as_a_language_is_told_with_the_nearest_that_is(
    folder: Path, called: str, todo: str
) -> None:
    (folder / called).mkdir()

    with pytest.raises(TemplateFault) as caught:
        read(folder)
    assert str(caught.value) == f"demo/{called}: this folder is not called as a language is: {todo}"


def test_a_text_is_looked_for_in_the_folders_of_its_language_and_its_parents(folder: Path) -> None:
    for path in ("pt/words.toml", "pt/first/body.md", "pt-PT/first/body.md"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)

    files = read(folder)

    assert files.folders("pt-AO") == ("pt-PT", "pt")
    assert files.folders("pt-BR") == ("pt",)
    assert files.found("pt-AO", "first/body.md") == "pt-PT/first/body.md"
    assert files.found("pt-AO", "words.toml") == "pt/words.toml"
    assert files.found("pt-AO", "case.toml") == "pt/case.toml"


def test_a_fault_of_a_file_that_nothing_needs_is_nobodys(folder: Path) -> None:
    (folder / SUBJECT).write_bytes(b"d\xe9j\xe0")
    (folder / "layout.txt").write_text("fine")

    assert read(folder).read("layout.txt") == "fine"


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    (folder.parent / "subject.txt").write_text("secret")
    (folder / SUBJECT).symlink_to(folder.parent / "subject.txt")

    assert complaint(folder).startswith("demo/en/first/subject.txt: leads out of the template's folder")
    assert complaint(folder, "en/../../subject.txt", "../..").startswith(
        "demo/en/../../subject.txt: leads out of"
    )
