"""People's days as stretches on one line, laid one person behind the other, and arithmetic on them.

A stretch never reaches from one person into the next, so that cutting, laying over each other and summing
work on plain sorted arrays for any number of people at once.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.shrinkage._spans import Ints, Spans

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where people lie: each has `stride` seconds, from `origin` on."""

    origin: int
    stride: int

    @classmethod
    def for_spans(cls, *several: Spans) -> Line:
        known = [each for each in several if len(each)]
        if not known:
            return cls(origin=0, stride=1)
        origin = min(int(each.starts_at.min()) for each in known)
        return cls(origin=origin, stride=max(int(each.ends_at.max()) for each in known) - origin + 1)

    def at(self, agent: Ints, instants: Ints) -> Ints:
        return agent * self.stride + (instants - self.origin)

    def agents(self, points: Ints) -> Ints:
        return points // self.stride

    def instants(self, points: Ints) -> Ints:
        return points % self.stride + self.origin


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stretches:
    """Stretches on the line in order, none overlapping another, none empty; `value` belongs to each."""

    starts: Ints
    ends: Ints
    value: Ints

    def __len__(self) -> int:
        return int(self.starts.size)

    def where(self, kept: NDArray[np.bool_]) -> Stretches:
        return Stretches(starts=self.starts[kept], ends=self.ends[kept], value=self.value[kept])


def stretches(line: Line, spans: Spans) -> tuple[Stretches, int]:
    """Spans as stretches, and the seconds in which they overlapped.

    Where spans of a person overlap, the one that started last holds; of those that started together the
    one that ends first, for it lies within the other. So the order of rows does not matter.
    """
    starts, ends = line.at(spans.agent, spans.starts_at), line.at(spans.agent, spans.ends_at)
    order = np.lexsort((spans.use, ends, starts))
    order = order[(ends > starts)[order]]
    starts, ends, value = starts[order], ends[order], spans.use[order]
    if starts.size == 0:
        return Stretches(starts=starts, ends=ends, value=value), 0
    reached = np.maximum.accumulate(ends)
    opens_group = np.ones(starts.size, dtype=np.bool_)
    opens_group[1:] = starts[1:] >= reached[:-1]
    group = np.cumsum(opens_group) - 1
    is_alone = np.bincount(group)[group] == 1
    if is_alone.all():
        return merged(starts, ends, value), 0
    layered = list(_layers(starts[~is_alone], ends[~is_alone], value[~is_alone]))
    parts = np.array(layered, dtype=np.int64).reshape(-1, 3)
    covered = int((parts[:, 1] - parts[:, 0]).sum())
    overlapped = int((ends - starts)[~is_alone].sum()) - covered
    all_starts = np.concatenate([starts[is_alone], parts[:, 0]])
    by_start = np.argsort(all_starts, kind="stable")
    return (
        merged(
            all_starts[by_start],
            np.concatenate([ends[is_alone], parts[:, 1]])[by_start],
            np.concatenate([value[is_alone], parts[:, 2]])[by_start],
        ),
        overlapped,
    )


def _layers(starts: Ints, ends: Ints, value: Ints) -> Iterator[tuple[int, int, int]]:
    """What holds from when to when: of all that cover a moment, the one that started last."""
    rows = list(zip(starts.tolist(), ends.tolist(), value.tolist(), strict=True))
    open_rows: list[tuple[int, int, int]] = []  # the last started, first ended one on top
    place, now = 0, 0
    while place < len(rows) or open_rows:
        if not open_rows:
            now = rows[place][0]
        while place < len(rows) and rows[place][0] <= now:
            start, end, what = rows[place]
            heapq.heappush(open_rows, (-start, end, what))
            place += 1
        while open_rows and open_rows[0][1] <= now:
            heapq.heappop(open_rows)
        if not open_rows:
            continue
        _start, end, what = open_rows[0]
        until = min(end, rows[place][0]) if place < len(rows) else end
        yield now, until, what
        now = until


def merged(starts: Ints, ends: Ints, value: Ints) -> Stretches:
    """Neighbours in order that touch and have one value become one stretch."""
    if starts.size == 0:
        return Stretches(starts=starts, ends=ends, value=value)
    begins = np.ones(starts.size, dtype=np.bool_)
    begins[1:] = (starts[1:] != ends[:-1]) | (value[1:] != value[:-1])
    first = np.flatnonzero(begins)
    last = np.append(first[1:], starts.size) - 1
    return Stretches(starts=starts[first], ends=ends[last], value=value[first])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """The line cut at every edge of several layers; `within` has the place in each layer, -1 outside it."""

    starts: Ints
    ends: Ints
    within: tuple[Places, ...]

    @property
    def seconds(self) -> Ints:
        return self.ends - self.starts

    def where(self, kept: NDArray[np.bool_]) -> Pieces:
        return Pieces(
            starts=self.starts[kept],
            ends=self.ends[kept],
            within=tuple(places[kept] for places in self.within),
        )


def overlay(*layers: Stretches) -> Pieces:
    """Lay layers over each other; pieces that are in none of them are left out."""
    edges = np.sort(
        np.concatenate([edge for layer in layers for edge in (layer.starts, layer.ends)]), kind="stable"
    )
    edges = edges[np.append(True, edges[1:] != edges[:-1])] if edges.size else edges
    starts, ends = edges[:-1], edges[1:]
    within = tuple(_places(layer, starts) for layer in layers)
    kept = np.any([places >= 0 for places in within], axis=0) if starts.size else np.zeros(0, dtype=np.bool_)
    return Pieces(starts=starts, ends=ends, within=within).where(kept)


def _places(layer: Stretches, points: Ints) -> Places:
    """The stretch that holds each point, -1 where none does."""
    if len(layer) == 0:
        return np.full(points.shape, -1, dtype=np.intp)
    place = np.searchsorted(layer.starts, points, side="right") - 1
    return np.where((place >= 0) & (points < layer.ends[place]), place, -1)


def value_at(layer: Stretches, places: Places, *, outside: int) -> Ints:
    """The value of the stretch at each place, `outside` where there is none."""
    if len(layer) == 0:
        return np.full(places.shape, outside, dtype=np.int64)
    return np.where(places >= 0, layer.value[places], outside)
