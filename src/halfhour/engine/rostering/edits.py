"""A person's changes to a finished roster: put a shift in, take one out, move one.

These functions only carry a wish out. What it breaks is for the checker to say, and what it costs for
the coverage.
"""

from dataclasses import replace
from datetime import date

from halfhour.engine.errors import OutOfRange
from halfhour.engine.rostering.problem import Break, PlacedSession, Roster, Shift
from halfhour.engine.team import BreakRule, Rules

BREAK_STEP_SECONDS = 300


def shift_with_breaks(*, rules: Rules, agent: str, on: date, starts_at: int, paid_minutes: int) -> Shift:
    """A shift of that paid length, with the breaks that the rules give it, spread evenly.

    Unpaid breaks lengthen the shift. Each break lies as near to its even place as its rule and the
    breaks before it allow.

    Raises
    ------
    OutOfRange
        Unless the shift has a positive paid length.

    Examples
    --------
    >>> shift = shift_with_breaks(
    ...     rules=Rules(), agent="Ada", on=date(1970, 1, 1), starts_at=0, paid_minutes=480
    ... )
    >>> shift.ends_at // 60, [(each.kind, each.starts_at // 60) for each in shift.breaks]
    (510, [('lunch', 240)])
    """
    if paid_minutes <= 0:
        raise OutOfRange(f"got a shift of {paid_minutes} paid minutes; need more than 0")
    due = sorted(
        (rule for rule in rules.breaks if _carries(rule, paid_minutes)),
        key=lambda rule: (rule.not_before_minutes - rule.not_within_minutes, rule.minutes),
    )
    unpaid_minutes = sum(rule.minutes for rule in due if not rule.paid)
    ends_at = starts_at + (paid_minutes + unpaid_minutes) * 60
    return Shift(
        agent=agent,
        on=on,
        starts_at=starts_at,
        ends_at=ends_at,
        paid_seconds=paid_minutes * 60,
        breaks=_spread(due, starts_at, ends_at),
    )


def moved_shift(shift: Shift, *, agent: str, on: date, starts_at: int) -> Shift:
    """The same shift for this person, on this day, from this instant; its breaks move along.

    Examples
    --------
    >>> lunch = Break(kind="lunch", starts_at=4 * 3600, ends_at=5 * 3600, paid=False)
    >>> shift = Shift(
    ...     agent="Ada", on=date(1970, 1, 1), starts_at=0, ends_at=9 * 3600, paid_seconds=8 * 3600,
    ...     breaks=(lunch,),
    ... )
    >>> moved_shift(shift, agent="Ben", on=shift.on, starts_at=3600).breaks[0].starts_at // 3600
    5
    """
    ahead = starts_at - shift.starts_at
    return replace(
        shift,
        agent=agent,
        on=on,
        starts_at=starts_at,
        ends_at=shift.ends_at + ahead,
        breaks=tuple(
            replace(each, starts_at=each.starts_at + ahead, ends_at=each.ends_at + ahead)
            for each in shift.breaks
        ),
    )


def changed_roster(roster: Roster, *, taken: Shift | None = None, given: Shift | None = None) -> Roster:
    """The roster without the shift `taken` and with the shift `given`.

    A session that a person has alone moves along with their shift. One that several have together
    stays where the others have it; so does every session of a shift that goes to somebody else.
    """
    shifts = [shift for shift in roster.shifts if taken is None or _place(shift) != _place(taken)]
    if given is not None:
        shifts.append(given)
    return Roster(
        shifts=tuple(sorted(shifts, key=lambda shift: (shift.starts_at, shift.agent))),
        sessions=_sessions_moved_along(roster.sessions, taken, given),
    )


def _carries(rule: BreakRule, paid_minutes: int) -> bool:
    below = rule.shift_below_minutes
    return paid_minutes >= rule.shift_from_minutes and (below is None or paid_minutes < below)


def _spread(rules: list[BreakRule], starts_at: int, ends_at: int) -> tuple[Break, ...]:
    breaks: list[Break] = []
    for number, rule in enumerate(rules, start=1):
        length = rule.minutes * 60
        even = starts_at + (ends_at - starts_at) * number // (len(rules) + 1) - length // 2
        first = max(starts_at + rule.not_before_minutes * 60, breaks[-1].ends_at if breaks else starts_at)
        last = ends_at - rule.not_within_minutes * 60 - length
        place = max(first, min(even - even % BREAK_STEP_SECONDS, last))
        breaks.append(Break(kind=rule.kind, starts_at=place, ends_at=place + length, paid=rule.paid))
    return tuple(breaks)


def _place(shift: Shift) -> tuple[str, date]:
    return shift.agent, shift.on


def _sessions_moved_along(
    sessions: tuple[PlacedSession, ...], taken: Shift | None, given: Shift | None
) -> tuple[PlacedSession, ...]:
    if taken is None or given is None or taken.agent != given.agent:
        return sessions
    ahead = given.starts_at - taken.starts_at
    held_at = [(session.name, session.starts_at) for session in sessions]
    moved = []
    for session in sessions:
        within = taken.starts_at <= session.starts_at and session.ends_at <= taken.ends_at
        alone = held_at.count((session.name, session.starts_at)) == 1
        if session.agent == taken.agent and within and alone:
            session = replace(session, starts_at=session.starts_at + ahead, ends_at=session.ends_at + ahead)
        moved.append(session)
    return tuple(sorted(moved, key=lambda each: (each.starts_at, each.agent)))
