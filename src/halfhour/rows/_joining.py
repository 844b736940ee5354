"""New rows that are saved with one statement, whatever their tables: PostgreSQL is told and answers once.

Each part of such a statement sees what was there before all of it. So rows are joined with rows only: what
changes a row stays a statement of its own, behind them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from halfhour.rows._asking import Asked

# The driver looks through a longer statement anew each time.
MOST_VALUES, MOST_CHARACTERS = 50, 3_500


@dataclass(frozen=True, slots=True)
class Saving(Asked[bool]):
    """A statement that saves one new row and answers with its key, if the row is there then.

    `replaces` says that it may give a row that is there new values instead, as only one part of a statement
    may do.
    """

    table: str = ""
    replaces: bool = False


@dataclass(slots=True)
class _OfPart:
    """The answer to one part, as a cursor would give it."""

    key: Any

    def fetchone(self) -> tuple[Any] | None:
        return None if self.key is None else (self.key,)


def joined(asked: Iterable[Asked[Any]]) -> list[Asked[Any]]:
    """The same in the same order, with rows that follow each other saved by one statement."""
    found: list[Asked[Any]] = []
    run: list[Saving] = []
    for each in asked:
        if not isinstance(each, Saving):
            found += [*_saved(run), each]
            run = []
        elif _fits(each, run):
            run.append(each)
        else:
            found += _saved(run)
            run = [each]
    return [*found, *_saved(run)]


def _fits(one: Saving, run: Sequence[Saving]) -> bool:
    if any(one.table == other.table and (one.replaces or other.replaces) for other in run):
        return False
    values = sum(len(each.params) for each in run) + len(one.params)
    characters = sum(len(each.sql) for each in run) + len(one.sql)
    return values <= MOST_VALUES and characters <= MOST_CHARACTERS


def _saved(run: Sequence[Saving]) -> list[Asked[Any]]:
    if len(run) < 2:
        return list(run)
    params = list(chain.from_iterable(each.params for each in run))
    return [Asked(_statement(tuple(each.sql for each in run)), params, _read_by([each.read for each in run]))]


def _read_by(reads: Sequence[Callable[[Any], bool]]) -> Callable[[Any], None]:
    def read(cursor: Any) -> None:
        for one, key in zip(reads, cursor.fetchone(), strict=True):
            one(_OfPart(key))

    return read


@lru_cache(maxsize=256)
def _statement(parts: tuple[str, ...]) -> str:
    named = ", ".join(f"part{place} (saved) AS ({sql})" for place, sql in enumerate(parts))
    keys = ", ".join(f"(SELECT saved FROM part{place})" for place in range(len(parts)))  # noqa: S608
    return f"WITH {named} SELECT {keys}"
