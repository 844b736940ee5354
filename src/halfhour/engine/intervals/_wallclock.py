"""From instants to what the clock on the wall shows, and back.

Wall-clock times are seconds since 1970-01-01 00:00 *as the wall clock counts them*, as if the zone
were UTC: `// 86400` is the local date, `% 86400` the local time of day.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.intervals._zones import DAY_SECONDS, offset_table, whole_seconds

# No clock change moves a wall clock by more than a day; an offset is less than a day. Two days of
# margin keep the start of a year, at which nothing changes, from being taken for a change.
MARGIN_SECONDS = 2 * DAY_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocalResult:
    """Instants found for wall-clock times, with marks on the times that needed a rule.

    `nonexistent` times were skipped when clocks went forward; `ambiguous` times happened twice when
    they went back. All arrays have the shape of the times asked for.
    """

    instants: NDArray[np.int64]
    nonexistent: NDArray[np.bool_]
    ambiguous: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _NextChange:
    """Per wall-clock time: the clock change that lies ahead of it, and the offset before that."""

    changed_at: NDArray[np.int64]
    offset: NDArray[np.int64]
    nonexistent: NDArray[np.bool_]
    ambiguous: NDArray[np.bool_]


def local_seconds(instants: ArrayLike, timezone: str) -> NDArray[np.int64]:
    """Wall-clock seconds of instants in a time zone, vectorised over its clock changes.

    Parameters
    ----------
    instants
        UTC epoch seconds, integers of any shape.
    timezone
        A name of the tz database, such as "Europe/Berlin".

    Raises
    ------
    UnknownTimezone
        For a name that the tz database does not know.
    OutOfRange
        For times that are not whole seconds, or outside the years 3 to 9997.

    Examples
    --------
    >>> local_seconds([0, 3600], "Europe/Berlin").tolist()
    [3600, 7200]
    """
    asked = whole_seconds(instants)
    if asked.size == 0:
        return asked
    return asked + offset_table(asked, timezone).offset_at(asked)


def from_local(local_seconds: ArrayLike, timezone: str) -> LocalResult:
    """Instants at which the wall clock showed these times.

    A time that does not exist moves forward by the gap (02:30 becomes 03:30 where clocks went from
    02:00 to 03:00); one that exists twice is the first, before clocks went back.

    Parameters
    ----------
    local_seconds
        Wall-clock seconds, integers of any shape.
    timezone
        A name of the tz database.

    Raises
    ------
    UnknownTimezone
        For a name that the tz database does not know.
    OutOfRange
        For times that are not whole seconds, or outside the years 3 to 9997.

    Examples
    --------
    In Berlin clocks went from 02:00 to 03:00 on 31 March 2024:

    >>> wall = np.array("2024-03-31T02:30", dtype="datetime64[s]").astype(np.int64)
    >>> found = from_local(wall, "Europe/Berlin")
    >>> bool(found.nonexistent), str(found.instants.astype("datetime64[s]"))
    (True, '2024-03-31T01:30:00')
    """
    asked = whole_seconds(local_seconds)
    if asked.size == 0:
        nothing = np.zeros(asked.shape, dtype=np.bool_)
        return LocalResult(instants=asked, nonexistent=nothing, ambiguous=nothing)
    change = _next_change(asked, timezone)
    return LocalResult(
        instants=asked - change.offset, nonexistent=change.nonexistent, ambiguous=change.ambiguous
    )


def clock_reaches(local_seconds: ArrayLike, timezone: str) -> NDArray[np.int64]:
    """The first instants at which the wall clock shows these times or later ones.

    As `from_local`, except that a time that does not exist is the clock change itself. So later
    times never come out as earlier instants, which edges of days and opening hours rely on.

    Examples
    --------
    >>> wall = np.array("2024-03-31T02:30", dtype="datetime64[s]").astype(np.int64)
    >>> str(clock_reaches(wall, "Europe/Berlin").astype("datetime64[s]"))
    '2024-03-31T01:00:00'
    """
    asked = whole_seconds(local_seconds)
    if asked.size == 0:
        return asked
    change = _next_change(asked, timezone)
    return np.where(change.nonexistent, change.changed_at, asked - change.offset)


def _next_change(local: NDArray[np.int64], timezone: str) -> _NextChange:
    """Find, for each wall-clock time, the change until whose later face the earlier offset is used."""
    table = offset_table(local, timezone, margin_seconds=MARGIN_SECONDS)
    changed_at, before, after = table.starts[1:], table.offsets[:-1], table.offsets[1:]
    row = np.searchsorted(changed_at + np.maximum(before, after), local, side="right")
    if changed_at.size == 0:
        nothing = np.zeros(local.shape, dtype=np.bool_)
        return _NextChange(
            changed_at=local, offset=table.offsets[row], nonexistent=nothing, ambiguous=nothing
        )
    ahead = np.minimum(row, changed_at.size - 1)
    # Both wall clocks of the change: a gap lies between them where clocks go forward, an overlap
    # where they go back. Times before both faces, or after the last change, are plain.
    straddles = (row == ahead) & (local >= changed_at[ahead] + np.minimum(before, after)[ahead])
    forward = after[ahead] > before[ahead]
    return _NextChange(
        changed_at=changed_at[ahead],
        offset=table.offsets[row],
        nonexistent=straddles & forward,
        ambiguous=straddles & ~forward,
    )
