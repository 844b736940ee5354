"""Figures out of records: what one replication adds to the sums, by queue and interval of arrival.

Waits are counted until the answer, until hanging up, or until the horizon ends; those of a deferred queue
on its clock. A contact that still waits at the end, its goal not yet missed, is undecided.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation._bins import BINS, bin_of
from halfhour.engine.simulation._floor import Row, Rows, Whole

Counts = NDArray[np.int32]

# The columns of counts and of seconds.
OFFERED, ANSWERED, ABANDONED, WITHIN_GOAL, UNDECIDED, CALLED_BACK = range(6)
WAITED, WAITED_OF_ANSWERED, HANDLED = range(3)


class Sums(NamedTuple):
    """What is added up."""

    counts: Counts  # shape (replications, queues, intervals, columns)
    seconds: Numbers  # shape (replications, queues, intervals, columns)
    backlog: Counts  # at the end of each interval, shape (replications, queues, intervals)
    carried: Counts  # those of them who waited already at the start
    waits: Counts  # shape (sections, queues, intervals, bins)
    busy: Numbers  # seconds, shape (replications, agents)
    staffed: Numbers
    busy_course: Numbers  # seconds, shape (sections, crews, intervals)
    staffed_course: Numbers


def no_sums(
    *, replications: int, sections: int, queues: int, intervals: int, agents: int, crews: int
) -> Sums:
    """Nothing added up yet."""
    return Sums(
        counts=np.zeros((replications, queues, intervals, CALLED_BACK + 1), np.int32),
        seconds=np.zeros((replications, queues, intervals, HANDLED + 1)),
        backlog=np.zeros((replications, queues, intervals), np.int32),
        carried=np.zeros((replications, queues, intervals), np.int32),
        waits=np.zeros((sections, queues, intervals, BINS), np.int32),
        busy=np.zeros((replications, agents)),
        staffed=np.zeros((replications, agents)),
        busy_course=np.zeros((sections, crews, intervals)),
        staffed_course=np.zeros((sections, crews, intervals)),
    )


def add_up(
    contacts: Rows,
    first: Whole,
    came: Whole,
    last: Whole,
    queues: Rows,
    openings: Rows,
    interval_seconds: float,
    warm_up: float,
    counts: Counts,
    seconds: Numbers,
    backlog: Counts,
    carried: Counts,
    waits: Counts,
) -> None:
    """Adds the contacts from `first` until `last` of one replication to its sums, by queue and interval.

    Those before `came` waited already at the start.
    """
    intervals = backlog.shape[1]
    horizon = intervals * interval_seconds
    for i in range(first, last):
        contact = contacts[i]
        q = contact.queue
        queue = queues[q]
        arrived, answered = contact.arrived_at, contact.answered_at
        k = min(np.int64(max(arrived, 0.0) / interval_seconds), intervals - 1)
        was_answered = answered < np.inf
        until = answered if was_answered else min(contact.deadline, horizon)
        has_gone = was_answered or contact.deadline <= horizon
        gone = np.int64(until / interval_seconds) if has_gone else intervals
        for waiting in range(k, gone):
            backlog[q, waiting] += 1
            if i < came:
                carried[q, waiting] += 1
        if max(arrived, 0.0) < warm_up:
            continue
        wait = until - arrived
        if queue.openings < queue.openings_end:
            wait = clock(openings, queue, until) - clock(openings, queue, arrived)
        counts[q, k, OFFERED] += 1
        seconds[q, k, WAITED] += wait
        if was_answered:
            counts[q, k, ANSWERED] += 1
            counts[q, k, WITHIN_GOAL] += wait <= queue.goal_seconds
            seconds[q, k, WAITED_OF_ANSWERED] += wait
            seconds[q, k, HANDLED] += contact.handled
            waits[q, k, bin_of(wait)] += 1
            if contact.promised and answered > max(arrived, 0.0) + queue.callback_after:
                counts[q, k, CALLED_BACK] += 1
        elif has_gone:
            counts[q, k, ABANDONED] += 1
        else:
            counts[q, k, UNDECIDED] += wait < queue.goal_seconds


def clock(openings: Rows, queue: Row, at: float) -> float:
    """Seconds that a queue's clock has run until then; before the horizon it is said to run always."""
    if at <= 0.0:
        return at
    low, high = np.int64(queue.openings), np.int64(queue.openings_end)
    first = low
    while low < high:
        middle = (low + high) >> 1
        if openings[middle].start <= at:
            low = middle + 1
        else:
            high = middle
    if low == first:
        return 0.0
    opening = openings[low - 1]
    return opening.passed + min(at, opening.end) - opening.start
