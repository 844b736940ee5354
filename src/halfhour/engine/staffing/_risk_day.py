"""One queue over a day: the fewest people-hours with which the day's contacts reach the goal's share.

What contacts in time exceed the goal's share by adds up over the day. Given how busy the day is and how many
people stay away, the sum is taken as normal: its mean and its variance are those of settled lines
(`_realised`), good and bad spells that reach from one interval into the next included. Busy days and absent
people make all intervals fail together; over both the average is taken.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from halfhour.engine.arguments import Numbers
from halfhour.engine.staffing._presence import there_at
from halfhour.engine.staffing._realised import Lines
from halfhour.engine.staffing._risk import Risk
from halfhour.engine.staffing._risk_interval import Stream
from halfhour.engine.staffing._uncertainty import factors_at

Counts = NDArray[np.int64]
Places = NDArray[np.intp]

DAY_STEPS = np.linspace(-3.0, 3.0, 13)  # standard normal scale of how busy a day is
INTERVAL_STEPS = np.linspace(-2.4, 2.4, 7)  # and an interval beside its day
AWAY_LEVELS = (np.arange(12) + 0.5) / 12  # chances of fewer people there
LOADS = 25  # at which a line is looked at, for each number of people there
STEPS_TO_PEAK = 40  # people who come or go at once are such a part of the peak
LEAST_VARIANCE = 1e-12
CERTAIN = 1e-9


def normal_weights(steps: Numbers) -> Numbers:
    density = np.exp(-steps * steps / 2)
    weights: Numbers = density / density.sum()
    return weights


class DayChart:
    """What contacts in time exceed the goal's share by in each interval, by how its day goes.

    A day is one of some cases: so busy, and so many people away. The figures of an interval with so many
    rostered are worked out where they are asked for.
    """

    def __init__(self, stream: Stream, risk: Risk) -> None:
        self.stream = stream
        self.absence = risk.absence
        day = stream.spread * np.sqrt(risk.day_share)
        alone = np.sqrt(np.maximum((1 + stream.spread**2) / (1 + day * day) - 1, 0.0))
        busy = stream.load * factors_at(steps=DAY_STEPS, spread=day)
        self.loads = busy[:, None] * factors_at(
            steps=INTERVAL_STEPS, spread=alone
        )  # (days, steps, intervals)
        self.weights = np.repeat(normal_weights(DAY_STEPS), AWAY_LEVELS.size) / AWAY_LEVELS.size
        self.there: dict[tuple[int, int], tuple[Numbers, Numbers]] = {}
        self.rostered: dict[tuple[int, int], tuple[Numbers, Numbers]] = {}

    def sums(self, rows: Places, people: Counts) -> tuple[Numbers, Numbers]:
        """Mean and variance in each case, shape (rows, cases), of these intervals with so many rostered."""
        asked = list(zip(rows.tolist(), people.tolist(), strict=True))
        new = sorted({pair for pair in asked if pair not in self.rostered})
        if new:
            row, count = np.array(new).T
            there = there_at(rostered=count, absence=self.absence, levels=AWAY_LEVELS)
            self._look(
                {(i, k) for i, column in zip(row.tolist(), there.T.tolist(), strict=True) for k in column}
            )
            for pair, column in zip(new, there.T.tolist(), strict=True):
                found = [self.there[pair[0], k] for k in column]
                mean, variance = (np.stack([each[part] for each in found], axis=1) for part in (0, 1))
                self.rostered[pair] = mean.ravel(), variance.ravel()
        mean, variance = (np.array([self.rostered[pair][part] for pair in asked]) for part in (0, 1))
        return mean, variance

    def _look(self, wanted: set[tuple[int, int]]) -> None:
        """Mean and variance on each kind of day, shape (days,), for intervals with so many people there."""
        new = sorted(wanted - self.there.keys())
        if not new:
            return
        row, there = np.array(new).T
        loads = self.loads[:, :, row]
        low, high = loads.min(axis=(0, 1)), loads.max(axis=(0, 1))
        grid = low + (high - low) * np.linspace(0.0, 1.0, LOADS)[:, None]
        stream, case = self.stream.at(row), np.tile(np.arange(row.size), LOADS)
        mean, variance = (
            part.reshape(LOADS, row.size)
            for part in Lines(
                load=grid.ravel(),
                places=there[case].astype(np.float64) * stream.concurrency,
                handle_seconds=stream.handle_seconds[case],
                patience_seconds=stream.patience_seconds[case],
                within_seconds=stream.within_seconds[case],
                share=stream.share[case],
                seconds=stream.seconds[case],
            ).beyond()
        )
        weights = normal_weights(INTERVAL_STEPS)[:, None]
        for number, pair in enumerate(new):
            met = loads[:, :, number]
            if high[number] > low[number]:
                means = np.interp(met, grid[:, number], mean[:, number])
                spread = np.interp(met, grid[:, number], variance[:, number])
            else:
                means, spread = (np.full_like(met, part[0, number]) for part in (mean, variance))
            middle = (means @ weights)[:, 0]
            self.there[pair] = middle, ((spread + means * means) @ weights)[:, 0] - middle * middle

    def chance(self, mean: Numbers, variance: Numbers) -> Numbers:
        """Chance that days keep the goal, from their sums in each case, shape (days, cases)."""
        kept = special.ndtr((mean + CERTAIN) / np.sqrt(variance + LEAST_VARIANCE))
        chances: Numbers = kept @ self.weights
        return chances


def fewest_over_day(
    chart: DayChart, *, rows: Places, first: Counts, least: Counts, chance: float
) -> tuple[Counts, float]:
    """The fewest people-intervals with which the day of these intervals keeps its goal, and its chance.

    From a first guess, people come where they help most until the chance is reached, and go where they
    are missed least as long as it is. In the end nobody can go: one fewer anywhere, or less than `least`.
    In a large team several come and go at once first.
    """
    people = np.maximum(first, least)
    step = max(1, int(people.max(initial=0)) // STEPS_TO_PEAK)
    while True:
        mean, variance = chart.sums(rows, people)
        total, scatter = mean.sum(axis=0), variance.sum(axis=0)
        if chart.chance(total, scatter) >= chance - CERTAIN:
            break
        more = chart.sums(rows, people + step * (people > 0))
        gain = chart.chance(total + more[0] - mean, scatter + more[1] - variance)
        if np.ptp(gain) < CERTAIN:  # a hopeless day: look at what is kept on average
            gain = (more[0] - mean) @ chart.weights
        people[np.argmax(gain)] += step
    while step > 0:
        mean, variance = chart.sums(rows, people)
        total, scatter = mean.sum(axis=0), variance.sum(axis=0)
        loose = np.flatnonzero(people - step >= least)
        if loose.size == 0:
            step //= 2
            continue
        fewer = chart.sums(rows[loose], people[loose] - step)
        left = chart.chance(total + fewer[0] - mean[loose], scatter + fewer[1] - variance[loose])
        best = int(np.argmax(left))
        if left[best] >= chance - CERTAIN:
            people[loose[best]] -= step
        else:
            step //= 2
    return people, float(chart.chance(total, scatter))
