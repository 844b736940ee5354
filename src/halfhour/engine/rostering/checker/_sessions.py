"""Protected sessions: held as often as asked, by those who take part, inside their shifts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from halfhour.engine.reasons import Figure
from halfhour.engine.rostering.checker._case import Case, overlap
from halfhour.engine.rostering.checker._kinds import RosterBreach
from halfhour.engine.rostering.checker._workable import can_work
from halfhour.engine.rostering.problem import Breach, PlacedSession
from halfhour.engine.team import Session

Times = tuple[int, ...]


def check_sessions(case: Case) -> Iterator[Breach]:
    """A session whose time was agreed may differ from the team's settings; any other may not."""
    for agent in case.agents:
        for row in case.sessions[agent]:
            yield from _one_row(case, row)
        yield from _one_place(case, agent)
    yield from _agreed(case)
    for session in case.problem.team.sessions:
        for week in range(case.problem.weeks):
            yield from _one_week(case, session, week)


def _one_row(case: Case, row: PlacedSession) -> Iterator[Breach]:
    if row not in case.agreed[row.agent]:
        yield from _as_asked(case, row)
    inside = any(
        shift.starts_at <= row.starts_at and row.ends_at <= shift.ends_at
        for shift in case.all_shifts(row.agent)
    )
    if not inside:
        ends = case.clock.text(row.ends_at)
        yield _breach(case, row, RosterBreach.SESSION_OUTSIDE_SHIFT, ends=ends)


def _as_asked(case: Case, row: PlacedSession) -> Iterator[Breach]:
    """The session is one of the team's, theirs, and of its kind and length."""
    session = next((each for each in case.problem.team.sessions if each.name == row.name), None)
    if session is None:
        yield _breach(case, row, RosterBreach.SESSION_UNKNOWN)
        return
    if session.agents and row.agent not in session.agents:
        yield _breach(case, row, RosterBreach.SESSION_NOT_THEIRS)
    minutes = (row.ends_at - row.starts_at) / 60
    if minutes != session.minutes or row.kind != session.kind:
        kinds = {"kind": str(row.kind), "due_kind": str(session.kind)}
        yield _breach(case, row, RosterBreach.SESSION_CHANGED, minutes=minutes, due=session.minutes, **kinds)


def _one_place(case: Case, agent: str) -> Iterator[Breach]:
    """Nobody is in two sessions at once, or in a session during their break."""
    for first, second in combinations(case.sessions[agent], 2):
        if overlap(first, second):
            yield _breach(case, second, RosterBreach.SESSIONS_OVERLAP, other=first.name)
    for shift in case.all_shifts(agent):
        for pause in shift.breaks:
            for row in case.sessions[agent]:
                if pause.starts_at < row.ends_at and row.starts_at < pause.ends_at:
                    yield Breach(
                        rule=RosterBreach.BREAK_IN_SESSION,
                        agent=agent,
                        on=shift.on,
                        figures={
                            "kind": pause.kind,
                            "starts": case.clock.text(pause.starts_at),
                            "session": row.name,
                        },
                    )


def _agreed(case: Case) -> Iterator[Breach]:
    """A session whose time was agreed is held then."""
    for agent, rows in case.agreed.items():
        for row in rows:
            if row not in case.sessions[agent]:
                yield _breach(case, row, RosterBreach.SESSION_MOVED)


def _one_week(case: Case, session: Session, week: int) -> Iterator[Breach]:
    """Each attendee who can work at all in a week has the week's sessions."""
    first_on = case.dates_of(week)[0]
    names = [name for name in case.agents if not session.agents or name in session.agents]
    held = {name: _times(case, case.sessions[name], session, week) for name in names}
    complete: dict[str, Times] = {}
    for name in names:
        due = max(session.per_week, len(_times(case, case.agreed[name], session, week)))
        if len(held[name]) == due:
            complete[name] = held[name]
        elif len(held[name]) > due:
            yield _miscounted(RosterBreach.SESSION_TOO_OFTEN, session, name, first_on, held[name], due)
        elif can_work(case, name, week):
            yield _miscounted(RosterBreach.SESSION_MISSING, session, name, first_on, held[name], due)
    if session.together:
        yield from _together(session, complete, first_on)


def _together(session: Session, held: Mapping[str, Times], first_on: date) -> Iterator[Breach]:
    """All who attend do so at the same times: those at which most of them do."""
    if not held:
        return
    counts = Counter(held.values())
    usual = min(counts, key=lambda times: (-counts[times], times))
    for name, times in held.items():
        if times != usual:
            figures = {"session": session.name}
            yield Breach(rule=RosterBreach.SESSION_APART, agent=name, on=first_on, figures=figures)


def _times(case: Case, rows: Sequence[PlacedSession], session: Session, week: int) -> Times:
    return tuple(
        sorted(
            row.starts_at
            for row in rows
            if row.name == session.name and case.week_of(case.clock.date_of(row.starts_at)) == week
        )
    )


def _miscounted(
    rule: RosterBreach, session: Session, agent: str, first_on: date, times: Times, due: int
) -> Breach:
    figures: dict[str, Figure] = {"session": session.name, "times": len(times), "due": due}
    return Breach(rule=rule, agent=agent, on=first_on, figures=figures)


def _breach(case: Case, row: PlacedSession, rule: RosterBreach, **figures: Figure) -> Breach:
    place = {"session": row.name, "starts": case.clock.text(row.starts_at)}
    on = case.clock.date_of(row.starts_at)
    return Breach(rule=rule, agent=row.agent, on=on, figures={**place, **figures})
