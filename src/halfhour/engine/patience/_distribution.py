"""Estimated patience as the simulator takes it."""

from enum import StrEnum

import numpy as np

from halfhour.engine.patience._curve import PatienceCurve, patience_curve
from halfhour.engine.patience._waits import Floats, Waits
from halfhour.engine.simulation import Distribution, Empirical

ENOUGH_WAITING = 30  # with fewer in the line, one hang-up moves the curve by more than 3 %
LATE_HANGUPS = 30  # the rate beyond what was seen is that of the last so many
TAIL_POINTS = 40


class Tail(StrEnum):
    """What is assumed of customers more patient than anybody who was watched for long enough."""

    STEADY = "steady"  # they go on giving up at the rate of the last hang-ups
    NEVER = "never"  # they never give up


def patience_distribution(waits: Waits, *, tail: Tail = Tail.STEADY) -> Distribution:
    """Kaplan and Meier's patience as a distribution that the simulator draws from.

    Notes
    -----
    A value for each step of the curve. With the steady tail the curve counts up to the last step that at
    least 30 contacts waited for; beyond it, patience runs on at the rate of the last 30 hang-ups, as 40
    values of equal share, each the mean of its slice, so that the mean is kept. With fewer than 30
    contacts that is the exponential estimate as a whole. Where nobody gave up, nobody ever will.
    """
    curve = patience_curve(waits)
    if not curve.hangups:
        return Empirical(seconds=(float("inf"),))
    kept = curve.seconds.size
    if tail is Tail.STEADY:
        kept = int(np.count_nonzero(curve.waiting >= ENOUGH_WAITING))
    seconds, drops = curve.seconds[:kept], -np.diff(curve.staying[:kept], prepend=1.0)
    rest = float(curve.staying[kept - 1]) if kept else 1.0
    if rest > 0:
        beyond = _steady(waits, curve, kept) if tail is Tail.STEADY else np.array([np.inf])
        seconds = np.concatenate((seconds, beyond))
        drops = np.concatenate((drops, np.full(beyond.size, rest / beyond.size)))
    return Empirical(seconds=tuple(seconds.tolist()), shares=tuple(drops.tolist()))


def _steady(waits: Waits, curve: PatienceCurve, kept: int) -> Floats:
    """Points of an exponential that starts where the kept steps end."""
    start = float(curve.seconds[kept - 1]) if kept else 0.0
    ended = np.sort(waits.seconds[waits.gave_up])
    late_from = float(ended[-LATE_HANGUPS - 1]) if ended.size > LATE_HANGUPS else 0.0
    late_hangups = np.count_nonzero(ended > late_from) if late_from else ended.size
    mean = float(np.maximum(waits.seconds - late_from, 0).sum()) / late_hangups
    # The mean of an exponential between two quantiles: the integral of −ln v, over what lies between.
    left = np.linspace(1, 0, TAIL_POINTS + 1)
    integral = left * np.log(left, out=np.zeros_like(left), where=left > 0) - left
    points: Floats = start + mean * TAIL_POINTS * np.diff(integral)
    return points
