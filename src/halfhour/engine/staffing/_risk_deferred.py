"""A queue whose contacts may wait, under risk: the fewest people-hours beside what live work leaves."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from halfhour.engine.arguments import Numbers, amounts
from halfhour.engine.business_time import BusinessCalendar
from halfhour.engine.business_time import open_seconds as clock_seconds
from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.reasons import Reason
from halfhour.engine.staffing._covering import SLACK_SECONDS, fewest_covering
from halfhour.engine.staffing._deferred import REST_GOALS, Workstream, work_due
from halfhour.engine.staffing._promise import late_from, late_share, promise_kept, worked_off
from halfhour.engine.staffing._reasons import StaffingReason
from halfhour.engine.staffing._risk import By, Chances, Effort, Over, Risk, RiskRequirement
from halfhour.engine.staffing._staff_deferred import chance_spread, days_of, with_weeks_around
from halfhour.engine.staffing._uncertainty import combined_spread, load_at_chance
from halfhour.engine.team import Queue, Service

Counts = NDArray[np.int64]

BUSY_AT_MOST = 0.85
MOST_PEOPLE = 10_000
HALVINGS = 9
CERTAIN = 1e-9
ALL_BUT_SURE = 0.9999


def trough_seconds(
    *,
    people: ArrayLike,
    load_erlangs: ArrayLike,
    open_seconds: ArrayLike,
    concurrency: int = 1,
    absence: float = 0.0,
    busy_at_most: float = BUSY_AT_MOST,
) -> Numbers:
    """Agent seconds that live work leaves free in each interval, on average.

    Parameters
    ----------
    people
        Rostered on live queues in each interval.
    load_erlangs
        The live work of those who answer it, in contacts held at once; `concurrency` of them a person.
    absence
        Chance that a person is away.
    busy_at_most
        Share of their time that people can work, the live contacts included: without a pause between
        two contacts nobody turns to something else. From 0 to 1.

    Examples
    --------
    >>> trough_seconds(people=[8, 8], load_erlangs=[4, 7.5], open_seconds=1800, busy_at_most=0.9).tolist()
    [5760.0, 0.0]
    """
    if not 0 <= busy_at_most <= 1:
        raise OutOfRange(f"busy_at_most must be from 0 to 1; got {busy_at_most:g}")
    there = amounts("people", people) * (1 - absence)
    free = busy_at_most * there - amounts("load_erlangs", load_erlangs) / concurrency
    left: Numbers = np.maximum(free, 0.0) * amounts("open_seconds", open_seconds)
    return left


def defer_under_risk(
    *,
    queue: Queue,
    forecast: QueueForecast,
    open_seconds: NDArray[np.int64],
    calendar: BusinessCalendar,
    risk: Risk,
    spare_seconds: ArrayLike = 0.0,
    most: int = MOST_PEOPLE,
) -> RiskRequirement:
    """The fewest people-hours on a deferred queue, and when, so that due times are kept with the chance.

    Parameters
    ----------
    open_seconds
        How long people can work on the queue in each interval, shape (intervals,).
    calendar
        The business time in which the goal counts; it covers the forecast's grid.
    risk
        Each interval's contacts keep their goal with its chance, or each day's as a whole.
    spare_seconds
        Agent seconds of live staff that are free for the queue in each interval (`trough_seconds`).
    most
        How many people may work on it at once, besides.

    Raises
    ------
    OutOfRange
        For a live queue, several contacts at once per agent, or figures out of range.

    Notes
    -----
    Method and limits: docs/methods/requirement-under-risk.md.
    """
    if queue.service is not Service.DEFERRED:
        raise OutOfRange(f"queue must be deferred; got the live {queue.name!r} (see staff_under_risk)")
    if queue.concurrency != 1:
        raise OutOfRange(
            f"concurrency must be 1 in a deferred queue; got {queue.concurrency} in {queue.name!r}"
        )
    clock = clock_seconds(calendar=calendar, grid=forecast.grid).astype(np.float64)
    handle = np.where(forecast.handle_seconds_mean > 0, forecast.handle_seconds_mean, queue.handle_seconds)
    places, horizon = with_weeks_around(forecast.grid, clock, REST_GOALS * queue.goal.within_seconds)
    contacts = Workstream(
        arriving=amounts("offered_mean", forecast.offered_mean)[places],
        open_seconds=np.asarray(open_seconds, dtype=np.float64)[places],
        clock=clock[places],
    )
    spare = np.broadcast_to(amounts("spare_seconds", spare_seconds), clock.shape)[places]
    case = _Case(
        stream=contacts.scaled(handle[places]),
        spread=combined_spread(
            forecast.rate_spread[places],
            forecast.handle_spread[places],
            chance_spread(contacts, queue.goal.within_seconds),
        ),
        days=days_of(forecast.grid, places),
        spare=spare,
        most=np.full(places.size, most, dtype=np.int64),
        horizon=horizon,
        places=places,
        within_seconds=float(queue.goal.within_seconds),
        share=queue.goal.share,
        risk=risk,
    )
    return _requirement(queue.name, case, forecast, np.asarray(open_seconds, dtype=np.float64))


class _Asked(TypedDict):
    """What `_promise` wants to know besides the work."""

    capacity: Numbers
    spread: Numbers
    days: NDArray[np.intp]
    chance: float
    within_seconds: float
    share: float


@dataclass(frozen=True, kw_only=True, eq=False)
class _Case:
    """What there is to do on a stretch with weeks like its own on both sides; `horizon` is what is asked."""

    stream: Workstream
    spread: Numbers
    days: NDArray[np.intp]
    spare: Numbers
    most: Counts
    horizon: slice
    places: NDArray[np.intp]
    within_seconds: float
    share: float
    risk: Risk

    @cached_property
    def due_in_the_end(self) -> Numbers:
        """Work that must be done by each boundary: the goal's share in time, the rest in twice that."""
        urgent, rest = self.stream.scaled(self.share), self.stream.scaled(1 - self.share)
        late = work_due(rest, within_seconds=REST_GOALS * self.within_seconds)
        return work_due(urgent, within_seconds=self.within_seconds) + late

    def covered(self, chance: float, *, at_once: int = MOST_PEOPLE) -> Counts:
        """The fewest people for the work that is exceeded with the rest of a chance, so many at once."""
        factor = np.ones_like(self.spread)
        if chance > 0.5:
            factor = np.maximum(load_at_chance(mean=factor, spread=self.spread, chance=chance), 1.0)
        # Whoever is away is missing from what can be done: as if there were more to do.
        there = 1 - self.risk.absence
        found = fewest_covering(
            self.stream.scaled(factor / there),
            spare=self.spare / there,
            most=np.minimum(self.most, at_once),
            within_seconds=self.within_seconds,
            share=self.share,
        )
        return self.all_weeks(found.people[self.horizon])

    def all_weeks(self, people: Counts) -> Counts:
        """The weeks around have the people of the weeks that they are like."""
        return people[self.places]

    def chances(self, people: Counts) -> tuple[Numbers, Numbers, Numbers]:
        """By interval: the level expected and the chance of its goal; and the chances of whole days."""
        asked = self._asked(people)
        level, kept = promise_kept(self.stream, **asked)
        urgent, everything = late_from(self.stream, **asked)
        here = self.horizon
        return level[here], kept[here], self._days((*urgent, *everything))

    def _asked(self, people: Counts) -> "_Asked":
        return {
            "capacity": self.spare + people * (1 - self.risk.absence) * self.stream.open_seconds,
            "spread": self.spread,
            "days": self.days,
            "chance": self.risk.chance,
            "within_seconds": self.within_seconds,
            "share": self.share,
        }

    def _days(self, crossings: tuple[Numbers, ...]) -> Numbers:
        """Chance that a day's contacts are on time together: lateness counted up from where it sets in."""
        days, work = self.days[self.horizon], self.stream.arriving[self.horizon]
        parts = np.array([self.share, self.share, 1 - self.share, 1 - self.share]) / 2
        chances = np.ones(int(days[-1] - days[0]) + 1)
        for number in range(chances.size):
            rows = np.flatnonzero((days - days[0] == number) & (work > 0))
            if rows.size == 0:
                continue
            sets_in = np.concatenate([crossing[self.horizon][rows] for crossing in crossings])
            late = np.concatenate([part * work[rows] for part in parts])
            order = np.argsort(sets_in, kind="stable")
            too_late = np.cumsum(late[order]) > (1 - self.share) * work[rows].sum() + CERTAIN
            chances[number] = special.ndtr(sets_in[order][np.argmax(too_late)]) if too_late.any() else 1.0
        return chances

    def enough(self, people: Counts) -> bool:
        """Whether the chance is reached, and all work done in the end if as much comes as expected."""
        asked = self._asked(people)
        late, all_late = (part[self.horizon] for part in late_share(self.stream, **asked))
        work, days = self.stream.arriving[self.horizon], self.days[self.horizon]
        if self.risk.over is Over.DAY:
            too_late = work * (self.share * late + (1 - self.share) * all_late - (1 - self.share))
            if (np.bincount(days - days[0], too_late) > CERTAIN * max(work.max(), 1.0)).any():
                return False
        elif late[work > 0].any():
            return False
        done = worked_off(self.stream.arrived, asked["capacity"])
        return bool((done >= self.due_in_the_end - SLACK_SECONDS).all())

    def fewest(self) -> tuple[Counts, bool]:
        """People for the least more work by which the chance is reached, and nobody of them to spare."""
        low, high = 0.5, ALL_BUT_SURE
        people = self.covered(high)
        if not self.enough(people):
            return people, False
        for _ in range(HALVINGS):
            middle = float(special.ndtr((special.ndtri(low) + special.ndtri(high)) / 2))
            found = self.covered(middle)
            if self.enough(found):
                high, people = middle, found
            else:
                low = middle
        return self.without_idle(self.levelled(high, people)), True

    def levelled(self, chance: float, people: Counts) -> Counts:
        """As few people-intervals, with the fewest at once who are enough."""
        low, high, hours = 0, int(people.max(initial=0)), people[self.horizon].sum()
        while high - low > 1:
            middle = (low + high) // 2
            found = self.covered(chance, at_once=middle)
            if found[self.horizon].sum() <= hours and self.enough(found):
                high, people = middle, found
            else:
                low = middle
        return people

    def without_idle(self, people: Counts) -> Counts:
        """One person after the other taken out, where the chance is kept without; the busiest hours first."""
        mine = people[self.horizon].copy()
        for place in np.argsort(-mine, kind="stable").tolist():
            while mine[place] > 0:
                mine[place] -= 1
                if not self.enough(self.all_weeks(mine)):
                    mine[place] += 1
                    break
        return self.all_weeks(mine)


def _requirement(name: str, case: _Case, forecast: QueueForecast, open_seconds: Numbers) -> RiskRequirement:
    people, met = case.fewest()
    level, kept, of_days = case.chances(people)
    here = case.horizon
    days = case.days[here] - case.days[here][0]
    mean = case.covered(0.5)
    hours = open_seconds / 3600
    asked = of_days[days] if case.risk.over is Over.DAY else kept
    return RiskRequirement(
        groups=(name,),
        queues=(name,),
        people=people[here][None],
        people_mean=mean[here][None],
        people_single=None,
        people_doubt=None,
        interval_chances=_exactly(kept),
        days=days,
        day_chances=_exactly(of_days),
        expected=forecast.offered_mean[None],
        levels=level[None],
        short=(asked < case.risk.chance - CERTAIN)[None] & (forecast.offered_mean > 0)[None] & (not met),
        risk=case.risk,
        by=By.FORMULA,
        met=met,
        proved=met,
        effort=Effort(),
        reasons=(
            Reason(
                kind=StaffingReason.RISK_DEFERRED,
                figures={
                    "hours": float((people[here] * hours).sum()),
                    "hours_mean": float((mean[here] * hours).sum()),
                    "spare": float(case.spare[here].sum() / 3600),
                    "chance": case.risk.chance,
                },
            ),
        ),
    )


def _exactly(chances: Numbers) -> Chances:
    return Chances(chance=chances[None], low=chances[None], high=chances[None])
