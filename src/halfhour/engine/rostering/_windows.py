"""Second stage: which shift, day by day. Each window of days is a small exact model.

People are counted in crews for whom the same shifts are open, and each crew's shifts are then given
out so that wishes, steady starts and fair shares are served as well as they can be. Where shifts run
past midnight, the relaxed model stands in for the days still to come.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from scipy.optimize import linear_sum_assignment

from halfhour.engine.rostering._crews import Crew, crew_of, named_crews
from halfhour.engine.rostering._draft import Draft
from halfhour.engine.rostering._effort import Effort
from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._model import roster_model
from halfhour.engine.rostering._outlook import Outlook
from halfhour.engine.rostering._roster_model import Ahead, RosterModel
from halfhour.engine.rostering._search import Found, search
from halfhour.engine.rostering._sessions import SessionPlan
from halfhour.engine.rostering._unsocial import Unsocial, unsocial_before, unsocial_options
from halfhour.engine.rostering._weights import Weights
from halfhour.engine.rostering.rules._terms import total

WINDOW_SECONDS = 1.0
GUESS_SECONDS = 0.3
USUAL_VARIABLES = 1200
MOST_SIZE_FACTOR = 6.0
NO_TIMES: Mapping[tuple[int, int], Collection[int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """What all windows of one roster share."""

    frame: Frame
    weights: Weights
    crews: tuple[Crew, ...]  # everybody named
    effort: Effort
    seed: int
    unsocial: Mapping[Unsocial, frozenset[int]]
    unsocial_before: Mapping[tuple[str, Unsocial], int]


def window_of(frame: Frame, weights: Weights, effort: Effort, seed: int) -> Window:
    return Window(
        frame=frame,
        weights=weights,
        crews=named_crews(frame, range(len(frame.people))),
        effort=effort,
        seed=seed,
        unsocial=unsocial_options(frame),
        unsocial_before=unsocial_before(frame),
    )


def fill_day_by_day(window: Window, draft: Draft, outlook: Outlook) -> None:
    """Give everybody a shift of the planned shape on each planned day, in order of days."""
    frame = window.frame
    overnight = any(option.past_slot > _day_end(frame, option.day) for option in frame.options)
    for day in range(frame.days):
        if any(on == day for _, on in draft.planned):
            later = range(day + 1, min(day + 3, frame.days))
            ahead = Ahead(outlook.there(frame, later), outlook.by_option) if overnight else None
            _fill(window, draft, day, outlook, ahead)
        window.effort.within((day + 1) / frame.days)


def _day_end(frame: Frame, day: int) -> int:
    return int(np.searchsorted(frame.line.day_of, day, side="right"))


def open_options(window: Window, draft: Draft, person: int, day: int) -> tuple[int, ...]:
    """Shifts of the planned shape that keep the rest after the day before and leave one for the next."""
    frame, shape = window.frame, draft.planned.get((person, day))
    rest = frame.problem.team.rules.rest_minutes * 60
    before = max(
        (frame.options[o].ends_at for (who, on), o in draft.shifts.items() if who == person and on < day),
        default=None,
    )
    after = max(
        (frame.options[o].starts_at for o in _next_planned(frame, draft, person, day)),
        default=None,
    )
    return tuple(
        o
        for o in frame.people[person].allowed[day]
        if frame.options[o].shape == shape
        and (before is None or frame.options[o].starts_at >= before + rest)
        and (after is None or frame.options[o].ends_at + rest <= after)
    )


def _next_planned(frame: Frame, draft: Draft, person: int, day: int) -> list[int]:
    shape = draft.planned.get((person, day + 1))
    if shape is None:
        return []
    return [o for o in frame.people[person].allowed[day + 1] if frame.options[o].shape == shape]


def sessions_of(draft: Draft, days: Collection[int], *, moving: bool) -> SessionPlan:
    """Sessions on some days; where they are moving, those held together find a new time of their day."""
    if not moving:
        return SessionPlan(agreed=draft.agreed(days), alone=draft.loads(days))
    fixed = tuple(
        each for each in draft.sessions.agreed if int(draft.frame.line.day_of[each.first_slot]) in set(days)
    )
    return SessionPlan(agreed=fixed, together=draft.movable(days), alone=draft.loads(days))


def read_shifts(draft: Draft, model: RosterModel, found: Found, days: Collection[int]) -> None:
    """Take over what a model of named people decided on some days."""
    frame = draft.frame
    for c, day in model.free:
        if day in days:
            draft.shifts.pop((c, day), None)
            draft.planned.pop((c, day), None)
            for option in model.crews[c].allowed[day]:
                if found.value(model.works[c, option]):
                    draft.shifts[c, day] = option
                    draft.planned[c, day] = frame.options[option].shape
    for key, held in model.together.items():
        for slot, var in held.items():
            if found.value(var):
                day = int(frame.line.day_of[slot])
                kept = [each for each in draft.times[key] if int(frame.line.day_of[each]) != day]
                draft.times[key] = sorted([*kept, slot])


def _fill(window: Window, draft: Draft, day: int, outlook: Outlook, ahead: Ahead | None) -> None:
    """Count people by the shifts open to them and the sessions they attend, solve, and name them."""
    frame = window.frame
    sessions = sessions_of(draft, [day], moving=False)
    alike: dict[tuple[int, tuple[int, ...], tuple[int, ...]], list[int]] = defaultdict(list)
    for person, on in sorted(draft.planned):
        if on == day:
            options = open_options(window, draft, person, day)
            attended = tuple(n for n, each in enumerate(sessions.agreed) if person in each.attendees)
            if options:
                alike[frame.people[person].group, options, attended].append(person)
    crews = [_crew_on(frame, members, options, day) for (_, options, _), members in alike.items()]
    working = len(crews)
    decided = _add_yesterday(frame, draft, day, crews)
    model = roster_model(
        frame=frame,
        weights=window.weights,
        crews=crews,
        free={(c, day) for c in range(working)},
        decided=decided,
        sessions=sessions,
        ahead=ahead,
    )
    for c, crew in enumerate(crews[:working]):
        model.model.add(total(model.works_on(c, day)) == crew.size).with_name("work as planned")
    found = _best_of(window, model, first_guess(model, outlook, range(working), day))
    if found.solver is None:
        return
    for c, crew in enumerate(crews[:working]):
        counts = {option: found.value(model.works[c, option]) for option in crew.allowed[day]}
        for person, option in give_out(window, draft, crew.people, counts, day).items():
            draft.shifts[person, day] = option


def _best_of(window: Window, model: RosterModel, guess: Mapping[tuple[int, int], int]) -> Found:
    """Search from a guess on; where nothing better is found in the time, the guess it is."""
    base = as_guessed(window, model, guess)
    if base.solver is not None:
        for var in model.variables():
            model.model.add_hint(var, base.value(var))
    seconds = WINDOW_SECONDS * max(1.0, window.effort.factor) * size_factor(model)
    found = search(model.model, seconds=seconds, seed=window.seed, report=window.effort.report)
    return base if found.solver is None else found


def size_factor(model: RosterModel) -> float:
    """How much longer than usual a model is searched: large ones need time for their first solution."""
    return min(max(len(model.model.proto.variables) / USUAL_VARIABLES, 1.0), MOST_SIZE_FACTOR)


def as_guessed(
    window: Window,
    model: RosterModel,
    guess: Mapping[tuple[int, int], int],
    times: Mapping[tuple[int, int], Collection[int]] = NO_TIMES,
) -> Found:
    """What a guess of who works what costs in a model, breaks and sharing at their best.

    `times` are the starting slots of sessions held together, by session and week.
    """
    fixed = model.model.clone()
    for key, works in model.works.items():
        if not isinstance(works, int):
            fixed.add(works == guess.get(key, 0))
    for key, held in model.together.items():
        for slot, var in held.items():
            fixed.add(var == int(slot in times.get(key, ())))
    return search(fixed, seconds=GUESS_SECONDS, seed=window.seed, report=window.effort.report)


def first_guess(
    model: RosterModel, outlook: Outlook, crews: Iterable[int], day: int
) -> dict[tuple[int, int], int]:
    """Everybody on the shifts that the relaxed model expects, as far as they are open to them."""
    left = dict(outlook.by_option)
    guess: dict[tuple[int, int], int] = {}
    for c in crews:
        crew = model.crews[c]
        for _ in range(crew.size):
            best = max(crew.allowed[day], key=lambda o: (left.get((crew.group, o), 0.0), -o))
            left[crew.group, best] = left.get((crew.group, best), 0.0) - 1
            guess[c, best] = guess.get((c, best), 0) + 1
    return guess


def _add_yesterday(frame: Frame, draft: Draft, day: int, crews: list[Crew]) -> dict[tuple[int, int], int]:
    """Add those of the day before who are still at work past midnight, as crews that are decided."""
    decided: dict[tuple[int, int], int] = defaultdict(int)
    for group in range(len(frame.groups)):
        people = [p for p, on in sorted(draft.shifts) if on == day - 1 and frame.people[p].group == group]
        if people:
            for person in people:
                decided[len(crews), draft.shifts[person, day - 1]] += 1
            crews.append(crew_of(frame, people))
    return decided


def _crew_on(frame: Frame, members: Sequence[int], options: Sequence[int], day: int) -> Crew:
    """People for whom the same shifts are open on a day, and who owe that one shift."""
    crew = crew_of(frame, members)
    owed = frame.paid_minutes(options[0]) * len(members)
    return replace(
        crew,
        allowed=tuple(tuple(options) if on == day else () for on in range(frame.days)),
        least_minutes=tuple(owed if week == day // 7 else 0 for week in range(frame.problem.weeks)),
        most_minutes=tuple(owed if week == day // 7 else 0 for week in range(frame.problem.weeks)),
        runs_before=(0,) * len(members),
    )


def give_out(
    window: Window, draft: Draft, people: Sequence[int], counts: dict[int, int], day: int
) -> dict[int, int]:
    """Give counted shifts to people, at the least cost in wishes, steadiness and fairness."""
    seats = [option for option, count in counts.items() for _ in range(count)]
    if not seats:
        return {}
    options = sorted(set(seats))
    prices = np.array([[_price(window, draft, person, o, day) for o in options] for person in people])
    columns = [options.index(option) for option in seats]
    rows, chosen = linear_sum_assignment(prices[:, columns])
    return {people[row]: seats[seat] for row, seat in zip(rows.tolist(), chosen.tolist(), strict=True)}


def _price(window: Window, draft: Draft, person: int, option: int, day: int) -> float:
    frame, weights = window.frame, window.weights
    agent, start = frame.people[person].agent, frame.options[option].start_second
    price = 0.0
    if agent.prefers_start is not None and not agent.prefers_start[0] <= start <= agent.prefers_start[1]:
        price += weights.start_wish
    week = day // 7
    before = [draft.shifts[person, on] for on in range(day) if (person, on) in draft.shifts]
    this_week = [frame.options[o].start_second for o in before if frame.options[o].day // 7 == week]
    if this_week:
        step = frame.problem.team.rules.start_step_minutes * 60
        beyond = max(0, start - max(this_week), min(this_week) - start)
        price += weights.step_unsteady * beyond / step
        return price
    # A new week is where turns are taken: whoever had more than their share has less of it now.
    for kind, options in window.unsocial.items():
        if option in options:
            had = sum(o in options for o in before) + window.unsocial_before.get((agent.name, kind), 0)
            price += weights.share_unfair * had / (day + 1)
    return price
