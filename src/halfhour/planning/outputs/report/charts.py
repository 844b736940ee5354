"""Charts as SVG paths: small panels, one per day, all of one chart on the same scale.

A panel is WIDTH by HEIGHT units; x runs over the day's window, y from 0 at the bottom to the scale's
top. Everything is a string for a template to put into a `<path>`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 240.0, 96.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A grid line and its label; `at` is x or y in units of the panel."""

    at: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One path and the style class it is drawn in."""

    style: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One day of a chart."""

    title: str
    note: str
    shapes: tuple[Shape, ...]
    is_closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From values to units: x from `first` to `last`, y from 0 to `top`."""

    first: float
    last: float
    top: float

    def x(self, values: Numbers) -> Numbers:
        return (values - self.first) / max(self.last - self.first, 1e-9) * WIDTH

    def y(self, values: Numbers) -> Numbers:
        return HEIGHT - np.clip(values / max(self.top, 1e-9), 0.0, 1.0) * HEIGHT


def round_top(value: float) -> float:
    """The smallest of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten that is no less than the value.

    Examples
    --------
    >>> [round_top(value) for value in (0, 0.9, 1.2, 17, 210)]
    [1.0, 1.0, 1.5, 20.0, 300.0]
    """
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(
        step * power for step in (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0) if step * power >= value
    )


def line(scale: Scale, xs: Numbers, ys: Numbers) -> str:
    """A line through the points; it breaks where y is not known."""
    return _joined(_stretches(scale.x(xs), np.where(np.isnan(ys), np.nan, scale.y(ys))))


def band(scale: Scale, xs: Numbers, low: Numbers, high: Numbers) -> str:
    """The area between two lines, an area for each run in which both are known."""
    x, bottom, top = scale.x(xs), scale.y(low), scale.y(high)
    areas = []
    for start, end in runs(~np.isnan(low + high)):
        rows = slice(start, end)
        points = [*zip(x[rows], top[rows], strict=True)]
        points += [*zip(x[rows][::-1], bottom[rows][::-1], strict=True)]
        areas.append(f"{_joined([points])}Z")
    return "".join(areas)


def steps(scale: Scale, edges: Numbers, ys: Numbers) -> str:
    """A line of steps: each value holds between two edges, so there is one edge more than values."""
    x, y = scale.x(np.repeat(edges, 2)[1:-1]), scale.y(np.repeat(ys, 2))
    return _joined([list(zip(x, y, strict=True))])


def step_area(scale: Scale, edges: Numbers, low: Numbers, high: Numbers) -> str:
    """The area between two lines of steps, one box for each run where high is above low."""
    boxes = []
    above = high > low
    for start, end in runs(above):
        x = scale.x(np.repeat(edges[start : end + 1], 2)[1:-1])
        top, bottom = scale.y(np.repeat(high[start:end], 2)), scale.y(np.repeat(low[start:end], 2))
        points = [*zip(x, top, strict=True), *zip(x[::-1], bottom[::-1], strict=True)]
        boxes.append(f"{_joined([points])}Z")
    return "".join(boxes)


def runs(marks: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and end (excluded) of each run of True.

    Examples
    --------
    >>> runs(np.array([True, True, False, True]))
    [(0, 2), (3, 4)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marks.astype(np.int8), [0]])))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def hour_marks(first_hour: float, last_hour: float) -> tuple[Mark, ...]:
    """Three or four whole hours inside the window, evenly apart."""
    step = next(step for step in (1, 2, 3, 4, 6, 8, 12) if (last_hour - first_hour) / step <= 4)
    start = ceil(first_hour / step) * step
    scale = Scale(first=first_hour, last=last_hour, top=1)
    hours = [hour for hour in range(start, ceil(last_hour) + 1, step) if first_hour < hour < last_hour]
    return tuple(Mark(at=_unit(scale.x(np.array([hour]))[0]), label=f"{hour % 24:02}") for hour in hours)


def _stretches(xs: Numbers, ys: Numbers) -> list[list[tuple[float, float]]]:
    return [
        list(zip(xs[start:end].tolist(), ys[start:end].tolist(), strict=True))
        for start, end in runs(~np.isnan(ys))
    ]


def _joined(stretches: Sequence[Sequence[tuple[float, float]]]) -> str:
    return "".join(
        "M" + "L".join(f"{_unit(x)} {_unit(y)}" for x, y in points) for points in stretches if len(points)
    )


def _unit(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
