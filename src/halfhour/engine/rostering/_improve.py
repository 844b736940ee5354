"""Third stage: free a few days or people of a finished draft again, and keep what gets better."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice

import numpy as np

from halfhour.engine.rostering._cost import minutes_short
from halfhour.engine.rostering._draft import Draft
from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._model import roster_model
from halfhour.engine.rostering._search import search
from halfhour.engine.rostering._windows import Window, as_guessed, read_shifts, sessions_of, size_factor

MOST_NAMED = 30  # people for whom one model names everybody
HANDFUL = 8  # people freed at once on several days
MOVE_SECONDS = 0.8
LEAST_SECONDS = 0.1  # what a neighbourhood counts at least: its model has to be made as well
REPAIRS = 12
MOST_VARIABLES = 15_000  # of a model worth the time it takes
MOST_VAIN = 40  # neighbourhoods tried in vain after which nothing better is hoped for

Neighbourhood = tuple[Sequence[int], Sequence[int]]  # people and days to free


def improve(window: Window, draft: Draft, *, seconds: float) -> None:
    """Search neighbourhoods of the draft until the time is spent, or many have been tried in vain.

    Weeks that fall short come first, whatever the time. Then, in teams of which everybody can be
    named, everybody on each day, and handfuls of people on two days of a week.
    """
    rng = np.random.default_rng(window.seed)
    for people, days in islice(_short_weeks(window.frame, draft, rng), REPAIRS):
        try_to_better(window, draft, people, days)
    if len(window.frame.people) > MOST_NAMED:
        return
    spent, vain = 0.0, 0
    for people, days in _neighbourhoods(window.frame, rng):
        better, took = try_to_better(window, draft, people, days)
        spent, vain = spent + max(took, LEAST_SECONDS), 0 if better else vain + 1
        window.effort.within(spent / seconds)
        if spent >= seconds or vain >= MOST_VAIN:
            return


def _neighbourhoods(frame: Frame, rng: np.random.Generator) -> Iterator[Neighbourhood]:
    """First each day with everybody, then without end two days of a week with a handful of people."""
    everybody = range(len(frame.people))
    open_days = [day for day, options in enumerate(frame.options_on) if options]
    for n in rng.permutation(len(open_days)).tolist():
        yield everybody, (open_days[n],)
    pairs = [pair for pair in combinations(open_days, 2) if pair[0] // 7 == pair[1] // 7]
    while pairs:
        people = rng.choice(len(everybody), min(HANDFUL, len(everybody)), replace=False)
        yield sorted(people.tolist()), pairs[int(rng.integers(len(pairs)))]


def _short_weeks(frame: Frame, draft: Draft, rng: np.random.Generator) -> Iterator[Neighbourhood]:
    """Whoever owes hours in a week, with some others of any group, for all days of that week."""
    for person, week in minutes_short(frame, draft):
        if person_could_work_more(frame, draft, person, week):
            others = rng.permutation([p for p in range(len(frame.people)) if p != person])[:HANDFUL]
            yield sorted([person, *others.tolist()]), range(7 * week, 7 * week + 7)


def person_could_work_more(frame: Frame, draft: Draft, person: int, week: int) -> bool:
    """Whether another shift may be open to somebody whose week falls short, rules of rest left aside."""
    limits = frame.people[person]
    room = limits.most_minutes[week] - draft.minutes(person, week)
    free = [day for day in range(7 * week, 7 * week + 7) if (person, day) not in draft.shifts]
    return any(frame.paid_minutes(o) <= room for day in free for o in limits.allowed[day])


def try_to_better(
    window: Window, draft: Draft, people: Iterable[int], days: Sequence[int]
) -> tuple[bool, float]:
    """Solve one neighbourhood; take it over if it is better. Returns whether, and the time it took."""
    freed = list(people)
    model = roster_model(
        frame=window.frame,
        weights=window.weights,
        crews=window.crews,
        free={(c, day) for c in freed for day in days},
        decided=draft.decided(),
        sessions=sessions_of(draft, days, moving=len(freed) == len(window.frame.people)),
    )
    if len(model.model.proto.variables) > MOST_VARIABLES:
        return False, 0.0
    base = as_guessed(window, model, draft.decided(), draft.times)
    if base.solver is None:
        return False, base.seconds
    for var in model.variables():
        model.model.add_hint(var, base.value(var))
    seconds = MOVE_SECONDS * size_factor(model)
    found = search(model.model, seconds=seconds, seed=window.seed, report=window.effort.report)
    took = base.seconds + found.seconds
    if found.solver is None or found.cost >= base.cost:
        return False, took
    read_shifts(draft, model, found, days)
    return True, took
