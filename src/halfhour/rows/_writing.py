"""Rows saved one by one, or together at the end of what makes them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction

from halfhour.rows._asking import Asked, Foresight, answers, foresight, together, vendor

# Values that every database takes as they are; what a field does with others takes longer than the rest.
AS_IT_IS: dict[type, type] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.FloatField: float,
    models.IntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.SmallIntegerField: int,
    models.BigAutoField: int,
    models.ForeignKey: int,
    models.OneToOneField: int,
}
AWARE = {models.DateTimeField: datetime}  # PostgreSQL takes moments as they are too

_Field = tuple[str, type | None, Any]  # where a row keeps its value, of which kind it is saved as it is

COMMIT = Asked("COMMIT", (), lambda _: None)

_writing: "ContextVar[_Writing | None]" = ContextVar("writing", default=None)


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


def insert_counted(row: Any, *, by: type[models.Model]) -> None:
    """Save a row that is new, whose `number` is one more than the `last_number` that `by` keeps for its team.

    Nobody else gets one until the transaction ends. A row on its own is a transaction of its own; one for
    which there are `keys_ahead` is written, and counted, with the others. A team without a row gives no
    number.
    """
    if vendor() != "postgresql":
        with transaction.atomic():
            row.number = together(counting_on(by, row.team_id))[0]
            insert(row)
        return
    model: type[models.Model] = type(row)
    writing = _writing.get()
    if writing is not None and model in writing.keys:
        row.pk = writing.keys.pop(model)
        writing.waiting.append(counted_insertion(row, by=by))
    else:
        together(counted_insertion(row, by=by))


def insert_soon(row: models.Model, *, conflict: Sequence[str] = (), replaces: Sequence[str] = ()) -> None:
    """`insert`, at the latest when `written_together` ends; for rows that nobody asks for before."""
    _write_soon(_insertion_of(row, conflict, replaces))


@contextmanager
def written_together() -> Iterator[None]:
    """What is given to `insert_soon` within it goes to the database in one go, in the same order.

    So do the rows for which there are `keys_ahead`. Within `asking_ahead` it knows what was asked by then.
    """
    writing = _Writing()
    token, ahead = _writing.set(writing), foresight.set(foresight.get() or Foresight())
    try:
        yield
    finally:
        _writing.reset(token)
        foresight.reset(ahead)
    if writing.waiting:
        together(*writing.waiting, *([COMMIT] if writing.commits else ()))


def commit_too() -> None:
    """Within `written_together`: what it writes ends the transaction, so that PostgreSQL is asked once less.

    For whoever asks the database for nothing more. Part of a larger transaction, it ends nothing.
    """
    writing, known = _writing.get(), connections[DEFAULT_DB_ALIAS]
    if writing is not None and vendor() == "postgresql":
        writing.commits = len(known.atomic_blocks) == 1


def keys_ahead(*kinds: type[models.Model]) -> "list[Asked[None]]":
    """Questions for the key of the next row of each model, which is then written with the others.

    None for keys that are known, where nothing is written together, or the database gives keys to rows only.
    """
    writing, ahead = _writing.get(), foresight.get()
    if writing is None or ahead is None or not are_written_together():
        return []
    known = [each for each in kinds if each in ahead.keys]
    writing.keys.update((each, ahead.keys.pop(each)) for each in known)
    return [_keys(each, to=writing.keys) for each in kinds if each not in known]


def are_written_together() -> bool:
    """Whether rows with `keys_ahead` are written with others, at the end."""
    return _writing.get() is not None and vendor() == "postgresql"


def foresee_keys(*kinds: type[models.Model]) -> None:
    """Within `asking_ahead`: have keys of these asked with whatever is asked next, for `keys_ahead`."""
    ahead = foresight.get()
    if ahead is not None and vendor() == "postgresql":
        ahead.waiting.append(_keys(*kinds, to=ahead.keys))


def counting_on(counter: type[models.Model], team_id: int) -> Asked[int | None]:
    """The number after a team's last, which nobody else gets until the transaction ends.

    None where the team has no row of the counter.
    """

    def read(cursor: Any) -> int | None:
        row = cursor.fetchone()
        return row[0] if row else None

    return Asked(_next_of(vendor(), counter), [team_id], read)


def update(row: models.Model, *names: str) -> None:
    """Save these fields of a row that is there."""
    together(change_of(row, *names))


def update_soon(row: models.Model, *names: str) -> None:
    """`update`, at the latest when `written_together` ends."""
    _write_soon(change_of(row, *names))


def _write_soon(asked: Asked[Any]) -> None:
    writing = _writing.get()
    if writing is None:
        together(asked)
    else:
        writing.waiting.append(asked)


@dataclass(slots=True)
class _Writing:
    """What waits to be written, the keys that rows to come will have, and whether that is all."""

    waiting: list[Asked[Any]] = field(default_factory=list)
    keys: dict[type[models.Model], int] = field(default_factory=dict)
    commits: bool = False


def _keys(*kinds: type[models.Model], to: dict[type[models.Model], int]) -> Asked[None]:
    def read(cursor: Any) -> None:
        to.update(zip(kinds, cursor.fetchone(), strict=True))

    nexts = ", ".join(f"nextval('{_sequence(each)}')" for each in kinds)
    return Asked(f"SELECT {nexts}", (), read)


def change_of(row: models.Model, *names: str) -> Asked[None]:
    """What `update` does, to be done together with others."""
    sql, fields = _change(vendor(), type(row), names)
    return Asked(sql, _to_save(fields, row), lambda _: None)


def _insertion_of(row: models.Model, conflict: Sequence[str], replaces: Sequence[str]) -> Asked[bool]:
    is_keyed = row.pk is not None
    sql, fields = _insertion(vendor(), type(row), tuple(conflict), tuple(replaces), is_keyed)

    def read(cursor: Any) -> bool:
        found = cursor.fetchone()
        if found is not None:
            row.pk = found[0]
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return found is not None

    return Asked(sql, _to_save(fields, row), read)


def counted_insertion(row: Any, *, by: type[models.Model]) -> Asked[bool]:
    """What `insert_counted` asks PostgreSQL."""
    model: type[models.Model] = type(row)
    sql, fields = _counted_insertion(model, by, row.pk is not None)

    def read(cursor: Any) -> bool:
        row.pk, row.number = cursor.fetchone()
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return True

    return Asked(sql, [row.team_id, *_to_save(fields, row)], read)


def _to_save(fields: Sequence[_Field], row: models.Model) -> list[Any]:
    known, values = connections[DEFAULT_DB_ALIAS], row.__dict__
    return [
        value
        if (value := values[name]) is None or type(value) is kind
        else field.get_db_prep_save(value, known)
        for name, kind, field in fields
    ]


def _as_saved(vendor: str, fields: Iterable[Any]) -> list[_Field]:
    """What `_to_save` needs of each field; none of them makes its value itself, as `auto_now` does."""
    kinds = AS_IT_IS | AWARE if vendor == "postgresql" else AS_IT_IS
    return [(each.attname, kinds.get(type(each)), each) for each in fields]


@lru_cache(maxsize=256)
def _sequence(model: type[models.Model]) -> str:
    asked = Asked(
        "SELECT pg_get_serial_sequence(%s, %s)",
        [_table(model), model._meta.pk.column],
        lambda c: c.fetchone(),
    )
    name: str = answers((asked,))[0][0]
    return name


@lru_cache(maxsize=256)
def _insertion(
    vendor: str,
    model: type[models.Model],
    conflict: tuple[str, ...],
    replaces: tuple[str, ...],
    is_keyed: bool,
) -> tuple[str, list[_Field]]:
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
    return sql, _as_saved(vendor, fields)


@lru_cache(maxsize=256)
def _counted_insertion(
    model: type[models.Model], counter: type[models.Model], is_keyed: bool
) -> tuple[str, list[_Field]]:
    """One statement that counts and saves, for PostgreSQL; alone, it is a transaction of its own."""
    known = [each for each in model._meta.local_concrete_fields if each.name != "number"]
    fields = [each for each in known if is_keyed or not isinstance(each, models.AutoField)]
    names, marks = ", ".join(_columns(fields)), ", ".join(["%s"] * len(fields))
    counted = f"WITH counted AS ({_next_of('postgresql', counter)})"
    into = f"INSERT INTO {_table(model)} ({names}, number)"
    values = f"VALUES ({marks}, (SELECT last_number FROM counted))"  # noqa: S608  nothing but marks
    return f"{counted} {into} {values} RETURNING {_key(model)}, number", _as_saved("postgresql", fields)


@lru_cache(maxsize=256)
def _next_of(vendor: str, counter: type[models.Model]) -> str:
    return (
        f"UPDATE {_table(counter)} SET last_number = last_number + 1 "  # noqa: S608  names of our models
        "WHERE team_id = %s RETURNING last_number"
    )


@lru_cache(maxsize=256)
def _change(vendor: str, model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[_Field]]:
    fields = _named(model, names)
    values = ", ".join(f"{column} = %s" for column in _columns(fields))
    sql = f"UPDATE {_table(model)} SET {values} WHERE {_key(model)} = %s"  # noqa: S608  names of our models
    return sql, _as_saved(vendor, [*fields, model._meta.pk])


def _named(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _columns(fields: Sequence[Any]) -> list[str]:
    return [connection.ops.quote_name(field.column) for field in fields]


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _key(model: type[models.Model]) -> str:
    return _columns([model._meta.pk])[0]
