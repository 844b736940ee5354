"""What comes next from outside: contacts, queue by queue, and agents, by their plan."""

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.simulation._floor import Rows, Whole


def next_to_arrive(contacts: Rows, queues: Rows, q: Whole) -> Whole:
    """Lets the upcoming contact of a queue be the one after it; the contact that was it until now."""
    queue = queues[q]
    i = queue.upcoming
    queue.upcoming += np.uint32(1)
    queue.arrives_at = contacts[queue.upcoming].arrived_at
    return i


def first_to_arrive(queues: Rows) -> Whole:
    """The queue whose next contact arrives first, of equal times the lower number."""
    first, least = np.uint32(0), queues[0].arrives_at
    for q in range(np.uint32(1), np.uint32(queues.size)):
        if queues[q].arrives_at < least:
            first, least = np.uint32(q), queues[q].arrives_at
    return first


def next_edge(edges: Rows, absent: NDArray[np.bool_], edge: Whole) -> Whole:
    """The first from an edge on that is not of somebody away."""
    while edges[edge].at < np.inf and absent[edges[edge].agent, edges[edge].day]:
        edge += 1
    return edge
