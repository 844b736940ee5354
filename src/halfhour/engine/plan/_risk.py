"""What a whole team needs under risk: live queues by formula or together by simulation, and deferred work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.business_time import open_seconds
from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.plan._centre import simulated_queue
from halfhour.engine.plan._hours import calendar_of
from halfhour.engine.plan._plan_day import plan_day
from halfhour.engine.reasons import Reason
from halfhour.engine.simulation import Centre, Group, Skill
from halfhour.engine.staffing import (
    By,
    Risk,
    RiskRequirement,
    defer_under_risk,
    search_requirement,
    staff_under_risk,
    trough_seconds,
)
from halfhour.engine.team import Queue, Service, Team

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Forecasts = Sequence[QueueForecast]
JOIN = " + "


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TeamRequirement:
    """What the queues of a team need under risk, on the intervals of `grid`.

    `live` is one requirement for each live queue by formula, or one for all of them by simulation, whose
    groups are people who serve the same live queues. `deferred` is one for each deferred queue: people
    beside what live work leaves free.
    """

    grid: IntervalGrid
    live: tuple[RiskRequirement, ...]
    deferred: tuple[RiskRequirement, ...]

    @property
    def parts(self) -> tuple[RiskRequirement, ...]:
        return (*self.live, *self.deferred)

    @property
    def met(self) -> bool:
        return all(part.met for part in self.parts)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(reason for part in self.parts for reason in part.reasons)


def team_under_risk(
    *,
    team: Team,
    forecasts: Forecasts,
    risk: Risk,
    by: By = By.FORMULA,
    replications: int = 400,
    seed: int = 0,
    threads: int = 1,
    on_progress: Callable[[float], None] | None = None,
) -> TeamRequirement:
    """The fewest people of a team with whom its goals are really shown with a chance.

    Parameters
    ----------
    forecasts
        Of some of the team's queues, all on one grid of whole days.
    by
        By formula each live queue has people of its own. By simulation they are shared as the team's
        skills allow, and there are no more than the team has on each day.
    replications, seed, threads
        Of the simulation, as in `search_requirement`.
    on_progress
        Called with the share of the days that are searched; whatever it raises ends the search.

    Raises
    ------
    OutOfRange
        Without a forecast; by simulation also where nobody of the team serves a live queue, and for days
        with more contacts than are searched.
    EmptyCalendar
        Where a queue never opens.
    """
    if not forecasts:
        raise OutOfRange("got no forecast; need that of at least one queue")
    grid = forecasts[0].grid
    calendars = {
        each.queue: calendar_of(queue=team.queue(each.queue), team=team, grids=(grid,)) for each in forecasts
    }
    opened = {name: open_seconds(calendar=calendar, grid=grid) for name, calendar in calendars.items()}
    live = [each for each in forecasts if team.queue(each.queue).service is Service.LIVE]
    if by is By.SIMULATION and live:
        found: tuple[RiskRequirement, ...] = (
            search_requirement(
                days=[
                    centre_to_search(team, live, grid=grid, day=day)
                    for day in range(len(np.unique(grid.dates)))
                ],
                risk=risk,
                replications=replications,
                seed=seed,
                threads=threads,
                on_progress=on_progress,
            ),
        )
    else:
        found = tuple(
            staff_under_risk(
                queue=team.queue(each.queue), forecast=each, open_seconds=opened[each.queue], risk=risk
            )
            for each in live
        )
    return TeamRequirement(
        grid=grid,
        live=found,
        deferred=tuple(
            defer_under_risk(
                queue=team.queue(each.queue),
                forecast=each,
                open_seconds=opened[each.queue],
                calendar=calendars[each.queue],
                risk=risk,
                spare_seconds=spare_for(each, team=team, forecasts=forecasts, live=found, opened=opened),
            )
            for each in forecasts
            if team.queue(each.queue).service is Service.DEFERRED
        ),
    )


def groups_of(team: Team, queues: Sequence[Queue]) -> dict[str, tuple[str, ...]]:
    """Groups of people who serve the same of these queues, by name, and who is in them; nobody else."""
    found: dict[str, tuple[str, ...]] = {}
    for agent in team.agents:
        served = [queue.name for queue in queues if agent.serves(queue)]
        if served:
            name = JOIN.join(served)
            found[name] = (*found.get(name, ()), agent.name)
    return found


def centre_to_search(team: Team, live: Forecasts, *, grid: IntervalGrid, day: int) -> Centre:
    """The live queues of a day, and everybody of the team who is not away on it, as groups."""
    on = np.unique(grid.dates)[day].item()
    queues = [team.queue(each.queue) for each in live]
    groups = groups_of(team, queues)
    for queue, forecast in zip(queues, live, strict=True):
        if not any(agent.serves(queue) for agent in team.agents) and forecast.offered_mean.any():
            raise OutOfRange(f"got contacts for {queue.name!r}, and nobody of the team who serves it")
    frame = plan_day(team=team, on=on, forecasts=live, days=())
    away = {off.agent for off in team.time_off if off.first_on <= on <= off.last_on}
    wanted = {queue.name for queue in queues}
    return Centre(
        queues=tuple(simulated_queue(queue) for queue in frame.queues if queue.name in wanted),
        groups=tuple(
            Group(
                name=name,
                skills=tuple(Skill(queue=queue.name) for queue in queues if _in(queue, members, team)),
                staffed=(sum(member not in away for member in members),) * frame.intervals,
            )
            for name, members in groups.items()
        ),
        intervals=frame.intervals,
        interval_seconds=frame.interval_seconds,
        shared_day_cv=frame.shared_day_cv,
    )


def _in(queue: Queue, members: Sequence[str], team: Team) -> bool:
    return team.agent(members[0]).serves(queue)


def spare_for(
    forecast: QueueForecast,
    *,
    team: Team,
    forecasts: Forecasts,
    live: Sequence[RiskRequirement],
    opened: dict[str, NDArray[np.int64]],
) -> Floats:
    """Seconds that live people who also serve a deferred queue have left for it in each interval.

    Several deferred queues share them by how much work each has.
    """
    queue, grid = team.queue(forecast.queue), forecast.grid
    people, able = np.zeros(len(grid), dtype=np.int64), np.zeros(len(grid))
    for part in live:
        for row, name in enumerate(part.groups):
            members = [team.agent(member) for member in _members(team, live, name)]
            share = sum(agent.serves(queue) for agent in members) / len(members) if members else 0.0
            people = people + part.people[row]
            able = able + part.people[row] * share
    load, seconds = np.zeros(len(grid)), np.zeros(len(grid), dtype=np.int64)
    for each in forecasts:
        settings = team.queue(each.queue)
        if settings.service is Service.LIVE:
            at_once = settings.concurrency
            load += load_of(each, settings, opened[each.queue]) / at_once
            seconds = np.maximum(seconds, opened[each.queue])
    left = trough_seconds(
        people=people, load_erlangs=load, open_seconds=seconds, absence=live[0].risk.absence if live else 0.0
    )
    part_able = np.divide(able, people, out=np.zeros(len(grid)), where=people > 0)
    return np.where(opened[queue.name] > 0, left * part_able, 0.0) * _part_of_work(forecast, team, forecasts)


def _members(team: Team, live: Sequence[RiskRequirement], group: str) -> tuple[str, ...]:
    """Who may be meant by a group: those who serve a queue, or just these queues."""
    queues = [team.queue(name) for part in live for name in part.queues]
    if live and live[0].by is By.SIMULATION:
        return groups_of(team, queues).get(group, ())
    return tuple(agent.name for agent in team.agents if agent.serves(team.queue(group)))


def _part_of_work(forecast: QueueForecast, team: Team, forecasts: Forecasts) -> float:
    """The queue's part of all deferred work."""
    work = {
        each.queue: float(np.nansum(each.offered_mean * handle_of(each, team.queue(each.queue))))
        for each in forecasts
        if team.queue(each.queue).service is Service.DEFERRED
    }
    return work[forecast.queue] / sum(work.values()) if sum(work.values()) > 0 else 0.0


def handle_of(forecast: QueueForecast, queue: Queue) -> Floats:
    return np.where(forecast.handle_seconds_mean > 0, forecast.handle_seconds_mean, queue.handle_seconds)


def load_of(forecast: QueueForecast, queue: Queue, opened: NDArray[np.int64]) -> Floats:
    """Contacts held at once, of those who come while the queue is open."""
    load = np.zeros(len(forecast.grid))
    work = np.nan_to_num(forecast.offered_mean) * handle_of(forecast, queue)
    np.divide(work, opened, out=load, where=opened > 0)
    return load
