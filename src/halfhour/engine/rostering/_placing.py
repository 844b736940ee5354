"""Fourth stage: the exact time of every break and session, day by day, all shifts being fixed."""

from collections import Counter
from collections.abc import Sequence

from ortools.sat.python import cp_model

from halfhour.engine.rostering._draft import Draft
from halfhour.engine.rostering._floor_rules import add_previous_shifts
from halfhour.engine.rostering._frame import Frame, group_sizes
from halfhour.engine.rostering._placed import PersonsDay, Placed
from halfhour.engine.rostering._placing_counted import Counted, count_day, deal_out, pauses_of_counted
from halfhour.engine.rostering._placing_kindly import place_kindly
from halfhour.engine.rostering._placing_named import Named, name_day, pauses_of_named, read_named
from halfhour.engine.rostering._presence import Presence
from halfhour.engine.rostering._search import search
from halfhour.engine.rostering._sessions import AgreedSession
from halfhour.engine.rostering._shapes import BreakWindow
from halfhour.engine.rostering._weights import units_per_point
from halfhour.engine.rostering._windows import Window
from halfhour.engine.rostering.rules._terms import Term, total

PLACING_SECONDS = 0.5
MOST_BUSY = 20  # people with sessions on one day who are named; more are counted


def place_breaks_and_sessions(window: Window, draft: Draft) -> Placed:
    """Place every break and session of a draft, the coverage being kept as well as it can be."""
    placed = Placed(agreed=draft.agreed())
    for day in range(window.frame.days):
        people = sorted(person for person, on in draft.shifts if on == day)
        if people:
            _place_day(window, draft, placed, day, people)
        window.effort.within((day + 1) / window.frame.days)
    held = {(id(each.session), each.person) for each in placed.attended}
    for agreed in placed.agreed:
        placed.missed += [(agreed, p) for p in sorted(agreed.attendees) if (id(agreed), p) not in held]
    return placed


def _place_day(window: Window, draft: Draft, placed: Placed, day: int, people: Sequence[int]) -> None:
    days = [_persons_day(draft, placed, person, day) for person in people]
    if not _try_day(window, draft, placed, day, days):
        without = [PersonsDay(person=each.person, option=each.option, sitting=(), alone=()) for each in days]
        _try_day(window, draft, placed, day, without)
        placed.missed += [(session, each.person) for each in days for session in each.alone]


def _persons_day(draft: Draft, placed: Placed, person: int, day: int) -> PersonsDay:
    return PersonsDay(
        person=person,
        option=draft.shifts[person, day],
        sitting=tuple(_sitting(draft, placed.agreed, person, day)),
        alone=tuple(draft.alone.get((person, day), ())),
    )


def _sitting(draft: Draft, agreed: Sequence[AgreedSession], person: int, day: int) -> list[AgreedSession]:
    """The agreed sessions a person attends on a day: those their shift holds, breaks beside them."""
    frame, option = draft.frame, draft.shifts[person, day]
    first = frame.options[option].first_slot
    windows = frame.shapes[frame.options[option].shape].windows
    taken: set[int] = set()
    sitting = []
    for each in agreed:
        wanted = set(range(each.first_slot, each.past_slot))
        held = person in each.attendees and option in each.options and taken.isdisjoint(wanted)
        if held and all(_has_room(pause, first, taken | wanted) for pause in windows):
            sitting.append(each)
            taken |= wanted
    return sitting


def _has_room(pause: BreakWindow, first: int, taken: set[int]) -> bool:
    starts = range(first + pause.earliest, first + pause.latest + 1)
    return any(taken.isdisjoint(range(start, start + pause.slots)) for start in starts)


def _try_day(window: Window, draft: Draft, placed: Placed, day: int, days: Sequence[PersonsDay]) -> bool:
    """Place a day; False where no way was found."""
    frame = window.frame
    model, presence = cp_model.CpModel(), Presence(frame)
    _add_other_days(presence, draft, placed, day)
    for each in days:
        shift = frame.options[each.option]
        presence.add(frame.people[each.person].group, frame.line.inside(shift.first_slot, shift.past_slot), 1)
    busy = [each for each in days if each.sessions]
    several = [each for each in busy if each.sessions > 1]
    by_name = busy if len(busy) <= MOST_BUSY else several
    names = {each.person for each in by_name}
    dropping = round(window.weights.session_dropped * units_per_point(frame))
    costs: list[Term] = []
    named: list[Named] = [name_day(model, presence, frame, each, costs, dropping) for each in by_name]
    rest = [each for each in days if each.person not in names]
    counted: list[Counted] = count_day(model, presence, frame, rest, costs, dropping)
    cost = _cost(model, presence, window, day, costs)
    model.minimize(cost)
    found = search(
        model,
        seconds=PLACING_SECONDS * max(1.0, window.effort.factor),
        seed=window.seed,
        report=window.effort.report,
    )
    if found.solver is None:
        return False
    pauses = [*pauses_of_named(frame, named), *pauses_of_counted(counted)]
    found = place_kindly(model, found, cost, pauses, _at_work(frame, days), window)
    for one in named:
        read_named(placed, found, day, one)
    deal_out(placed, found, day, counted)
    return True


def _add_other_days(presence: Presence, draft: Draft, placed: Placed, day: int) -> None:
    """Shifts of the days before and after, with breaks where they are known."""
    frame = draft.frame
    add_previous_shifts(frame, presence)
    for (person, on), option in draft.shifts.items():
        if on in (day - 1, day + 1):
            shift, group = frame.options[option], frame.people[person].group
            presence.add(group, frame.line.inside(shift.first_slot, shift.past_slot), 1)
            for start, pause in zip(
                placed.breaks.get((person, on), ()), frame.shapes[shift.shape].windows, strict=False
            ):
                presence.add(group, frame.line.inside(start, start + pause.slots), 1, -1)


def _at_work(frame: Frame, days: Sequence[PersonsDay]) -> Counter[int]:
    """People on shift by slot, those on a break included."""
    shifts = (frame.options[each.option] for each in days)
    return Counter(slot for shift in shifts for slot in range(shift.first_slot, shift.past_slot))


def _cost(model: cp_model.CpModel, presence: Presence, window: Window, day: int, costs: list[Term]) -> Term:
    """What the day costs: sessions dropped, people missing on duty, and coverage."""
    frame, sizes = window.frame, group_sizes(window.frame)
    last = max((frame.options[o].past_slot for o in frame.options_on[day]), default=0) - 1
    days = {day, int(frame.line.day_of[min(last, len(frame.line) - 1)])}
    intervals = [
        i for i, slots in enumerate(frame.slots_of_interval) if frame.line.day_of[slots.start] in days
    ]
    slots = [slot for i in intervals for slot in frame.slots_of_interval[i]]
    presence.settle(model, sizes, slots)
    points = units_per_point(frame)
    for same, people in presence.keep_duty(model, slots):
        costs.append(round(window.weights.duty(frame, len(same)) * points) * people)
    coverage, _ = presence.cover(model, window.weights, sizes=sizes, intervals=intervals)
    return total([*costs, *coverage])
