"""Place the breaks and sessions of single people: exact, for a handful of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ortools.sat.python import cp_model

from halfhour.engine.rostering._floor_rules import break_starts
from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._placed import PersonsDay, Placed
from halfhour.engine.rostering._placing_kindly import Pause
from halfhour.engine.rostering._presence import Presence
from halfhour.engine.rostering._search import Found
from halfhour.engine.rostering._sessions import AgreedSession, AloneSession
from halfhour.engine.rostering._shapes import BreakWindow
from halfhour.engine.rostering.rules import ShiftsToBreak, be_in_one_place
from halfhour.engine.rostering.rules._terms import Term, total

Starts = dict[int, cp_model.IntVar]  # by slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One person's day: the breaks and sessions whose start is to be chosen."""

    person: int
    option: int
    breaks: list[Starts]
    sessions: list[tuple[AloneSession, Starts]]
    sitting: tuple[AgreedSession, ...]


class _Taker:
    """Gives a person variables for starts, and sees that no two of what they start overlap."""

    def __init__(self, model: cp_model.CpModel, presence: Presence, frame: Frame, each: PersonsDay) -> None:
        self.model, self.presence, self.frame = model, presence, frame
        self.group = frame.people[each.person].group
        self.taken = {slot for sat in each.sitting for slot in range(sat.first_slot, sat.past_slot)}
        self.occupied: dict[int, list[Term]] = defaultdict(list)

    def is_free(self, slot: int, slots: int) -> bool:
        return self.taken.isdisjoint(range(slot, slot + slots))

    def start(self, slot: int, slots: int) -> cp_model.IntVar:
        var = self.model.new_bool_var(f"from {slot}")
        self.presence.add(self.group, self.frame.line.inside(slot, slot + slots), var, -1)
        for each in range(slot, slot + slots):
            self.occupied[each].append(var)
        return var


def name_day(
    model: cp_model.CpModel,
    presence: Presence,
    frame: Frame,
    each: PersonsDay,
    costs: list[Term],
    dropping: int,
) -> Named:
    """Variables for one person's day; a session that finds no place costs `dropping`."""
    shift = frame.options[each.option]
    taker = _Taker(model, presence, frame, each)
    for sat in each.sitting:
        presence.add(taker.group, frame.line.inside(sat.first_slot, sat.past_slot), 1, -1)
    breaks = []
    for pause in frame.shapes[shift.shape].windows:
        slots = _break_slots(frame, shift.first_slot, pause, taker, every=bool(each.alone))
        starts = {slot: taker.start(slot, pause.slots) for slot in slots}
        model.add(total(starts.values()) == 1).with_name("every break")
        breaks.append(starts)
    sessions = []
    for session in each.alone:
        whole = [s.start for s in frame.slots_of_interval if shift.first_slot <= s.start < shift.past_slot]
        starts = {
            slot: taker.start(slot, session.slots)
            for slot in whole
            if slot + session.slots <= shift.past_slot and taker.is_free(slot, session.slots)
        }
        dropped = model.new_bool_var("session dropped")
        model.add(total(starts.values()) + dropped == 1).with_name("session held alone")
        costs.append(dropping * dropped)
        sessions.append((session, starts))
    for terms in taker.occupied.values():
        be_in_one_place(model, terms)
    return Named(
        person=each.person, option=each.option, breaks=breaks, sessions=sessions, sitting=each.sitting
    )


def _break_slots(
    frame: Frame, shift_first: int, pause: BreakWindow, taker: _Taker, *, every: bool
) -> list[int]:
    """Starts of a break beside agreed sessions; all of them where a session has still to find its place."""
    earliest, latest = shift_first + pause.earliest, shift_first + pause.latest
    whole = break_starts(frame, [ShiftsToBreak(1, earliest, latest)], pause.slots)
    slots = [slot for slot in whole if taker.is_free(slot, pause.slots)]
    if slots and not every:
        return slots
    return [slot for slot in range(earliest, latest + 1) if taker.is_free(slot, pause.slots)]


def pauses_of_named(frame: Frame, named: Iterable[Named]) -> Iterator[Pause]:
    """Their breaks, with the middles of the windows."""
    for each in named:
        first = frame.options[each.option].first_slot
        for starts, pause in zip(
            each.breaks, frame.shapes[frame.options[each.option].shape].windows, strict=True
        ):
            yield Pause(starts, pause.slots, [(first + (pause.earliest + pause.latest) // 2, 1)])


def read_named(placed: Placed, found: Found, day: int, named: Named) -> None:
    """Take over what was decided for one person."""
    placed.breaks[named.person, day] = [
        next(slot for slot, var in starts.items() if found.value(var)) for starts in named.breaks
    ]
    for sat in named.sitting:
        placed.attend(sat, named.person, range(sat.first_slot, sat.past_slot))
    for session, starts in named.sessions:
        held = next((slot for slot, var in starts.items() if found.value(var)), None)
        if held is None:
            placed.missed.append((session, named.person))
        else:
            placed.attend(session, named.person, range(held, held + session.slots))
