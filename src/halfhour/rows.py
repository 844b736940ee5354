"""Rows read and written with statements that are put together once, for work that is done with every contact.

Django puts a query together anew each time it is asked, which takes longer than the database takes to answer
one row. Here that is done once for each kind of database; from then on only the values differ. What comes out
are the same models.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=models.Model)
Answer = TypeVar("Answer")
# Stand for values while a query is put together: such as no query says by itself, within every integer field.
FIRST_INTEGER = 1_987_654_301
FIRST_MOMENT = datetime(1901, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
LARGEST_INTEGER = 2**63 - 1  # that every database keeps

_writing: "ContextVar[_Writing | None]" = ContextVar("writing", default=None)


class Prepared(Generic[Row]):
    """A query for models, put together when it is first asked.

        by_number = Prepared(
            lambda team, number: Ticket.objects.filter(team=team, number=number), team=int, number=int
        )
        rows = by_number(team=1, number=7)

    Values are of the kinds named: `int`, `str` or `datetime`, or `list` for the integers of an `__in`, one
    of them at least. Each has to stand in the query as it is.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Row]], **kinds: type) -> None:
        self._make, self._kinds = make, kinds
        self._statements: dict[str, _Statement] = {}

    def __call__(self, **values: Any) -> list[Row]:
        found: list[Row] = together(self.asked(**values))[0]
        return found

    def asked(self, **values: Any) -> "Asked[list[Row]]":
        """The query with its values, to be asked together with others."""
        if connection.vendor not in self._statements:
            self._statements[connection.vendor] = _put_together(self._make, self._kinds)
        statement = self._statements[connection.vendor]
        return Asked(*statement.filled(values), statement.models_of)

    def first(self, **values: Any) -> Row | None:
        """The first row, where the query says in which order, or knows of one only."""
        return next(iter(self(**values)), None)


class PreparedValues:
    """The same for a query for values, whose rows are tuples."""

    def __init__(self, make: Callable[..., models.QuerySet[Any, Any]], **kinds: type) -> None:
        self._make, self._kinds = make, kinds
        self._statements: dict[str, _Statement] = {}

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = together(self.asked(**values))[0]
        return rows

    def asked(self, **values: Any) -> "Asked[list[tuple[Any, ...]]]":
        if connection.vendor not in self._statements:
            self._statements[connection.vendor] = _put_together(self._make, self._kinds)
        statement = self._statements[connection.vendor]
        return Asked(*statement.filled(values), statement.values_of)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a statement the value of this name stands."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """What the database is asked, and how its rows become models."""

    sql: str
    params: tuple[Any, ...]
    model: Any
    fields: Sequence[str]
    columns: slice
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]
    populators: Sequence[Any]
    annotations: Mapping[str, int]

    def filled(self, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The statement with values in their places."""
        given = {name: _adapted(value) for name, value in values.items()}
        params = [given[each.name] if isinstance(each, _Place) else each for each in self.params]
        if any(isinstance(each, list) for each in params):
            return _with_lists(self.sql, params)
        return self.sql, params

    def converted(self, columns: Sequence[Any]) -> list[Any]:
        row, known = list(columns), connections[DEFAULT_DB_ALIAS]
        for place, converters, expression in self.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, known)
        return row

    def values_of(self, cursor: Any) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [tuple(self.converted(row)) for row in rows] if self.converters else rows

    def models_of(self, cursor: Any) -> list[Any]:
        return [self._model_of(row) for row in cursor.fetchall()]

    def _model_of(self, columns: Sequence[Any]) -> Any:
        row = self.converted(columns)
        found = self.model.from_db(connection.alias, self.fields, row[self.columns])
        for populator in self.populators:
            populator.populate(row, found)
        for name, place in self.annotations.items():
            setattr(found, name, row[place])
        return found


def _put_together(make: Callable[..., models.QuerySet[Any]], kinds: Mapping[str, type]) -> _Statement:
    marks = {name: _mark(kind, which) for which, (name, kind) in enumerate(sorted(kinds.items()))}
    names = {_adapted(mark): name for name, mark in marks.items()}
    given_marks = {name: [mark] if kinds[name] is list else mark for name, mark in marks.items()}
    compiler = make(**given_marks).query.get_compiler(using=connection.alias)
    sql, given = compiler.as_sql()
    params = tuple(_Place(names[each]) if _is_mark(each, names) else each for each in given)
    if missing := set(kinds) - {each.name for each in params if isinstance(each, _Place)}:
        raise TypeError(f"{sorted(missing)} do not stand in the query as they are")
    klass: dict[str, Any] = compiler.klass_info or {"model": None, "select_fields": (0, -1)}
    columns = slice(klass["select_fields"][0], klass["select_fields"][-1] + 1)
    converters = compiler.get_converters([each[0] for each in compiler.select])
    return _Statement(
        sql=sql,
        params=params,
        model=klass["model"],
        fields=[each[0].target.attname for each in compiler.select[columns]],
        columns=columns,
        converters=[(place, each, expression) for place, (each, expression) in converters.items()],
        populators=get_related_populators(klass, compiler.select, connection.alias),  # type: ignore[call-arg]
        annotations=compiler.annotation_col_map or {},
    )


def _with_lists(sql: str, params: Sequence[Any]) -> tuple[str, list[Any]]:
    """The integers of lists stand in the statement itself: the database is to know how many there are."""
    first, *rest = sql.split("%s")
    parts = [first]
    for value, following in zip(params, rest, strict=True):
        parts += [", ".join(str(int(each)) for each in value) if isinstance(value, list) else "%s", following]
    return "".join(parts), [value for value in params if not isinstance(value, list)]


def _mark(kind: type, which: int) -> Any:
    if kind in (int, list):
        return FIRST_INTEGER + which
    if kind is datetime:
        return FIRST_MOMENT + timedelta(days=which)
    return f"\u2063{which}\u2063"


def _is_mark(value: Any, names: dict[Any, str]) -> bool:
    return isinstance(value, int | str | datetime) and value in names


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return None if _is_nowhere(value) else value


def _is_nowhere(value: Any) -> bool:
    """Whether no row can have it, and a database may refuse to be asked: too large a number, a NUL."""
    match value:
        case int():
            return abs(value) > LARGEST_INTEGER
        case str():
            return "\0" in value
    return False


def insert(row: models.Model, *, conflict: Sequence[str] = (), replaces: Sequence[str] = ()) -> bool:
    """Save a row that is new; whether it is there now.

    With `conflict`, the fields of a unique constraint, a row that is there stays, and the answer is False; or
    its fields `replaces` get the values of the new one. For models that nobody listens to by signals.
    """
    writing = _writing.get()
    if writing is not None and type(row) in writing.keys:
        row.pk = writing.keys.pop(type(row))
        writing.waiting.append(_insertion_of(row, (), ()))
        return True
    is_there: bool = together(_insertion_of(row, conflict, replaces))[0]
    return is_there


def insert_soon(row: models.Model, *, conflict: Sequence[str] = (), replaces: Sequence[str] = ()) -> None:
    """`insert`, at the latest when `written_together` ends; for rows that nobody asks for before."""
    asked = _insertion_of(row, conflict, replaces)
    writing = _writing.get()
    if writing is None:
        together(asked)
    else:
        writing.waiting.append(asked)


@contextmanager
def written_together() -> Iterator[None]:
    """What is given to `insert_soon` within it goes to the database in one go, in the same order.

    So do the rows for which there are `keys_ahead`.
    """
    writing = _Writing()
    token = _writing.set(writing)
    try:
        yield
    finally:
        _writing.reset(token)
    if writing.waiting:
        together(*writing.waiting)


def keys_ahead(*kinds: type[models.Model]) -> "list[Asked[None]]":
    """Questions for the key of the next row of each model, which is then written with the others.

    None where nothing is written together, or the database gives keys to rows only.
    """
    writing = _writing.get()
    return (
        []
        if writing is None or connection.vendor != "postgresql"
        else [writing.key_of(each) for each in kinds]
    )


def update(row: models.Model, *names: str) -> None:
    """Save these fields of a row that is there."""
    sql, fields = _change(connection.vendor, type(row), names)
    values = _to_save(fields, [getattr(row, field.attname) for field in fields])
    together(Asked(sql, values, lambda _: None))


@dataclass(frozen=True, slots=True)
class Asked(Generic[Answer]):
    """A statement with its values, and how its answer is read from the cursor."""

    sql: str
    params: Sequence[Any]
    read: Callable[[Any], Answer]


@dataclass(frozen=True, slots=True)
class _Writing:
    """What waits to be written, and the keys that rows to come will have."""

    waiting: list[Asked[bool]] = field(default_factory=list)
    keys: dict[type[models.Model], int] = field(default_factory=dict)

    def key_of(self, model: type[models.Model]) -> Asked[None]:
        def read(cursor: Any) -> None:
            self.keys[model] = cursor.fetchone()[0]

        names = [_table(model), model._meta.pk.column]
        return Asked("SELECT nextval(pg_get_serial_sequence(%s, %s))", names, read)


def together(*asked: Asked[Any]) -> list[Any]:
    """The answers to several statements, in their order; PostgreSQL is asked all of them in one go."""
    if not asked:
        return []
    if connection.vendor != "postgresql":
        return [_answer(each) for each in asked]
    with connection.cursor() as cursor:
        # Each filled in by itself: how that is done is remembered for short statements only.
        cursor.execute("; ".join([cursor.mogrify(each.sql, each.params) for each in asked]))
        answers = [asked[0].read(cursor)]
        for each in asked[1:]:
            cursor.nextset()
            answers.append(each.read(cursor))
        return answers


def _answer(asked: Asked[Answer]) -> Answer:
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, asked.params)
        return asked.read(cursor)


def _insertion_of(row: models.Model, conflict: Sequence[str], replaces: Sequence[str]) -> Asked[bool]:
    is_keyed = row.pk is not None
    sql, fields = _insertion(connection.vendor, type(row), tuple(conflict), tuple(replaces), is_keyed)

    def read(cursor: Any) -> bool:
        found = cursor.fetchone()
        if found is not None:
            row.pk = found[0]
            row._state.adding, row._state.db = False, connection.alias
        return found is not None

    return Asked(sql, _to_save(fields, [field.pre_save(row, add=True) for field in fields]), read)


def _to_save(fields: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    known = connections[DEFAULT_DB_ALIAS]  # `connection` would look for it with everything it is asked
    return [field.get_db_prep_save(value, known) for field, value in zip(fields, values, strict=True)]


@lru_cache(maxsize=256)
def _insertion(
    vendor: str,
    model: type[models.Model],
    conflict: tuple[str, ...],
    replaces: tuple[str, ...],
    is_keyed: bool,
) -> tuple[str, list[Any]]:
    """The statement, one for each kind of database, and the fields that it gives values to."""
    known = model._meta.local_concrete_fields
    fields = [each for each in known if is_keyed or not isinstance(each, models.AutoField)]
    names, marks = ", ".join(_columns(fields)), ", ".join(["%s"] * len(fields))
    again = ""
    if conflict:
        news = ", ".join(f"{column} = EXCLUDED.{column}" for column in _columns(_named(model, replaces)))
        then = f"UPDATE SET {news}" if news else "NOTHING"
        again = f" ON CONFLICT ({', '.join(_columns(_named(model, conflict)))}) DO {then}"
    sql = f"INSERT INTO {_table(model)} ({names}) VALUES ({marks}){again} RETURNING {_key(model)}"  # noqa: S608
    return sql, fields


@lru_cache(maxsize=256)
def _change(vendor: str, model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    fields = _named(model, names)
    values = ", ".join(f"{column} = %s" for column in _columns(fields))
    sql = f"UPDATE {_table(model)} SET {values} WHERE {_key(model)} = %s"  # noqa: S608  names of our models
    return sql, [*fields, model._meta.pk]


def _named(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _columns(fields: Sequence[Any]) -> list[str]:
    return [connection.ops.quote_name(field.column) for field in fields]


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _key(model: type[models.Model]) -> str:
    return _columns([model._meta.pk])[0]
