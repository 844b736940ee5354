"""What an interval really shows of a service level, chance of single contacts included.

Few contacts come in a half hour, and those that come share good and bad spells of the line. Given
how many come, those in time have a beta-binomial distribution here, whose mean and variance are those of
the line (`_line`). Against simulation the chance of keeping a goal is within 0.04, mostly too low;
figures: docs/methods/requirement-under-risk.md.
"""

from dataclasses import dataclass
from math import erfc, exp, expm1, floor, inf, lgamma, log, sqrt

from halfhour.engine.arguments import Numbers
from halfhour.engine.queueing import Kernel
from halfhour.engine.staffing._line import PARTS, spells

WIDTHS = 5.0  # standard deviations of the count of contacts that are looked at
COUNTS = 32.0  # different counts looked at, about
SLACK = 1e-9
EDGE = 1e-9
RAREST_ALL = 1e-290  # chance that all are in time, below which it is no number any more


def spell_sum(each: float, length: float, seconds: float) -> float:
    """What spells of a mean length add up to between pairs of contacts within so many seconds."""
    if seconds == inf:
        return each
    return each * (1.0 - length * -expm1(-seconds / length) / seconds)


def chance_kept(contacts: float, level: float, variance: float, slope: float, share: float) -> float:
    """Chance that at least `share` of the contacts that come are in time; none need be where none come.

    `variance` is that of the contacts in time beside level × contacts; `slope` is how many more are in time
    for each contact that comes more: mostly below 0.
    """
    deviation = sqrt(contacts)
    count = max(0.0, float(floor(contacts - WIDTHS * deviation)))
    last = floor(contacts + WIDTHS * deviation + 5.0)
    step = max(1.0, float(floor((last - count) / COUNTS)))
    unexplained = max(variance - slope * slope * contacts, 0.0) / contacts
    kept = weights = 0.0
    while count <= last:
        weight = exp(count * log(contacts) - contacts - lgamma(count + 1.0))
        weights += weight
        mean = level + slope * (count - contacts) / count if count > 0.0 else 1.0
        mean = min(max(mean, EDGE), 1.0 - EDGE)
        tied = (unexplained / (mean * (1.0 - mean)) - 1.0) / max(count - 1.0, 1.0)
        size = 1.0 / min(max(tied, EDGE), 1.0 - EDGE) - 1.0
        good, bad = mean * size, (1.0 - mean) * size
        chance = exp(lgamma(good + count) - lgamma(good) + lgamma(size) - lgamma(size + count))
        enough = chance
        for late in range(floor((1.0 - share) * count + SLACK)):
            chance *= (count - late) / (late + 1.0) * (bad + late) / (good + count - late - 1.0)
            enough += chance
        if enough < RAREST_ALL:  # so many contacts that their sum cannot begin; it is normal by then
            spread = sqrt(count * mean * (1.0 - mean) * (1.0 + max(count - 1.0, 0.0) * max(tied, EDGE)))
            enough = 0.5 * erfc((share * count - 0.5 - mean * count) / (spread * sqrt(2.0)))
        kept += weight * enough
        count += step
    return min(kept / weights, 1.0)


def line_of(
    load: float, places: float, handle: float, patience: float, within: float
) -> tuple[float, float, float, float, float, float]:
    """`spells`, also where nobody comes or nobody is there."""
    if load == 0.0:
        return 1.0, 0.0, 0.0, 1.0, 0.0, 1.0
    if places == 0.0:
        return 0.0, 0.0, 0.0, 1.0, 0.0, 1.0
    return spells(load, places, handle, patience, within)


def _kept(cases: Numbers, found: Numbers) -> None:
    for case in range(cases.shape[1]):
        load, handle = float(cases[0, case]), float(cases[2, case])
        share, seconds = float(cases[5, case]), float(cases[6, case])
        level, single, luck, lasting, came, coming = line_of(
            load, float(cases[1, case]), handle, float(cases[3, case]), float(cases[4, case])
        )
        found[0, case], found[1, case] = level, 1.0
        rate = load / handle
        if rate * seconds > 0.0:
            variance = rate * single + 2.0 * spell_sum(luck, lasting, seconds)
            slope = spell_sum(came, coming, seconds) / rate
            found[1, case] = chance_kept(rate * seconds, level, variance * seconds, slope, share)


def _beyond(cases: Numbers, found: Numbers) -> None:
    for case in range(cases.shape[1]):
        load, handle = float(cases[0, case]), float(cases[2, case])
        share, seconds = float(cases[5, case]), float(cases[6, case])
        level, single, luck, _, came, _ = line_of(
            load, float(cases[1, case]), handle, float(cases[3, case]), float(cases[4, case])
        )
        rate, beyond = load / handle, level - share
        found[0, case] = rate * seconds * beyond
        found[1, case] = seconds * (rate * (single + beyond * beyond) + 2.0 * (luck + beyond * came))


LINE = (*PARTS, line_of)
kept_kernel = Kernel(_kept, answers=2, parts=(*LINE, spell_sum, chance_kept), seconds_per_case=3e-3)
beyond_kernel = Kernel(_beyond, answers=2, parts=LINE, seconds_per_case=2e-3)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """Cases of settled live queues, arrays of shape (cases,); `seconds` is how long one is looked at."""

    load: Numbers
    places: Numbers
    handle_seconds: Numbers
    patience_seconds: Numbers
    within_seconds: Numbers
    share: Numbers
    seconds: Numbers

    def kept(self) -> tuple[Numbers, Numbers]:
        """The settled share in time, and the chance that so many seconds show the goal's share."""
        level, kept = kept_kernel(*self._figures, cases=self.load.size)
        return level, kept

    def beyond(self) -> tuple[Numbers, Numbers]:
        """Mean and variance of contacts in time beyond the goal's share of those that come.

        The variance is that of so many seconds in a long run.
        """
        mean, variance = beyond_kernel(*self._figures, cases=self.load.size)
        return mean, variance

    @property
    def _figures(self) -> tuple[Numbers, ...]:
        return (
            self.load,
            self.places,
            self.handle_seconds,
            self.patience_seconds,
            self.within_seconds,
            self.share,
            self.seconds,
        )
