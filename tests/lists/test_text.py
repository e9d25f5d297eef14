import pytest

from outreach.lists.text import read_text
from outreach.model.errors import BadInput


def test_utf_8_is_read_with_and_without_a_byte_order_mark() -> None:
    assert read_text("é".encode(), "a.csv") == "é"
    assert read_text(b"\xef\xbb\xbf" + "é".encode(), "a.csv") == "é"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_another_encoding_is_refused_with_its_line_and_byte(mark: bytes) -> None:
    data = mark + "name\nÉlysée\nÉlys".encode() + b"\xe9e\n"

    with pytest.raises(BadInput) as refused:
        read_text(data, "latin.csv")

    assert str(refused.value) == (
        "latin.csv, line 3: byte 0xE9 is not UTF-8; it was probably saved as Windows-1252 or Latin-1: "
        "in the spreadsheet choose File, Save as, CSV UTF-8"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["name,place\n", "a"])
def test_utf_16_is_told_by_its_name_with_and_without_its_mark(encoding: str, text: str) -> None:
    with pytest.raises(
        BadInput, match=r"^a\.csv: this is UTF-16 .*: in the spreadsheet choose File, Save as"
    ):
        read_text(text.encode(encoding), "a.csv")


def test_a_spreadsheets_own_file_is_told_from_a_list() -> None:
    with pytest.raises(
        BadInput, match=r"^a\.xlsx: this is a spreadsheet, .*choose File, Save as, CSV UTF-8$"
    ):
        read_text(b"PK\x03\x04\x14\x00\x00\x00", "a.xlsx")


def test_a_nul_is_left_to_the_row_in_which_it_stands() -> None:
    assert read_text(b"a,b\n1,\x002\n", "a.csv") == "a,b\n1,\x002\n"
