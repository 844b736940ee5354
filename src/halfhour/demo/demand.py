"""How many contacts come to the demo's shop: year, week, day, holidays, campaigns, and chance.

Every day has a stream of chance of its own, keyed by its date, so that a contact of a given day is the
same in whatever year of history it is asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, exp, pi

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.business_time import holidays_between

SEED = 20_260_301
SLOTS = 48
SLOT_SECONDS = 1800
SATURDAY, SUNDAY = 5, 6
# Trends are counted from here, so that they do not depend on which year is asked for.
EPOCH = date(2024, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One queue's usual day: contacts on an average weekday, and when they come.

    `humps` are (hour, width in hours, weight); `weekday` multiplies by the day of the week, Monday
    first; `growth` is the share by which a year grows; `spring` how much more comes in May than in
    November; `campaign` how much a campaign multiplies.
    """

    queue: str
    channel: str
    per_day: float
    humps: tuple[tuple[float, float, float], ...]
    weekday: tuple[float, ...]
    growth: float
    spring: float
    campaign: float
    around_the_clock: bool = False


STREAMS = (
    Stream(
        queue="Phone",
        channel="phone",
        per_day=104,
        humps=((10.2, 1.6, 1.0), (15.0, 2.4, 0.75), (18.5, 1.5, 0.25)),
        weekday=(1.24, 1.04, 0.98, 0.95, 0.9, 0.42, 0.24),
        growth=0.02,
        spring=0.2,
        campaign=1.35,
    ),
    Stream(
        queue="Chat",
        channel="chat",
        per_day=58,
        humps=((11.0, 2.0, 0.8), (16.5, 2.6, 1.0), (19.5, 1.2, 0.4)),
        weekday=(1.12, 1.02, 1.0, 1.0, 0.98, 0.55, 0.3),
        growth=0.22,
        spring=0.16,
        campaign=1.7,
    ),
    Stream(
        queue="E-mail",
        channel="email",
        per_day=62,
        humps=((9.5, 2.2, 1.0), (14.0, 3.0, 0.8), (20.5, 2.4, 0.55)),
        weekday=(1.25, 1.06, 1.0, 0.96, 0.9, 0.62, 0.52),
        growth=0.05,
        spring=0.18,
        campaign=1.5,
        around_the_clock=True,
    ),
)


def opening_slots(on: date, holidays: set[date]) -> tuple[int, int]:
    """First and last (excluded) half hour in which phone and chat are open; the same twice where closed."""
    if on in holidays:
        return 0, 0
    return {SATURDAY: (18, 30), SUNDAY: (20, 30)}.get(on.weekday(), (16, 40))


def is_campaign(on: date) -> bool:
    """A newsletter goes out on the second and the last Thursday of a month; its echo lasts a day."""
    return _is_newsletter(on) or _is_newsletter(on - timedelta(days=1))


def _is_newsletter(on: date) -> bool:
    return on.weekday() == 3 and (8 <= on.day <= 14 or (on + timedelta(days=7)).month != on.month)


def season(on: date, swing: float) -> float:
    """People buy and repair bicycles in spring; December has presents."""
    year_day = on.timetuple().tm_yday
    spring = 1 + swing * cos(2 * pi * (year_day - 135) / 365.25)
    presents = 0.25 * exp(-(((year_day - 345) / 12) ** 2))
    return spring + presents


def expected_by_slot(stream: Stream, on: date, holidays: set[date]) -> NDArray[np.float64]:
    """Contacts to expect in each half hour of a day, before the day's own mood and chance."""
    level = stream.per_day * stream.weekday[on.weekday()] * season(on, stream.spring)
    level *= (1 + stream.growth) ** ((on - EPOCH).days / 365.25)
    if is_campaign(on):
        level *= stream.campaign
    if on in holidays:
        level *= 0.45 if stream.around_the_clock else 0.0
    elif on - timedelta(days=1) in holidays:
        level *= 1.18
    middle = np.arange(SLOTS) / 2 + 0.25
    shape = sum(
        weight * np.exp(-(((middle - hour) / width) ** 2) / 2) for hour, width, weight in stream.humps
    )
    shape = np.asarray(shape) + (0.03 if stream.around_the_clock else 0.0)
    if not stream.around_the_clock:
        first, last = opening_slots(on, holidays)
        shape = np.where((np.arange(SLOTS) >= first) & (np.arange(SLOTS) < last), shape, 0.0)
    total = shape.sum()
    return level * shape / total if total > 0 else np.zeros(SLOTS)


def arrivals(stream: Stream, on: date, holidays: set[date], rng: np.random.Generator) -> NDArray[np.float64]:
    """When the day's contacts come, in seconds after midnight by the wall clock, in order."""
    mood = rng.lognormal(-0.004, 0.09)
    counts = rng.poisson(expected_by_slot(stream, on, holidays) * mood)
    slots = np.repeat(np.arange(SLOTS), counts)
    return np.sort((slots + rng.random(slots.size)) * SLOT_SECONDS)


def day_streams(on: date) -> Iterator[np.random.Generator]:
    """The day's own streams of chance, as many as are asked for."""
    root = np.random.SeedSequence([SEED, on.toordinal()])
    while True:
        yield np.random.default_rng(root.spawn(1)[0])


def german_holidays(first_on: date, last_on: date) -> set[date]:
    return set(holidays_between(country="DE", subdivision=None, first_on=first_on, last_on=last_on))
