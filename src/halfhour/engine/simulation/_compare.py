"""Two centres under the same chance: what a change does, and how sure that is."""

import math
from dataclasses import dataclass

import numpy as np

from halfhour.engine.errors import OutOfRange
from halfhour.engine.simulation._centre import Centre
from halfhour.engine.simulation._figures import Curve, Figure, average, average_around, ratio_difference
from halfhour.engine.simulation._outcome import Outcome
from halfhour.engine.simulation._simulate import simulate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """`today` and `changed` saw the same contacts; differences are changed minus today.

    They are taken replication by replication, so that what both have in common falls out of their
    confidence interval. Each is told as by `Outcome`.
    """

    today: Outcome
    changed: Outcome

    def service_level(self, *, queue: str | None = None, interval: int | None = None) -> Figure | None:
        return self._difference("service_level", queue, interval)

    def abandonment(self, *, queue: str | None = None, interval: int | None = None) -> Figure | None:
        return self._difference("abandonment", queue, interval)

    def mean_wait(self, *, queue: str | None = None, interval: int | None = None) -> Figure | None:
        return self._difference("mean_wait", queue, interval)

    def mean_wait_of_answered(
        self, *, queue: str | None = None, interval: int | None = None
    ) -> Figure | None:
        return self._difference("mean_wait_of_answered", queue, interval)

    def service_levels(self, *, queue: str | None = None) -> Curve:
        return self._curve("service_level", queue)

    def abandonments(self, *, queue: str | None = None) -> Curve:
        return self._curve("abandonment", queue)

    def mean_waits(self, *, queue: str | None = None) -> Curve:
        return self._curve("mean_wait", queue)

    def goal_chance(self, *, queue: str, interval: int | None = None) -> Figure:
        apart = self.changed.goal_kept(queue, interval) - self.today.goal_kept(queue, interval)
        return average(apart, least=-1.0, most=1.0).at(0) or Figure(mean=0.0, low=0.0, high=0.0)

    def occupancy(
        self, *, agent: str | None = None, group: str | None = None, interval: int | None = None
    ) -> Figure | None:
        """Of one agent or group only where both sides have it."""
        chosen = (agent, group, interval)
        return ratio_difference(*self.today.parts_of_work(*chosen), *self.changed.parts_of_work(*chosen)).at(
            0
        )

    def occupancies(self, *, agent: str | None = None, group: str | None = None) -> Curve:
        return ratio_difference(
            *self.today.curves_of_work(agent, group), *self.changed.curves_of_work(agent, group)
        )

    def backlog(self, *, interval: int, queue: str | None = None, carried: bool | None = None) -> Figure:
        before, after = (
            side.selected(side.waiting(carried), queue, interval) for side in (self.today, self.changed)
        )
        return average(after - before, least=-math.inf).at(0) or Figure(mean=0.0, low=0.0, high=0.0)

    def backlogs(self, *, queue: str | None = None, carried: bool | None = None) -> Curve:
        before, after = (side.of_queue(side.waiting(carried), queue) for side in (self.today, self.changed))
        return average(after - before, least=-math.inf)

    def wait_percentile(
        self, share: float, *, queue: str | None = None, interval: int | None = None
    ) -> Figure | None:
        """The difference of the two percentiles, as sure as the sections of the replications agree on it."""
        before, sections_before = self.today.percentiles(share, queue, interval)
        after, sections_after = self.changed.percentiles(share, queue, interval)
        apart = sections_after - sections_before
        if math.isnan(after - before) or np.isnan(apart).all():
            return None
        return average_around(after - before, apart[~np.isnan(apart)], least=-math.inf)

    def _difference(self, measure: str, queue: str | None, interval: int | None) -> Figure | None:
        return ratio_difference(
            *self.today.parts_of(measure, queue, interval), *self.changed.parts_of(measure, queue, interval)
        ).at(0)

    def _curve(self, measure: str, queue: str | None) -> Curve:
        return ratio_difference(
            *self.today.curves_of(measure, queue), *self.changed.curves_of(measure, queue)
        )


def compare(
    today: Centre,
    changed: Centre,
    *,
    replications: int,
    seed: int,
    threads: int = 1,
    warm_up_seconds: float = 0.0,
) -> Comparison:
    """Simulates a centre as it is and as it might be, with the same random numbers on both sides.

    Parameters
    ----------
    replications, seed, threads, warm_up_seconds
        As for `simulate`.

    Raises
    ------
    OutOfRange
        Where the two differ in the number or length of their intervals; and as for `simulate`.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from halfhour.engine.simulation import Centre, Exponential, Group, Queue, Skill, compare
    >>> phone = Queue(name="phone", expected=(40.0,) * 20, handle=Exponential(mean_seconds=300))
    >>> staff = Group(name="staff", skills=(Skill(queue="phone"),), staffed=(9,) * 20)
    >>> today = Centre(queues=(phone,), groups=(staff,), intervals=20)
    >>> changed = replace(today, groups=(replace(staff, staffed=(10,) * 20),))
    >>> found = compare(today, changed, replications=200, seed=1)
    >>> round(found.service_level().mean, 2)
    0.12
    """
    if (today.intervals, today.interval_seconds) != (changed.intervals, changed.interval_seconds):
        raise OutOfRange(
            "both sides must have the same intervals;"
            f" got {today.intervals} of {today.interval_seconds:g} s"
            f" and {changed.intervals} of {changed.interval_seconds:g} s"
        )
    return Comparison(
        today=simulate(
            today, replications=replications, seed=seed, threads=threads, warm_up_seconds=warm_up_seconds
        ),
        changed=simulate(
            changed, replications=replications, seed=seed, threads=threads, warm_up_seconds=warm_up_seconds
        ),
    )
