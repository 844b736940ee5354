"""Ways to lay a session beside the breaks of a shift, so that people can be counted instead of named.

A variant gives every break and the session a window of its own, and no two windows meet: whoever is
given one start out of each window has a legal day. Variants differ in where the session lies (before,
between or after the breaks) and in how much of the windows around it it takes.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from halfhour.engine.rostering._shapes import BreakWindow, ShiftShape


class Stretch(NamedTuple):
    """When something may start, in slots, both ends included, and how long it takes."""

    earliest: int
    latest: int
    slots: int


class Variant(NamedTuple):
    """Windows of a shift's breaks, in their order, and of its session; slots after the shift's start.

    `key` tells variants of the same shifts apart; `session` is None where the time is agreed already.
    """

    key: tuple[int, ...]
    breaks: tuple[Stretch, ...]
    session: Stretch | None


def plain(shape: ShiftShape) -> Variant:
    """A shift without a session."""
    return Variant((), tuple(_stretch(window) for window in shape.windows), None)


def around_agreed(shape: ShiftShape, offset: int, slots: int) -> list[Variant]:
    """A session from `offset` on: each break whose window it cuts lies before it, or after it."""
    choices = [_beside(window, offset, slots) for window in shape.windows]
    return [
        Variant(tuple(side for side, _ in chosen), tuple(stretch for _, stretch in chosen), None)
        for chosen in product(*choices)
    ]


def _beside(window: BreakWindow, offset: int, slots: int) -> list[tuple[int, Stretch]]:
    """The window as it is (0), or what lies of it before (1) and after (2) a session."""
    if window.latest + window.slots <= offset or offset + slots <= window.earliest:
        return [(0, _stretch(window))]
    before = Stretch(window.earliest, min(window.latest, offset - window.slots), window.slots)
    after = Stretch(max(window.earliest, offset + slots), window.latest, window.slots)
    return [
        (side, stretch) for side, stretch in ((1, before), (2, after)) if stretch.earliest <= stretch.latest
    ]


def with_session(shape: ShiftShape, slots: int) -> list[Variant]:
    """A session whose time is free: in each gap between breaks, those around it giving way or not."""
    windows = [_stretch(window) for window in shape.windows]
    return [
        variant for gap in range(len(windows) + 1) for variant in _in_gap(shape.slots, windows, gap, slots)
    ]


def _in_gap(shift_slots: int, windows: Sequence[Stretch], gap: int, slots: int) -> Iterator[Variant]:
    sooner = _cuts(windows[gap - 1], before=True) if gap else [(0, None)]
    later = _cuts(windows[gap], before=False) if gap < len(windows) else [(0, None)]
    for (left_key, left), (right_key, right) in product(sooner, later):
        opens = left.latest + left.slots if left else 0
        closes = right.earliest if right else shift_slots
        if opens + slots <= closes:
            breaks = list(windows)
            if left:
                breaks[gap - 1] = left
            if right:
                breaks[gap] = right
            session = Stretch(opens, closes - slots, slots)
            yield Variant((gap, left_key, right_key), tuple(breaks), session)


def _cuts(window: Stretch, *, before: bool) -> list[tuple[int, Stretch | None]]:
    """The window whole, half of it, or its outermost start only, away from the session beside it."""
    middle = (window.earliest + window.latest) // 2
    if before:
        cuts = [window, window._replace(latest=middle), window._replace(latest=window.earliest)]
    else:
        cuts = [window, window._replace(earliest=middle), window._replace(earliest=window.latest)]
    found: list[tuple[int, Stretch | None]] = []
    for key, cut in enumerate(cuts):
        if all(cut != other for _, other in found):
            found.append((key, cut))
    return found


def _stretch(window: BreakWindow) -> Stretch:
    return Stretch(window.earliest, window.latest, window.slots)
