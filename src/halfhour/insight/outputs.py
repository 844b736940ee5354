"""What `halfhour analyse` hands out: CSV files and a summary; docs/reference/analysis.md."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from halfhour.engine.patience import Estimate
from halfhour.engine.reasons import Reason
from halfhour.engine.response import AnswerMap, ArrivalMap, OutcomeShare, ResponseSummary, Share
from halfhour.insight.analysis import Dimension, ResponseAnalysis, ResponseTable
from halfhour.insight.contact_times import Clock, Measure
from halfhour.insight.patience import QueuePatience
from halfhour.ledger.reading import TITLES, History, safe_cell

RESPONSE_TIMES, OUTCOMES = "response_times.csv", "outcomes.csv"
ARRIVALS, ANSWERS = "heatmap_arrivals.csv", "heatmap_times.csv"
PATIENCE = "patience.csv"
REJECTED, SUMMARY = "rejected.csv", "summary.json"
FILES = (RESPONSE_TIMES, OUTCOMES, PATIENCE, ARRIVALS, ANSWERS, REJECTED, SUMMARY)

RESPONSE_COLUMNS = (
    "measure", "clock", "by", "label", "contacts", "mean_seconds", "median_seconds", "p90_seconds",
    "median_enough", "enough", "goal_contacts", "within_goal", "share_within", "share_low", "share_high",
)  # fmt: skip
OUTCOME_COLUMNS = ("outcome", "contacts", "of", "share", "share_low", "share_high")
PATIENCE_COLUMNS = (
    "queue", "waited", "gave_up", "mean_seconds", "mean_low", "mean_high", "median_seconds", "median_low",
    "median_high", "goal_seconds", "share_at_goal", "share_low", "share_high",
)  # fmt: skip
ARRIVAL_COLUMNS = ("queue", "weekday", "slot_start", "intervals", "contacts", "mean", "enough")
ANSWER_COLUMNS = (
    "measure", "clock", "weekday", "slot_start", "contacts", "median_seconds", "p90_seconds",
    "median_enough", "p90_enough",
)  # fmt: skip

Cells = Sequence[str | int]


def write_analysis(analysis: ResponseAnalysis, folder: Path, *, history: History) -> dict[str, Any]:
    """Write all files of an analysis and give back its summary; the folder is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / RESPONSE_TIMES, RESPONSE_COLUMNS, _response_rows(analysis.tables))
    _write(folder / OUTCOMES, OUTCOME_COLUMNS, (_outcome_cells(row) for row in analysis.outcomes))
    _write(folder / PATIENCE, PATIENCE_COLUMNS, (_patience_cells(row) for row in analysis.patience))
    _write(folder / ARRIVALS, ARRIVAL_COLUMNS, _arrival_rows(analysis))
    _write(folder / ANSWERS, ANSWER_COLUMNS, _answer_rows(analysis))
    history.rejected.write(folder / REJECTED)
    summary = analysis_summary(analysis, history=history)
    text = json.dumps(summary, ensure_ascii=False, indent=2) + "\n"
    (folder / SUMMARY).write_text(text, encoding="utf-8")
    return summary


def analysis_summary(analysis: ResponseAnalysis, *, history: History) -> dict[str, Any]:
    """The analysis without its heat maps, as plain values for JSON; times ISO 8601 with offset."""
    counts = history.counts
    return {
        "timezone": analysis.timezone,
        "interval_minutes": analysis.interval_minutes,
        "contacts": analysis.contacts,
        "first_at": _time(analysis.first_at, analysis.timezone),
        "last_at": _time(analysis.last_at, analysis.timezone),
        "history": {
            "read": counts.read,
            "used": counts.used,
            "rejected": counts.rejected,
            "rejected_because": {
                reason.value: {"count": count, "title": str(TITLES[reason])}
                for reason, count in sorted(history.rejected.by_reason.items())
            },
            "duplicates": counts.duplicates,
            "moved_by_clock_change": counts.moved_by_clock_change,
            "ambiguous": counts.ambiguous,
            "notices": list(history.notices),
        },
        "outcomes": [{"outcome": row.outcome, **_share(row.share)} for row in analysis.outcomes],
        "patience": [
            {"queue": row.queue, **_patience(row), "reasons": _reasons(row.reasons)}
            for row in analysis.patience
        ],
        "response_times": [
            {
                "measure": table.measure.value,
                "clock": table.clock.value,
                "by": table.dimension.value,
                "rows": [{"label": row.label, **_figures(row.summary)} for row in table.rows],
            }
            for table in analysis.tables
        ],
    }


def _response_rows(tables: Iterable[ResponseTable]) -> Iterable[Cells]:
    for table in tables:
        for row in table.rows:
            yield (
                table.measure.value,
                table.clock.value,
                table.dimension.value,
                safe_cell(str(_label(row.label, table.dimension))),
                *_summary_cells(row.summary),
            )


def _label(label: str | int, dimension: Dimension) -> str | int:
    """Weekdays count from 1, Monday, in files, as ISO 8601 has it."""
    return int(label) + 1 if dimension is Dimension.WEEKDAY else label


def _summary_cells(summary: ResponseSummary) -> Cells:
    within = summary.within
    return (
        summary.count,
        _seconds(summary.mean_seconds),
        _seconds(summary.median_seconds),
        _seconds(summary.p90_seconds),
        _flag(summary.median_enough),
        _flag(summary.enough),
        *(("", "", "", "", "") if within is None else _share_cells(within)),
    )


def _share_cells(share: Share) -> Cells:
    known = "" if share.share is None else _number(share.share)
    return (share.count, share.hits, known, _number(share.low), _number(share.high))


def _outcome_cells(row: OutcomeShare) -> Cells:
    count, hits, share, low, high = _share_cells(row.share)
    return (str(row.outcome), hits, count, share, low, high)


def _arrival_rows(analysis: ResponseAnalysis) -> Iterable[Cells]:
    yield from _arrival_cells("", analysis.arrivals)
    for queue, arrivals in analysis.arrivals_by_queue.items():
        yield from _arrival_cells(queue, arrivals)


def _arrival_cells(queue: str, arrivals: ArrivalMap) -> Iterable[Cells]:
    for weekday, slot in np.ndindex(arrivals.mean.shape):
        yield (
            safe_cell(queue),
            weekday + 1,
            _slot(slot, arrivals.interval_seconds),
            int(arrivals.intervals[weekday, slot]),
            _number(float(arrivals.contacts[weekday, slot])),
            _number(float(arrivals.mean[weekday, slot])),
            _flag(bool(arrivals.enough[weekday, slot])),
        )


def _answer_rows(analysis: ResponseAnalysis) -> Iterable[Cells]:
    for (measure, clock), times in analysis.maps.items():
        yield from _answer_cells(measure, clock, times)


def _answer_cells(measure: Measure, clock: Clock, times: AnswerMap) -> Iterable[Cells]:
    for weekday, slot in np.ndindex(times.count.shape):
        yield (
            measure.value,
            clock.value,
            weekday + 1,
            _slot(slot, times.interval_seconds),
            int(times.count[weekday, slot]),
            _number(float(times.median_seconds[weekday, slot]), 1),
            _number(float(times.p90_seconds[weekday, slot]), 1),
            _flag(bool(times.median_enough[weekday, slot])),
            _flag(bool(times.p90_enough[weekday, slot])),
        )


def _figures(summary: ResponseSummary) -> dict[str, Any]:
    return {
        "contacts": summary.count,
        "mean_seconds": _rounded(summary.mean_seconds),
        "median_seconds": _rounded(summary.median_seconds),
        "p90_seconds": _rounded(summary.p90_seconds),
        "median_enough": summary.median_enough,
        "enough": summary.enough,
        "goal": None if summary.within is None else _share(summary.within),
        "reasons": _reasons(summary.reasons),
    }


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [{"kind": reason.kind.value, "figures": dict(reason.figures)} for reason in reasons]


def _patience(row: QueuePatience) -> dict[str, float | int | None]:
    """Figures that are not known, and bounds that lie beyond all that was seen, are None."""
    return {
        "waited": row.waited,
        "gave_up": row.hangups,
        **_estimate(row.mean, "mean_seconds", "mean_low", "mean_high"),
        **_estimate(row.median, "median_seconds", "median_low", "median_high"),
        "goal_seconds": row.goal_seconds,
        **_estimate(row.at_goal, "share_at_goal", "share_low", "share_high", decimals=4),
    }


def _estimate(
    found: Estimate | None, value: str, low: str, high: str, *, decimals: int = 1
) -> dict[str, float | int | None]:
    if found is None:
        return {value: None, low: None, high: None}
    figures = {value: found.value, low: found.low, high: found.high}
    return {
        name: None if figure is None or not isfinite(figure) else round(figure, decimals)
        for name, figure in figures.items()
    }


def _patience_cells(row: QueuePatience) -> Cells:
    return (
        safe_cell(row.queue),
        *("" if figure is None else _number(figure) for figure in _patience(row).values()),
    )


def _share(share: Share) -> dict[str, Any]:
    return {
        "hits": share.hits,
        "count": share.count,
        "share": _rounded(share.share, 4),
        "low": _rounded(share.low, 4),
        "high": _rounded(share.high, 4),
    }


def _rounded(value: float | None, decimals: int = 1) -> float | None:
    return None if value is None else round(value, decimals)


def _seconds(value: float | None) -> str:
    return "" if value is None else _number(value, 1)


def _number(value: float, decimals: int = 4) -> str:
    """A number without needless zeros; empty where it is not known."""
    return "" if np.isnan(value) else f"{round(value, decimals):.{decimals}f}".rstrip("0").rstrip(".")


def _flag(value: bool) -> str:
    return "yes" if value else "no"


def _slot(slot: int, interval_seconds: int) -> str:
    minutes = slot * interval_seconds // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _time(instant: int, timezone: str) -> str:
    return datetime.fromtimestamp(instant, ZoneInfo(timezone)).isoformat()


def _write(path: Path, columns: Sequence[str], rows: Iterable[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
