"""The audit: whoever can write rows can still not write history."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from outreach.model.actor import Act
from outreach.model.errors import NotAllowed
from outreach.store import audit, schema
from outreach.store.audit import AuditEnd
from outreach.store.database import KEY, reading
from tests.builders import ANN, BOB, MORNING

LINES = schema.audit


@pytest.fixture
def kept(engine: Engine) -> Engine:
    """A record of three acts."""
    with engine.begin() as connection:
        audit.write(connection, ANN.handle, Act.LOAD_CONTACTS, "eu.csv", now=MORNING, offices=["a", "b"])
        audit.write(connection, ANN.handle, Act.LOAD_CAMPAIGN, "appeal", now=MORNING)
        audit.write(connection, BOB.handle, Act.APPROVE_CAMPAIGN, "appeal", now=MORNING)
    return engine


def faults(engine: Engine, *ends: AuditEnd) -> list[str]:
    with reading(engine) as connection:
        return list(audit.faults(connection, ends))


def end(engine: Engine) -> AuditEnd:
    with reading(engine) as connection:
        found = audit.end(connection)
    assert found is not None
    return found


def meddle(engine: Engine, statement: Any) -> None:
    with engine.begin() as connection:
        connection.execute(statement)


def test_each_act_is_a_line(kept: Engine) -> None:
    with reading(kept) as connection:
        lines = audit.lines(connection)

    assert [(x.number, x.actor, x.act, x.target, x.at) for x in lines] == [
        (1, "ann", "load contacts", "eu.csv", MORNING),
        (2, "ann", "load campaign", "appeal", MORNING),
        (3, "bob", "approve campaign", "appeal", MORNING),
    ]
    assert lines[0].detail == {"offices": ["a", "b"]}
    assert faults(kept, end(kept)) == []


@pytest.mark.parametrize(
    "values",
    [
        {"actor": "eve"},
        {"act": "stop"},
        {"target": "other"},
        {"detail": '{"offices": ["a"]}'},
        {"at": MORNING.replace(hour=6)},
        {"mac": "0" * 64},
        {"mac": "é"},
    ],
)
def test_a_line_that_was_edited_is_named(kept: Engine, values: dict[str, Any]) -> None:
    meddle(kept, update(LINES).where(LINES.c.number == 2).values(**values))

    assert faults(kept)[0] == "line 2 is not as it was written, or not in its place"


def test_a_line_that_was_taken_out_is_named(kept: Engine) -> None:
    meddle(kept, delete(LINES).where(LINES.c.number == 2))

    assert faults(kept)[0] == "line 2 is missing: the next one there is 3"


def test_the_first_line_is_missed_as_well(kept: Engine) -> None:
    meddle(kept, delete(LINES).where(LINES.c.number == 1))

    assert faults(kept)[0] == "line 1 is missing: the next one there is 2"


def test_what_was_renumbered_over_a_gap_is_named(kept: Engine) -> None:
    meddle(kept, delete(LINES).where(LINES.c.number == 2))
    meddle(kept, update(LINES).where(LINES.c.number == 3).values(number=2))

    assert faults(kept) == ["line 2 is not as it was written, or not in its place"]


def test_two_lines_that_changed_places_are_named(kept: Engine) -> None:
    for old, new in ((2, 9), (3, 2), (9, 3)):
        meddle(kept, update(LINES).where(LINES.c.number == old).values(number=new))

    assert faults(kept)[0] == "line 2 is not as it was written, or not in its place"


def test_a_line_that_was_put_in_is_named(kept: Engine) -> None:
    with reading(kept) as connection:
        last = dict(connection.execute(select(LINES).where(LINES.c.number == 3)).one()._mapping)
    meddle(kept, insert(LINES).values(last | {"number": 4}))

    assert faults(kept) == ["line 4 is not as it was written, or not in its place"]


@pytest.mark.parametrize(("kept_lines", "left"), [(3, 2), (2, 1), (3, 0)])
def test_an_end_that_was_taken_off_is_missed_where_it_was_kept(
    kept: Engine, kept_lines: int, left: int
) -> None:
    with reading(kept) as connection:
        ends = [AuditEnd(number=x.number, mac=x.mac) for x in audit.lines(connection)][:kept_lines]
    meddle(kept, delete(LINES).where(LINES.c.number > left))

    assert faults(kept, *ends) == [
        f"the end is missing: line {kept_lines} was here, and the last one there is {left}"
    ]


def test_an_end_that_was_written_over_is_missed_where_it_was_kept(kept: Engine) -> None:
    before = end(kept)
    meddle(kept, delete(LINES).where(LINES.c.number == 3))
    with kept.begin() as connection:
        audit.write(connection, ANN.handle, Act.STOP, "*", now=MORNING)

    assert faults(kept, before, end(kept)) == ["line 3 is another than the one that was here before"]


def test_what_nobody_of_us_could_have_written_is_told_and_does_not_end_the_program(sqlite: Engine) -> None:
    with sqlite.begin() as connection:
        audit.write(connection, ANN.handle, Act.STOP, "*", now=MORNING)
        connection.exec_driver_sql("UPDATE audit SET act = 'party', detail = x'00'")
    with reading(sqlite) as connection:
        assert [(line.act, line.detail) for line in audit.lines(connection)] == [("party", {"text": b"\0"})]
    assert faults(sqlite) == ["line 1 is not as it was written, or not in its place"]

    for column, value in (("mac", "x'00'"), ("at", "'noon'")):
        with sqlite.begin() as connection:
            connection.exec_driver_sql(f"UPDATE audit SET {column} = {value}")  # noqa: S608 - ours
        assert faults(sqlite) == ["line 1 is not as it was written, or not in its place"]


def with_key(engine: Engine, key: bytes) -> Engine:
    return engine.execution_options(**{KEY: key})


@pytest.mark.parametrize(("key", "words"), [(b"", "is not here"), (b"other", "was signed with another key")])
def test_nobody_acts_without_the_key_that_has_signed_before(kept: Engine, key: bytes, words: str) -> None:
    with with_key(kept, key).begin() as connection, pytest.raises(NotAllowed, match=words):
        audit.write(connection, ANN.handle, Act.STOP, "*", now=MORNING)

    assert end(kept).number == 3


def damage_first(connection: Connection) -> None:
    connection.execute(update(LINES).where(LINES.c.number == 1).values(actor="eve"))


def damage_last(connection: Connection) -> None:
    connection.execute(update(LINES).where(LINES.c.number == 3).values(actor="eve"))


def damage_signature(connection: Connection) -> None:
    """No signature of ours has such a letter, and Python compares none that has."""
    connection.execute(update(LINES).where(LINES.c.number == 1).values(mac="é"))


@pytest.mark.parametrize("damage", [damage_first, damage_last, damage_signature])
def test_one_changed_line_keeps_nobody_from_stopping_what_leaves(
    kept: Engine, damage: Callable[[Connection], None]
) -> None:
    with kept.begin() as connection:
        damage(connection)
        audit.write(connection, ANN.handle, Act.STOP, "*", now=MORNING)

    assert end(kept).number == 4
