"""The rows that the compiled code works on: what a centre is, and what a replication keeps in mind.

They lie in arrays of records, so that a function takes a few arrays, not dozens, and what belongs
together is close in memory.
"""

from typing import Any

import numpy as np

# What numba knows and Python's types cannot say.
Rows = Any  # an array of records
Row = Any  # one of them
Whole = Any  # an index or a count
NONE = np.uint32(0xFFFFFFFF)  # no contact, no agent, no class


def _row(**fields: type[np.generic]) -> np.dtype[np.void]:
    return np.dtype(list(fields.items()), align=True)


CONTACT = _row(
    arrived_at=np.float64,
    answered_at=np.float64,  # infinity until it is
    ended_at=np.float64,  # infinity until it is
    deadline=np.float64,  # when it hangs up, if nobody has answered
    work=np.float64,  # seconds left to do at speed 1
    handled=np.float64,  # seconds in hand
    source=np.uint64,  # of its own chance
    agent=np.uint32,  # who answered
    behind=np.uint32,  # who stands behind it in the line
    queue=np.uint16,
    promised=np.bool_,  # a callback
)
AGENT = _row(
    held_since=np.float64,  # when what is in hand last changed
    busy_since=np.float64,
    stands_since=np.float64,
    on_since=np.float64,
    factor=np.float64,  # with which the last in hand was taken
    busy_seconds=np.float64,
    staffed_seconds=np.float64,
    skilled=np.uint32,  # the class as which they are on queue; NONE where they are not
    in_hand=np.uint32,  # the contact, where it is but one
    holds=np.uint32,
    holds_most=np.uint32,  # how many may be held beside what is in hand
    stand=np.uint32,  # where they stand; NONE where they can take nothing
    kind=np.uint32,  # of stand
    before=np.uint32,  # their neighbours there
    behind=np.uint32,
    number=np.uint32,
    is_busy=np.bool_,
    is_interruptible=np.bool_,
)
# Where agents of one class stand who can take something, in the order in which they came there: a row
# for those who are free, one for those with one in hand and room for more, two, and so on; the last is
# for those who can be interrupted.
STAND = _row(first=np.uint32, last=np.uint32)
FREE = 0
QUEUE = _row(
    place=np.uint32,  # in the order of service
    most=np.uint32,  # that an agent may hold at once
    holders=np.uint32,  # its classes lie from here on
    holders_end=np.uint32,
    transfers=np.uint32,
    transfers_end=np.uint32,
    openings=np.uint32,
    openings_end=np.uint32,
    waited=np.uint32,  # where its backlog lies
    waited_end=np.uint32,
    given=np.uint32,  # where the times lie at which its contacts come, if they are not drawn
    given_end=np.uint32,
    deferred=np.bool_,
    interruptible=np.bool_,
    repeat=np.float64,
    redial=np.float64,
    callback_after=np.float64,  # infinity where none is offered
    callback_accepted=np.float64,
    goal_seconds=np.float64,
    head_start=np.float64,  # seconds, above the queue with the least
    interval_shape=np.float64,  # of the gamma factors: 1 / cv², 0 where there is none
    day_shape=np.float64,
    stream=np.uint64,  # where its chance comes from
    first=np.uint32,  # in its line
    last=np.uint32,
    upcoming=np.uint32,  # the next to arrive
    arrives_at=np.float64,  # when it does
)
CLASS = _row(wants=np.uint32, wants_end=np.uint32)
WANT = _row(queue=np.uint32, claim=np.uint32)  # the queues of a class, in the order they are looked at
HOLDER = _row(skilled=np.uint32, rank=np.uint32)  # the classes of a queue, likewise
EDGE = _row(at=np.float64, agent=np.uint32, skilled=np.uint32, day=np.uint32, comes=np.bool_)
PERSON = _row(absence=np.float64, stream=np.uint64, crew=np.uint32)
SHAPE = _row(
    kind=np.uint32, first=np.float64, second=np.float64, pool=np.uint32, pool_end=np.uint32
)  # a distribution; what was measured lies in the pool
POOL = _row(seconds=np.float64, upto=np.float64)
TRANSFER = _row(queue=np.uint32, upto=np.float64)  # chances up to and including it
OPENING = _row(start=np.float64, end=np.float64, passed=np.float64)  # clock seconds until the start
RETURN = _row(at=np.float64, contact=np.uint32, redials=np.bool_)
COUNTS = _row(
    lines=np.uint64,  # in which somebody may wait
    returns=np.uint64,
    contacts=np.uint64,
    kept=np.int64,  # records
    full=np.bool_,  # whether there was no room for a contact
)
FINISH = _row(at=np.float64, agent=np.uint32)  # a node of the tournament of next finishes
