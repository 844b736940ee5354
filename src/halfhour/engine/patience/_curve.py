"""The share of customers who would wait longer than any time: Kaplan and Meier's estimate."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.errors import OutOfRange
from halfhour.engine.patience._estimate import CONFIDENCE, Estimate, check_confidence
from halfhour.engine.patience._reasons import PatienceReason
from halfhour.engine.patience._waits import Floats, Waits
from halfhour.engine.reasons import Reason

# With 30 hang-ups the mean patience is known to within a factor of exp(1.96 / √30) = 1.43.
ENOUGH_HANGUPS = 30


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PatienceCurve:
    """How many customers are still willing to wait after each step at which somebody gave up.

    Arrays of shape (steps,), ascending in `seconds`: `staying` the share whose patience is longer, `low`
    and `high` its bounds (each step taken alone), `waiting` the contacts that stood in the line when the
    step came, `left` those that gave up in it. Beyond `longest_seconds`, the longest wait, nothing was seen.
    """

    seconds: Floats
    staying: Floats
    low: Floats
    high: Floats
    waiting: NDArray[np.int64]
    left: NDArray[np.int64]
    contacts: int
    hangups: int
    longest_seconds: float
    confidence: float
    reasons: tuple[Reason, ...]

    @property
    def unseen_share(self) -> float:
        """Customers more patient than the longest wait: all that is known of them."""
        return float(self.staying[-1]) if self.staying.size else 1.0

    def staying_at(self, seconds: float) -> Estimate:
        """The share still waiting after `seconds`; without a value where nobody was seen for that long."""
        if not seconds >= 0:
            raise OutOfRange(f"got {seconds:g} seconds; need 0 or more")
        step = int(np.searchsorted(self.seconds, seconds, side="right")) - 1
        if seconds > self.longest_seconds and self.unseen_share > 0:
            return Estimate(value=None, low=0.0, high=float(self.high[-1]) if self.high.size else 1.0)
        if step < 0:
            return Estimate(value=1.0, low=self._low_before_the_first(), high=1.0)
        return Estimate(
            value=float(self.staying[step]), low=float(self.low[step]), high=float(self.high[step])
        )

    def seconds_until_left(self, share: float = 0.5) -> Estimate:
        """When that share of customers has given up; half of them: the median patience."""
        if not 0 < share < 1:
            raise OutOfRange(f"got a share of {share:g}; need a number between 0 and 1")
        value, low, high = (self._falls_to(1 - share, curve) for curve in (self.staying, self.low, self.high))
        return Estimate(
            value=value,
            low=self.longest_seconds if low is None else low,
            high=float("inf") if high is None else high,
        )

    def _falls_to(self, share: float, curve: Floats) -> float | None:
        below = np.flatnonzero(curve <= share + 1e-12)
        return float(self.seconds[below[0]]) if below.size else None

    def _low_before_the_first(self) -> float:
        """None of `n` gave up: the share that, with the chance of the bound, would have left a trace."""
        if not self.waiting.size:
            return 0.0
        return float(((1 - self.confidence) / 2) ** (1 / self.waiting[0]))


def patience_curve(waits: Waits, *, confidence: float = CONFIDENCE) -> PatienceCurve:
    """Patience from waits that answers cut off.

    Parameters
    ----------
    confidence
        Chance with which each pair of bounds, taken alone, holds the true share.

    Raises
    ------
    OutOfRange
        For a confidence outside (0, 1).

    Notes
    -----
    Kaplan and Meier's product over the times at which somebody gave up, computed by scipy, with bounds on
    the scale of log(−log), which stay within 0 and 1. Where a wait ended by an answer and another by
    giving up in the same second, the one who gave up went first. Formula, source and worked table:
    docs/methods/patience.md.

    Examples
    --------
    >>> from halfhour.engine.patience import waits_of
    >>> found = patience_curve(waits_of(seconds=[10, 20, 20, 30, 50, 50],
    ...                                 gave_up=[True, False, True, True, True, False]))
    >>> found.seconds.tolist(), found.staying.round(3).tolist()
    ([10.0, 20.0, 30.0, 50.0], [0.833, 0.667, 0.444, 0.222])
    >>> found.seconds_until_left(0.5).value, found.staying_at(60).value
    (30.0, None)
    """
    check_confidence(confidence)
    steps, left = np.unique(waits.seconds[waits.gave_up], return_counts=True)
    in_order = np.sort(waits.seconds)
    waiting = in_order.size - np.searchsorted(in_order, steps, side="left").astype(np.int64)
    staying = _staying(waits, steps) if steps.size else np.empty(0)
    low, high = _bounds(staying, waiting, left, confidence)
    return PatienceCurve(
        seconds=steps,
        staying=staying,
        low=low,
        high=high,
        waiting=waiting,
        left=left.astype(np.int64),
        contacts=waits.contacts,
        hangups=waits.hangups,
        longest_seconds=float(in_order[-1]) if in_order.size else 0.0,
        confidence=confidence,
        reasons=_reasons(waits, float(staying[-1]) if steps.size else 1.0),
    )


def _staying(waits: Waits, steps: Floats) -> Floats:
    """Shares at the steps; scipy has one for every distinct wait."""
    from scipy.stats import CensoredData, ecdf  # takes a second to load, and few processes ever need it

    found = ecdf(CensoredData.right_censored(waits.seconds, ~waits.gave_up)).sf
    # The last share is a product of many factors and may end a hair below nothing.
    return np.maximum(found.probabilities[np.isin(found.quantiles, steps)], 0.0)


def _bounds(
    staying: Floats, waiting: NDArray[np.int64], left: NDArray[np.int64], confidence: float
) -> tuple[Floats, Floats]:
    """Greenwood's variance on the scale of log(-log); once all have left, the bound before it stays.

    The formula is scipy's own too, which warns at a share of 0 in a way that only a change of global
    state silences.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    low, high = np.zeros_like(staying), np.ones_like(staying)
    some = staying > 0
    spread = np.sqrt(np.cumsum(left[some] / (waiting[some] * (waiting[some] - left[some]))))
    widening = np.exp(z * spread / -np.log(staying[some]))
    low[some], high[some] = staying[some] ** widening, staying[some] ** (1 / widening)
    if not some.all():
        high[~some] = high[some][-1] if some.any() else 1.0
    return low, high


def _reasons(waits: Waits, unseen: float) -> tuple[Reason, ...]:
    reasons = []
    if not waits.hangups:
        reasons.append(Reason(kind=PatienceReason.NOBODY_GAVE_UP, figures={"contacts": waits.contacts}))
    elif waits.hangups < ENOUGH_HANGUPS:
        figures = {"hangups": waits.hangups, "needed": ENOUGH_HANGUPS}
        reasons.append(Reason(kind=PatienceReason.TOO_FEW, figures=figures))
    if waits.hangups and unseen > 0:
        longest = round(float(waits.seconds.max()))
        figures = {"percent": round(100 * unseen), "seconds": longest}
        reasons.append(Reason(kind=PatienceReason.END_UNSEEN, figures=figures))
    return tuple(reasons)
