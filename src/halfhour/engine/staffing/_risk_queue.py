"""One live queue under risk, by formula: from a forecast to the fewest people and the reasons."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers, amounts
from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.reasons import Reason
from halfhour.engine.staffing._live import live_service, minimum_agents
from halfhour.engine.staffing._reasons import StaffingReason
from halfhour.engine.staffing._risk import By, Chances, Effort, Over, Risk, RiskRequirement
from halfhour.engine.staffing._risk_day import DayChart, fewest_over_day
from halfhour.engine.staffing._risk_interval import Chart, Stream, fewest_over_interval
from halfhour.engine.staffing._uncertainty import combined_spread, load_at_chance
from halfhour.engine.team import Queue, Service

Counts = NDArray[np.int64]
Places = NDArray[np.intp]

MOST_ERLANGS = 2_000  # of an interval: a week of them takes a minute or two


def queue_stream(*, queue: Queue, forecast: QueueForecast, open_seconds: NDArray[np.int64]) -> Stream:
    """A live queue's intervals; who comes while it is closed is not in them."""
    seconds = np.asarray(open_seconds, dtype=np.float64)
    handle = np.where(forecast.handle_seconds_mean > 0, forecast.handle_seconds_mean, queue.handle_seconds)
    load = np.zeros_like(seconds)
    offered = amounts("offered_mean", forecast.offered_mean)
    np.divide(offered * handle, seconds, out=load, where=seconds > 0)
    service = live_service(
        handle_seconds=handle,
        within_seconds=queue.goal.within_seconds,
        share=queue.goal.share,
        patience_seconds=np.inf if queue.patience_seconds is None else queue.patience_seconds,
        concurrency=queue.concurrency,
        intervals=load.size,
    )
    return Stream(
        load=load,
        spread=combined_spread(forecast.rate_spread, forecast.handle_spread),
        handle_seconds=service.handle_seconds,
        patience_seconds=service.patience_seconds,
        within_seconds=service.within_seconds,
        share=service.share,
        seconds=seconds,
        concurrency=queue.concurrency,
    )


def staff_under_risk(
    *, queue: Queue, forecast: QueueForecast, open_seconds: NDArray[np.int64], risk: Risk
) -> RiskRequirement:
    """The fewest people with whom a live queue really shows its goal's share with a chance, by formula.

    Parameters
    ----------
    open_seconds
        How long people can work on the queue in each interval, shape (intervals,).

    Raises
    ------
    OutOfRange
        For a deferred queue, or figures outside what the models know.

    Notes
    -----
    What is exact in it and what is not: docs/methods/requirement-under-risk.md.
    """
    if queue.service is not Service.LIVE:
        raise OutOfRange(f"queue must be live; got the deferred {queue.name!r} (see defer_under_risk)")
    stream = queue_stream(queue=queue, forecast=forecast, open_seconds=open_seconds)
    if stream.load.max(initial=0.0) > MOST_ERLANGS:
        raise OutOfRange(
            f"got {stream.load.max():,.0f} erlangs at once on {queue.name!r}; under risk, up to"
            f" {MOST_ERLANGS:,} are reckoned with (beyond, single contacts do not matter: see staff_queue)"
        )
    dates = forecast.grid.dates
    days = np.cumsum(np.append(False, np.diff(dates.astype(np.int64)) != 0)) if len(dates) else dates
    return requirement_of(queue.name, stream, days=np.asarray(days, dtype=np.intp), risk=risk)


def requirement_of(name: str, stream: Stream, *, days: Places, risk: Risk) -> RiskRequirement:
    """The fewest people for the intervals of a stream, `days` numbering the day of each."""
    settled, chart = settled_agents(stream, stream.load), Chart(stream)
    single = doubt = None
    if risk.over is Over.INTERVAL:
        single, doubt, people = _over_intervals(chart, settled, risk)
        chances = _chances_of_days(DayChart(stream, risk), days, people)
    else:
        people, chances = _over_days(stream, settled, days, risk)
    kept, level = chart.chances(people, rows=np.arange(people.size), absence=risk.absence)
    return RiskRequirement(
        groups=(name,),
        queues=(name,),
        people=people[None],
        people_mean=settled[None],
        people_single=None if single is None else single[None],
        people_doubt=None if doubt is None else doubt[None],
        interval_chances=_exactly(kept),
        days=days,
        day_chances=_exactly(chances),
        expected=(stream.load / stream.handle_seconds * stream.seconds)[None],
        levels=level[None],
        short=np.zeros((1, people.size), dtype=np.bool_),
        risk=risk,
        by=By.FORMULA,
        met=True,
        proved=True,
        effort=Effort(),
        reasons=(_total(people, settled, stream, risk),),
    )


def settled_agents(stream: Stream, load: Numbers, share: Numbers | None = None) -> Counts:
    """The fewest who keep the goal in the long run."""
    return minimum_agents(
        load_erlangs=load,
        handle_seconds=stream.handle_seconds,
        within_seconds=stream.within_seconds,
        share=stream.share if share is None else share,
        patience_seconds=stream.patience_seconds,
        concurrency=stream.concurrency,
    )


def _over_intervals(chart: Chart, settled: Counts, risk: Risk) -> tuple[Counts, Counts, Counts]:
    """The fewest against the chance of single contacts, also against doubt, and also against absence."""
    stream, chance = chart.stream, risk.chance
    certain = Chart(replace(stream, spread=np.zeros_like(stream.spread)))
    single = fewest_over_interval(certain, first=settled, chance=chance, absence=0.0)
    covered = load_at_chance(mean=stream.load, spread=stream.spread, chance=max(chance, 0.5))
    guess = np.maximum(single, settled_agents(stream, covered))
    doubt = fewest_over_interval(chart, first=guess, chance=chance, absence=0.0)
    if risk.absence == 0:
        return single, doubt, doubt
    guess = np.ceil(doubt / (1 - risk.absence)).astype(np.int64)
    return single, doubt, fewest_over_interval(chart, first=guess, chance=chance, absence=risk.absence)


def _over_days(stream: Stream, settled: Counts, days: Places, risk: Risk) -> tuple[Counts, Numbers]:
    """The fewest of each day, and its chance."""
    chart = DayChart(stream, risk)
    least = (stream.load > 0).astype(np.int64)
    if risk.least_level > 0:
        share = np.minimum(stream.share, risk.least_level)
        least = np.maximum(settled_agents(stream, stream.load, share), least)
    people, chances = np.zeros_like(settled), np.ones(int(days.max(initial=-1)) + 1)
    for day in range(chances.size):
        rows = np.flatnonzero((days == day) & (stream.load > 0))
        if rows.size:
            people[rows], chances[day] = fewest_over_day(
                chart, rows=rows, first=settled[rows], least=least[rows], chance=risk.chance
            )
    return people, chances


def _chances_of_days(chart: DayChart, days: Places, people: Counts) -> Numbers:
    chances = np.ones(int(days.max(initial=-1)) + 1)
    for day in range(chances.size):
        rows = np.flatnonzero((days == day) & (chart.stream.load > 0))
        if rows.size:
            mean, variance = chart.sums(rows, people[rows])
            chances[day] = chart.chance(mean.sum(axis=0), variance.sum(axis=0))
    return chances


def _exactly(chances: Numbers) -> Chances:
    return Chances(chance=chances[None], low=chances[None], high=chances[None])


def _total(people: Counts, settled: Counts, stream: Stream, risk: Risk) -> Reason:
    kind = StaffingReason.RISK_DAY if risk.over is Over.DAY else StaffingReason.RISK_INTERVAL
    hours = stream.seconds / 3600
    return Reason(
        kind=kind,
        figures={
            "hours": float((people * hours).sum()),
            "hours_mean": float((settled * hours).sum()),
            "chance": risk.chance,
            "absence": risk.absence,
        },
    )
