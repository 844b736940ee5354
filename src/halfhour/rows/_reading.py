"""Queries that are put together when they are first asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.base import ModelState
from psycopg.sql import Literal

from halfhour.rows._asking import Asked, together, vendor

Row = TypeVar("Row", bound=models.Model)
# Stand for values while a query is put together: such as no query says by itself, within every integer field.
FIRST_INTEGER = 1_987_654_301
FIRST_MOMENT = datetime(1901, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
LARGEST_INTEGER = 2**63 - 1  # that every database keeps


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
        self._statement: _Statement | None = None

    def __call__(self, **values: Any) -> list[Row]:
        found: list[Row] = together(self.asked(**values))[0]
        return found

    def asked(self, **values: Any) -> "Asked[list[Row]]":
        """The query with its values, to be asked together with others."""
        statement = self._statement or _put_together(self._make, self._kinds, of_models=True)
        self._statement = statement
        return statement.asked(values, statement.models_of)

    def first(self, **values: Any) -> Row | None:
        """The first row, where the query says in which order, or knows of one only."""
        return next(iter(self(**values)), None)


class PreparedValues:
    """The same for a query for values, whose rows are tuples."""

    def __init__(self, make: Callable[..., models.QuerySet[Any, Any]], **kinds: type) -> None:
        self._make, self._kinds = make, kinds
        self._statement: _Statement | None = None

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = together(self.asked(**values))[0]
        return rows

    def asked(self, **values: Any) -> "Asked[list[tuple[Any, ...]]]":
        statement = self._statement or _put_together(self._make, self._kinds, of_models=False)
        self._statement = statement
        return statement.asked(values, statement.values_of)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a statement the value of this name stands."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """Which columns make a model, and which others the models that it points to.

    Models come to be without their own `__init__`, which takes longer than all the rest; whoever listens to
    its signals hears nothing.
    """

    model: Any
    names: Sequence[str]
    columns: slice
    key: int
    related: "Sequence[tuple[_Shape, Callable[..., None], Callable[..., None]]]"

    def built(self, row: Sequence[Any]) -> Any:
        """The model of a row; None where there is none, as behind a key that points nowhere."""
        values = row[self.columns]
        if values[self.key] is None:
            return None
        found = self.model.__new__(self.model)
        found.__dict__.update(zip(self.names, values, strict=True))
        found._state = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        for shape, point_there, point_back in self.related:
            other = shape.built(row)
            point_there(found, other)
            if other is not None:
                point_back(other, found)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """What the database is asked, and how its rows become models."""

    sql: str
    params: tuple[Any, ...]
    shape: _Shape | None
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]
    annotations: Mapping[str, int]

    def asked(self, values: Mapping[str, Any], read: Callable[[Any], Any]) -> Asked[Any]:
        """The statement with values in their places."""
        given = {name: _adapted(value) for name, value in values.items()}
        params = [given[each.name] if isinstance(each, _Place) else each for each in self.params]
        if any(isinstance(each, list) for each in params):
            return Asked(*_with_lists(self.sql, params), read, is_kept=False)
        return Asked(self.sql, params, read)

    def values_of(self, cursor: Any) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [tuple(self._converted(row)) for row in rows] if self.converters else rows

    def models_of(self, cursor: Any) -> list[Any]:
        return [self._model_of(row) for row in cursor.fetchall()]

    def _model_of(self, columns: Sequence[Any]) -> Any:
        assert self.shape is not None
        row = self._converted(columns)
        found = self.shape.built(row)
        for name, place in self.annotations.items():
            setattr(found, name, row[place])
        return found

    def _converted(self, columns: Sequence[Any]) -> Sequence[Any]:
        if not self.converters:
            return columns
        row, known = list(columns), connections[DEFAULT_DB_ALIAS]
        for place, converters, expression in self.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, known)
        return row


def _put_together(
    make: Callable[..., models.QuerySet[Any]], kinds: Mapping[str, type], *, of_models: bool
) -> _Statement:
    marks = {name: _mark(kind, which) for which, (name, kind) in enumerate(sorted(kinds.items()))}
    names = {_adapted(mark): name for name, mark in marks.items()}
    given_marks = {name: [mark] if kinds[name] is list else mark for name, mark in marks.items()}
    compiler: Any = make(**given_marks).query.get_compiler(using=connection.alias)
    sql, given = compiler.as_sql()
    params = [_Place(names[each]) if _is_mark(each, names) else each for each in given]
    if missing := set(kinds) - {each.name for each in params if isinstance(each, _Place)}:
        raise TypeError(f"{sorted(missing)} do not stand in the query as they are")
    if vendor() == "postgresql":
        sql, params = _with_constants(sql, params)
    converters = compiler.get_converters([each[0] for each in compiler.select])
    return _Statement(
        sql=sql,
        params=tuple(params),
        shape=_shape(compiler.klass_info, compiler.select) if of_models else None,
        converters=[
            (place, still, expression)
            for place, (each, expression) in converters.items()
            if (still := [convert for convert in each if not _is_done(convert)])
        ],
        annotations=compiler.annotation_col_map or {},
    )


def _shape(info: Mapping[str, Any], select: Sequence[Any]) -> _Shape:
    places = info["select_fields"]
    columns = slice(places[0], places[-1] + 1)
    names = [each[0].target.attname for each in select[columns]]
    return _Shape(
        model=info["model"],
        names=names,
        columns=columns,
        key=names.index(info["model"]._meta.pk.attname),
        related=[
            (_shape(each, select), each["local_setter"], each["remote_setter"])
            for each in info.get("related_klass_infos", ())
        ],
    )


def _is_done(convert: Any) -> bool:
    """Whether the database's driver has converted it by then: PostgreSQL's gives what a JSON column holds."""
    is_json = getattr(convert, "__func__", None) is models.JSONField.from_db_value
    return is_json and vendor() == "postgresql"


def _with_constants(sql: str, params: Sequence[Any]) -> tuple[str, list[Any]]:
    """What is the same each time stands in the statement: a plan that is kept can go by it."""
    first, *rest = sql.split("%s")
    parts = [first]
    for value, following in zip(params, rest, strict=True):
        parts += ["%s" if isinstance(value, _Place) else _literal(value), following]
    return "".join(parts), [each for each in params if isinstance(each, _Place)]


def _literal(value: Any) -> str:
    return Literal(value).as_string(connection.connection).replace("%", "%%")


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
        return value if vendor() == "postgresql" else connection.ops.adapt_datetimefield_value(value)
    return None if _is_nowhere(value) else value


def _is_nowhere(value: Any) -> bool:
    """Whether no row can have it, and a database may refuse to be asked: too large a number, a NUL."""
    match value:
        case int():
            return abs(value) > LARGEST_INTEGER
        case str():
            return "\0" in value
    return False
