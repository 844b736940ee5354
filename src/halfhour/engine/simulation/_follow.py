"""Contacts that come of others: passed on to another queue, or of a customer who comes again.

Who comes again is kept in a heap by time, of equal times by contact; while it is empty, its top is at
infinity. What follows from a contact hangs on its own source, so that it is the same whenever it was
answered. There is room for one return of each kind for every contact.
"""

import numpy as np

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation._chance import (
    REDIAL_DELAY_WORD,
    REDIAL_WORD,
    REDIALLED,
    REPEAT_DELAY_WORD,
    REPEAT_WORD,
    REPEATED,
    TRANSFER_WORD,
    TRANSFERRED,
    draw_contact,
    duration,
    promise_callback,
    uniform,
    word,
)
from halfhour.engine.simulation._floor import NONE, Row, Rows, Whole
from halfhour.engine.simulation._tables import HANDLE, PATIENCE, REDIAL_DELAY, REPEAT_DELAY

NOWHERE = np.uint32(0xFFFF)  # no queue


def onward_queue(contact: Row, queue: Row, transfers: Rows) -> Whole:
    """The queue that a handled contact is passed on to; NOWHERE for most."""
    luck = uniform(word(contact.source, TRANSFER_WORD))
    for at in range(np.int64(queue.transfers), np.int64(queue.transfers_end)):
        if luck < transfers[at].upto:
            return transfers[at].queue
    return NOWHERE


def will_repeat(
    contacts: Rows,
    queue: Row,
    returns: Rows,
    counts: Rows,
    shapes: Rows,
    pool: Rows,
    i: Whole,
    now: float,
) -> None:
    """Decides whether the customer of a handled contact comes again, and when."""
    contact = contacts[i]
    if uniform(word(contact.source, REPEAT_WORD)) < queue.repeat:
        bits = word(contact.source, REPEAT_DELAY_WORD)
        delay = duration(shapes[4 * np.int64(contact.queue) + REPEAT_DELAY], pool, bits)
        expect(returns, counts, now + delay, i, False)


def will_redial(
    contacts: Rows, queue: Row, returns: Rows, counts: Rows, shapes: Rows, pool: Rows, i: Whole
) -> None:
    """Decides whether the customer of a contact that waits would come again after hanging up, and when."""
    contact = contacts[i]
    if contact.deadline < np.inf and uniform(word(contact.source, REDIAL_WORD)) < queue.redial:
        bits = word(contact.source, REDIAL_DELAY_WORD)
        delay = duration(shapes[4 * np.int64(contact.queue) + REDIAL_DELAY], pool, bits)
        expect(returns, counts, contact.deadline + delay, i, True)


def follow_up(
    contacts: Rows,
    queues: Rows,
    counts: Rows,
    shapes: Rows,
    pool: Rows,
    handle_scale: Numbers,
    interval_seconds: float,
    q: Whole,
    source: np.uint64,
    now: float,
) -> Whole:
    """Writes a contact that comes of another one; NONE once the horizon has ended, or without room."""
    k = np.int64(now / interval_seconds)
    if k >= handle_scale.shape[1]:
        return NONE
    if counts[0].contacts >= contacts.size:
        counts[0].full = True
        return NONE
    i = np.uint32(counts[0].contacts)
    counts[0].contacts += np.uint64(1)
    handle, patience = shapes[4 * np.int64(q) + HANDLE], shapes[4 * np.int64(q) + PATIENCE]
    draw_contact(contacts[i], handle, patience, pool, np.int64(q), handle_scale[q, k], source, 0, now)
    contacts[i].source = word(source, 3)
    promise_callback(contacts[i], queues[q].callback_after, queues[q].callback_accepted)
    return i


def who_returns(contacts: Rows, returns: Rows, counts: Rows) -> Whole:
    """The contact whose customer comes again now; NONE where they wanted to redial, but were answered."""
    i, redials = returns[0].contact, returns[0].redials
    pass_first(returns, counts)
    contact = contacts[i]
    if not redials:
        return i
    if contact.answered_at < np.inf:
        return NONE
    contact.ended_at = contact.deadline
    return i


def source_of_return(contact: Row) -> np.uint64:
    """Where the chance of the next contact of the same customer comes from."""
    return word(contact.source, REPEATED if contact.answered_at < np.inf else REDIALLED)


def source_of_transfer(contact: Row) -> np.uint64:
    """Where the chance of the contact comes from that this one goes on as."""
    return word(contact.source, TRANSFERRED)


def expect(returns: Rows, counts: Rows, at: float, i: Whole, redials: bool) -> None:
    """Puts a return into the heap."""
    here = np.int64(counts[0].returns)
    counts[0].returns += np.uint64(1)
    returns[here].at, returns[here].contact, returns[here].redials = at, i, redials
    while here > 0 and sooner(returns[here], returns[(here - 1) >> 1]):
        swap(returns[here], returns[(here - 1) >> 1])
        here = (here - 1) >> 1


def pass_first(returns: Rows, counts: Rows) -> None:
    """Takes the soonest return out of the heap."""
    size = np.int64(counts[0].returns) - 1
    counts[0].returns = size
    swap(returns[0], returns[size])
    if size == 0:
        returns[0].at = np.inf
    here = 0
    while 2 * here + 1 < size:
        child = 2 * here + 1
        if child + 1 < size and sooner(returns[child + 1], returns[child]):
            child += 1
        if not sooner(returns[child], returns[here]):
            return
        swap(returns[here], returns[child])
        here = child


def sooner(one: Row, other: Row) -> bool:
    if one.at != other.at:
        return one.at < other.at
    return one.contact < other.contact or (one.contact == other.contact and one.redials)


def swap(one: Row, other: Row) -> None:
    at, contact, redials = one.at, one.contact, one.redials
    one.at, one.contact, one.redials = other.at, other.contact, other.redials
    other.at, other.contact, other.redials = at, contact, redials
