"""First stage for large teams: week by week, how many people work which pattern of days, then who.

A pattern says for each day of a week which shape of shift is worked, or none. People whose weeks are
alike are counted by pattern, so that the model does not grow with the team; then each week's patterns
are given to people by an assignment that keeps runs of days legal and weekends fair.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.optimize import linear_sum_assignment

from halfhour.engine.rostering._crews import Crew
from halfhour.engine.rostering._days import FAR_OFF_TARGET_POINTS, OFF_TARGET_POINTS
from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._people import Person
from halfhour.engine.rostering._search import search
from halfhour.engine.rostering._sessions import AgreedSession
from halfhour.engine.rostering._unsocial import weekend_days
from halfhour.engine.rostering._weights import Weights
from halfhour.engine.rostering.rules._terms import Count, Term, total, weighted

HUNDREDTHS = 100
MOST_PATTERNS = 3000  # of one kind of week; beyond, only the cheapest are kept
SECONDS = 3.0
ILLEGAL = 1e6
CHANGED_DAY_POINTS = 0.5  # a day on which somebody works one week and not the next

Pattern = tuple[int | None, ...]  # the shape worked on each day of a week


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfWeek:
    """What decides which patterns a person may work in a week, and how they are liked.

    `shapes` are those open on each day; `wanted_days` the days on which a session is to be attended.
    """

    group: int
    shapes: tuple[tuple[int, ...], ...]
    least_minutes: int
    most_minutes: int
    unwanted: frozenset[int]
    wanted_days: tuple[frozenset[int], ...]
    resting_first: int  # days at the start of the week that the run before leaves no room for, 0 or 1


def plan_patterns(
    *,
    frame: Frame,
    weights: Weights,
    crews: Sequence[Crew],
    wanted: Mapping[tuple[int, int, int], float],
    agreed: Sequence[AgreedSession],
    seed: int,
    report: Callable[[], None],
) -> dict[tuple[int, int], int]:
    """The shape of shift each person works on each day they work.

    `wanted[crew, day, shape]` is how many people the relaxed model would have there.
    """
    planned: dict[tuple[int, int], int] = {}
    goals: dict[tuple[int, int, int], float] = defaultdict(float)
    for (c, day, shape), people in wanted.items():
        goals[crews[c].group, day, shape] += people
    for week in range(frame.problem.weeks):
        kinds = _kinds_of_week(frame, agreed, week)
        patterns = {kind: _patterns(frame, weights, kind) for kind in kinds}
        counts = _count_patterns(frame, weights, kinds, patterns, goals, week, seed, report)
        for kind, members in kinds.items():
            for person, pattern in _give_out(frame, weights, members, counts[kind], planned, week).items():
                days = {7 * week + n: shape for n, shape in enumerate(pattern)}
                planned |= {(person, day): shape for day, shape in days.items() if shape is not None}
    return planned


def _kinds_of_week(frame: Frame, agreed: Sequence[AgreedSession], week: int) -> dict[KindOfWeek, list[int]]:
    """People whose weeks are alike."""
    kinds: dict[KindOfWeek, list[int]] = defaultdict(list)
    for person in frame.people:
        kinds[_kind_of(frame, person, agreed, week)].append(person.index)
    return kinds


def _kind_of(frame: Frame, person: Person, agreed: Sequence[AgreedSession], week: int) -> KindOfWeek:
    days = range(7 * week, 7 * week + 7)
    longest = frame.problem.team.rules.longest_run_of_days
    return KindOfWeek(
        group=person.group,
        shapes=tuple(tuple(sorted({frame.options[o].shape for o in person.allowed[day]})) for day in days),
        least_minutes=person.least_minutes[week],
        most_minutes=person.most_minutes[week],
        unwanted=frozenset(
            n for n, day in enumerate(days) if frame.date_of(day).weekday() in person.agent.prefers_off
        ),
        wanted_days=tuple(
            sorted(
                (
                    frozenset(frame.options[o].day - days.start for o in each.options) & set(range(7))
                    for each in agreed
                    if person.index in each.attendees and _week_of(frame, each) == week
                ),
                key=sorted,
            )
        ),
        resting_first=int(week == 0 and person.run_before >= longest),
    )


def _week_of(frame: Frame, session: AgreedSession) -> int:
    return int(frame.line.day_of[session.first_slot]) // 7


def _patterns(frame: Frame, weights: Weights, kind: KindOfWeek) -> list[tuple[float, Pattern]]:
    """The legal patterns of a kind of week with their costs in points, the best first."""
    found = [(_pattern_cost(frame, weights, kind, each), each) for each in _legal(frame, kind)]
    found.sort(key=lambda pair: (pair[0], tuple(-1 if shape is None else shape for shape in pair[1])))
    return found[:MOST_PATTERNS]


def _legal(frame: Frame, kind: KindOfWeek) -> Iterator[Pattern]:
    """All patterns within the days of a week, the days in a row and the most hours."""
    rules = frame.problem.team.rules
    minutes = [shape.paid_minutes for shape in frame.shapes]

    def extend(pattern: Pattern, worked: int, run: int, left: int) -> Iterator[Pattern]:
        day = len(pattern)
        if day == 7:
            yield pattern
            return
        yield from extend((*pattern, None), worked, 0, left)
        if worked < rules.days_per_week and run < rules.longest_run_of_days and day >= kind.resting_first:
            for shape in kind.shapes[day]:
                if minutes[shape] <= left:
                    yield from extend((*pattern, shape), worked + 1, run + 1, left - minutes[shape])

    yield from extend((), 0, 0, kind.most_minutes)


def _pattern_cost(frame: Frame, weights: Weights, kind: KindOfWeek, pattern: Pattern) -> float:
    paid = sum(frame.shapes[shape].paid_minutes for shape in pattern if shape is not None)
    worked = {day for day, shape in enumerate(pattern) if shape is not None}
    return (
        weights.hour_short * max(kind.least_minutes - paid, 0) / 60
        + weights.session_dropped * sum(days.isdisjoint(worked) for days in kind.wanted_days)
        + weights.day_off_wish * len(worked & kind.unwanted)
    )


def _count_patterns(
    frame: Frame,
    weights: Weights,
    kinds: Mapping[KindOfWeek, Sequence[int]],
    patterns: Mapping[KindOfWeek, Sequence[tuple[float, Pattern]]],
    goals: Mapping[tuple[int, int, int], float],
    week: int,
    seed: int,
    report: Callable[[], None],
) -> dict[KindOfWeek, Counter[Pattern]]:
    """How many people of each kind work each pattern, as near to what is wanted as can be."""
    model = cp_model.CpModel()
    counts = {
        (kind, pattern): model.new_int_var(0, len(people), f"pattern {pattern}")
        for kind, people in kinds.items()
        for _, pattern in patterns[kind]
    }
    costs: list[Term] = []
    working: dict[tuple[int, int, int], list[Count]] = defaultdict(list)
    for kind, people in kinds.items():
        members: list[Count] = [counts[kind, pattern] for _, pattern in patterns[kind]]
        model.add(total(members) == len(people)).with_name("a pattern each")
        costs.append(weighted(members, [round(HUNDREDTHS * cost) for cost, _ in patterns[kind]]))
        for _, pattern in patterns[kind]:
            for n, shape in enumerate(pattern):
                if shape is not None:
                    working[kind.group, 7 * week + n, shape].append(counts[kind, pattern])
    for key, shifts in working.items():
        goal = round(HUNDREDTHS * goals.get(key, 0.0))
        off = model.new_int_var(0, HUNDREDTHS, "off target")
        far = model.new_int_var(0, HUNDREDTHS * len(frame.people) + goal, "far off target")
        people_working = HUNDREDTHS * total(shifts)
        model.add(off + far >= people_working - goal)
        model.add(off + far >= goal - people_working)
        costs.append(round(OFF_TARGET_POINTS) * off + round(FAR_OFF_TARGET_POINTS) * far)
    model.minimize(total(costs))
    found = search(model, seconds=SECONDS, seed=seed, report=report)
    if found.solver is None:
        return {kind: Counter({patterns[kind][0][1]: len(people)}) for kind, people in kinds.items()}
    return {
        kind: Counter({pattern: found.value(counts[kind, pattern]) for _, pattern in patterns[kind]})
        for kind in kinds
    }


def _give_out(
    frame: Frame,
    weights: Weights,
    people: Sequence[int],
    counts: Counter[Pattern],
    planned: Mapping[tuple[int, int], int],
    week: int,
) -> dict[int, Pattern]:
    """Give counted patterns to people: no run too long, weekends in turns, days as the week before."""
    seats = [pattern for pattern, count in counts.items() for _ in range(count)]
    distinct = sorted(
        set(seats), key=lambda pattern: tuple(-1 if shape is None else shape for shape in pattern)
    )
    prices = np.array([_prices(frame, weights, person, distinct, planned, week) for person in people])
    columns = [distinct.index(pattern) for pattern in seats]
    rows, chosen = linear_sum_assignment(prices[:, columns])
    return {
        people[row]: _shortened(frame, people[row], seats[seat], planned, week)
        for row, seat in zip(rows.tolist(), chosen.tolist(), strict=True)
    }


def _prices(
    frame: Frame,
    weights: Weights,
    person: int,
    patterns: Sequence[Pattern],
    planned: Mapping[tuple[int, int], int],
    week: int,
) -> NDArray[np.float64]:
    weekend = weekend_days(frame.problem.team.country)
    turns = sum(frame.date_of(day).weekday() in weekend for who, day in planned if who == person)
    run = _run_before(frame, person, planned, week)
    prices = []
    for pattern in patterns:
        worked = [n for n, shape in enumerate(pattern) if shape is not None]
        on_weekend = sum(frame.date_of(7 * week + n).weekday() in weekend for n in worked)
        changed = (
            sum(((person, 7 * week - 7 + n) in planned) != (n in worked) for n in range(7)) if week else 0
        )
        too_long = run + _first_run(pattern) > frame.problem.team.rules.longest_run_of_days
        prices.append(
            weights.share_unfair * on_weekend * turns + CHANGED_DAY_POINTS * changed + ILLEGAL * too_long
        )
    return np.array(prices)


def _run_before(frame: Frame, person: int, planned: Mapping[tuple[int, int], int], week: int) -> int:
    """Days in a row up to the week's first."""
    day, run = 7 * week - 1, 0
    while day >= 0 and (person, day) in planned:
        day, run = day - 1, run + 1
    return run + (frame.people[person].run_before if day < 0 else 0)


def _first_run(pattern: Pattern) -> int:
    """Days worked from the first on without one off."""
    return next((n for n, shape in enumerate(pattern) if shape is None), len(pattern))


def _shortened(
    frame: Frame, person: int, pattern: Pattern, planned: Mapping[tuple[int, int], int], week: int
) -> Pattern:
    """The pattern, with a day off where a run from the week before would else be too long."""
    room = frame.problem.team.rules.longest_run_of_days - _run_before(frame, person, planned, week)
    if _first_run(pattern) <= room:
        return pattern
    return (*pattern[: max(room, 0)], None, *pattern[max(room, 0) + 1 :])
