"""Contact records as the inference takes them: what was answered by whom, and what waited."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.errors import OutOfRange

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Labels = NDArray[np.str_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answered:
    """Contacts with the person who answered them, shape (contacts,); times in seconds of one clock.

    `day` numbers the working day to which a contact belongs, so that a shift past midnight stays whole;
    `kind` is what it asked for (its queue); `waited_from` is when it began to stand in the line, NaN for
    contacts that were answered at once.
    """

    agent: Labels
    kind: Labels
    day: Ints
    waited_from: Floats
    started_at: Floats
    ended_at: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Waiting:
    """Contacts that stood in the line, answered in the end or not, shape (contacts,)."""

    kind: Labels
    since: Floats
    until: Floats


def answered_contacts(
    *,
    agent: ArrayLike,
    kind: ArrayLike,
    day: ArrayLike,
    waited_from: ArrayLike,
    started_at: ArrayLike,
    ended_at: ArrayLike,
) -> Answered:
    """Answered contacts from anything like arrays.

    Raises
    ------
    OutOfRange
        For arrays of unequal length, and contacts that end before they start.
    """
    found = Answered(
        agent=np.asarray(agent, dtype=np.str_),
        kind=np.asarray(kind, dtype=np.str_),
        day=np.asarray(day, dtype=np.int64),
        waited_from=np.asarray(waited_from, dtype=np.float64),
        started_at=np.asarray(started_at, dtype=np.float64),
        ended_at=np.asarray(ended_at, dtype=np.float64),
    )
    _check_lengths(found.agent, found.kind, found.day, found.waited_from, found.started_at, found.ended_at)
    _check_order("an answered contact", found.started_at, found.ended_at)
    return found


def waiting_contacts(*, kind: ArrayLike, since: ArrayLike, until: ArrayLike) -> Waiting:
    """Contacts that waited from anything like arrays; raises as `answered_contacts`."""
    found = Waiting(
        kind=np.asarray(kind, dtype=np.str_),
        since=np.asarray(since, dtype=np.float64),
        until=np.asarray(until, dtype=np.float64),
    )
    _check_lengths(found.kind, found.since, found.until)
    _check_order("a wait", found.since, found.until)
    return found


def _check_lengths(*columns: NDArray[np.generic]) -> None:
    shapes = {column.shape for column in columns}
    if len(shapes) > 1 or any(len(shape) != 1 for shape in shapes):
        raise OutOfRange(
            f"got columns of shapes {sorted(shapes)}; need one value per contact in each of them"
        )


def _check_order(what: str, started: Floats, ended: Floats) -> None:
    wrong = ~(started <= ended)
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        raise OutOfRange(
            f"got {what} from {started[place]:g} to {ended[place]:g} s; need an end at or after the start"
        )
