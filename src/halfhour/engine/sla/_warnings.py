"""When somebody should be warned: before a goal is spent, and as it is."""

from collections.abc import Sequence
from math import inf

from halfhour.engine.errors import OutOfRange
from halfhour.engine.sla._clocks import Clock

WARN_AT = (0.5, 0.75, 1.0)  # shares of the goal


def warnings_of(*, clock: Clock, shares: Sequence[float] = WARN_AT) -> tuple[tuple[float, int], ...]:
    """Each share of the goal and when it is spent; left out where a pause or the end comes first.

    Raises
    ------
    OutOfRange
        Unless every share is above 0 and finite; above 1 are steps of escalation after the goal.
    """
    if any(not 0 < share < inf for share in shares):
        raise OutOfRange(f"got shares {', '.join(f'{share:g}' for share in shares)}; need them above 0")
    if clock.goal_seconds is None:
        return ()
    steps = ((share, clock.reaches_at(round(share * clock.goal_seconds))) for share in sorted(shares))
    return tuple((share, at) for share, at in steps if at is not None)
