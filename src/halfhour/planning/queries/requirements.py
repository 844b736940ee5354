"""The requirement page: people needed on a queue and people there, half hour by half hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.engine.plan import SHORT_FROM
from halfhour.engine.reasons import Reason
from halfhour.engine.staffing import RiskRequirement
from halfhour.planning.adapter.loading import requirement_of
from halfhour.planning.adapter.risk import DayUnderRisk, day_under_risk
from halfhour.planning.adapter.series import array
from halfhour.planning.adapter.teams import grid_of, moment
from halfhour.planning.models import Plan, QueueSeries
from halfhour.planning.queries.coverage import DayStrip, queue_strips

SHOWN = (
    "offered_mean",
    "handle_seconds",
    "load_erlangs",
    "on_queue_mean",
    "on_queue",
    "roster_target",
    "service_level_mean",
    "goal_chance",
    "occupancy",
    "open_seconds",
    "people",
    "shortfall",
    "surplus",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """One half hour of one queue. `needed` keeps the goal with the chance asked for, `needed_mean` if the
    forecast's mean comes true; `target` is what the roster aims at, `there` what it gives. With `sure` people
    rostered the half hour itself shows the goal with that chance, with `sure_day` the day does; None where
    that is not worked out."""

    position: int
    starts_at: datetime
    contacts: float
    handle_seconds: float
    load: float
    needed_mean: int
    needed: int
    target: float
    there: float
    short: float
    surplus: float
    chance: float | None
    level: float | None
    occupancy: float | None
    sure: int | None = None
    sure_day: int | None = None

    @property
    def is_short(self) -> bool:
        return self.short > SHORT_FROM

    @property
    def is_over(self) -> bool:
        return self.surplus > SHORT_FROM


@dataclass(frozen=True, slots=True, kw_only=True)
class SureWay:
    """One way to be sure of a goal on a day: people-hours, people at the peak, and the chances they give.

    `half_hours` is the share of half hours that show their goal, by contacts; `day` the chance that the day
    as a whole does; None where they are not worked out.
    """

    hours: float
    peak: int
    half_hours: float | None = None
    day: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SureView:
    """What being sure of the goal asks for beside keeping it on average."""

    asked: float
    absence: float
    on_average: SureWay
    each_half_hour: SureWay
    whole_day: SureWay


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedView:
    queue: str
    on: date
    lines: tuple[NeedLine, ...]
    chart: dict[str, Any]
    strips: tuple[DayStrip, ...]
    short_hours: float
    surplus_hours: float
    sure: SureView | None


def need_view(plan: Plan, row: QueueSeries, *, on: date) -> NeedView:
    risk = day_under_risk(plan, row, on)
    lines = need_lines(plan, row, on=on, risk=risk)
    hours = plan.interval_minutes / 60
    return NeedView(
        queue=row.queue,
        on=on,
        lines=lines,
        chart=_chart(lines),
        strips=queue_strips(plan, row, plan.days),
        short_hours=sum(line.short for line in lines) * hours,
        surplus_hours=sum(line.surplus for line in lines) * hours,
        sure=None if risk is None else _sure(plan, risk, hours),
    )


def _sure(plan: Plan, risk: DayUnderRisk, hours: float) -> SureView:
    def way(people: np.ndarray, found: RiskRequirement | None) -> SureWay:
        asked_hours, peak = float(people.sum() * hours), int(people.max(initial=0))
        if found is None:
            return SureWay(hours=asked_hours, peak=peak)
        kept = np.average(found.interval_chances.chance[0], weights=found.expected[0])
        return SureWay(
            hours=asked_hours,
            peak=peak,
            half_hours=float(kept),
            day=float(found.day_chances.chance[0, 0]),
        )

    return SureView(
        asked=plan.goal_chance,
        absence=risk.absence,
        on_average=way(risk.by_interval.people_mean[0], None),
        each_half_hour=way(risk.by_interval.people[0], risk.by_interval),
        whole_day=way(risk.by_day.people[0], risk.by_day),
    )


def need_lines(
    plan: Plan, row: QueueSeries, *, on: date, risk: DayUnderRisk | None = None
) -> tuple[NeedLine, ...]:
    """The half hours of a day in which anybody is needed or there."""
    grid = grid_of(plan)
    arrays = {name: array((row.requirement | row.coverage)[name]) for name in SHOWN}
    shown = (grid.dates == np.datetime64(on)) & (
        (arrays["open_seconds"] > 0) | (arrays["on_queue"] > 0) | (arrays["people"] > 0)
    )

    def at(name: str, i: int) -> float:
        return float(arrays[name][i])

    def sure(way: str, i: int) -> int | None:
        return None if risk is None else int(getattr(risk, way).people[0, i - risk.first])

    def known(name: str, i: int) -> float | None:
        value = at(name, i)
        return value if np.isfinite(value) else None

    return tuple(
        NeedLine(
            position=int(i),
            starts_at=moment(grid.starts[i]),
            contacts=at("offered_mean", i),
            handle_seconds=at("handle_seconds", i),
            load=at("load_erlangs", i),
            needed_mean=int(at("on_queue_mean", i)),
            needed=int(at("on_queue", i)),
            target=at("roster_target", i),
            there=at("people", i),
            short=at("shortfall", i),
            surplus=at("surplus", i),
            chance=known("goal_chance", i),
            level=known("service_level_mean", i),
            occupancy=known("occupancy", i),
            sure=sure("by_interval", i),
            sure_day=sure("by_day", i),
        )
        for i in np.flatnonzero(shown).tolist()
    )


def reasons_at(plan: Plan, row: QueueSeries, position: int) -> tuple[Reason, ...]:
    """Why the half hour at `position` needs the people it needs."""
    return requirement_of(plan, row).reasons_at(position)


def sure_reasons_at(plan: Plan, row: QueueSeries, position: int) -> tuple[Reason, ...]:
    """Why the half hour needs the people with whom it really shows its goal; nothing if it needs nobody."""
    risk = day_under_risk(plan, row, grid_of(plan).dates[position].item())
    if risk is None or not risk.by_interval.people[0, position - risk.first]:
        return ()
    return risk.reasons_at(position)


def _chart(lines: Sequence[NeedLine]) -> dict[str, Any]:
    local = [timezone.localtime(line.starts_at) for line in lines]
    return {
        "x": [f"{at:%H:%M}" for at in local],
        "ticks": {place: f"{at:%H:%M}" for place, at in enumerate(local) if at.minute == 0},
        "series": [
            {
                "name": _("There"),
                "values": [round(line.there, 2) for line in lines],
                "kind": "bars",
                "tone": "muted",
            },
            {
                "name": _("Needed on queue"),
                "values": [line.needed for line in lines],
                "kind": "steps",
                "tone": "1",
            },
            {
                "name": _("Needed on the roster, absence included"),
                "values": [round(line.target, 2) for line in lines],
                "kind": "steps",
                "tone": "2",
                "dashed": True,
            },
        ],
        "decimals": 1,
    }
