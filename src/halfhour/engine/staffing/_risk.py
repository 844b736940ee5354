"""Risk that a lead accepts, and the requirement that goes with it, as values."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.errors import OutOfRange
from halfhour.engine.reasons import Figure, Reason
from halfhour.engine.staffing._reasons import StaffingReason

MOST_ABSENCE = 0.5
# What all half hours of a day share of how much rates vary beyond chance, as a part of that variance:
# measured on public histories, docs/methods/what-if.md.
DAY_SHARE = 0.5
LEAST_LEVEL = 0.5


class Over(StrEnum):
    """Over what a goal is to be kept: each interval by itself, or the contacts of a day together."""

    INTERVAL = "interval"
    DAY = "day"


class By(StrEnum):
    """How a requirement was found."""

    FORMULA = "formula"
    SIMULATION = "simulation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """With what chance the share really answered in time is to reach the goal's.

    Parameters
    ----------
    chance
        Above 0 and below 1.
    over
        Whether each interval has to keep the goal with that chance, or each day as a whole.
    absence
        Chance that a rostered person is away for the whole day, from 0 to 0.5.
    day_share
        How much of the variance of the rates, beyond chance, all intervals of a day share, from 0 to 1.
    least_level
        Over a day: the share in time that is expected of every interval at least, so that a day is not
        kept at the expense of one. From 0 to below 1.
    """

    chance: float = 0.8
    over: Over = Over.INTERVAL
    absence: float = 0.0
    day_share: float = DAY_SHARE
    least_level: float = LEAST_LEVEL

    def __post_init__(self) -> None:
        if not 0 < self.chance < 1:
            raise OutOfRange(f"chance must be above 0 and below 1; got {self.chance:g}")
        if not 0 <= self.absence <= MOST_ABSENCE:
            raise OutOfRange(f"absence must be from 0 to {MOST_ABSENCE:g}; got {self.absence:g}")
        if not 0 <= self.day_share <= 1:
            raise OutOfRange(f"day_share must be from 0 to 1; got {self.day_share:g}")
        if not 0 <= self.least_level < 1:
            raise OutOfRange(f"least_level must be at least 0 and below 1; got {self.least_level:g}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chances:
    """Chances of keeping a goal, arrays of one shape, with bounds that hold them in 95 of 100 cases.

    By formula both bounds are the chance itself: it has no sampling error, only the model's.
    """

    chance: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What a search has cost: centres simulated, days played in all of them, and contacts, about."""

    simulations: int = 0
    days: int = 0
    contacts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RiskRequirement:
    """The fewest people with whom goals are kept with the chance asked for.

    Attributes
    ----------
    groups, people
        Who they are, and how many rostered on queue in each interval, shape (groups, intervals).
    people_mean
        How many keep the goals in the long run if everything comes as expected; the same shape.
    people_single, people_doubt
        On the way from those to `people`: how many keep the goals also against the chance of single
        contacts, and also against what the forecast does not know. None where that was not asked.
    queues
        The queues whose goals are meant.
    interval_chances
        Chances that single intervals show the goal's share, shape (queues, intervals). An interval
        without contacts has kept its goal.
    days, day_chances
        The number of each interval's day, from 0, and the chances of whole days, shape (queues, days).
    expected
        Contacts expected in each interval, shape (queues, intervals).
    levels
        Share of contacts expected in time, over all that may happen, shape (queues, intervals).
    short
        Where the chance asked for is missed with `people`, shape (queues, intervals); over a day all
        intervals of a day that misses it.
    met
        Whether the chance asked for is reached everywhere; False where not enough people may be
        rostered. `people` is then as near as can be had.
    proved
        Whether every single person was taken away in turn, in vain.
    """

    groups: tuple[str, ...]
    queues: tuple[str, ...]
    people: NDArray[np.int64]
    people_mean: NDArray[np.int64]
    people_single: NDArray[np.int64] | None
    people_doubt: NDArray[np.int64] | None
    interval_chances: Chances
    days: NDArray[np.intp]
    day_chances: Chances
    expected: NDArray[np.float64]
    levels: NDArray[np.float64]
    short: NDArray[np.bool_]
    risk: Risk
    by: By
    met: bool
    proved: bool
    effort: Effort
    reasons: tuple[Reason, ...]

    @property
    def asked_chances(self) -> Chances:
        """Those that the risk is about."""
        return self.day_chances if self.risk.over is Over.DAY else self.interval_chances

    def reasons_at(self, position: int) -> tuple[Reason, ...]:
        """Why the interval at `position` needs the people it needs."""
        if not self.people[:, position].any():  # of deferred work the troughs of others may take care
            return tuple(self._kept(position)) or (Reason(kind=StaffingReason.NO_CONTACTS),)
        return (*self.steps_at(position), *self._kept(position))

    def steps_at(self, position: int) -> tuple[Reason, ...]:
        """From the people of the long run to those who are needed, as far as each step is known."""
        settled = int(self.people_mean[:, position].sum())
        return (
            Reason(kind=StaffingReason.RISK_SETTLED, figures={"agents": settled}),
            *self._steps(position, settled),
        )

    def _steps(self, position: int, settled: int) -> Iterator[Reason]:
        """What each kind of uncertainty adds."""
        if self.people_single is None or self.people_doubt is None:
            return
        single, doubt, all_ = (
            int(people[:, position].sum()) for people in (self.people_single, self.people_doubt, self.people)
        )
        contacts = float(self.expected[:, position].sum())
        for kind, more, figures in (
            (StaffingReason.RISK_SINGLE, single - settled, {"contacts": contacts}),
            (StaffingReason.RISK_DOUBT, doubt - single, {}),
            (StaffingReason.RISK_ABSENCE, all_ - doubt, {"absence": self.risk.absence}),
        ):
            if more > 0:
                yield Reason(kind=kind, figures={"more": more, **figures})

    def _kept(self, position: int) -> Iterator[Reason]:
        agents, day = int(self.people[:, position].sum()), int(self.days[position])
        for row, queue in enumerate(self.queues):
            if self.expected[row, position] == 0:
                continue
            figures: dict[str, Figure] = {"queue": queue, "asked": self.risk.chance}
            if self.risk.over is Over.DAY:
                chance = float(self.day_chances.chance[row, day])
                yield Reason(kind=StaffingReason.RISK_DAY_KEPT, figures={**figures, "chance": chance})
            else:
                chance = float(self.interval_chances.chance[row, position])
                yield Reason(
                    kind=StaffingReason.RISK_KEPT, figures={**figures, "agents": agents, "chance": chance}
                )
