"""Measured shrinkage as plain values for JSON; docs/reference/analysis.md says what each is."""

from typing import Any

import numpy as np

from halfhour.engine.shrinkage import SHRINKAGE, MeasuredShrinkage, ShareFigures
from halfhour.engine.team import TimeUse
from halfhour.ledger.activity import StateTime


def shrinkage_document(measured: MeasuredShrinkage, states: tuple[StateTime, ...]) -> dict[str, Any]:
    """Everything that may be shown: figures with too few people behind them are null."""
    return {
        "timezone": measured.timezone,
        "first_on": measured.first_on.isoformat(),
        "last_on": measured.last_on.isoformat(),
        "days": measured.days,
        "people": measured.people,
        "enough": measured.enough,
        "paid_hours": _hours(measured.paid_seconds),
        "known_hours": _hours(measured.known_seconds),
        "unknown_hours": _hours(measured.unknown_seconds),
        "total": _figures(measured.total),
        "inside": _figures(measured.inside),
        "outside": _figures(measured.outside),
        "inside_of_present": _rounded(measured.inside_of_present),
        "occupancy": _rounded(measured.occupancy),
        "by_use": {
            use.value: _figures(figures) if measured.is_told(use) else None
            for use, figures in measured.by_use.items()
        },
        "by_weekday_and_slot": _cells(measured),
        "states": [
            {"state": each.state, "use": each.use.value, "hours": _hours(each.seconds), "rows": each.rows}
            for each in states
        ],
        "reasons": [
            {"kind": reason.kind.value, "figures": dict(reason.figures)} for reason in measured.reasons
        ],
    }


def _figures(figures: ShareFigures) -> dict[str, float | None]:
    return {
        "hours": _hours(figures.seconds),
        "share": _rounded(figures.share),
        "low": _rounded(figures.low),
        "high": _rounded(figures.high),
        "planned_share": _rounded(figures.planned_share),
    }


def _cells(measured: MeasuredShrinkage) -> list[dict[str, Any]]:
    """Each cell of the week that may be told; weekdays count from 1, Monday, as ISO 8601 has it."""
    found = measured.map
    shares = {use: (found.share((use,)), found.planned_share((use,))) for use in SHRINKAGE}
    total, planned_total = found.share(SHRINKAGE), found.planned_share(SHRINKAGE)
    return [
        {
            "weekday": int(weekday) + 1,
            "slot_start": _slot(int(slot), found.interval_seconds),
            "people": int(found.people[weekday, slot]),
            "days": int(found.days[weekday, slot]),
            "enough": bool(found.enough[weekday, slot]),
            "share": _number(total[weekday, slot]),
            "planned_share": _number(planned_total[weekday, slot]),
            "by_use": {
                use.value: _number(share[weekday, slot])
                for use, (share, _planned) in shares.items()
                if share[weekday, slot] > 0
            },
        }
        for weekday, slot in np.argwhere(found.told & (found.known > 0))
    ]


def told_uses(measured: MeasuredShrinkage) -> tuple[TimeUse, ...]:
    """The causes that took time, or were planned to, and may be shown by themselves."""
    return tuple(
        use
        for use in SHRINKAGE
        if measured.is_told(use)
        and (measured.by_use[use].seconds or (measured.by_use[use].planned_share or 0) > 0)
    )


def _hours(seconds: int) -> float:
    return round(seconds / 3600, 2)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _number(share: float) -> float | None:
    return None if np.isnan(share) else round(float(share), 4)


def _slot(slot: int, interval_seconds: int) -> str:
    minutes = slot * interval_seconds // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"
