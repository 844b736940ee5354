"""A team of four with two queues, and a plan made for it by hand: legal, quick, always the same.

Ada, Ben, Cleo and Dan answer phone and e-mail in Berlin, Monday to Friday from 08:00 to 18:00. Shifts
repeat from day to day (Ben closes in place of Cleo while she is on leave), so tests can say what
they expect without solving anything.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.business_time import business_calendar, open_seconds
from halfhour.engine.dayplanning import plan_days
from halfhour.engine.forecasting import LEVELS, ModelScore, QueueForecast
from halfhour.engine.intervals import IntervalGrid, interval_grid
from halfhour.engine.plan import Plan as EnginePlan
from halfhour.engine.rostering import PlacedSession, Roster, RosterProblem, RosterResult, Shift
from halfhour.engine.rostering.edits import shift_with_breaks
from halfhour.engine.staffing import QueueRequirement, staff_queue
from halfhour.engine.team import SessionKind, Team
from halfhour.people.models import Team as TeamRow
from halfhour.people.models import TeamVersion, User
from halfhour.people.teamfile import document_from_team, parse_team
from halfhour.planning.actions.making import save_plan
from halfhour.planning.models import Plan

MONDAY = date(2026, 11, 30)
MADE_AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

TEAM_FILE = """
[team]
name = "Small team"
timezone = "Europe/Berlin"
goal_chance = 0.8

[hours]
mon-fri = "08:00-18:00"

[[queue]]
name = "phone"
channel = "phone"
goal = { share = 0.8, within = "20 s" }
skills = ["phone"]
handle_time = "4 min"

[[queue]]
name = "email"
channel = "email"
goal = { share = 0.9, within = "8 h" }
skills = ["email"]
handle_time = "6 min"

[[agent]]
name = "Ada"
skills = ["phone", "email"]
seniority = "senior"

[[agent]]
name = "Ben"
skills = ["phone", "email"]

[[agent]]
name = "Cleo"
skills = ["phone"]

[[agent]]
name = "Dan"
skills = ["phone", "email"]
weekly_hours = 20
availability = { mon-fri = "09:00-16:00" }

[[session]]
name = "Product training"
kind = "training"
length = "60 min"
agents = ["Ben"]

[[time_off]]
agent = "Cleo"
from = 2026-12-10
to = 2026-12-11

[rules]
shift_lengths = ["8 h", "4 h"]
"""

# agent: start of the shift after midnight in minutes, paid minutes
SHIFTS = {"Ada": (480, 480), "Ben": (540, 480), "Cleo": (570, 480), "Dan": (600, 240)}


@cache
def small_team() -> Team:
    return parse_team(TEAM_FILE, "small.toml")


def small_team_row(*, slug: str = "small") -> TeamRow:
    """The team with the first version of its settings."""
    row = TeamRow.objects.create(slug=slug, name="Small team")
    TeamVersion.objects.create(
        team=row, number=1, document=document_from_team(small_team()), changed_at=MADE_AT
    )
    return row


def save_small_plan(
    *,
    team: TeamRow,
    by: User | None = None,
    first_on: date = MONDAY,
    weeks: int = 2,
    at: datetime = MADE_AT,
    name: str = "",
) -> Plan:
    """A draft of the small plan."""
    version = TeamVersion.objects.filter(team=team).order_by("-number").first()
    assert version is not None
    return save_plan(
        team=team,
        version=version,
        made=small_plan(first_on=first_on, weeks=weeks),
        made_from={"contacts": 52_140},
        effort=1.0,
        by=by,
        at=at,
        name=name,
    )


@cache
def small_plan(*, first_on: date = MONDAY, weeks: int = 2) -> EnginePlan:
    grid = interval_grid(
        first_on=first_on, last_on=first_on + timedelta(days=7 * weeks - 1), timezone="Europe/Berlin"
    )
    is_open = (grid.weekdays < 5) & (grid.slots >= 16) & (grid.slots < 36)
    roster = _roster(first_on, weeks)
    phone = _forecast("phone", grid, is_open, busiest=5.0, handle_seconds=240.0)
    email = _forecast("email", grid, is_open, busiest=2.5, handle_seconds=360.0)
    requirements = _requirements((phone, email), grid)
    people = _people(roster, requirements, grid)
    needed = np.array([requirement.roster_target for requirement in requirements])
    problem = RosterProblem(
        team=small_team(),
        first_on=first_on,
        weeks=weeks,
        grid=grid,
        requirements=requirements,
        open_seconds={queue: np.where(is_open, 1800, 0) for queue in ("phone", "email")},
        open_spans=_spans(grid, is_open),
    )
    return EnginePlan(
        team=small_team(),
        first_on=first_on,
        weeks=weeks,
        seed=0,
        grid=grid,
        forecasts=(phone, email),
        requirements=requirements,
        problem=problem,
        roster_result=RosterResult(
            roster=roster,
            clashes=(),
            coverage=people,
            shortfall=np.maximum(needed - people, 0),
            surplus=np.maximum(people - needed, 0),
            cost=120.0,
            bound=110.0,
            gap=10 / 120,
        ),
        days=plan_days(problem=problem, roster=roster),
        breaches=(),
        reasons=(),
        last_contact_on=first_on - timedelta(days=9),
    )


def _spans(grid: IntervalGrid, is_open: Any) -> tuple[tuple[int, int], ...]:
    days = sorted(set(grid.dates[is_open].tolist()))
    return tuple((_local(day, 8 * 60), _local(day, 18 * 60)) for day in days)


def _local(on: date, minutes: int) -> int:
    grid = interval_grid(first_on=on, last_on=on, timezone="Europe/Berlin")
    return int(grid.starts[0]) + minutes * 60


def _roster(first_on: date, weeks: int) -> Roster:
    team = small_team()
    shifts: list[Shift] = []
    for day in range(7 * weeks):
        on = first_on + timedelta(days=day)
        if on.weekday() >= 5:
            continue
        away = {off.agent for off in team.time_off if off.first_on <= on <= off.last_on}
        for agent, (start, paid_minutes) in SHIFTS.items():
            if agent in away:
                continue
            stands_in = agent == "Ben" and "Cleo" in away
            shifts.append(
                shift_with_breaks(
                    rules=team.rules,
                    agent=agent,
                    on=on,
                    starts_at=_local(on, SHIFTS["Cleo"][0] if stands_in else start),
                    paid_minutes=paid_minutes,
                )
            )
    sessions = tuple(
        PlacedSession(
            name="Product training",
            kind=SessionKind.TRAINING,
            agent="Ben",
            starts_at=_local(first_on + timedelta(days=7 * week + 1), 15 * 60),
            ends_at=_local(first_on + timedelta(days=7 * week + 1), 16 * 60),
        )
        for week in range(weeks)
    )
    return Roster(shifts=tuple(sorted(shifts, key=lambda s: (s.starts_at, s.agent))), sessions=sessions)


def _forecast(
    queue: str, grid: IntervalGrid, is_open: Any, *, busiest: float, handle_seconds: float
) -> QueueForecast:
    hour = grid.slots / 2
    shape = np.exp(-((hour - 11) ** 2) / 8) + 0.7 * np.exp(-((hour - 15) ** 2) / 6)
    weekday = np.array([1.25, 1.05, 1.0, 0.95, 0.85, 0.0, 0.0])[grid.weekdays]
    mean = np.where(is_open, busiest * shape * weekday, 0.0)
    spread = np.sqrt(mean + (0.08 * mean) ** 2)
    steps = np.array([-1.645, -0.674, 0.0, 0.674, 1.645])
    handle = np.where(is_open, handle_seconds, handle_seconds)
    values: dict[str, Any] = {
        "queue": queue,
        "grid": grid,
        "offered_mean": mean,
        "offered_quantiles": np.maximum(mean + steps[:, None] * spread, 0),
        "rate_spread": np.full(len(grid), 0.08),
        "handle_seconds_mean": handle,
        "handle_seconds_low": handle * 0.85,
        "handle_seconds_high": handle * 1.2,
        "handle_spread": np.full(len(grid), 0.05),
        "model": "level times profile",
        "scores": (
            ModelScore(model="level times profile", wape=0.142, coverage=0.91, folds=4),
            ModelScore(model="boosted trees", wape=0.151, coverage=0.89, folds=4),
            ModelScore(model="seasonal", wape=0.188, coverage=0.93, folds=4),
        ),
        "reasons": (),
        "levels": LEVELS,
    }
    known = QueueForecast.__dataclass_fields__
    return QueueForecast(**{name: value for name, value in values.items() if name in known})


def _requirements(forecasts: tuple[QueueForecast, ...], grid: IntervalGrid) -> tuple[QueueRequirement, ...]:
    team = small_team()
    last_on = grid.dates[-1].item() + timedelta(days=60)
    calendar = business_calendar(
        hours=team.hours, timezone=team.timezone, first_on=grid.dates[0].item(), last_on=last_on
    )
    return tuple(
        staff_queue(
            queue=team.queue(forecast.queue),
            forecast=forecast,
            open_seconds=open_seconds(calendar=calendar, grid=grid),
            calendar=calendar,
            shrinkage=team.shrinkage,
            goal_chance=team.goal_chance,
        )
        for forecast in forecasts
    )


def _people(
    roster: Roster, requirements: tuple[QueueRequirement, ...], grid: IntervalGrid
) -> NDArray[np.float64]:
    """People on shift and not at a break: phone first, the rest on e-mail."""
    there = np.zeros(len(grid))
    for shift in roster.shifts:
        there += (grid.starts >= shift.starts_at) & (grid.starts < shift.ends_at)
        for pause in shift.breaks:
            there -= (grid.starts >= pause.starts_at) & (grid.starts < pause.ends_at)
    phone = np.minimum(there, np.ceil(requirements[0].roster_target))
    return np.array([phone, there - phone])
