"""A team's shrinkage, measured from the ledger's records and the plans that held; kept while both stay."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import polars as pl

from halfhour.engine.rostering import Shift as EngineShift
from halfhour.engine.shrinkage import (
    MeasuredShrinkage,
    asked_to_measure,
    measure_shrinkage,
    with_measured_shares,
)
from halfhour.engine.team import StateMeaning
from halfhour.engine.team import Team as EngineTeam
from halfhour.ledger.activity import StateTime, newest_activity, recorded_time
from halfhour.ledger.columnar import read_activity_copy
from halfhour.people.models import Team
from halfhour.planning.adapter.history import LedgerPlace, ledger_place
from halfhour.planning.adapter.loading import engine_shift
from halfhour.planning.adapter.paid_time import PlannedBlock, contracts_of, with_plan, with_team_names
from halfhour.planning.adapter.teams import seconds_of
from halfhour.planning.models import Block, PlanEvent, PublishedDay, Shift

# Leave that began so long before a period still reaches into it.
LONGEST_LEAVE_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamShrinkage:
    """What was measured, None where nobody is recorded at work, and the states it was measured from."""

    measured: MeasuredShrinkage | None
    states: tuple[StateTime, ...]


def team_shrinkage(team: Team, settings: EngineTeam, *, weeks: int = 0) -> TeamShrinkage:
    """Measure the last so many weeks that are recorded, 0 for all."""
    newest = PlanEvent.objects.filter(team=team).order_by("-id").values_list("id", flat=True).first()
    return _team_shrinkage(ledger_place(team), settings, weeks, newest)


def with_measured(team: Team, settings: EngineTeam) -> EngineTeam:
    """The settings with measured shares where they ask for them.

    Raises
    ------
    NotMeasured
        Where nothing is measured yet, or too few people are recorded.
    """
    if not asked_to_measure(settings.shrinkage):
        return settings
    found = team_shrinkage(team, settings)
    return replace(settings, shrinkage=with_measured_shares(settings.shrinkage, found.measured))


def shrinkage_of_records(
    activity: pl.DataFrame,
    *,
    settings: EngineTeam | None,
    timezone: str,
    interval_minutes: int = 30,
    shifts: Sequence[EngineShift] = (),
    blocks: Sequence[PlannedBlock] = (),
    weeks: int = 0,
    states: tuple[StateMeaning, ...] = (),
) -> TeamShrinkage:
    """Measure rows with the columns of ACTIVITY_SCHEMA, beside shifts and day plans of the same days.

    `states` say what states mean beside those of the settings, and go before them.
    """
    if activity.is_empty():
        return TeamShrinkage(measured=None, states=())
    if settings is not None:
        activity = with_team_names(activity, settings)
    first_on = recorded_days(activity, timezone)[1] - timedelta(days=7 * weeks - 1) if weeks else None
    meanings = (*(settings.states if settings else ()), *states)
    recorded = recorded_time(_since(activity, first_on, timezone), states=meanings)
    measured = measure_shrinkage(
        records=with_plan(recorded.records, shifts=shifts, blocks=blocks, team=settings, timezone=timezone),
        timezone=timezone,
        interval_minutes=interval_minutes,
        contracts=contracts_of(settings),
        first_on=first_on,
    )
    return TeamShrinkage(measured=measured, states=recorded.states)


def recorded_days(activity: pl.DataFrame, timezone: str) -> tuple[date, date]:
    """The first local day of all rows, and the last on which anybody is said to have done anything."""
    days = activity.select(
        pl.col("started_at").dt.convert_time_zone(timezone).dt.date().alias("on"),
        done=pl.col("planned").fill_null(0) == 0,
    )
    done = days.filter(pl.col("done"))["on"]
    first_on, last_on = days["on"].min(), (done if len(done) else days["on"]).max()
    assert isinstance(first_on, date)
    assert isinstance(last_on, date)
    return first_on, last_on


def _since(activity: pl.DataFrame, first_on: date | None, timezone: str) -> pl.DataFrame:
    """The rows that may reach into a period."""
    if first_on is None:
        return activity
    begins = datetime.combine(
        first_on - timedelta(days=LONGEST_LEAVE_DAYS), datetime.min.time(), ZoneInfo(timezone)
    )
    return activity.filter(pl.col("started_at") >= begins.astimezone(UTC))


@lru_cache(maxsize=8)
def _team_shrinkage(
    place: LedgerPlace, settings: EngineTeam, weeks: int, _newest_event: int | None
) -> TeamShrinkage:
    activity = newest_activity(read_activity_copy(place.team))
    if activity.is_empty():
        return TeamShrinkage(measured=None, states=())
    first_on, last_on = recorded_days(activity, settings.timezone)
    shifts, blocks = _published(place.team, first_on=first_on, last_on=last_on)
    return shrinkage_of_records(
        activity,
        settings=settings,
        timezone=settings.timezone,
        interval_minutes=settings.interval_minutes,
        shifts=shifts,
        blocks=blocks,
        weeks=weeks,
    )


def _published(team: Team, *, first_on: date, last_on: date) -> tuple[list[EngineShift], list[PlannedBlock]]:
    """The shifts and blocks that held on these days."""
    held = PublishedDay.objects.filter(team=team, on__gte=first_on, on__lte=last_on).order_by("on")
    on_of_plan: dict[int, list[date]] = {}
    for day in held:
        on_of_plan.setdefault(day.plan_id, []).append(day.on)
    shifts: list[EngineShift] = []
    blocks: list[PlannedBlock] = []
    for plan, days in on_of_plan.items():
        shifts += [engine_shift(row) for row in Shift.objects.filter(plan=plan, on__in=days).order_by("id")]
        blocks += [
            PlannedBlock(
                agent=row.agent,
                kind=row.kind,
                starts_at=seconds_of(row.starts_at),
                ends_at=seconds_of(row.ends_at),
            )
            for row in Block.objects.filter(plan=plan, on__in=days).order_by("id")
        ]
    return shifts, blocks
