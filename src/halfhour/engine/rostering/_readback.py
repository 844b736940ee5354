"""From slots and positions back to the values of a roster."""

from halfhour.engine.rostering._draft import Draft
from halfhour.engine.rostering._placed import Placed
from halfhour.engine.rostering.problem import Assignment, Break, PlacedSession, Roster, Shift


def read_roster(draft: Draft, placed: Placed, assignments: tuple[Assignment, ...]) -> Roster:
    """The draft as shifts with breaks, sessions and assignments, sorted by start and name."""
    shifts = [_shift(draft, placed, person, day) for person, day in draft.shifts]
    return Roster(
        shifts=tuple(sorted(shifts, key=lambda shift: (shift.starts_at, shift.agent))),
        sessions=tuple(
            sorted(_sessions(draft, placed), key=lambda row: (row.starts_at, row.name, row.agent))
        ),
        assignments=assignments,
    )


def _shift(draft: Draft, placed: Placed, person: int, day: int) -> Shift:
    frame = draft.frame
    option = frame.options[draft.shifts[person, day]]
    shape = frame.shapes[option.shape]
    pauses = [
        Break(
            kind=window.rule.kind,
            starts_at=frame.line.instant_of(start),
            ends_at=frame.line.instant_of(start + window.slots),
            paid=window.rule.paid,
        )
        for start, window in zip(placed.breaks[person, day], shape.windows, strict=True)
    ]
    return Shift(
        agent=frame.people[person].agent.name,
        on=frame.date_of(day),
        starts_at=option.starts_at,
        ends_at=option.ends_at,
        paid_seconds=shape.paid_minutes * 60,
        breaks=tuple(sorted(pauses, key=lambda pause: pause.starts_at)),
    )


def _sessions(draft: Draft, placed: Placed) -> list[PlacedSession]:
    frame = draft.frame
    return [
        PlacedSession(
            name=each.session.name,
            kind=each.session.kind,
            agent=frame.people[each.person].agent.name,
            starts_at=frame.line.instant_of(each.first_slot),
            ends_at=frame.line.instant_of(each.past_slot),
        )
        for each in placed.attended
    ]
