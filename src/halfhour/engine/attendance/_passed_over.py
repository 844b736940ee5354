"""When somebody stood in the line whom a free person, had they been there, would have taken."""

import numpy as np

from halfhour.engine.attendance._records import Floats, Waiting


class PassedOver:
    """The moments at which contacts of some kinds had been waiting for longer than a grace.

    Laid together into stretches that do not touch, once for each set of kinds that is asked for.
    """

    def __init__(self, *, waiting: Waiting, grace_seconds: float) -> None:
        self._waiting = waiting
        self._grace_seconds = grace_seconds
        self._known: dict[frozenset[str], tuple[Floats, Floats]] = {}

    def until(self, *, kinds: frozenset[str], free_from: Floats, free_until: Floats) -> Floats:
        """For each pause, the last moment in it at which somebody had been left waiting for too long.

        That somebody waited, and the person was free, for longer than the grace. Where nobody did, the
        start of the pause.
        """
        starts, ends = self._stretches(kinds)
        if not starts.size:
            return free_from
        latest = np.searchsorted(starts, free_until, side="left") - 1
        last = np.where(latest >= 0, np.minimum(ends[latest], free_until), -np.inf)
        return np.where(last > free_from + self._grace_seconds, last, free_from)

    def _stretches(self, kinds: frozenset[str]) -> tuple[Floats, Floats]:
        if kinds not in self._known:
            waiting = self._waiting
            late = np.isin(waiting.kind, sorted(kinds)) & (
                waiting.until - waiting.since > self._grace_seconds
            )
            self._known[kinds] = _laid_together(
                waiting.since[late] + self._grace_seconds, waiting.until[late]
            )
        return self._known[kinds]


def _laid_together(starts: Floats, ends: Floats) -> tuple[Floats, Floats]:
    """The union of stretches, as ascending starts and ends."""
    order = np.argsort(starts, kind="stable")
    starts, reach = starts[order], np.maximum.accumulate(ends[order])
    new = np.append(True, starts[1:] > reach[:-1]) if starts.size else np.empty(0, dtype=np.bool_)
    last = np.flatnonzero(np.append(new[1:], True)) if starts.size else np.empty(0, dtype=np.intp)
    return starts[new], reach[last]
