"""Several statements told to PostgreSQL in one go, in the driver's words for its protocol.

A cursor of the driver's takes longer over a statement than PostgreSQL does over most of those asked here.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from psycopg import Connection, abc, adapt
from psycopg.adapt import PyFormat
from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName, error_from_result
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.types.numeric import Int8
from psycopg.waiting import Ready, Wait

MOST_PLANS = 1000  # of a connection; several where a statement's values are now known and now not
KNOWN = "halfhour_known"  # where a connection keeps what it knows, as long as it lives itself
# A plan is no longer there, or its columns have become others.
OUTDATED = (InvalidSqlStatementName, FeatureNotSupported)
MARK = re.compile(r"%([s%])")

Told = tuple[str, Sequence[Any], bool]  # a statement, its values, and whether its plan is kept
Plan = tuple[str, tuple[int, ...]]  # of a statement for values of these kinds


class Rows:
    """What PostgreSQL answered, to be read as from a cursor."""

    __slots__ = ("_rows",)

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self._rows = rows

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows[0] if self._rows else None


@dataclass(slots=True)
class _Known:
    """What a connection knows: how values are told and read, and which plans it has under which names."""

    transformer: abc.Transformer
    plans: dict[Plan, bytes] = field(default_factory=dict)
    named: int = 0


@dataclass(slots=True)
class _Letter:
    """What is to leave, and which of the results answer a statement or say that a plan is there."""

    known: _Known
    sends: list[Callable[[], None]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    plans: dict[Plan, tuple[bytes, int]] = field(default_factory=dict)

    def add(self, pgconn: PGconn, statement: Told, *, keeps: bool) -> None:
        sql, given, is_kept = statement
        transformer = self.known.transformer
        # By themselves integers are of the smallest kind that holds them, and a plan belongs to kinds.
        params = [Int8(each) if type(each) is int else each for each in given]
        values = transformer.dump_sequence(params, _as_it_comes(len(params)))
        kinds, forms = transformer.types or (), transformer.formats
        if is_kept and keeps:
            name = self._plan(pgconn, (sql, kinds))
            send = partial(pgconn.send_query_prepared, name, values, forms, Format.BINARY)
        else:
            send = partial(pgconn.send_query_params, _numbered(sql), values, kinds, forms, Format.BINARY)
        self.answers.append(len(self.sends))
        self.sends.append(send)

    def _plan(self, pgconn: PGconn, plan: Plan) -> bytes:
        if plan in self.known.plans:
            return self.known.plans[plan]
        if plan not in self.plans:
            self.known.named += 1
            name = f"halfhour_{self.known.named}".encode()
            self.plans[plan] = name, len(self.sends)
            self.sends.append(partial(pgconn.send_prepare, name, _numbered(plan[0]), plan[1]))
        return self.plans[plan][0]


def ask(
    postgresql: "Connection[Any]", statements: Iterable[Told], *, alone: Told | None = None
) -> list[Rows]:
    """The answers to statements that leave together, after the beginning of their transaction.

    What cannot be told raises before any of them has left. Where one breaks, those behind it are not done.
    One that is to stand `alone` is answered first: it leaves with them, as a transaction of its own before
    theirs, so what breaks among them takes nothing of it back. Where it breaks itself, they are done all the
    same, and it is for whoever began their transaction to take them back. Outside a transaction only.
    """
    pgconn = postgresql.pgconn
    letter = _Letter(_known_by(postgresql))
    keeps = postgresql.prepare_threshold is not None and len(letter.known.plans) < MOST_PLANS
    ends = 1
    if alone is not None:
        ends = 2
        if pgconn.transaction_status != TransactionStatus.IDLE:
            raise RuntimeError("a transaction has begun: nothing in it stands alone")
        letter.add(pgconn, alone, keeps=keeps)
        letter.sends.append(pgconn.pipeline_sync)
    if not postgresql.autocommit and pgconn.transaction_status == TransactionStatus.IDLE:
        letter.sends.append(partial(pgconn.send_query_params, _beginning(postgresql), None))
    for each in statements:
        letter.add(pgconn, each, keeps=keeps)
    with postgresql.lock:
        results = _results(postgresql, letter.sends, ends)
    transformer = letter.known.transformer
    letter.known.plans.update(
        (plan, name)
        for plan, (name, place) in letter.plans.items()
        if results[place].status == ExecStatus.COMMAND_OK
    )
    for result in results:
        if result.status == ExecStatus.FATAL_ERROR:
            error = error_from_result(result, encoding=transformer.encoding)
            if isinstance(error, OUTDATED):
                letter.known.plans.clear()
            raise error
    return [_rows(transformer, results[place]) for place in letter.answers]


def _known_by(postgresql: "Connection[Any]") -> _Known:
    known: _Known | None = vars(postgresql).get(KNOWN)
    if known is None:
        known = vars(postgresql)[KNOWN] = _Known(adapt.Transformer(postgresql))
    return known


def _beginning(postgresql: "Connection[Any]") -> bytes:
    level = postgresql.isolation_level
    return b"BEGIN" if level is None else f"BEGIN ISOLATION LEVEL {level.name.replace('_', ' ')}".encode()


def _results(postgresql: "Connection[Any]", sends: Sequence[Callable[[], None]], ends: int) -> list[PGresult]:
    pgconn = postgresql.pgconn
    pgconn.enter_pipeline_mode()
    try:
        for send in sends:
            send()
        pgconn.pipeline_sync()
        results = postgresql.wait(_exchanged(pgconn, ends))
        pgconn.exit_pipeline_mode()
    except BaseException:
        postgresql.close()  # nobody is there to hear what it still answers
        raise
    return results


def _exchanged(pgconn: PGconn, ends: int) -> abc.PQGen[list[PGresult]]:
    """One result for each that was sent; where one broke, those behind it were passed over.

    What is found wrong at the end of a transaction, such as a foreign key, is a result more.
    """
    found: list[PGresult] = []
    while pgconn.flush():
        ready = yield Wait.RW
        if ready & Ready.R:
            pgconn.consume_input()
    while True:
        while pgconn.is_busy():
            yield Wait.R
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:  # the end of one statement's
            continue
        if result.status == ExecStatus.PIPELINE_SYNC:
            ends -= 1
            if not ends:
                return found
        found.append(result)


def _rows(transformer: abc.Transformer, result: PGresult) -> Rows:
    if result.status != ExecStatus.TUPLES_OK:
        return Rows([])
    transformer.set_pgresult(result)
    return Rows(transformer.load_rows(0, result.ntuples, tuple))


@lru_cache(maxsize=256)
def _as_it_comes(number: int) -> list[PyFormat]:
    return [PyFormat.AUTO] * number


@lru_cache(maxsize=2000)
def _numbered(sql: str) -> bytes:
    """The statement as PostgreSQL takes it, with $1, $2 for its values."""
    numbers = iter(range(1, sql.count("%") + 1))
    return MARK.sub(lambda mark: "%" if mark[1] == "%" else f"${next(numbers)}", sql).encode()
