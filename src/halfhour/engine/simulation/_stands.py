"""Where agents stand who can take a contact, and who of them does.

A contact goes to who is free, of these to the lowest rank for its queue, of these to who has been free
longest. Where nobody is, a contact that agents may hold beside others goes to who holds fewest, of these
to the lowest rank, of these to who has held so many longest; nobody takes one while anything waits that
they would look at before it. Where nobody has room, a live contact interrupts: the lowest rank, of these
who took up last what is less urgent than it.

Each class has `width` stands, one for each number in hand and the last for who can be interrupted;
`standing` counts agents by the kind of stand, over all classes.
"""

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.simulation._floor import FREE, NONE, Row, Rows, Whole
from halfhour.engine.simulation._lines import WORST, waits_before

Standing = NDArray[np.uint32]


def stand_up(agents: Rows, stands: Rows, standing: Standing, a: Whole, kind: Whole, now: float) -> None:
    """Puts an agent behind all of their class who stand there for the same; of this instant, by number."""
    agent = agents[a]
    agent.stand = agent.skilled * np.uint32(standing.size) + np.uint32(kind)
    agent.kind = kind
    agent.stands_since = now
    stand = stands[agent.stand]
    before, behind = stand.last, NONE
    while before != NONE and before > a and agents[before].stands_since == now:
        before, behind = agents[before].before, before
    agent.before, agent.behind = before, behind
    if before == NONE:
        stand.first = a
    else:
        agents[before].behind = a
    if behind == NONE:
        stand.last = a
    else:
        agents[behind].before = a
    standing[kind] += np.uint32(1)


def step_out(agents: Rows, stands: Rows, standing: Standing, a: Whole) -> None:
    """Takes an agent from where they stand."""
    agent = agents[a]
    stand = stands[agent.stand]
    if agent.before == NONE:
        stand.first = agent.behind
    else:
        agents[agent.before].behind = agent.behind
    if agent.behind == NONE:
        stand.last = agent.before
    else:
        agents[agent.behind].before = agent.before
    standing[agent.kind] -= np.uint32(1)
    agent.stand = NONE


def settle(agents: Rows, stands: Rows, standing: Standing, a: Whole, now: float) -> None:
    """Lets an agent stand where they belong by what they hold; nowhere if they can take nothing."""
    agent = agents[a]
    if agent.skilled == NONE:
        return
    if agent.holds < agent.holds_most:
        stand_up(agents, stands, standing, a, agent.holds, now)
    elif agent.is_interruptible:
        stand_up(agents, stands, standing, a, standing.size - 1, now)


def free_agent(agents: Rows, queue: Row, holders: Rows, stands: Rows, width: Whole) -> Whole:
    """Who of the free agents answers a queue; NONE where nobody does."""
    best, best_since, best_rank = NONE, np.inf, WORST
    for at in range(np.int64(queue.holders), np.int64(queue.holders_end)):
        holder = holders[at]
        if holder.rank > best_rank:
            break
        a = stands[holder.skilled * np.uint32(width) + np.uint32(FREE)].first
        if a != NONE:
            since = agents[a].stands_since
            if since < best_since or (since == best_since and a < best):
                best, best_since, best_rank = a, since, holder.rank
    return best


def agent_with_room(
    contacts: Rows,
    agents: Rows,
    queues: Rows,
    classes: Rows,
    wants: Rows,
    holders: Rows,
    stands: Rows,
    standing: Standing,
    counts: Rows,
    q: Whole,
    now: float,
) -> Whole:
    """Who takes a contact beside what they hold; NONE where nobody does."""
    for kind in range(1, np.int64(queues[q].most)):
        if standing[kind] == 0:
            continue
        best, best_since, best_rank = NONE, np.inf, WORST
        for at in range(np.int64(queues[q].holders), np.int64(queues[q].holders_end)):
            holder = holders[at]
            if holder.rank > best_rank:
                break
            a = stands[holder.skilled * np.uint32(standing.size) + np.uint32(kind)].first
            if a == NONE or agents[a].stands_since >= best_since:
                continue
            if counts[0].lines > 0 and waits_before(
                contacts, queues, counts, classes[holder.skilled], wants, q, now
            ):
                continue
            best, best_since, best_rank = a, agents[a].stands_since, holder.rank
        if best != NONE:
            return best
    return NONE


def interruptible_agent(
    contacts: Rows, agents: Rows, queues: Rows, holders: Rows, stands: Rows, width: Whole, q: Whole
) -> Whole:
    """Who lays aside what they are on for a live contact; NONE where nobody does."""
    best, best_since, best_rank = NONE, -np.inf, WORST
    for at in range(np.int64(queues[q].holders), np.int64(queues[q].holders_end)):
        holder = holders[at]
        if holder.rank > best_rank:
            break
        a = stands[holder.skilled * np.uint32(width) + np.uint32(width - 1)].last
        while a != NONE and queues[contacts[agents[a].in_hand].queue].place <= queues[q].place:
            a = agents[a].before
        if a != NONE and agents[a].stands_since > best_since:
            best, best_since, best_rank = a, agents[a].stands_since, holder.rank
    return best
