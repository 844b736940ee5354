"""Making a plan: asked for by a person, made in the background, saved as a draft."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from halfhour.engine.history import QueueHistory
from halfhour.engine.plan import Plan as EnginePlan
from halfhour.engine.plan import Progress
from halfhour.engine.plan import make_plan as make
from halfhour.engine.rostering import Shift as EngineShift
from halfhour.engine.team import Team as EngineTeam
from halfhour.jobs.actions import start_job
from halfhour.jobs.models import Job
from halfhour.people.models import Team, TeamVersion, User
from halfhour.planning.actions.events import record
from halfhour.planning.actions.locking import lock_team, next_number
from halfhour.planning.adapter.loading import engine_shift
from halfhour.planning.adapter.saving import save_made
from halfhour.planning.adapter.shrinkage import with_measured
from halfhour.planning.adapter.whole import summary_of
from halfhour.planning.models import EventKind, Plan, PublishedDay, Shift

DAYS_BEFORE = 14  # shifts worked in these days count for rest, runs of days and fair shares


def ask_for_plan(
    *,
    team: Team,
    by: User,
    at: datetime,
    first_on: date,
    weeks: int,
    goal_chance: float,
    effort: float = 1.0,
    seed: int = 0,
    name: str = "",
) -> Job:
    """Start the background job that makes a plan."""
    return start_job(
        kind="make_plan",
        team=team,
        by=by,
        at=at,
        arguments={
            "first_on": first_on.isoformat(),
            "weeks": weeks,
            "goal_chance": goal_chance,
            "effort": effort,
            "seed": seed,
            "name": name,
        },
    )


def shifts_before(team: Team, first_on: date) -> tuple[EngineShift, ...]:
    """The published shifts of the days before: the new roster has to fit behind them."""
    found: list[EngineShift] = []
    days = PublishedDay.objects.filter(
        team=team, on__gte=first_on - timedelta(days=DAYS_BEFORE), on__lt=first_on
    ).order_by("on")
    for day in days:
        shifts = Shift.objects.filter(plan=day.plan_id, on=day.on).order_by("starts_at", "agent")
        found.extend(engine_shift(shift) for shift in shifts)
    return tuple(found)


def make_engine_plan(
    *,
    team: Team,
    settings: EngineTeam,
    histories: Mapping[str, QueueHistory],
    first_on: date,
    weeks: int,
    seed: int,
    effort: float,
    on_progress: Callable[[Progress], None] | None = None,
) -> EnginePlan:
    """The engine's plan behind what the team has published already, with measured shares where it asks.

    Raises
    ------
    EngineError
        Where the engine refuses the plan; `NotMeasured` where a share is asked for and cannot be told.
    """
    settings = with_measured(team, settings)
    known = {agent.name for agent in settings.agents}
    previous = tuple(shift for shift in shifts_before(team, first_on) if shift.agent in known)
    return make(
        histories=histories,
        team=settings,
        first_on=first_on,
        weeks=weeks,
        seed=seed,
        effort=effort,
        previous=previous,
        on_progress=on_progress,
    )


@transaction.atomic
def save_plan(
    *,
    team: Team,
    version: TeamVersion,
    made: EnginePlan,
    made_from: Mapping[str, Any],
    effort: float,
    by: User | None,
    at: datetime,
    name: str = "",
    job: UUID | None = None,
) -> Plan:
    """Keep what the engine made as a new draft; a job that runs twice finds the first one's plan."""
    lock_team(team)
    if job is not None and (found := Plan.objects.filter(job=job).first()):
        return found
    last_contact_on = made.last_contact_on.isoformat() if made.last_contact_on else None
    plan = Plan.objects.create(
        team=team,
        team_version=version,
        number=next_number(team),
        name=name.strip(),
        first_on=made.first_on,
        weeks=made.weeks,
        seed=made.seed,
        effort=effort,
        goal_chance=made.team.goal_chance,
        interval_minutes=made.team.interval_minutes,
        timezone=made.team.timezone,
        made_from=dict(made_from) | {"last_contact_on": last_contact_on},
        summary=summary_of(made),
        job=job,
        made_by=by,
        made_at=at,
    )
    save_made(plan, made)
    record(plan=plan, kind=EventKind.MADE, by=by, at=at, after={"seed": made.seed, "effort": effort})
    return plan
