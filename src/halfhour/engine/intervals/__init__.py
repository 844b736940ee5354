"""Instants, wall-clock time and the grid of intervals that everything is planned and measured in."""

from halfhour.engine.intervals._grid import IntervalGrid, interval_grid
from halfhour.engine.intervals._wallclock import LocalResult, clock_reaches, from_local, local_seconds

__all__ = [
    "IntervalGrid",
    "LocalResult",
    "clock_reaches",
    "from_local",
    "interval_grid",
    "local_seconds",
]
