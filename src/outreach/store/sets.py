"""Many values as one parameter, and many rows as one call: what moves letters set by set is written in these.

SQLAlchemy puts a list into a statement anew at every run, and every row of many by itself. In a turn of the
sender that takes longer than the database takes for all of it.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, Connection, Dialect, Insert, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine


class _Texts(TypeDecorator[Collection[str]]):
    """An array where the database has them, else JSON."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """SQLite has no arrays."""
        return dialect.type_descriptor(ARRAY(String()) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> Any:
        """To the database."""
        return list(value or ()) if dialect.name == "postgresql" else json.dumps(list(value or ()))


class among(FunctionElement[bool]):
    """Whether a text column's value is one of the parameter's of that name."""

    #: Not Boolean: SQLite has none, so SQLAlchemy would put "= 1" behind it, which no index answers.
    type = NullType()  # type: ignore[assignment]
    inherit_cache = True

    def __init__(self, column: ColumnElement[str], name: str) -> None:
        super().__init__(column, bindparam(name, type_=_Texts()))


@compiles(among, "sqlite")
def _among_sqlite(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - of what was compiled


@compiles(among, "postgresql")
def _among_postgresql(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({values})"


@dataclass(frozen=True, kw_only=True)
class _Prepared:
    """A statement as one driver takes it."""

    sql: str
    #: By name: what the statement itself has put there.
    fixed: dict[str, Any]
    #: By name, for those whose values the driver does not know.
    processors: dict[str, Callable[[Any], Any]]
    #: Names in their order; None where the driver goes by the names.
    order: Sequence[str] | None


class EachRow:
    """An INSERT or UPDATE that the driver runs for many rows."""

    def __init__(self, statement: UpdateBase, *names: str) -> None:
        """``names`` of its parameters, in the order in which the rows have them."""
        self._statement = statement
        self._names = names
        self._prepared: dict[str, _Prepared] = {}

    def run(self, connection: Connection, rows: Collection[tuple[Any, ...]]) -> int:
        """Run it for each of these rows; gives how many rows of the table it has met."""
        if not rows:
            return 0
        dialect = connection.dialect
        prepared = self._prepared.get(dialect.name) or self._prepare(dialect)
        columns: list[Any] = list(zip(*rows, strict=True))
        for number, name in enumerate(self._names):
            if process := prepared.processors.get(name):
                known = {value: process(value) for value in set(columns[number])}
                columns[number] = [known[value] for value in columns[number]]
        if prepared.order is None:
            fixed, names = prepared.fixed, self._names
            named = [fixed | dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
            return connection.exec_driver_sql(prepared.sql, named).rowcount
        given = dict(zip(self._names, columns, strict=True))
        placed = [given.get(name) or [prepared.fixed[name]] * len(rows) for name in prepared.order]
        return connection.exec_driver_sql(prepared.sql, list(zip(*placed, strict=True))).rowcount

    def _prepare(self, dialect: Dialect) -> _Prepared:
        columns = list(self._names) if isinstance(self._statement, Insert) else None
        compiled = self._statement.compile(dialect=dialect, column_keys=columns)
        processors: dict[str, Callable[[Any], Any]] = {}
        for name in compiled.params:
            if process := compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect):
                processors[name] = process
        fixed = {
            name: processors[name](value) if name in processors else value
            for name, value in compiled.params.items()
            if name not in self._names
        }
        prepared = _Prepared(
            sql=str(compiled),
            fixed=fixed,
            processors=processors,
            order=compiled.positiontup if compiled.positional else None,
        )
        self._prepared[dialect.name] = prepared
        return prepared
