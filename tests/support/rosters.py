"""A small office with a roster made by hand for two weeks, legal in every way; tests break it on purpose.

Ada, Ben, Cleo and Dan answer phone and e-mail in Berlin, Monday to Friday from 08:00 to 18:00. Cleo
knows the phone only, Dan works half days, and Cleo is away at the end of the second week.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from halfhour.engine.business_time import business_calendar, open_seconds
from halfhour.engine.intervals import IntervalGrid, interval_grid
from halfhour.engine.rostering import (
    Breach,
    Break,
    PlacedSession,
    Roster,
    RosterProblem,
    Shift,
    Target,
    check_roster,
)
from halfhour.engine.team import (
    Agent,
    Channel,
    Goal,
    OpeningHours,
    Queue,
    Rules,
    Service,
    Session,
    SessionKind,
    Skill,
    Team,
    TimeOff,
    WeeklyPeriod,
)
from halfhour.wording.roster_breaches import WORDS

BERLIN = "Europe/Berlin"
MONDAY = date(2026, 11, 30)
WEEKDAYS = range(5)

PHONE = Queue(
    name="phone",
    channel=Channel.PHONE,
    service=Service.LIVE,
    goal=Goal(within_seconds=20, share=0.8),
    skills=("phone",),
)
EMAIL = Queue(
    name="email",
    channel=Channel.EMAIL,
    service=Service.DEFERRED,
    goal=Goal(within_seconds=8 * 3600, share=0.9),
    skills=("email",),
)


def at(on: date, clock: str, timezone: str = BERLIN) -> int:
    """The instant at which a clock in the zone shows a time of the date, such as "09:30"."""
    hour, minute = map(int, clock.split(":"))
    days, hour = divmod(hour, 24)
    wall = datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZoneInfo(timezone))
    return int((wall + timedelta(days=days)).astimezone(UTC).timestamp())


def weekly(hours: str, weekdays: Iterable[int] = WEEKDAYS) -> tuple[WeeklyPeriod, ...]:
    """Periods such as "08:00-18:00" on each of the weekdays."""
    opens, closes = (int(clock[:2]) * 3600 + int(clock[3:]) * 60 for clock in hours.split("-"))
    return tuple(
        WeeklyPeriod(weekday=weekday, opens_second=opens, closes_second=closes) for weekday in weekdays
    )


def agent(name: str, *skills: str, hours: float = 40.0, available: str = "") -> Agent:
    return Agent(
        name=name,
        skills=tuple(Skill(name=skill) for skill in skills),
        weekly_hours=hours,
        availability=weekly(available) if available else (),
    )


TEAM = Team(
    name="Small office",
    timezone=BERLIN,
    hours=OpeningHours(periods=weekly("08:00-18:00")),
    queues=(PHONE, EMAIL),
    agents=(
        agent("Ada", "phone", "email"),
        agent("Ben", "phone", "email"),
        agent("Cleo", "phone"),
        agent("Dan", "phone", "email", hours=20, available="09:00-16:00"),
    ),
    sessions=(
        Session(name="Product", kind=SessionKind.TRAINING, minutes=60, agents=("Ben",)),
        Session(
            name="Team meeting",
            kind=SessionKind.MEETING,
            minutes=30,
            agents=("Ada", "Ben", "Dan"),
            together=True,
        ),
    ),
    time_off=(TimeOff(agent="Cleo", first_on=date(2026, 12, 10), last_on=date(2026, 12, 11)),),
    rules=Rules(shift_minutes=(240, 480)),
)


def problem_for(
    team: Team,
    *,
    first_on: date = MONDAY,
    weeks: int = 2,
    targets: Callable[[Queue, IntervalGrid], np.ndarray] | None = None,
    previous: Sequence[Shift] = (),
    agreed: Sequence[PlacedSession] = (),
    closed_on: Iterable[date] = (),
) -> RosterProblem:
    """What a team must cover; `targets` gives people by queue and interval, one in open time if left out."""
    last_on = first_on + timedelta(days=7 * weeks - 1)
    grid = interval_grid(
        first_on=first_on, last_on=last_on, timezone=team.timezone, interval_minutes=team.interval_minutes
    )
    calendars = {
        queue.name: business_calendar(
            hours=queue.hours or team.hours, timezone=team.timezone, first_on=first_on, last_on=last_on
        )
        for queue in team.queues
    }
    opened = {name: open_seconds(calendar=calendar, grid=grid) for name, calendar in calendars.items()}
    people = {
        queue.name: (opened[queue.name] > 0) * (targets(queue, grid) if targets else 1.0)
        for queue in team.queues
    }
    return RosterProblem(
        team=team,
        first_on=first_on,
        weeks=weeks,
        grid=grid,
        requirements=tuple(Target(queue=name, roster_target=target) for name, target in people.items()),
        open_seconds=opened,
        open_spans=_merged(
            (int(opens), int(closes))
            for calendar in calendars.values()
            for opens, closes in zip(calendar.opens, calendar.closes, strict=True)
        ),
        closed_on=frozenset(closed_on),
        previous=tuple(previous),
        fixed_sessions=tuple(agreed),
    )


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for opens, closes in sorted(spans):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return tuple(found)


def shift(name: str, on: date, starts: str, ends: str, *pauses: Break, timezone: str = BERLIN) -> Shift:
    """A shift whose paid time is true."""
    starts_at, ends_at = at(on, starts, timezone), at(on, ends, timezone)
    unpaid = sum(each.ends_at - each.starts_at for each in pauses if not each.paid)
    return Shift(
        agent=name,
        on=on,
        starts_at=starts_at,
        ends_at=ends_at,
        paid_seconds=ends_at - starts_at - unpaid,
        breaks=pauses,
    )


def lunch(on: date, starts: str, minutes: int = 30, *, timezone: str = BERLIN) -> Break:
    starts_at = at(on, starts, timezone)
    return Break(kind="lunch", starts_at=starts_at, ends_at=starts_at + minutes * 60, paid=False)


def pause(on: date, starts: str, minutes: int = 15, *, timezone: str = BERLIN) -> Break:
    starts_at = at(on, starts, timezone)
    return Break(kind="break", starts_at=starts_at, ends_at=starts_at + minutes * 60, paid=True)


def session(name: str, kind: SessionKind, who: str, on: date, starts: str, minutes: int) -> PlacedSession:
    starts_at = at(on, starts)
    return PlacedSession(
        name=name, kind=kind, agent=who, starts_at=starts_at, ends_at=starts_at + minutes * 60
    )


def training(on: date, starts: str = "15:00") -> PlacedSession:
    return session("Product", SessionKind.TRAINING, "Ben", on, starts, 60)


def meeting(who: str, on: date, starts: str = "10:30") -> PlacedSession:
    return session("Team meeting", SessionKind.MEETING, who, on, starts, 30)


def usual_shift(name: str, on: date) -> Shift:
    """The shift that each person has on every day they work."""
    if name == "Ada":
        return shift("Ada", on, "08:00", "16:30", lunch(on, "12:00"))
    if name == "Ben":
        return shift("Ben", on, "09:30", "18:00", lunch(on, "13:30"))
    if name == "Cleo":
        return shift("Cleo", on, "09:00", "17:30", lunch(on, "12:30"))
    return shift("Dan", on, "10:00", "14:00", pause(on, "11:30"))


def working_days(first_on: date = MONDAY, weeks: int = 2) -> list[date]:
    days = [first_on + timedelta(days=step) for step in range(7 * weeks)]
    return [on for on in days if on.weekday() in WEEKDAYS]


def small_problem(**changes: object) -> RosterProblem:
    """The office's problem, with what was worked the week before."""
    previous = tuple(
        usual_shift(name, on)
        for on in working_days(MONDAY - timedelta(days=7), 1)
        for name in ("Ada", "Ben", "Cleo", "Dan")
    )
    return replace(problem_for(TEAM, previous=previous), **changes)


def small_roster() -> Roster:
    """A legal roster for the office."""
    shifts = [
        usual_shift(name, on)
        for on in working_days()
        for name in ("Ada", "Ben", "Cleo", "Dan")
        if not (name == "Cleo" and on >= date(2026, 12, 10))
    ]
    weeks = (MONDAY, MONDAY + timedelta(days=7))
    sessions = [training(first + timedelta(days=1)) for first in weeks]
    sessions += [meeting(who, first + timedelta(days=2)) for first in weeks for who in ("Ada", "Ben", "Dan")]
    return Roster(
        shifts=tuple(sorted(shifts, key=lambda each: (each.starts_at, each.agent))),
        sessions=tuple(sorted(sessions, key=lambda each: (each.starts_at, each.agent))),
    )


def changed(roster: Roster, name: str, on: date, *new: Shift) -> Roster:
    """The roster with these shifts in place of the person's shift on that day."""
    kept = [each for each in roster.shifts if (each.agent, each.on) != (name, on)]
    return replace(roster, shifts=tuple(sorted([*kept, *new], key=lambda each: (each.starts_at, each.agent))))


def with_sessions(roster: Roster, *new: PlacedSession, without: Sequence[PlacedSession] = ()) -> Roster:
    """The roster with other sessions."""
    kept = [each for each in roster.sessions if each not in without]
    return replace(
        roster, sessions=tuple(sorted([*kept, *new], key=lambda each: (each.starts_at, each.agent)))
    )


def with_rules(problem: RosterProblem, **rules: object) -> RosterProblem:
    return with_team(problem, rules=replace(problem.team.rules, **rules))


def with_team(problem: RosterProblem, **settings: object) -> RosterProblem:
    return replace(problem, team=replace(problem.team, **settings))


def breaches(problem: RosterProblem, roster: Roster) -> tuple[Breach, ...]:
    """What the checker finds, each of it fit for a sentence."""
    found = check_roster(problem=problem, roster=roster)
    for breach in found:
        assert "{" not in str(WORDS[breach.rule]).format(**breach.reason.figures)
    return found
