"""What people are paid for: shifts without their unpaid breaks, and days away that are paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.intervals import clock_reaches, local_seconds
from halfhour.engine.shrinkage._line import Line, Pieces, Stretches, merged, overlay, value_at
from halfhour.engine.shrinkage._spans import Ints
from halfhour.engine.shrinkage._uses import AWAY, CODES, codes_of
from halfhour.engine.team import DAY_SECONDS, TimeUse

# Paid stretches of a person that lie closer than this belong to one shift.
SAME_SHIFT_SECONDS = 2 * 3600
USUAL_START_SECOND = 9 * 3600
WEEK_DAYS = 7
NOTHING = -1
PAID = 5  # the rank of what is never taken for unpaid time


@dataclass(frozen=True, slots=True, kw_only=True)
class Contracts:
    """How long a paid day away may be, by person and for all others, and how many a week."""

    day_seconds: Mapping[str, int]
    usual_day_seconds: int = 8 * 3600
    days_per_week: int = 5

    def day_of(self, agent: str) -> int:
        return self.day_seconds.get(agent, self.usual_day_seconds)


def grouped(line: Line, paid: Stretches) -> Stretches:
    """The same stretches with the number of their shift as value."""
    if len(paid) == 0:
        return paid
    begins = np.ones(len(paid), dtype=np.bool_)
    same_person = line.agents(paid.starts[1:]) == line.agents(paid.starts[:-1])
    begins[1:] = ~same_person | (paid.starts[1:] - paid.ends[:-1] >= SAME_SHIFT_SECONDS)
    return Stretches(starts=paid.starts, ends=paid.ends, value=np.cumsum(begins) - 1)


def without_breaks(shifts: Stretches, unpaid: Stretches, did: Stretches) -> Stretches:
    """Shifts less as much unpaid time as was planned in each, taken where the person took it.

    Unpaid time follows, in this order and each as it came: the recorded lunch; time without a record where
    unpaid time was planned; time without one between two records; recorded breaks; and what is left
    stays where it was planned. So a lunch at another time than planned is no shrinkage, and a longer one
    is only with what it went over.
    """
    if len(unpaid) == 0:
        return shifts
    pieces = overlay(shifts, unpaid, did)
    pieces = pieces.where(pieces.within[0] >= 0)
    shift = value_at(shifts, pieces.within[0], outside=NOTHING)
    left = np.zeros(int(shift.max(initial=0)) + 1, dtype=np.int64)
    np.add.at(left, shift, np.where(pieces.within[1] >= 0, pieces.seconds, 0))
    taken = _taken_in_order(pieces, shift, left, did)
    kept = pieces.seconds > taken
    return merged(pieces.starts[kept] + taken[kept], pieces.ends[kept], shift[kept])


def _taken_in_order(pieces: Pieces, shift: Ints, left: Ints, did: Stretches) -> Ints:
    """Seconds at the start of each piece that are unpaid, so that each shift gives up what it must."""
    use = value_at(did, pieces.within[2], outside=NOTHING)
    planned = pieces.within[1] >= 0
    gap = (use == NOTHING) | (use == CODES[TimeUse.OFF])
    rank = np.select(
        [
            use == CODES[TimeUse.LUNCH],
            gap & planned,
            gap & _is_between_records(pieces, shift, gap),
            use == CODES[TimeUse.BREAK],
            planned,
        ],
        [0, 1, 2, 3, 4],
        default=PAID,
    )
    order = np.lexsort((pieces.starts, rank, shift))
    seconds = np.where(rank < PAID, pieces.seconds, 0)[order]
    whose = shift[order]
    before = np.cumsum(seconds) - seconds
    first_of_shift = np.searchsorted(whose, whose, side="left")
    before -= before[first_of_shift]
    taken = np.empty_like(seconds)
    taken[order] = np.clip(left[whose] - before, 0, seconds)
    return taken


def _is_between_records(pieces: Pieces, shift: Ints, gap: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pieces that lie between the first and the last record of their shift."""
    shifts = int(shift.max(initial=NOTHING)) + 1
    first, last = np.full(shifts, np.iinfo(np.int64).max), np.full(shifts, NOTHING, dtype=np.int64)
    np.minimum.at(first, shift[~gap], pieces.starts[~gap])
    np.maximum.at(last, shift[~gap], pieces.ends[~gap])
    return (pieces.starts >= first[shift]) & (pieces.ends <= last[shift])


def away_days(
    line: Line,
    *,
    rostered: Stretches,
    recorded: Stretches,
    away: Stretches,
    agents: tuple[str, ...],
    contracts: Contracts,
    timezone: str,
) -> Stretches:
    """Leave and sickness on days on which the person has no shift, as paid time; each is its own shift.

    Such a day is paid for as long as it is recorded, at most what the work on it leaves of a day of the
    person's contract, and only on as many days a week as are worked. A day recorded as a whole is laid where
    the person usually starts.

    Parameters
    ----------
    rostered, recorded
        Shifts, and on days without any the work that is taken for them; the value is the shift's number.
    away
        Stretches of leave and sickness, of any value.
    """
    days = _days_by_person(line, away, timezone)
    if not days:
        return away
    shifts_on, work_on = (_days_by_person(line, some, timezone) for some in (rostered, recorded))
    usual = _usual_starts(line, (rostered, recorded), timezone)
    found: list[tuple[int, int]] = []
    for agent in sorted(days):
        shifts, work = shifts_on.get(agent, {}), work_on.get(agent, {})
        week_of: dict[int, int] = {}
        for day in {*shifts, *work}:
            week_of[_week(day)] = week_of.get(_week(day), 0) + 1
        for day in sorted(days[agent]):
            if day in shifts or (day not in work and week_of.get(_week(day), 0) >= contracts.days_per_week):
                continue
            if day not in work:
                week_of[_week(day)] = week_of.get(_week(day), 0) + 1
            most = contracts.day_of(agents[agent]) - sum(end - start for start, end in work.get(day, ()))
            starts_second = usual.get(agent, usual.get(NOTHING, USUAL_START_SECOND))
            found.extend(_paid_part(days[agent][day], day, starts_second, most, line, timezone))
    starts, ends = (np.array([row[side] for row in found], dtype=np.int64) for side in (0, 1))
    highest = max(int(some.value.max(initial=NOTHING)) for some in (rostered, recorded))
    return Stretches(starts=starts, ends=ends, value=highest + 1 + np.arange(starts.size))


Days = dict[int, dict[int, list[tuple[int, int]]]]


def _days_by_person(line: Line, some: Stretches, timezone: str) -> Days:
    """Per person and local day (days since 1970) the parts of stretches that lie in it."""
    found: Days = {}
    if len(some) == 0:
        return found
    first = local_seconds(line.instants(some.starts), timezone) // DAY_SECONDS
    last = local_seconds(line.instants(some.ends - 1), timezone) // DAY_SECONDS
    lowest = int(first.min())
    midnights = clock_reaches(np.arange(lowest, int(last.max()) + 1) * DAY_SECONDS, timezone) - line.origin
    begins = midnights.tolist()  # of each day, counted from where a person's stretch of the line begins
    columns = (line.agents(some.starts), first, last, some.starts, some.ends)
    for agent, from_day, to_day, start, end in zip(*(each.tolist() for each in columns), strict=True):
        ahead = (agent * line.stride + begins[day - lowest] for day in range(from_day + 1, to_day + 1))
        parts = pairwise([start, *ahead, end])
        for day, part in zip(range(from_day, to_day + 1), parts, strict=True):
            found.setdefault(agent, {}).setdefault(day, []).append(part)
    return found


def _usual_starts(line: Line, several: tuple[Stretches, ...], timezone: str) -> dict[int, int]:
    """The second of the day at which each person usually starts; that of all people under NOTHING."""
    firsts = [
        some.starts[np.append(True, some.value[1:] != some.value[:-1])] for some in several if len(some)
    ]
    if not firsts:
        return {}
    starts = np.concatenate(firsts)
    second = local_seconds(line.instants(starts), timezone) % DAY_SECONDS
    agents = line.agents(starts)
    usual = {NOTHING: _middle(second)}
    usual |= {int(agent): _middle(second[agents == agent]) for agent in np.unique(agents)}
    return usual


def _middle(seconds: NDArray[np.int64]) -> int:
    return int(np.sort(seconds)[seconds.size // 2])


def _paid_part(
    recorded: list[tuple[int, int]], day: int, starts_second: int, most: int, line: Line, timezone: str
) -> Iterator[tuple[int, int]]:
    """The part of a recorded day away that is paid."""
    if most <= 0:
        return
    if sum(end - start for start, end in recorded) <= most:
        yield from recorded
        return
    last = recorded[-1][1]
    agent = line.agents(np.array(last - 1))
    usual = int(line.at(agent, clock_reaches(np.array(day * DAY_SECONDS + starts_second), timezone)))
    left = most
    for start, end in recorded:
        begin = max(start, min(usual, last - most))
        length = min(end - begin, left)
        if length > 0:
            left -= length
            yield begin, begin + length


def _week(day: int) -> int:
    return (day + 3) // WEEK_DAYS  # day 0 was a Thursday


def is_away(some: Stretches) -> NDArray[np.bool_]:
    return np.isin(some.value, codes_of(AWAY))
