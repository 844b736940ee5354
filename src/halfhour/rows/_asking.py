"""Statements with their values, asked in one go where the database can."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Asked(Generic[Answer]):
    """A statement with its values, and how its answer is read from the cursor."""

    sql: str
    params: Sequence[Any]
    read: Callable[[Any], Answer]


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
