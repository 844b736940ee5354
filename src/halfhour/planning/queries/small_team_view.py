"""What a study of a small team's day found, as rows and figures of its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from halfhour.engine.reasons import Reason
from halfhour.planning.adapter.series import reason
from halfhour.planning.queries.small_team_charts import (
    MOST_PEOPLE,
    drops_chart,
    shares_chart,
    size_chart,
    spread_chart,
    with_and_without_chart,
)

PARTS = {  # of the page: how the kinds of reasons begin that each part says
    "spread": ("small_team_half_hours", "small_team_steady", "small_team_days", "small_team_causes"),
    "absence": ("small_team_missed", "small_team_worst", "small_team_nobody", "small_team_some"),
    "sharing": (
        "small_team_best",
        "small_team_as",
        "small_team_no_",
        "small_team_nothing",
        "small_team_chosen",
    ),
    "size": ("small_team_size",),
}
UNSEEN = 0.0005  # of a level: less is no change
SEEN_WORK = 0.05  # contacts left in the evening


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded:
    """A figure with its 95 % bounds; the places are on a scale from 0 to 100 that a table's rows share."""

    mean: float
    low: float
    high: float
    mean_at: float
    low_at: float
    high_at: float
    zero_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadRow:
    """One half hour as it may turn out; None where nobody comes."""

    time: str
    contacts: float
    level: float | None
    low: float | None
    high: float | None
    chance: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """One half hour with everybody, and with one fewer (None where nobody is due)."""

    time: str
    level: float | None
    fewer_level: float | None
    chance: float | None
    fewer_chance: float | None
    wait_seconds: float | None
    fewer_wait_seconds: float | None
    abandonment: float | None
    fewer_abandonment: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody left out for a day: `lost` contacts more wait too long, the level changes by `level`."""

    agent: str
    answers: tuple[str, ...]
    hours: float
    lost: Bounded
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GainRow:
    """A way to share work. `by_queue` are changes of the queues' levels, those that change at all."""

    kind: str
    queues: tuple[str, ...]
    agents: tuple[str, ...]
    learners: tuple[str, ...]
    in_time: Bounded
    level: float
    by_queue: tuple[tuple[str, float], ...]
    left_over: float
    is_best: bool

    @property
    def is_sure(self) -> bool:
        return self.in_time.low > 0

    @property
    def is_harmful(self) -> bool:
        return self.in_time.high < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GainTable:
    """`leaves_work` says whether any of the ways changes what is left in the evening."""

    rows: tuple[GainRow, ...]
    leaves_work: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeRow:
    agents: int
    mean: float
    low: float
    low_at_goal: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyView:
    """Everything the page shows of one group of queues on one day; `reasons` by part of the page."""

    queues: tuple[str, ...]
    goals: tuple[dict[str, Any], ...]
    replications: int
    interval: dict[str, Any]
    day: dict[str, Any]
    reasons: dict[str, tuple[Reason, ...]]
    spread: tuple[SpreadRow, ...]
    spread_chart: dict[str, Any]
    shares_chart: dict[str, Any]
    absence: tuple[AbsenceRow, ...]
    level_chart: dict[str, Any]
    chance_chart: dict[str, Any]
    people: tuple[PersonRow, ...]
    drops_chart: dict[str, Any]
    helpful: GainTable
    harmful: GainTable
    size: tuple[SizeRow, ...]
    size_chart: dict[str, Any] | None
    size_queue: str

    @property
    def missed_most(self) -> tuple[PersonRow, ...]:
        return self.people[:MOST_PEOPLE]

    @property
    def missed_less(self) -> tuple[PersonRow, ...]:
        return self.people[MOST_PEOPLE:]

    @property
    def tenths(self) -> list[tuple[str, float, float]]:
        """The picture of the levels as a table: half hours and days in each tenth."""
        half_hours, days = (one["values"] for one in self.shares_chart["series"])
        return list(zip(self.shares_chart["x"], half_hours, days, strict=True))

    @property
    def has_unfinished(self) -> bool:
        """Whether some of these queues may be answered on another day."""
        return any(goal["is_deferred"] for goal in self.goals)

    @property
    def drops(self) -> list[tuple[str, list[float | None]]]:
        """The heat map as a table: people down, half hours across."""
        return list(zip(self.drops_chart["y"], self.drops_chart["values"], strict=True))


def study_view(kept: dict[str, Any]) -> StudyView:
    spread, absence, size = _spread_rows(kept), _absence_rows(kept), kept["size"]
    return StudyView(
        queues=tuple(kept["queues"]),
        goals=tuple(kept["goals"]),
        replications=kept["replications"],
        interval=kept["today"]["interval"],
        day=kept["today"]["day"],
        reasons=_reasons(kept),
        spread=spread,
        spread_chart=spread_chart(spread, kept["goals"]),
        shares_chart=shares_chart(kept["today"]["interval"], kept["today"]["day"]),
        absence=absence,
        level_chart=with_and_without_chart(absence, "level", "fewer_level"),
        chance_chart=with_and_without_chart(absence, "chance", "fewer_chance"),
        people=_people(kept),
        drops_chart=drops_chart(kept),
        helpful=_gains(kept["gains"], harmful=False),
        harmful=_gains(kept["gains"], harmful=True),
        size=_size_rows(size) if size else (),
        size_chart=size_chart(_size_rows(size), own=size["own"]) if size else None,
        size_queue=size["queue"] if size else "",
    )


def bounded(figures: Iterable[dict[str, float]]) -> list[Bounded]:
    """Figures on one scale that holds all their bounds, and 0."""
    found = list(figures)
    least = min((each["low"] for each in found), default=0.0)
    most = max((each["high"] for each in found), default=0.0)
    least, most = min(least, 0.0), max(most, 0.0)

    def at(value: float) -> float:
        return 100 * (value - least) / (most - least) if most > least else 50.0

    return [
        Bounded(
            mean=each["mean"],
            low=each["low"],
            high=each["high"],
            mean_at=at(each["mean"]),
            low_at=at(each["low"]),
            high_at=at(each["high"]),
            zero_at=at(0.0),
        )
        for each in found
    ]


def _reasons(kept: dict[str, Any]) -> dict[str, tuple[Reason, ...]]:
    found = [reason(each) for each in kept["reasons"]]
    return {
        part: tuple(each for each in found if each.kind.startswith(kinds)) for part, kinds in PARTS.items()
    }


def _spread_rows(kept: dict[str, Any]) -> tuple[SpreadRow, ...]:
    arrays = kept["today"]["intervals"]
    return tuple(
        SpreadRow(
            time=time,
            contacts=arrays["contacts"][place],
            level=arrays["level"][place],
            low=arrays["low"][place],
            high=arrays["high"][place],
            chance=arrays["goal_chance"][place],
        )
        for place, time in enumerate(kept["times"])
    )


def _absence_rows(kept: dict[str, Any]) -> tuple[AbsenceRow, ...]:
    here, fewer = kept["everybody"]["intervals"], kept["one_fewer"]
    return tuple(
        AbsenceRow(
            time=time,
            level=here["level"][place],
            fewer_level=fewer["level"][place],
            chance=here["goal_chance"][place],
            fewer_chance=fewer["goal_chance"][place],
            wait_seconds=here["wait_seconds"][place],
            fewer_wait_seconds=fewer["wait_seconds"][place],
            abandonment=here["abandonment"][place],
            fewer_abandonment=fewer["abandonment"][place],
        )
        for place, time in enumerate(kept["times"])
    )


def _people(kept: dict[str, Any]) -> tuple[PersonRow, ...]:
    found = kept["absences"]
    lost = bounded(_turned(each["in_time"]) for each in found)
    return tuple(
        PersonRow(
            agent=each["agent"],
            answers=tuple(each["answers"]),
            hours=each["hours"],
            lost=scaled,
            level=each["level"]["mean"],
        )
        for each, scaled in zip(found, lost, strict=True)
    )


def _turned(figure: dict[str, float]) -> dict[str, float]:
    """What is lost, from what is gained."""
    return {"mean": -figure["mean"], "low": -figure["high"], "high": -figure["low"]}


def _gains(kept: list[dict[str, Any]], *, harmful: bool) -> GainTable:
    """The ways that do harm, or all others, on a scale of their own."""
    found = [each for each in kept if (each["in_time"]["high"] < 0) == harmful]
    in_time = bounded(each["in_time"] for each in found)
    return GainTable(
        rows=tuple(_gain(each, scaled) for each, scaled in zip(found, in_time, strict=True)),
        leaves_work=any(abs(each["left_over"]["mean"]) >= SEEN_WORK for each in found),
    )


def _gain(kept: dict[str, Any], in_time: Bounded) -> GainRow:
    return GainRow(
        kind=kept["kind"],
        queues=tuple(kept["queues"]),
        agents=tuple(kept["agents"]),
        learners=tuple(kept["learners"]),
        in_time=in_time,
        level=kept["level"]["mean"],
        by_queue=tuple(
            (one["queue"], one["level"]["mean"])
            for one in kept["by_queue"]
            if abs(one["level"]["mean"]) >= UNSEEN
        ),
        left_over=kept["left_over"]["mean"],
        is_best=kept["matches_best"] and kept["in_time"]["low"] > 0,
    )


def _size_rows(size: dict[str, Any]) -> tuple[SizeRow, ...]:
    return tuple(
        SizeRow(agents=busy["agents"], mean=busy["mean"], low=busy["low"], low_at_goal=spare["low"])
        for busy, spare in zip(size["at_occupancy"], size["at_goal"], strict=True)
    )
