"""Protected sessions of a problem, sorted by how their time is found: agreed, together or alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._people import Person, day_starts_at
from halfhour.engine.rostering._shapes import ShiftShape
from halfhour.engine.rostering.problem import PlacedSession
from halfhour.engine.team import Session, SessionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedSession:
    """A session whose time is decided; `options` are the shifts that hold it."""

    name: str
    kind: SessionKind
    attendees: frozenset[int]
    first_slot: int
    past_slot: int
    options: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherSession:
    """A session all attend at once, `times` times in a week; by starting slot, the shifts that hold it."""

    session: int
    name: str
    kind: SessionKind
    week: int
    attendees: tuple[int, ...]
    slots: int
    times: int
    options_at: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AloneSession:
    """A session one person attends alone, `times` times in a week."""

    session: int
    name: str
    kind: SessionKind
    week: int
    person: int
    slots: int
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AloneLoad:
    """All sessions of one length that a skill group attends alone in a week or on a day, as a count."""

    group: int
    slots: int
    sessions: int
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    agreed: tuple[AgreedSession, ...] = ()
    together: tuple[TogetherSession, ...] = ()
    named: tuple[AloneSession, ...] = ()
    alone: tuple[AloneLoad, ...] = ()


def session_plan(frame: Frame) -> SessionPlan:
    """All sessions of the horizon. Who cannot work at all in a week is excused from that week's."""
    together: list[TogetherSession] = []
    named: list[AloneSession] = []
    for number, session in enumerate(frame.problem.team.sessions):
        for week in range(frame.problem.weeks):
            attendees = [p for p in _attendees(frame, session) if works_in(frame, p, week)]
            if session.together:
                together += _together(frame, number, week, attendees)
            else:
                named += _alone(frame, number, week, attendees)
    return SessionPlan(
        agreed=_agreed(frame),
        together=tuple(together),
        named=tuple(named),
        alone=_loads(frame, named),
    )


def works_in(frame: Frame, person: Person, week: int) -> bool:
    """Whether the week leaves the person any shift at all."""
    return any(person.allowed[day] for day in range(7 * week, 7 * week + 7))


def holds_session(shape: ShiftShape, offset: int, slots: int) -> bool:
    """Whether a session fits into a shift so many slots after its start, its breaks beside it."""
    if offset < 0 or offset + slots > shape.slots:
        return False
    return all(
        any(
            start + window.slots <= offset or start >= offset + slots
            for start in (window.earliest, window.latest)
        )
        for window in shape.windows
    )


def options_holding(frame: Frame, first_slot: int, slots: int) -> tuple[int, ...]:
    """The shifts that hold a session from a slot on."""
    days = {int(frame.line.day_of[slot]) for slot in frame.line.inside(first_slot, first_slot + 1)}
    return tuple(
        o
        for day in days
        for near in (day - 1, day)
        if near >= 0
        for o in frame.options_on[near]
        if holds_session(
            frame.shapes[frame.options[o].shape], first_slot - frame.options[o].first_slot, slots
        )
    )


def _attendees(frame: Frame, session: Session) -> list[Person]:
    return [p for p in frame.people if not session.agents or p.agent.name in session.agents]


def _week_of(frame: Frame, instant: int) -> int:
    first_on, zone = frame.problem.first_on, frame.problem.team.timezone
    return sum(
        instant >= day_starts_at(first_on + timedelta(days=7 * week), zone)
        for week in range(1, frame.problem.weeks)
    )


def _fixed_times(frame: Frame, session: Session, week: int, agents: Iterable[str]) -> int:
    """How many of a week's sessions are agreed already: different times among these people."""
    names = set(agents)
    return len(
        {
            row.starts_at
            for row in frame.problem.fixed_sessions
            if row.name == session.name and row.agent in names and _week_of(frame, row.starts_at) == week
        }
    )


def _together(frame: Frame, number: int, week: int, attendees: Sequence[Person]) -> list[TogetherSession]:
    session = frame.problem.team.sessions[number]
    names = [person.agent.name for person in attendees]
    times = session.per_week - _fixed_times(frame, session, week, names)
    if times <= 0 or not attendees:
        return []
    slots = session.minutes * 60 // frame.line.seconds
    starts = {slot: options_holding(frame, slot, slots) for slot in interval_starts(frame, week)}
    return [
        TogetherSession(
            session=number,
            name=session.name,
            kind=session.kind,
            week=week,
            attendees=tuple(person.index for person in attendees),
            slots=slots,
            times=times,
            options_at={slot: options for slot, options in starts.items() if options},
        )
    ]


def _alone(frame: Frame, number: int, week: int, attendees: Sequence[Person]) -> list[AloneSession]:
    session = frame.problem.team.sessions[number]
    return [
        AloneSession(
            session=number,
            name=session.name,
            kind=session.kind,
            week=week,
            person=person.index,
            slots=session.minutes * 60 // frame.line.seconds,
            times=times,
        )
        for person in attendees
        if (times := session.per_week - _fixed_times(frame, session, week, [person.agent.name])) > 0
    ]


def interval_starts(frame: Frame, week: int) -> list[int]:
    """The first slots of the open intervals of a week."""
    return [
        slots.start
        for slots in frame.slots_of_interval
        if frame.line.day_of[slots.start] // 7 == week and frame.on_duty[slots.start]
    ]


def _loads(frame: Frame, named: Sequence[AloneSession]) -> tuple[AloneLoad, ...]:
    counts: dict[tuple[int, int, int], int] = defaultdict(int)
    for session in named:
        counts[frame.people[session.person].group, session.week, session.slots] += session.times
    return tuple(
        AloneLoad(group=group, slots=slots, sessions=sessions, starts=tuple(interval_starts(frame, week)))
        for (group, week, slots), sessions in sorted(counts.items())
    )


def _agreed(frame: Frame) -> tuple[AgreedSession, ...]:
    """Fixed sessions, one row a person, gathered into sessions."""
    rows: dict[tuple[str, int, int], list[PlacedSession]] = defaultdict(list)
    for row in frame.problem.fixed_sessions:
        rows[row.name, row.starts_at, row.ends_at].append(row)
    index = {person.agent.name: person.index for person in frame.people}
    found = []
    for (name, starts_at, ends_at), same in sorted(rows.items()):
        slots = frame.line.span(starts_at, ends_at)
        attendees = frozenset(index[row.agent] for row in same if row.agent in index)
        found.append(agreed_session(frame, name, same[0].kind, attendees, slots))
    return tuple(found)


def agreed_session(
    frame: Frame, name: str, kind: SessionKind, attendees: Iterable[int], slots: range
) -> AgreedSession:
    return AgreedSession(
        name=name,
        kind=kind,
        attendees=frozenset(attendees),
        first_slot=slots.start,
        past_slot=slots.stop,
        options=frozenset(options_holding(frame, slots.start, len(slots))),
    )


def quiet_times(frame: Frame, plan: SessionPlan) -> dict[tuple[int, int], list[int]]:
    """A first time for each session held together, to build shifts around.

    Where most attendees could come; among those, where the shifts that hold it are many, so that
    attending ties nobody to one start; among those, where demand is least. Sessions of one week are
    put on different days as far as they share attendees.
    """
    load = (frame.target / np.maximum(frame.target.max(axis=1, keepdims=True), 1e-9)).sum(axis=0)
    taken: dict[int, set[int]] = defaultdict(set)  # person → days
    found: dict[tuple[int, int], list[int]] = {}
    for each in plan.together:
        able = {slot: _able(frame, each, slot) for slot in each.options_at}
        most_held = max((len(options) for options in each.options_at.values()), default=0)
        for _ in range(each.times):
            busy = {day for person in each.attendees for day in taken[person]}
            free = [slot for slot in able if int(frame.line.day_of[slot]) not in busy]
            if not free:
                break
            best = min(
                free,
                key=lambda slot: (
                    -able[slot],
                    most_held - len(each.options_at[slot]),
                    _load(frame, load, slot, each.slots),
                    slot,
                ),
            )
            found.setdefault((each.session, each.week), []).append(best)
            for person in each.attendees:
                taken[person].add(int(frame.line.day_of[best]))
    return found


def _able(frame: Frame, session: TogetherSession, slot: int) -> int:
    options = set(session.options_at[slot])
    return sum(
        any(not options.isdisjoint(day) for day in frame.people[person].allowed)
        for person in session.attendees
    )


def _load(frame: Frame, load: NDArray[np.float64], slot: int, slots: int) -> float:
    return float(load[frame.line.interval_of[list(frame.line.inside(slot, slot + slots))]].sum())
