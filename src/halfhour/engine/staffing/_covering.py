"""The fewest people-intervals with which work is done when it is due, beside capacity that is there anyway.

Work is a fluid, as in `_deferred`. What arrives after boundary s and is due by boundary b has to be done
between them: each pair asks for people in a run of intervals. Such runs are covered by the fewest people if
the latest start comes first and people are put as early as it allows: then all that earlier starts ask for
is helped as much as can be. With intervals of one length that is the least there is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.staffing._deferred import REST_GOALS, Workstream, work_due

Counts = NDArray[np.int64]
SLACK_SECONDS = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Covering:
    """People per interval, and the most work that is not done when it falls due, in agent seconds."""

    people: Counts
    lacking_seconds: float


def fewest_covering(
    stream: Workstream, *, spare: Numbers, most: Counts, within_seconds: float, share: float
) -> Covering:
    """The fewest people by whom the goal's share is done when due, and the rest in twice the time.

    Parameters
    ----------
    spare
        Agent seconds that are there anyway in each interval.
    most
        How many people may come in each interval.
    """
    urgent, rest = stream.scaled(share), stream.scaled(1 - share)
    due_urgent = work_due(urgent, within_seconds=within_seconds)
    due_all = due_urgent + work_due(rest, within_seconds=REST_GOALS * within_seconds)
    people = np.zeros(stream.open_seconds.size, dtype=np.int64)
    working = np.flatnonzero((stream.open_seconds > 0) | (spare > 0))
    if working.size == 0:
        return Covering(people=people, lacking_seconds=float(due_all[-1]))
    # Between two working intervals nothing can be done: what came before counts from the first of the
    # boundaries between them, what is due from the last.
    came = stream.arrived[np.append(0, working[:-1] + 1)]
    last = np.append(working[1:], people.size)
    put, lacking = _put(
        came_urgent=share * came,
        came=came,
        due_urgent=due_urgent[last],
        due_all=due_all[last],
        capacity=spare[working].astype(np.float64),
        seconds=stream.open_seconds[working],
        room=np.where(stream.open_seconds[working] > 0, most[working], 0),
    )
    people[working] = put
    return Covering(people=people, lacking_seconds=lacking)


def _put(
    *,
    came_urgent: Numbers,
    came: Numbers,
    due_urgent: Numbers,
    due_all: Numbers,
    capacity: Numbers,
    seconds: Numbers,
    room: Counts,
) -> tuple[Counts, float]:
    """People put into working intervals, and what they cannot do in time."""
    people, lacking = np.zeros_like(room), 0.0
    for start in range(people.size - 1, -1, -1):
        asked = np.maximum(due_urgent[start:] - came_urgent[start], due_all[start:] - came[start])
        while True:
            short = asked - np.cumsum(capacity[start:])
            if short.max() <= SLACK_SECONDS:
                break
            end = start + int(np.argmax(short > SLACK_SECONDS))
            place = start + int(np.argmax(people[start:] < room[start:]))
            if place > end or people[place] >= room[place]:  # nobody may come before it is due
                hopeless = slice(0, (place if place > end else people.size) - start)
                lacking = max(lacking, float(short[hopeless].max()))
                asked[hopeless] = -np.inf
                continue
            people[place] += 1
            capacity[place] += seconds[place]
    return people, lacking
