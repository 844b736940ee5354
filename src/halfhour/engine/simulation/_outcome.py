"""What a simulation found: sums per replication, queue and interval, and figures with their confidence."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.errors import OutOfRange
from halfhour.engine.simulation._centre import Centre
from halfhour.engine.simulation._figures import Curve, Figure, average, average_around, ratio
from halfhour.engine.simulation._percentile import wait_below
from halfhour.engine.simulation._records import Records

Counts = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """Sums have shape (replications, queues, intervals), by the interval in which a contact arrived.

    `wait_seconds` sums the waits of all contacts until the answer, until hanging up or until the horizon
    ended, `answered_wait_seconds` those of the answered; waits of deferred queues are on their clock.
    `undecided` counts who still waits at the end with the goal not yet missed: they are left out of
    service levels. `backlog_counts` is who waits to be answered at the end of each interval,
    `carried_counts` those of them who waited already at the start. `busy_seconds` and `staffed_seconds`
    have shape (replications, agents): on a contact, and on queue or finishing one. `busy_course` and
    `staffed_course` are the same within each interval, shape (sections, crews, intervals): up to 20
    sections of the replications; crews are the agents with names, then the groups. What happened before
    the warm-up is in none of them but the backlog.
    """

    centre: Centre
    seed: int
    replications: int
    warm_up_seconds: float
    agent_names: tuple[str, ...]
    offered: Counts
    answered: Counts
    abandoned: Counts
    within_goal: Counts
    undecided: Counts
    called_back: Counts
    wait_seconds: Numbers
    answered_wait_seconds: Numbers
    handled_seconds: Numbers
    backlog_counts: Counts
    carried_counts: Counts
    busy_seconds: Numbers
    staffed_seconds: Numbers
    busy_course: Numbers
    staffed_course: Numbers
    wait_bins: NDArray[np.int32]  # shape (sections, queues, intervals, bins)
    records: Records | None = None

    def service_level(self, *, queue: str | None = None, interval: int | None = None) -> Figure | None:
        """Share of the contacts offered that was answered within the goal; None where none was offered.

        Who hung up within the goal counts as not answered, as in `engine.staffing`.
        """
        return ratio(*self.parts_of("service_level", queue, interval), most=1.0).at(0)

    def abandonment(self, *, queue: str | None = None, interval: int | None = None) -> Figure | None:
        """Share of the contacts offered that hung up; None where none was offered."""
        return ratio(*self.parts_of("abandonment", queue, interval), most=1.0).at(0)

    def mean_wait(self, *, queue: str | None = None, interval: int | None = None) -> Figure | None:
        """Mean seconds in the line of all contacts offered; None where none was offered."""
        return ratio(*self.parts_of("mean_wait", queue, interval)).at(0)

    def mean_wait_of_answered(
        self, *, queue: str | None = None, interval: int | None = None
    ) -> Figure | None:
        """Mean seconds until the answer of those answered; None where none was."""
        return ratio(*self.parts_of("mean_wait_of_answered", queue, interval)).at(0)

    def mean_handle(self, *, queue: str | None = None, interval: int | None = None) -> Figure | None:
        """Mean seconds in an agent's hands of those answered; None where none was."""
        return ratio(*self.parts_of("mean_handle", queue, interval)).at(0)

    def offered_mean(self, *, queue: str | None = None, interval: int | None = None) -> Figure:
        """Contacts offered in one replication."""
        offered = self.selected(self.offered, queue, interval)
        return average(offered).at(0) or Figure(mean=0.0, low=0.0, high=0.0)

    def backlog(self, *, interval: int, queue: str | None = None, carried: bool | None = None) -> Figure:
        """Contacts that wait for their first answer at the end of an interval.

        With `carried` only those that waited already when the horizon started, without only those that
        have been offered since; None for both.
        """
        waiting = self.selected(self.waiting(carried), queue, interval)
        return average(waiting).at(0) or Figure(mean=0.0, low=0.0, high=0.0)

    def goal_chance(self, *, queue: str, interval: int | None = None) -> Figure:
        """Chance that the queue keeps its goal; replications in which nothing was offered keep it."""
        return average(self.goal_kept(queue, interval), most=1.0).at(0) or Figure(mean=1.0, low=1.0, high=1.0)

    def goal_kept(self, queue: str, interval: int | None = None) -> Numbers:
        """1 for each replication in which the queue keeps its goal, else 0; shape (replications, 1)."""
        within, judged = self.parts_of("service_level", queue, interval)
        share = self.centre.queues[self.place_of(queue)].goal_share
        kept: Numbers = (within >= share * judged - 1e-9).astype(np.float64)
        return kept

    def occupancy(
        self, *, agent: str | None = None, group: str | None = None, interval: int | None = None
    ) -> Figure | None:
        """Share of the time on queue with a contact in hand; None for who was never there.

        Of one agent, of one group or of all; by interval the members of a group are told together.
        """
        return ratio(*self.parts_of_work(agent, group, interval), most=1.0).at(0)

    def wait_percentile(
        self, share: float, *, queue: str | None = None, interval: int | None = None
    ) -> Figure | None:
        """Seconds within which this share of the answered contacts was answered; None where none was.

        Waits are kept in bins an eighth of a doubling wide, so that a percentile is within some 5 %.
        """
        overall, sections = self.percentiles(share, queue, interval)
        if np.isnan(overall):
            return None
        return average_around(overall, sections[~np.isnan(sections)])

    def percentiles(self, share: float, queue: str | None, interval: int | None) -> tuple[float, Numbers]:
        """The percentile of all and that of each section; NaN where nobody was answered."""
        if not 0 < share < 1:
            raise OutOfRange(f"share must be above 0 and below 1; got {share:g}")
        self._check_interval(interval)
        bins = self.wait_bins[:, self._queues(queue)]
        bins = bins[:, :, slice(None) if interval is None else slice(interval, interval + 1)].sum(axis=(1, 2))
        overall, *sections = (
            wait_below(share, each) if each.any() else np.nan for each in (bins.sum(axis=0), *bins)
        )
        return overall, np.array(sections)

    def service_levels(self, *, queue: str | None = None) -> Curve:
        """`service_level` of every interval."""
        return ratio(*self.curves_of("service_level", queue), most=1.0)

    def abandonments(self, *, queue: str | None = None) -> Curve:
        """`abandonment` of every interval."""
        return ratio(*self.curves_of("abandonment", queue), most=1.0)

    def mean_waits(self, *, queue: str | None = None) -> Curve:
        """`mean_wait` of every interval."""
        return ratio(*self.curves_of("mean_wait", queue))

    def backlogs(self, *, queue: str | None = None, carried: bool | None = None) -> Curve:
        """`backlog` at the end of every interval."""
        return average(self.of_queue(self.waiting(carried), queue))

    def occupancies(self, *, agent: str | None = None, group: str | None = None) -> Curve:
        """`occupancy` of every interval."""
        return ratio(*self.curves_of_work(agent, group), most=1.0)

    def waiting(self, carried: bool | None) -> Counts:
        """Who waits at the end of each interval, as `backlog` tells them apart."""
        if carried is None:
            return self.backlog_counts
        return self.carried_counts if carried else self.backlog_counts - self.carried_counts

    def place_of(self, queue: str) -> int:
        for place, each in enumerate(self.centre.queues):
            if each.name == queue:
                return place
        raise OutOfRange(f"queue must be one of the centre's; got {queue!r}")

    def curves_of(self, measure: str, queue: str | None) -> tuple[Numbers, Numbers]:
        """The two sums whose ratio is a measure, shape (replications, intervals)."""
        parts, wholes = self._sums(measure)
        return self.of_queue(parts, queue), self.of_queue(wholes, queue)

    def parts_of(self, measure: str, queue: str | None, interval: int | None) -> tuple[Numbers, Numbers]:
        """The same for one interval or over all of them, shape (replications, 1)."""
        parts, wholes = self._sums(measure)
        return self.selected(parts, queue, interval), self.selected(wholes, queue, interval)

    def parts_of_work(
        self, agent: str | None, group: str | None = None, interval: int | None = None
    ) -> tuple[Numbers, Numbers]:
        """Busy and staffed seconds, shape (replications, 1), of an interval (sections, 1)."""
        self._check_interval(interval)
        if interval is not None:
            busy, staffed = self.curves_of_work(agent, group)
            return busy[:, interval : interval + 1], staffed[:, interval : interval + 1]
        chosen = self._agents(agent, group)
        return (
            self.busy_seconds[:, chosen].sum(axis=1, keepdims=True),
            self.staffed_seconds[:, chosen].sum(axis=1, keepdims=True),
        )

    def curves_of_work(self, agent: str | None, group: str | None) -> tuple[Numbers, Numbers]:
        """Busy and staffed seconds of every interval, shape (sections, intervals)."""
        chosen = self._crews(agent, group)
        return self.busy_course[:, chosen].sum(axis=1), self.staffed_course[:, chosen].sum(axis=1)

    def of_queue(self, values: NDArray[np.generic], queue: str | None) -> Numbers:
        """Sums over the chosen queues, shape (replications, intervals)."""
        total: Numbers = values[:, self._queues(queue)].astype(np.float64).sum(axis=1)
        return total

    def selected(self, values: NDArray[np.generic], queue: str | None, interval: int | None) -> Numbers:
        """Sums over the chosen queues and intervals, shape (replications, 1)."""
        self._check_interval(interval)
        chosen = values[:, self._queues(queue)]
        if interval is not None:
            chosen = chosen[:, :, interval : interval + 1]
        total: Numbers = chosen.astype(np.float64).sum(axis=(1, 2))[:, None]
        return total

    def _queues(self, queue: str | None) -> slice:
        if queue is None:
            return slice(None)
        place = self.place_of(queue)
        return slice(place, place + 1)

    def _agents(self, agent: str | None, group: str | None) -> slice:
        """Where an agent, the members of a group or all are in `agent_names`."""
        if agent is not None and group is not None:
            raise OutOfRange(f"give an agent or a group, not both; got {agent!r} and {group!r}")
        if agent is not None:
            if agent not in self.agent_names:
                raise OutOfRange(f"agent must be one of the centre's; got {agent!r}")
            place = self.agent_names.index(agent)
            return slice(place, place + 1)
        if group is None:
            return slice(None)
        place = self._group(group)
        sizes = [max(each.staffed) for each in self.centre.groups]
        first = len(self.centre.agents) + sum(sizes[:place])
        return slice(first, first + sizes[place])

    def _crews(self, agent: str | None, group: str | None) -> slice:
        """Where an agent, a group or all are among the crews."""
        place = self._agents(agent, group).start
        if group is not None:
            place = len(self.centre.agents) + self._group(group)
        if place is None:
            return slice(None)
        if agent is not None and place >= len(self.centre.agents):
            raise OutOfRange(f"by interval the members of a group are told together; got agent {agent!r}")
        return slice(place, place + 1)

    def _group(self, group: str) -> int:
        for place, each in enumerate(self.centre.groups):
            if each.name == group:
                return place
        raise OutOfRange(f"group must be one of the centre's; got {group!r}")

    def _check_interval(self, interval: int | None) -> None:
        if interval is not None and not 0 <= interval < self.centre.intervals:
            raise OutOfRange(f"interval must be at least 0 and below {self.centre.intervals}; got {interval}")

    def _sums(self, measure: str) -> tuple[NDArray[np.generic], NDArray[np.generic]]:
        match measure:
            case "service_level":
                return self.within_goal, self.offered - self.undecided
            case "abandonment":
                return self.abandoned, self.offered
            case "mean_wait":
                return self.wait_seconds, self.offered
            case "mean_wait_of_answered":
                return self.answered_wait_seconds, self.answered
            case "mean_handle":
                return self.handled_seconds, self.answered
        raise OutOfRange(f"got no measure of the name {measure!r}")
