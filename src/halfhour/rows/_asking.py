"""Statements with their values, asked in one go where the database can."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorDebugWrapper

from halfhour.rows._postgresql import Told, ask

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Asked(Generic[Answer]):
    """A statement with its values, and how its answer is read from the cursor.

    PostgreSQL is told a statement once and keeps its plan, unless `is_kept` says that hardly any two are
    alike.
    """

    sql: str
    params: Sequence[Any]
    read: Callable[[Any], Answer]
    is_kept: bool = True


@dataclass(slots=True)
class Foresight:
    """Questions that will be asked before long, answers to those that were asked with others, and keys that
    rows to come may have."""

    waiting: list[Asked[Any]] = field(default_factory=list)
    answers: list[tuple[Asked[Any], Any]] = field(default_factory=list)
    keys: dict[Any, int] = field(default_factory=dict)


foresight: "ContextVar[Foresight | None]" = ContextVar("foresight", default=None)


def together(*asked: Asked[Any], alone: Asked[Any] | None = None) -> list[Any]:
    """The answers to several statements, in their order; PostgreSQL is asked all of them in one go.

    With them goes what was foreseen. `alone` is carried out before them, as a transaction of its own that
    stays, whatever becomes of the one that they begin; for PostgreSQL, at the beginning of a transaction.
    """
    ahead = foresight.get()
    if ahead is None or not ahead.waiting:
        return answers(asked, alone) if asked else []
    also = tuple(ahead.waiting)
    ahead.waiting.clear()
    found = answers((*asked, *also), alone)
    ahead.answers.extend(zip(also, found[len(asked) :], strict=True))
    return found[: len(asked)]


@contextmanager
def asking_ahead(*asked: Asked[Any]) -> Iterator[None]:
    """Have these asked with whatever is asked first within it, for `foreseen`.

    Not where they would be asked one after the other anyway, and some of them in vain.
    """
    token = foresight.set(Foresight(waiting=list(asked) if vendor() == "postgresql" else []))
    try:
        yield
    finally:
        foresight.reset(token)


def foresee(*asked: Asked[Any]) -> None:
    """Within `written_together`: have these asked with whatever is asked next, for `foreseen`."""
    ahead = foresight.get()
    if ahead is not None:
        ahead.waiting.extend(asked)


def foreseen(asked: Asked[Answer]) -> Answer | None:
    """The answer to a question that was foreseen and asked by now, else None; it is given once."""
    ahead = foresight.get()
    known = [] if ahead is None else ahead.answers
    place = next((place for place, (each, _answer) in enumerate(known) if _are_one(each, asked)), None)
    return None if place is None else known.pop(place)[1]


def foreseen_or_asked(*asked: Asked[Any]) -> list[Any]:
    """The answers that were foreseen, or where one is missing all of them, asked now."""
    known: list[Any] = [foreseen(each) for each in asked]
    return together(*asked) if any(each is None for each in known) else known


def _are_one(one: Asked[Any], other: Asked[Any]) -> bool:
    return one.sql == other.sql and list(one.params) == list(other.params)


@cache
def vendor() -> str:
    """Which kind of database it is; `connection` would look for it with everything it is asked."""
    return connections[DEFAULT_DB_ALIAS].vendor


def answers(asked: Sequence[Asked[Any]], alone: Asked[Any] | None = None) -> list[Any]:
    """`together`, and nothing that was foreseen."""
    known = connections[DEFAULT_DB_ALIAS]
    if vendor() == "postgresql":
        return _in_one_go(known, asked, alone)
    if alone is not None:
        raise RuntimeError("only PostgreSQL carries out a statement alone before others")
    return [_answer(known, each) for each in asked]


def _answer(known: Any, asked: Asked[Answer]) -> Answer:
    with known.cursor() as cursor:
        cursor.execute(asked.sql, asked.params)
        return asked.read(cursor)


def _in_one_go(known: Any, asked: Sequence[Asked[Any]], alone: Asked[Any] | None) -> list[Any]:
    """Past Django's cursor, which would write the values into the text of each statement: here they travel
    beside it, both ways in PostgreSQL's own form."""
    known.close_if_health_check_failed()
    known.ensure_connection()
    known.validate_no_broken_transaction()
    with _noted(known, asked if alone is None else (alone, *asked)), known.wrap_database_errors:
        rows = ask(known.connection, map(_told, asked), alone=_told(alone) if alone else None)
        if alone is not None:
            alone.read(rows.pop(0))
        return [each.read(of_one) for each, of_one in zip(asked, rows, strict=True)]


def _told(asked: Asked[Any]) -> Told:
    return asked.sql, asked.params, asked.is_kept


def _noted(known: Any, asked: Sequence[Asked[Any]]) -> AbstractContextManager[Any]:
    """Written down where questions are, as Django's cursor does."""
    if not known.queries_logged:
        return nullcontext()
    sql = "; ".join(each.sql for each in asked)
    noted: AbstractContextManager[Any] = CursorDebugWrapper(None, known).debug_sql(sql=sql)
    return noted
