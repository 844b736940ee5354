"""One interval by itself, under risk: how many people, and what one more or one fewer would change."""

from dataclasses import dataclass

import numpy as np

from halfhour.engine.arguments import amounts, loads
from halfhour.engine.errors import OutOfRange
from halfhour.engine.reasons import Reason
from halfhour.engine.staffing._live import live_service
from halfhour.engine.staffing._risk import Over, Risk
from halfhour.engine.staffing._risk_interval import Chart, Stream
from halfhour.engine.staffing._risk_queue import requirement_of

MOST_ERLANGS = 20_000  # a quarter of a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCrew:
    """With so many rostered: the chance that the interval shows the goal's share, and the level expected."""

    agents: int
    chance: float
    expected_level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalRisk:
    """The fewest people rostered with whom an interval really shows its goal's share with a chance.

    `agents_mean` keep the goal in the long run; `agents` the chance asked for. `crews` are those around
    both numbers, and the one asked about if any, in ascending order; `reasons` lead from one to the other.
    """

    agents_mean: int
    agents: int
    crews: tuple[RiskCrew, ...]
    reasons: tuple[Reason, ...]

    def crew(self, agents: int) -> RiskCrew:
        return next(crew for crew in self.crews if crew.agents == agents)


def staff_interval_under_risk(
    *,
    load_erlangs: float,
    handle_seconds: float,
    within_seconds: float,
    share: float,
    risk: Risk,
    patience_seconds: float = np.inf,
    concurrency: int = 1,
    load_spread: float = 0.0,
    interval_seconds: float = 1800.0,
    asked_agents: int | None = None,
    around: int = 2,
) -> IntervalRisk:
    """Staff one interval of a live queue so that it really shows the share in time, by formula.

    Parameters
    ----------
    risk
        Over an interval: a day has several (`staff_under_risk`).
    patience_seconds, load_spread, asked_agents, around
        As in `staff_interval`.

    Raises
    ------
    OutOfRange
        For a risk over a day, too large a load, or figures out of range.

    Examples
    --------
    >>> from halfhour.engine.staffing import Risk, staff_interval_under_risk
    >>> found = staff_interval_under_risk(
    ...     load_erlangs=10, handle_seconds=240, within_seconds=20, share=0.8, risk=Risk(absence=0.06)
    ... )
    >>> found.agents_mean, found.agents, round(found.crew(found.agents).chance, 2)
    (14, 16, 0.87)
    """
    if risk.over is not Over.INTERVAL:
        raise OutOfRange("got a risk over a day for one interval; need one over the interval")
    if interval_seconds <= 0:
        raise OutOfRange(f"interval_seconds must be above 0; got {interval_seconds:g}")
    load = loads("load_erlangs", [load_erlangs])
    if load[0] > MOST_ERLANGS:
        raise OutOfRange(
            f"got {load_erlangs:,.0f} erlangs; under risk, up to {MOST_ERLANGS:,} are reckoned with (beyond,"
            " single contacts do not matter: see staff_interval)"
        )
    one = np.ones(1)
    service = live_service(
        handle_seconds=handle_seconds,
        within_seconds=within_seconds,
        share=share,
        patience_seconds=patience_seconds,
        concurrency=concurrency,
        intervals=1,
    )
    stream = Stream(
        load=load,
        spread=amounts("load_spread", [load_spread]),
        handle_seconds=service.handle_seconds,
        patience_seconds=service.patience_seconds,
        within_seconds=service.within_seconds,
        share=service.share,
        seconds=one * interval_seconds,
        concurrency=concurrency,
    )
    found = requirement_of("", stream, days=np.zeros(1, dtype=np.intp), risk=risk)
    fewest, mean = int(found.people[0, 0]), int(found.people_mean[0, 0])
    wanted = set(range(max(0, min(mean, fewest) - 1), fewest + around + 1))
    if asked_agents is not None:
        wanted.add(asked_agents)
    counts = np.array(sorted(wanted), dtype=np.int64)
    rows = np.zeros(counts.size, dtype=np.intp)
    chart = Chart(stream)
    crews = [
        chart.chances(counts[i : i + 1], rows=rows[:1], absence=risk.absence) for i in range(counts.size)
    ]
    return IntervalRisk(
        agents_mean=mean,
        agents=fewest,
        crews=tuple(
            RiskCrew(agents=int(count), chance=float(kept[0]), expected_level=float(level[0]))
            for count, (kept, level) in zip(counts, crews, strict=True)
        ),
        reasons=found.steps_at(0),
    )
