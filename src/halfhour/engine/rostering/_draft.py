"""A roster in the making: shifts by person and day, and where sessions have gone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._sessions import (
    AgreedSession,
    AloneLoad,
    AloneSession,
    SessionPlan,
    TogetherSession,
    agreed_session,
)


@dataclass(slots=True, kw_only=True)
class Draft:
    """What is decided so far.

    Attributes
    ----------
    planned
        (person, day) → the shape of shift they are to work that day.
    shifts
        (person, day) → the option they work.
    times
        (session, week) → starting slots of sessions held together.
    alone
        (person, day) → sessions they attend alone that day.
    """

    frame: Frame
    sessions: SessionPlan
    planned: dict[tuple[int, int], int] = field(default_factory=dict)
    shifts: dict[tuple[int, int], int] = field(default_factory=dict)
    times: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    alone: dict[tuple[int, int], list[AloneSession]] = field(default_factory=lambda: defaultdict(list))

    def decided(self) -> dict[tuple[int, int], int]:
        """The shifts as models take them, where everybody is a crew of one."""
        return {(person, option): 1 for (person, _), option in self.shifts.items()}

    def minutes(self, person: int, week: int) -> int:
        """Paid minutes of a person in a week so far."""
        return sum(
            self.frame.paid_minutes(option)
            for day in range(7 * week, 7 * week + 7)
            if (option := self.shifts.get((person, day))) is not None
        )

    def agreed(self, days: Iterable[int] | None = None) -> tuple[AgreedSession, ...]:
        """Sessions whose time is known, on these days or on all."""
        line = self.frame.line
        timed = [
            agreed_session(
                self.frame, each.name, each.kind, each.attendees, line.inside(slot, slot + each.slots)
            )
            for each in self.sessions.together
            for slot in self.times.get((each.session, each.week), ())
        ]
        asked = None if days is None else set(days)
        return tuple(
            session
            for session in (*self.sessions.agreed, *timed)
            if asked is None or int(line.day_of[session.first_slot]) in asked
        )

    def loads(self, days: Iterable[int]) -> tuple[AloneLoad, ...]:
        """Sessions attended alone on some days, counted by group and length."""
        counts: dict[tuple[int, int, int], int] = defaultdict(int)
        for day in days:
            for person in range(len(self.frame.people)):
                for session in self.alone.get((person, day), ()):
                    counts[self.frame.people[person].group, session.slots, day] += 1
        return tuple(
            AloneLoad(group=group, slots=slots, sessions=sessions, starts=self._starts(day))
            for (group, slots, day), sessions in sorted(counts.items())
        )

    def _starts(self, day: int) -> tuple[int, ...]:
        return tuple(
            slots.start
            for slots in self.frame.slots_of_interval
            if self.frame.line.day_of[slots.start] == day and self.frame.on_duty[slots.start]
        )

    def movable(self, days: Iterable[int]) -> tuple[TogetherSession, ...]:
        """Sessions held together on these days, free to move within their day."""
        found = []
        for each in self.sessions.together:
            for slot in self.times.get((each.session, each.week), ()):
                day = int(self.frame.line.day_of[slot])
                if day in set(days):
                    found.append(_on_day(self.frame, each, day))
        return tuple(found)


def _on_day(frame: Frame, session: TogetherSession, day: int) -> TogetherSession:
    return TogetherSession(
        session=session.session,
        name=session.name,
        kind=session.kind,
        week=session.week,
        attendees=session.attendees,
        slots=session.slots,
        times=1,
        options_at={slot: o for slot, o in session.options_at.items() if frame.line.day_of[slot] == day},
    )


def place_alone_sessions(draft: Draft, slack: Mapping[int, float]) -> None:
    """Give each session attended alone a day its person works, the day with most people to spare.

    `slack` is, by day, the people-slots planned above those needed. Two sessions of a person share a
    day only where there are more sessions than days.
    """
    left = dict(slack)
    draft.alone.clear()
    for session in sorted(draft.sessions.named, key=lambda each: (-each.slots, each.week, each.person)):
        week = range(7 * session.week, 7 * session.week + 7)
        days = [day for day in week if (session.person, day) in draft.planned]
        for _ in range(session.times if days else 0):
            day = min(days, key=lambda day: (len(draft.alone[session.person, day]), -left[day], day))
            draft.alone[session.person, day].append(session)
            left[day] -= session.slots


def settle_alone_sessions(draft: Draft, slack: Mapping[int, float]) -> None:
    """Give them days anew where somebody's days have changed since."""
    if any(sessions and key not in draft.shifts for key, sessions in draft.alone.items()):
        place_alone_sessions(draft, slack)
