"""Which contacts wait for an agent, and which an agent takes next.

A line is linked, first to last. Who hangs up stays in it until somebody looks. An agent takes from the
queues with the lowest claim (live before deferred, then by priority, then by rank), of these who came
first, a head start taken for time that has been waited.
"""

import numpy as np

from halfhour.engine.simulation._floor import NONE, Row, Rows, Whole

WORST = np.uint32(0xFFFFFFFF)


def line_up(contacts: Rows, queue: Row, counts: Rows, i: Whole) -> None:
    """Puts a contact behind all that wait in a queue, which is one row."""
    contacts[i].behind = NONE
    if queue.last == NONE:
        queue.first = i
        counts[0].lines += np.uint64(1)
    else:
        contacts[queue.last].behind = i
    queue.last = i


def line_up_first(contacts: Rows, queue: Row, counts: Rows, i: Whole) -> None:
    """Puts a contact before all that wait in a queue, which is one row."""
    contacts[i].behind = queue.first
    queue.first = i
    if queue.last == NONE:
        queue.last = i
        counts[0].lines += np.uint64(1)


def first_waiting(contacts: Rows, queue: Row, counts: Rows, now: float) -> Whole:
    """The first in a queue's line who has not hung up; those before are taken out of it."""
    while queue.first != NONE:
        contact = contacts[queue.first]
        if contact.deadline >= now and contact.ended_at == np.inf:
            return queue.first
        take_first(contacts, queue, counts)
    return NONE


def take_first(contacts: Rows, queue: Row, counts: Rows) -> None:
    """Takes the first contact out of a queue's line."""
    queue.first = contacts[queue.first].behind
    if queue.first == NONE:
        queue.last = NONE
        counts[0].lines -= np.uint64(1)


def next_contact(contacts: Rows, queues: Rows, counts: Rows, skilled: Row, wants: Rows, now: float) -> Whole:
    """What an agent of a class, which is one row, takes next; NONE where nothing waits for them."""
    best, best_at, best_claim = NONE, np.inf, WORST
    for at in range(np.int64(skilled.wants), np.int64(skilled.wants_end)):
        want = wants[at]
        if want.claim > best_claim:
            break
        i = first_waiting(contacts, queues[want.queue], counts, now)
        if i != NONE:
            counts_from = contacts[i].arrived_at - queues[want.queue].head_start
            if counts_from < best_at:
                best, best_at, best_claim = i, counts_from, want.claim
    return best


def waits_before(
    contacts: Rows, queues: Rows, counts: Rows, skilled: Row, wants: Rows, q: Whole, now: float
) -> bool:
    """Whether anything waits that agents of a class would look at before a new contact of a queue."""
    claim, counts_from, has_equals = WORST, np.inf, False  # of what waits with the lowest claim
    for at in range(np.int64(skilled.wants), np.int64(skilled.wants_end)):
        want = wants[at]
        if want.claim > claim:
            break
        i = first_waiting(contacts, queues[want.queue], counts, now)
        if i != NONE:
            claim = want.claim
            counts_from = min(counts_from, contacts[i].arrived_at - queues[want.queue].head_start)
        if want.queue == q:
            claim, has_equals = want.claim, True
    return counts_from < np.inf and (not has_equals or counts_from <= now - queues[q].head_start)
