"""Place the breaks and sessions of many people: counted by shift and variant, then dealt out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ortools.sat.python import cp_model

from halfhour.engine.rostering._floor_rules import break_starts
from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._placed import PersonsDay, Placed
from halfhour.engine.rostering._placing_kindly import Pause
from halfhour.engine.rostering._presence import Presence
from halfhour.engine.rostering._search import Found
from halfhour.engine.rostering._shapes import ShiftShape
from halfhour.engine.rostering._variants import Stretch, Variant, around_agreed, plain, with_session
from halfhour.engine.rostering.rules import ShiftsToBreak, place_breaks
from halfhour.engine.rostering.rules._terms import Count, Term, total

Starts = Mapping[int, cp_model.IntVar]  # by slot


class _Alike(NamedTuple):
    """People whose windows are the same after the start of their shifts, or around one agreed session."""

    group: int
    shape: int
    session_slots: int  # of a session alone, 0 for none
    agreed: tuple[int, int] | None  # first and past slot


class _Cell(NamedTuple):
    """People on one shift who take one variant: how many, and the windows in slots of the horizon."""

    option: int
    people: Count
    windows: tuple[Stretch, ...]


@dataclass(slots=True, kw_only=True)
class Counted:
    """People who are alike, how many take each variant, and when their breaks and session start."""

    people: dict[int, list[PersonsDay]]  # by option
    cells: dict[tuple[int, ...], list[_Cell]] = field(default_factory=lambda: defaultdict(list))
    starting: dict[tuple[int, ...], list[Starts]] = field(default_factory=dict)


def count_day(
    model: cp_model.CpModel,
    presence: Presence,
    frame: Frame,
    days: Iterable[PersonsDay],
    costs: list[Term],
    dropping: int,
) -> list[Counted]:
    """Variables for people with at most one session each; one that finds no place costs `dropping`."""
    alike: dict[_Alike, dict[int, list[PersonsDay]]] = defaultdict(lambda: defaultdict(list))
    for each in days:
        alike[_alike(frame, each)][each.option].append(each)
    found = []
    for key, people in alike.items():
        counted = Counted(people=people)
        for option, members in people.items():
            _choose_variants(model, frame, key, option, members, counted, costs, dropping)
        _place(model, presence, frame, key, counted)
        found.append(counted)
    return found


def _alike(frame: Frame, each: PersonsDay) -> _Alike:
    return _Alike(
        group=frame.people[each.person].group,
        shape=frame.options[each.option].shape,
        session_slots=each.alone[0].slots if each.alone else 0,
        agreed=(each.sitting[0].first_slot, each.sitting[0].past_slot) if each.sitting else None,
    )


def _choose_variants(
    model: cp_model.CpModel,
    frame: Frame,
    key: _Alike,
    option: int,
    members: Sequence[PersonsDay],
    counted: Counted,
    costs: list[Term],
    dropping: int,
) -> None:
    """Everybody on a shift takes one of its variants, or the plain one without the session."""
    shape, first = frame.shapes[key.shape], frame.options[option].first_slot
    variants = _variants(shape, key, first)
    counts: list[Count] = [len(members)]
    if len(variants) > 1:
        counts = [model.new_int_var(0, len(members), f"variant {each.key}") for each in variants]
        model.add(total(counts) == len(members)).with_name("a variant each")
    for variant, people in zip(variants, counts, strict=True):
        windows = [*variant.breaks, *([variant.session] if variant.session else [])]
        shifted = tuple(Stretch(first + w.earliest, first + w.latest, w.slots) for w in windows)
        # Whether there is a session in it is part of what tells variants apart.
        name = (int(variant.session is not None), *variant.key)
        counted.cells[name].append(_Cell(option, people, shifted))
        if key.session_slots and variant.session is None:
            costs.append(dropping * people)


def _variants(shape: ShiftShape, key: _Alike, first: int) -> list[Variant]:
    if key.agreed is not None:
        agreed_first, agreed_past = key.agreed
        return around_agreed(shape, agreed_first - first, agreed_past - agreed_first)
    if key.session_slots:
        return [*with_session(shape, key.session_slots), plain(shape)]
    return [plain(shape)]


def _place(model: cp_model.CpModel, presence: Presence, frame: Frame, key: _Alike, counted: Counted) -> None:
    """Starts of every break and session, by variant."""
    size = sum(map(len, counted.people.values()))
    for name, cells in counted.cells.items():
        counted.starting[name] = []
        for n, window in enumerate(cells[0].windows):
            shifts = [
                ShiftsToBreak(cell.people, cell.windows[n].earliest, cell.windows[n].latest) for cell in cells
            ]
            starting = {
                slot: model.new_int_var(0, size, f"from {slot}")
                for slot in break_starts(frame, shifts, window.slots)
            }
            place_breaks(model, shifts, starting, people=size)
            for slot, people in starting.items():
                presence.add(key.group, frame.line.inside(slot, slot + window.slots), people, -1)
            counted.starting[name].append(starting)
    for members in counted.people.values():
        for each in members:
            for sat in each.sitting:
                presence.add(key.group, frame.line.inside(sat.first_slot, sat.past_slot), 1, -1)


def pauses_of_counted(counted: Iterable[Counted]) -> Iterator[Pause]:
    """Their breaks, with the middles of the windows of each variant; sessions are no breaks."""
    for each in counted:
        for name, cells in each.cells.items():
            has_session = bool(name[0])
            windows = len(cells[0].windows) - has_session
            for n, starting in enumerate(each.starting[name][:windows]):
                stretches = [(cell.windows[n], cell.people) for cell in cells]
                middles = [((w.earliest + w.latest) // 2, people) for w, people in stretches]
                yield Pause(starting, stretches[0][0].slots, middles)


def deal_out(placed: Placed, found: Found, day: int, counted: Iterable[Counted]) -> None:
    """Give variants to people, and then starts, those whose window closes first coming first."""
    for each in counted:
        waiting = {option: list(people) for option, people in each.people.items()}
        for name, cells in each.cells.items():
            members = [
                _Member(waiting[cell.option].pop(), cell.windows)
                for cell in cells
                for _ in range(found.value(cell.people))
            ]
            _give_starts(placed, found, day, members, each.starting[name], has_session=bool(name[0]))


class _Member(NamedTuple):
    """Somebody with the windows of their variant."""

    day: PersonsDay
    windows: tuple[Stretch, ...]


def _give_starts(
    placed: Placed,
    found: Found,
    day: int,
    members: Sequence[_Member],
    starting: Sequence[Starts],
    *,
    has_session: bool,
) -> None:
    """Breaks in the order of their windows; a session, where the variant has one, in the last of them."""
    for member in members:
        placed.breaks[member.day.person, day] = []
        for sat in member.day.sitting:
            placed.attend(sat, member.day.person, range(sat.first_slot, sat.past_slot))
        if not has_session:
            placed.missed += [(session, member.day.person) for session in member.day.alone]
    for n, starts in enumerate(starting):
        for member, slot in _earliest_due_first(members, n, found, starts):
            if has_session and n == len(starting) - 1:
                session = member.day.alone[0]
                placed.attend(session, member.day.person, range(slot, slot + session.slots))
            else:
                placed.breaks[member.day.person, day].append(slot)


def _earliest_due_first(
    members: Sequence[_Member], n: int, found: Found, starts: Starts
) -> Iterator[tuple[_Member, int]]:
    """Somebody for each start: of those whose window is open, the one whose window closes first."""
    waiting = sorted(members, key=lambda member: member.windows[n].latest)
    for slot in sorted(starts):
        for _ in range(found.value(starts[slot])):
            member = next(each for each in waiting if each.windows[n].earliest <= slot)
            waiting.remove(member)
            yield member, slot
