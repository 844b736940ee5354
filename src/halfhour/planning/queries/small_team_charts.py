"""The pictures of the small-team page, as plain figures and labels."""

from collections.abc import Iterable, Mapping, Sequence
from math import floor
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from halfhour.planning.queries.small_team_view import AbsenceRow, SizeRow, SpreadRow

Options = dict[str, Any]
MOST_PEOPLE = 16  # in a picture: more rows cannot be read


def spread_chart(rows: Sequence["SpreadRow"], goals: Iterable[Mapping[str, Any]]) -> Options:
    """Each half hour's mean, and between which levels nine days in ten lie."""
    shares = {goal["share"] for goal in goals}
    series: list[dict[str, Any]] = [
        {
            "name": _("In time, the mean"),
            "values": [row.level for row in rows],
            "kind": "line",
            "tone": "1",
            "band": {
                "name": _("Nine days in ten"),
                "low": [row.low for row in rows],
                "high": [row.high for row in rows],
            },
        }
    ]
    if len(shares) == 1:
        goal = {"name": _("Goal"), "values": [min(shares)] * len(rows), "kind": "line", "tone": "2"}
        series.append(goal | {"dashed": True})
    times = [row.time for row in rows]
    return {"x": times, "ticks": _hours(times), "series": series, "format": "percent", "top": 1}


def shares_chart(interval: Mapping[str, Any], day: Mapping[str, Any]) -> Options:
    """How many half hours, and how many days, show a level in each tenth."""
    tenths = range(len(interval["shares"]))
    most = max(*interval["shares"], *day["shares"])
    return {
        "x": [f"{10 * place}–{10 * place + 10}" for place in tenths],
        "series": [
            {
                "name": _("Half hours"),
                "values": _thousandths(interval["shares"]),
                "kind": "bars",
                "tone": "2",
            },
            {"name": _("Whole days"), "values": _thousandths(day["shares"]), "kind": "bars", "tone": "1"},
        ],
        "format": "percent",
        "top": min(floor(10 * most + 1) / 10, 1.0),
    }


def with_and_without_chart(rows: Sequence["AbsenceRow"], everybody: str, fewer: str) -> Options:
    """Two figures of each half hour by their names: everybody there, and one fewer."""
    times = [row.time for row in rows]
    return {
        "x": times,
        "ticks": _hours(times),
        "series": [
            {
                "name": _("Everybody is there"),
                "values": [getattr(row, everybody) for row in rows],
                "kind": "steps",
                "tone": "1",
            },
            {
                "name": _("One fewer"),
                "values": [getattr(row, fewer) for row in rows],
                "kind": "steps",
                "tone": "2",
                "dashed": True,
            },
        ],
        "format": "percent",
        "top": 1,
    }


def drops_chart(kept: Mapping[str, Any]) -> Options:
    """How far each half hour's level falls without each person; None where nobody comes."""
    here = kept["everybody"]["intervals"]["level"]

    def drop(level: float | None, without: float | None) -> float | None:
        return None if level is None or without is None else round(max(level - without, 0.0), 4)

    shown = kept["absences"][:MOST_PEOPLE]
    return {
        "x": kept["times"],
        "y": [each["agent"] for each in shown],
        "values": [
            [drop(level, without) for level, without in zip(here, each["levels"], strict=True)]
            for each in shown
        ],
        "name": _("Fewer in time"),
        "format": "percent",
        "atLeast": 0.1,  # of a level: less must not look like an emergency
    }


def size_chart(rows: Sequence["SizeRow"], *, own: float) -> Options:
    nearest = min(range(len(rows)), key=lambda place: abs(rows[place].agents - own))
    return {
        "x": [str(row.agents) for row in rows],
        "series": [
            {
                "name": _("Mean"),
                "values": [row.mean for row in rows],
                "kind": "line",
                "tone": "1",
            },
            {
                "name": _("One half hour in twenty below"),
                "values": [row.low for row in rows],
                "kind": "line",
                "tone": "3",
            },
            {
                "name": _("One in twenty below, goal just kept"),
                "values": [row.low_at_goal for row in rows],
                "kind": "line",
                "tone": "2",
                "dashed": True,
            },
        ],
        "marks": [{"at": nearest, "label": _("here")}],
        "format": "percent",
        "top": 1,
    }


def _thousandths(shares: Iterable[float]) -> list[float]:
    return [round(share, 3) for share in shares]


def _hours(times: Iterable[str]) -> dict[int, str]:
    """Marks on an axis of half hours: the full hours."""
    return {place: time for place, time in enumerate(times) if time.endswith(":00")}
