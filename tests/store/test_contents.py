"""What letters say: it comes back to the byte, and weighs what differs from others of the same wording."""

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, func, insert, select, update

from outreach.model.errors import DamagedRow
from outreach.model.ids import LetterId
from outreach.store import contents as module
from outreach.store import schema
from outreach.store.base64_blocks import opened
from outreach.store.contents import get, of, put
from tests.builders import draft, furnish, office
from tests.store.rows import add, content

A, B = LetterId("aaaaaaaaaa"), LetterId("bbbbbbbbbb")
#: What nothing can be made of: a letter of which zlib finds nothing before it.
NOISE = bytes(range(256)) * 4


def two(engine: Engine) -> None:
    furnish(engine, office("gov-a-mfa"), office("gov-b-mfa"))
    with engine.begin() as connection:
        add(connection, A, office_id="gov-a-mfa")
        add(connection, B, office_id="gov-b-mfa")


def weight(connection: Connection) -> int:
    return int(connection.execute(select(func.sum(func.length(schema.contents.c.mime)))).scalar_one())


def test_letters_of_one_wording_weigh_what_differs(engine: Engine) -> None:
    """28.4 kB each, in one language, before."""
    furnish(engine, *(office(f"gov-{number:02}-mfa") for number in range(20)))
    ids = draft(engine)

    with engine.begin() as connection:
        whole = sum(map(len, of(connection, ids).values()))
        assert weight(connection) < whole / 10
        assert connection.execute(select(func.count()).select_from(schema.dictionaries)).scalar() == 1


@given(first=st.binary(max_size=5_000), second=st.binary(max_size=5_000))
def test_what_is_put_is_got(first: bytes, second: bytes) -> None:
    """Whatever the letters before it were."""
    for whole in (first, second, first + second):
        deflated = module._deflated(opened(whole), first)
        module._known["a dictionary"] = first
        assert module._whole(_nobody(), deflated, "a dictionary") == whole


def _nobody() -> Connection:
    """A dictionary that is known is not asked for."""
    return None  # type: ignore[return-value]


def test_letters_that_are_put_are_got_one_by_one_and_together(engine: Engine) -> None:
    two(engine)
    with engine.begin() as connection:
        put(connection, A, b"Subject: One\r\n\r\n" + NOISE, wording="fr")
        put(connection, B, b"Subject: Two\r\n\r\n" + NOISE, wording="fr")

        assert get(connection, A) == b"Subject: One\r\n\r\n" + NOISE
        assert of(connection, [A, B]) == {
            A: b"Subject: One\r\n\r\n" + NOISE,
            B: b"Subject: Two\r\n\r\n" + NOISE,
        }
        put(connection, A, None)
        assert get(connection, A) is None
        assert of(connection, [A, B]).keys() == {B}


def test_a_letter_outlives_the_one_against_which_it_was_deflated(engine: Engine) -> None:
    two(engine)
    with engine.begin() as connection:
        put(connection, A, b"One" + NOISE, wording="fr")
        put(connection, B, b"Two" + NOISE, wording="fr")
        put(connection, A, b"quite another text", wording="fr")
        module._known.clear()

        assert get(connection, B) == b"Two" + NOISE


def test_another_wording_or_a_letter_like_none_before_begins_a_dictionary(engine: Engine) -> None:
    two(engine)
    with engine.begin() as connection:
        put(connection, A, b"fr" + NOISE, wording="fr")
        put(connection, B, b"FR" + NOISE, wording="fr")
        put(connection, B, b"de" + NOISE, wording="de")
        put(connection, B, os.urandom(2_000), wording="fr")

        begun = connection.execute(select(schema.dictionaries.c.wording)).scalars().all()
    assert sorted(wording for wording in begun if wording in ("fr", "de")) == ["de", "fr", "fr"]


def test_what_the_first_release_has_written_is_read_as_it_is(engine: Engine) -> None:
    two(engine)
    with engine.begin() as connection:
        put(connection, A, None)
        connection.execute(insert(schema.contents).values(letter_id=A, mime=b"as it is"))

        assert get(connection, A) == b"as it is"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda connection: connection.execute(update(schema.dictionaries).values(mime=b"other words")),
        lambda connection: connection.execute(
            update(schema.contents).where(schema.contents.c.letter_id == A).values(mime=b"no deflated words")
        ),
        lambda connection: connection.execute(
            update(schema.contents).where(schema.contents.c.letter_id == A).values(mime=b"")
        ),
    ],
)
def test_what_comes_out_no_more_is_named(engine: Engine, spoil: object) -> None:
    two(engine)
    with engine.begin() as connection:
        put(connection, A, b"One" + NOISE, wording="fr")
        spoil(connection)  # type: ignore[operator]
        module._known.clear()

        with pytest.raises(DamagedRow, match=f"the text of letter {A} is damaged"):
            get(connection, A)
        assert A not in of(connection, [A, B])


def test_a_letter_that_would_fill_the_memory_is_none(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGEST", 1_000)
    two(engine)
    with engine.begin() as connection:
        put(connection, A, b"0" * 1_001, wording="fr")

        with pytest.raises(DamagedRow):
            get(connection, A)


def test_letters_in_base64_weigh_what_differs_too(engine: Engine) -> None:
    """A name that is longer by one letter shifts all that follows it."""
    furnish(engine, office("gov-a-mfa"))
    names = ["А" * length for length in range(1, 13)]
    text = "Уважаемый господин министр! " * 400
    wholes = [
        b"Subject: x\r\n\r\n" + base64.encodebytes(f"{name}, {text}".encode()).replace(b"\n", b"\r\n")
        for name in names
    ]
    with engine.begin() as connection:
        for number, whole in enumerate(wholes):
            one = LetterId(f"letter{number:04}")
            add(connection, one, office_id="gov-a-mfa", step=f"s{number}", content=content(mime=None))
            put(connection, one, whole)

        assert connection.execute(select(func.count()).select_from(schema.dictionaries)).scalar() == 1
        assert weight(connection) < len(wholes[0])


def test_a_dictionary_that_is_damaged_keeps_no_other_letter_from_being_written(engine: Engine) -> None:
    two(engine)
    with engine.begin() as connection:
        put(connection, A, b"One" + NOISE, wording="fr")
        connection.execute(update(schema.dictionaries).values(mime=b"other words"))
        module._known.clear()

        put(connection, B, b"Two" + NOISE, wording="fr")

        assert get(connection, B) == b"Two" + NOISE


def test_a_file_that_two_letters_enclose_is_kept_once(engine: Engine) -> None:
    """It is longer than what zlib looks back to (32 kB)."""
    two(engine)
    file = os.urandom(100_000)
    digits = base64.encodebytes(file).replace(b"\n", b"\r\n")
    whole = {one: b"Subject: " + one.encode() + b"\r\nbase64\r\n\r\n" + digits for one in (A, B)}
    with engine.begin() as connection:
        for one, mime in whole.items():
            put(connection, one, mime, wording="fr", files=(file,))

        assert of(connection, [A, B]) == whole
        assert weight(connection) < 1_000
        kept = select(func.sum(func.length(schema.dictionaries.c.mime)))
        assert int(connection.execute(kept).scalar_one()) < len(file) + 1_000


def test_a_letter_whose_file_is_another_one_cannot_be_read(engine: Engine) -> None:
    two(engine)
    file = os.urandom(1_000)
    with engine.begin() as connection:
        digits = base64.encodebytes(file).replace(b"\n", b"\r\n")
        put(connection, A, b"base64\r\n\r\n" + digits, wording="fr", files=(file,))
        module._known.clear()
        changed = update(schema.dictionaries).where(schema.dictionaries.c.wording == "a file")
        connection.execute(changed.values(mime=b"another file"))

        with pytest.raises(DamagedRow):
            get(connection, A)
