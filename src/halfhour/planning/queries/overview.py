"""What a plan says at a glance: its figures, where people are missing, and what it has to say for itself."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from halfhour.engine.reasons import Reason
from halfhour.planning.adapter.teams import moment
from halfhour.planning.models import Plan
from halfhour.planning.queries.coverage import ShortfallMap, series_of, shortfall_map
from halfhour.planning.queries.trouble import Trouble, kept_reasons, trouble_of
from halfhour.planning.wording import chance_words, slot_labels, weekday_names


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One queue's figures, as `engine.plan.QueueFigures` has them, with its moments as datetimes."""

    name: str
    contacts: float
    handle_seconds: float | None
    model: str
    wape: float | None
    bounds_held: float | None
    needed_at_peak: int
    peak_at: datetime
    required_hours: float
    open_intervals: int
    short_intervals: int
    missing_hours: float
    missing_most: float
    missing_most_at: datetime | None
    goal_chance: float | None
    wape_floor: float | None = None  # plans of earlier versions have none
    days_kept: float | None = None
    worst_day_on: date | None = None
    worst_day_chance: float | None = None

    @property
    def covered_share(self) -> float:
        return 1 - self.short_intervals / self.open_intervals if self.open_intervals else 1.0

    @property
    def is_covered(self) -> bool:
        return self.short_intervals == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    figures: dict[str, Any]
    queues: tuple[QueueLine, ...]
    covered_share: float
    shortfall: dict[str, Any]
    shortfall_map: ShortfallMap
    worst_day: tuple[date, float] | None
    trouble: Trouble
    notes: tuple[Reason, ...]

    @property
    def shortfall_rows(self) -> list[tuple[str, list[float | None]]]:
        """The heat map as a table: half hours down, weekdays across."""
        columns = self.shortfall["values"]
        return [(label, [row[x] for row in columns]) for x, label in enumerate(self.shortfall["x"])]

    @property
    def left_to_chance(self) -> str:
        """What of the forecast's error no forecast could avoid, as a sentence; empty where it is little."""
        return chance_words([(queue.name, queue.wape, queue.wape_floor) for queue in self.queues])


def overview_of(plan: Plan) -> Overview:
    figures = plan.summary
    series = series_of(plan)
    missing = shortfall_map(plan, series)
    open_intervals = figures.get("open_intervals", 0)
    return Overview(
        figures=figures,
        queues=tuple(_queue_line(queue) for queue in figures.get("queues", ())),
        covered_share=1 - figures["short_intervals"] / open_intervals if open_intervals else 1.0,
        shortfall=_shortfall_chart(missing),
        shortfall_map=missing,
        worst_day=_worst_day(figures),
        trouble=trouble_of(plan),
        notes=kept_reasons(plan, "reasons") + kept_reasons(plan, "roster"),
    )


def _queue_line(kept: dict[str, Any]) -> QueueLine:
    worst = kept["missing_most_at"]
    worst_day = kept.get("worst_day_on")
    moments = {
        "worst_day_on": worst_day and date.fromisoformat(worst_day),
        "name": kept["queue"],
        "peak_at": moment(kept["peak_at"]),
        "missing_most_at": None if worst is None else moment(worst),
    }
    names = [field.name for field in fields(QueueLine)]
    return QueueLine(**{name: kept[name] for name in names if name in kept} | moments)


def _worst_day(figures: dict[str, Any]) -> tuple[date, float] | None:
    days = [day for day in figures.get("days", ()) if day["missing_hours"] > 0]
    if not days:
        return None
    worst = max(days, key=lambda day: day["missing_hours"])
    return date.fromisoformat(worst["on"]), worst["missing_hours"]


def _shortfall_chart(missing: ShortfallMap) -> dict[str, Any]:
    """Options of the heat map; days and hours nobody needs are left out."""
    days = [day for day, row in enumerate(missing.cells) if any(value is not None for value in row)]
    names = weekday_names()
    return {
        "x": slot_labels(missing.slots, missing.interval_minutes),
        "y": [names[day] for day in days],
        "values": [list(missing.cells[day]) for day in days],
        "name": _("Hours short"),
        "atLeast": missing.interval_minutes / 60,  # one person: less must not look like an emergency
        "decimals": 2,
        "unit": _("h"),
    }
