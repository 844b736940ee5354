"""One queue, interval by interval: the fewest people whose interval shows the goal's share with a chance.

Over all loads that the forecast holds possible, all numbers of people who come, and the chance of single
contacts. The sum over people is exact, so is the settled level of each load; what a single interval
shows beside it is an approximation (`_realised`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.staffing._presence import there_chances
from halfhour.engine.staffing._realised import Lines
from halfhour.engine.staffing._uncertainty import factors_at

Counts = NDArray[np.int64]
Places = NDArray[np.intp]

STEPS = np.linspace(-3.0, 3.0, 25)  # standard normal scale of how much more work comes than expected
WEIGHTS = np.exp(-STEPS * STEPS / 2) / np.exp(-STEPS * STEPS / 2).sum()
NO_WEIGHT = 1e-7  # of a number of people who come, below which it is not looked at
CERTAIN = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stream:
    """A live queue's intervals, each an array of shape (intervals,): what comes and what is promised.

    `spread` is the standard deviation of the true load as a share of it; `seconds` is how long the queue
    is open. An agent holds `concurrency` contacts at once.
    """

    load: Numbers
    spread: Numbers
    handle_seconds: Numbers
    patience_seconds: Numbers
    within_seconds: Numbers
    share: Numbers
    seconds: Numbers
    concurrency: int = 1

    def at(self, rows: Places) -> "Stream":
        return Stream(**{name: getattr(self, name)[rows] for name in ARRAYS}, concurrency=self.concurrency)


ARRAYS = ("load", "spread", "handle_seconds", "patience_seconds", "within_seconds", "share", "seconds")


class Chart:
    """Chance and level of each interval by how many people are there, worked out where they are asked for."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.kept = np.full((stream.load.size, 1), np.nan)
        self.level = np.full((stream.load.size, 1), np.nan)

    def chances(self, people: Counts, *, rows: Places, absence: float) -> tuple[Numbers, Numbers]:
        """Chance of keeping the goal and level expected in some intervals, with so many rostered."""
        most = int(people.max(initial=0))
        there = there_chances(rostered=people, absence=absence, most=most)
        counts = there > NO_WEIGHT
        case, number = np.nonzero(counts)
        self._fill(rows[case], number, most)
        weights = np.where(counts, there, 0.0)
        weights /= weights.sum(axis=1)[:, None]
        kept, level = (
            np.where(counts, weights * table[rows, : most + 1], 0.0).sum(axis=1)
            for table in (self.kept, self.level)
        )
        return kept, level

    def _fill(self, rows: Places, there: Places, most: int) -> None:
        wider = most + 1 - self.kept.shape[1]
        if wider > 0:
            self.kept, self.level = (
                np.pad(table, ((0, 0), (0, wider)), constant_values=np.nan)
                for table in (self.kept, self.level)
            )
        unknown = np.isnan(self.kept[rows, there])
        rows, there = rows[unknown], there[unknown]
        stream = self.stream.at(rows)
        factors = factors_at(steps=STEPS, spread=stream.spread)
        weights = np.where(stream.spread > CERTAIN, WEIGHTS[:, None], (STEPS == 0)[:, None])
        step, case = np.nonzero(weights)
        level, kept = Lines(
            load=stream.load[case] * factors[step, case],
            places=there[case].astype(np.float64) * stream.concurrency,
            handle_seconds=stream.handle_seconds[case],
            patience_seconds=stream.patience_seconds[case],
            within_seconds=stream.within_seconds[case],
            share=stream.share[case],
            seconds=stream.seconds[case],
        ).kept()
        weight = weights[step, case]
        met = weight * factors[step, case]  # by contacts
        self.kept[rows, there] = np.bincount(case, weight * kept, rows.size)
        self.level[rows, there] = np.bincount(case, met * level, rows.size) / np.bincount(
            case, met, rows.size
        )


def fewest_over_interval(chart: Chart, *, first: Counts, chance: float, absence: float) -> Counts:
    """The fewest people rostered with whom each interval keeps its goal with the chance; from a first guess.

    Nobody is needed where nothing comes. One more person never lowers the chance.
    """

    def short(rows: Places, people: Counts) -> NDArray[np.bool_]:
        return chart.chances(people, rows=rows, absence=absence)[0] < chance - CERTAIN

    people = np.where(chart.stream.load > 0, np.maximum(first, 1), 0)
    rows = np.flatnonzero(people)
    few = rows[short(rows, people[rows])]
    enough = np.setdiff1d(rows, few)
    while few.size:
        people[few] += 1
        few = few[short(few, people[few])]
    enough = enough[people[enough] > 1]
    while enough.size:
        enough = enough[~short(enough, people[enough] - 1)]
        people[enough] -= 1
        enough = enough[people[enough] > 1]
    return people
