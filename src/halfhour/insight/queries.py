"""An analysis as pages show it: heat maps, tables and charts, with what is too few said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from halfhour.engine.reasons import Reason
from halfhour.engine.response import AnswerMap, ArrivalMap, GroupSummary, OutcomeShare, ResponseSummary
from halfhour.insight.analysis import Dimension, ResponseAnalysis
from halfhour.insight.contact_times import Clock, Measure, Outcome
from halfhour.people.wording.channels import channel_words
from halfhour.planning.adapter.teams import moment
from halfhour.planning.wording import slot_label, weekday_names


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """Options of the chart, and the same as a table: half hours down, weekdays across."""

    chart: dict[str, Any]
    days: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]
    is_empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One row of a table of response times. Figures on too few contacts are there, and marked."""

    label: str
    summary: ResponseSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTable:
    dimension: str
    title: str
    rows: tuple[GroupRow, ...]
    has_goal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseView:
    whole: ResponseSummary
    tables: tuple[GroupTable, ...]
    by_hour: dict[str, Any] | None
    hours: GroupTable | None
    outcomes: tuple[tuple[str, OutcomeShare], ...]
    reasons: tuple[Reason, ...]


def span_of(analysis: ResponseAnalysis) -> tuple[datetime, datetime]:
    """When the first and the last contact came."""
    return moment(analysis.first_at), moment(analysis.last_at)


def arrival_heat(found: ArrivalMap) -> HeatMap:
    """Mean contacts per open day by weekday and half hour."""
    return heat_map(
        found.mean,
        seconds=found.interval_seconds,
        shown=found.contacts > 0,
        few=~found.enough,
        counts=found.contacts,
        options={
            "name": _("Contacts per open day"),
            "countName": _("Contacts in all"),
            "fewName": _("Too few days to be sure"),
            "decimals": 1,
        },
    )


def answer_heat(found: AnswerMap, *, p90: bool) -> HeatMap:
    """Median, or 90th percentile, of a time by weekday and half hour in which the contact came."""
    return heat_map(
        found.p90_seconds if p90 else found.median_seconds,
        seconds=found.interval_seconds,
        shown=found.count > 0,
        few=~(found.p90_enough if p90 else found.median_enough),
        counts=found.count,
        options={
            "name": _("9 of 10 within") if p90 else _("Half within"),
            "countName": _("Contacts measured"),
            "fewName": _("Too few contacts to be sure"),
            "format": "duration",
        },
    )


def response_view(analysis: ResponseAnalysis, *, measure: Measure, clock: Clock) -> ResponseView | None:
    """None where the measure was never taken on that clock."""
    whole = analysis.table(measure, clock, Dimension.ALL)
    if whole is None:
        return None
    summary = whole.rows[0].summary
    tables = {
        dimension: GroupTable(
            dimension=dimension.value,
            title=title,
            rows=tuple(
                GroupRow(label=_label(dimension, row), summary=row.summary)
                for row in table.rows
                if row.summary.count or row.summary.within
            ),
            has_goal=any(row.summary.within for row in table.rows),
        )
        for dimension, title in _dimensions()
        if (table := analysis.table(measure, clock, dimension)) is not None
    }
    if _told_apart_alike(tables.get(Dimension.QUEUE), tables.get(Dimension.CHANNEL)):
        del tables[Dimension.CHANNEL]
    hours = analysis.table(measure, clock, Dimension.HOUR)
    return ResponseView(
        whole=summary,
        tables=tuple(table for dimension, table in tables.items() if dimension is not Dimension.HOUR),
        by_hour=_by_hour(hours.rows) if hours else None,
        hours=tables.get(Dimension.HOUR),
        outcomes=tuple((_outcome_words(row.outcome), row) for row in analysis.outcomes),
        reasons=summary.reasons,
    )


def _told_apart_alike(one: GroupTable | None, other: GroupTable | None) -> bool:
    """Whether two tables hold the same groups, as where each queue has a channel of its own."""
    if one is None or other is None:
        return False
    return sorted(row.summary.count for row in one.rows) == sorted(row.summary.count for row in other.rows)


def measures_of(analysis: ResponseAnalysis) -> tuple[tuple[Measure, Clock], ...]:
    return tuple(dict.fromkeys((table.measure, table.clock) for table in analysis.tables))


def heat_map(
    values: NDArray[np.float64],
    *,
    seconds: int,
    shown: NDArray[np.bool_],
    few: NDArray[np.bool_],
    counts: NDArray[Any],
    options: dict[str, Any],
    digits: int = 2,
) -> HeatMap:
    """Trimmed to the days and the hours in which anything is `shown`."""
    slots = _span(np.asarray(shown.any(axis=0)))
    days = np.flatnonzero(shown.any(axis=1))
    names = weekday_names()
    labels = [slot_label(int(slot), seconds // 60) for slot in slots]
    part = np.ix_(days, slots)
    chosen = [[_known(value, digits) for value in row] for row in values[part]]
    chart = options | {
        "x": labels,
        "y": [names[day] for day in days],
        "values": chosen,
        "counts": [[round(float(value), 1) for value in row] for row in counts[part]],
        "few": (few & shown)[part].tolist(),
    }
    return HeatMap(
        chart=chart,
        days=tuple(chart["y"]),
        rows=tuple((label, tuple(row[x] for row in chosen)) for x, label in enumerate(labels)),
        is_empty=not slots.size,
    )


def _span(marks: NDArray[np.bool_]) -> NDArray[np.intp]:
    found = np.flatnonzero(marks)
    return np.arange(found[0], found[-1] + 1) if found.size else found


def _by_hour(rows: Sequence[GroupSummary]) -> dict[str, Any]:
    told = [row for row in rows if row.summary.count]
    return {
        "x": [f"{int(row.label):02d}:00" for row in told],
        "series": [
            {
                "name": _("Half within"),
                "values": [row.summary.median_seconds for row in told],
                "kind": "bars",
                "tone": "1",
            },
            {
                "name": _("9 of 10 within"),
                "values": [row.summary.p90_seconds for row in told],
                "tone": "2",
            },
        ],
        "format": "duration",
    }


def _dimensions() -> tuple[tuple[Dimension, str], ...]:
    return (
        (Dimension.QUEUE, _("By queue")),
        (Dimension.CHANNEL, _("By channel")),
        (Dimension.CATEGORY, _("By category")),
        (Dimension.WEEKDAY, _("By weekday of arrival")),
        (Dimension.HOUR, _("By hour of arrival")),
    )


def _label(dimension: Dimension, row: GroupSummary) -> str:
    if dimension is Dimension.WEEKDAY:
        return weekday_names("wide")[int(row.label)]
    if dimension is Dimension.HOUR:
        return f"{int(row.label):02d}:00"
    if dimension is Dimension.CHANNEL:
        return channel_words(str(row.label)) or _("not named")
    return str(row.label) or _("not named")


def _outcome_words(outcome: str | int) -> str:
    return {
        Outcome.RESOLVED: _("Resolved"),
        Outcome.ANSWERED: _("Answered"),
        Outcome.ABANDONED: _("Gave up"),
        Outcome.OPEN: _("Still open"),
        Outcome.HANDLED: _("Handled"),
    }[Outcome(str(outcome))]


def _known(value: float, digits: int) -> float | None:
    return round(float(value), digits) if np.isfinite(value) else None
