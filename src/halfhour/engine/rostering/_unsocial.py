"""Which shifts are early, late, at night or on a weekend: what has to be shared fairly."""

from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum

import holidays

from halfhour.engine.intervals import local_seconds
from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._shapes import Option
from halfhour.engine.rostering.problem import Shift
from halfhour.engine.team import DAY_SECONDS

NIGHT_ENDS_SECOND = 5 * 3600
NIGHT_SHARE_SECONDS = 3600
EDGE_SECONDS = 3600  # a shift is early (late) if it starts (ends) within an hour of the day's first (last)


class Unsocial(StrEnum):
    EARLY = "early"
    LATE = "late"
    NIGHT = "night"
    WEEKEND = "weekend"


def weekend_days(country: str | None) -> frozenset[int]:
    """The weekdays (0 Monday) of the country's weekend; Saturday and Sunday where none is given."""
    if country is None:
        return frozenset({5, 6})
    return frozenset(holidays.country_holidays(country).weekend)


def unsocial_options(frame: Frame) -> Mapping[Unsocial, frozenset[int]]:
    """The options of each kind. A kind that all shifts of a day share is not told apart on that day."""
    found: dict[Unsocial, set[int]] = {kind: set() for kind in Unsocial}
    weekend = weekend_days(frame.problem.team.country)
    for day, positions in enumerate(frame.options_on):
        if frame.date_of(day).weekday() in weekend:
            found[Unsocial.WEEKEND].update(positions)
        nights = {o for o in positions if is_night(frame.options[o])}
        found[Unsocial.NIGHT].update(nights)
        by_day = [o for o in positions if o not in nights]
        if not by_day:
            continue
        first = min(frame.options[o].starts_at for o in by_day)
        last = max(frame.options[o].ends_at for o in by_day)
        early = {o for o in by_day if frame.options[o].starts_at < first + EDGE_SECONDS}
        late = {o for o in by_day if frame.options[o].ends_at > last - EDGE_SECONDS}
        found[Unsocial.EARLY].update(early - late)
        found[Unsocial.LATE].update(late - early)
    return {kind: frozenset(options) for kind, options in found.items()}


def unsocial_before(frame: Frame) -> Mapping[tuple[str, Unsocial], int]:
    """How many shifts of each kind each agent worked in the previous roster.

    Such a shift is of the kinds that its like would be, on the same weekday of the first week.
    """
    kinds = unsocial_options(frame)
    counts: dict[tuple[str, Unsocial], int] = defaultdict(int)
    for shift in frame.problem.previous:
        day = (shift.on - frame.problem.first_on).days % 7
        like = _most_alike(frame, day, shift)
        for kind, options in kinds.items():
            counts[shift.agent, kind] += like in options
    return counts


def _most_alike(frame: Frame, day: int, shift: Shift) -> int | None:
    """The option of a day that starts at about the same time of day; None where the day is closed."""
    zone = frame.problem.team.timezone
    second = int(local_seconds(shift.starts_at, zone)) % DAY_SECONDS
    length = shift.ends_at - shift.starts_at

    def distance(position: int) -> tuple[int, int]:
        option = frame.options[position]
        return abs(option.start_second - second), abs(option.ends_at - option.starts_at - length)

    return min(frame.options_on[day], key=distance, default=None)


def is_night(option: Option) -> bool:
    """Whether at least an hour of the shift lies between midnight and five in the morning."""
    start = option.start_second
    end = start + option.ends_at - option.starts_at
    hours = ((0, NIGHT_ENDS_SECOND), (DAY_SECONDS, DAY_SECONDS + NIGHT_ENDS_SECOND))
    return sum(max(0, min(end, b) - max(start, a)) for a, b in hours) >= NIGHT_SHARE_SECONDS
