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
        "latin.csv, line 3: byte 0xE9 is not UTF-8; save the file as UTF-8 "
        "(in a spreadsheet: save as, CSV UTF-8)"
    )


def test_utf_16_is_refused_with_and_without_its_mark() -> None:
    with pytest.raises(BadInput, match="line 1: byte 0xFF is not UTF-8"):
        read_text(b"\xff\xfe" + "name".encode("utf-16-le"), "a.csv")
    with pytest.raises(BadInput, match="line 1: a NUL byte"):
        read_text("name".encode("utf-16-le"), "a.csv")


def test_a_nul_byte_is_refused_with_its_line() -> None:
    with pytest.raises(BadInput, match=r"a\.csv, line 2: a NUL byte, so this is no text file"):
        read_text(b"a,b\n1,\x002\n", "a.csv")
