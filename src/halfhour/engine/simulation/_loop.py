"""The event loop: one replication, contact by contact.

What happens at one instant happens in this order: who leaves, which contacts are done, who comes, who
comes again, what arrives; among equals by the number of the agent or the contact, arrivals by their
queue's. A customer's patience lasts through its last instant: only afterwards have they hung up.
Hanging up needs no event: whoever looks into a line passes over those who have gone. Who waits already
when the horizon starts stands in line before anything happens.

i ranges over contacts, q over queues, a over agents.
"""

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation._arrivals import first_to_arrive, next_edge, next_to_arrive
from halfhour.engine.simulation._floor import FREE, NONE, Rows
from halfhour.engine.simulation._follow import (
    NOWHERE,
    follow_up,
    onward_queue,
    source_of_return,
    source_of_transfer,
    who_returns,
    will_redial,
    will_repeat,
)
from halfhour.engine.simulation._hands import (
    Held,
    lay_aside,
    put_in_hand,
    soonest,
    take_out_finished,
)
from halfhour.engine.simulation._lines import line_up, line_up_first, next_contact, take_first
from halfhour.engine.simulation._stands import (
    Standing,
    agent_with_room,
    free_agent,
    interruptible_agent,
    settle,
    step_out,
)
from halfhour.engine.simulation._time import Timesheet, comes, ends_work, goes
from halfhour.engine.simulation._tournament import ROOT, set_finish


def play(
    contacts: Rows,
    agents: Rows,
    held: Held,
    finishes: Rows,
    queues: Rows,
    classes: Rows,
    wants: Rows,
    holders: Rows,
    stands: Rows,
    standing: Standing,
    factor: Numbers,
    speeds: Numbers,
    edges: Rows,
    absent: NDArray[np.bool_],
    returns: Rows,
    counts: Rows,
    shapes: Rows,
    pool: Rows,
    transfers: Rows,
    handle_scale: Numbers,
    interval_seconds: float,
    sheet: Timesheet,
) -> None:
    """Plays one replication to its end; `counts` says where there was no room for what came of others.

    Contacts of a queue lie from its `upcoming` on, by arrival, with an arrival at infinity behind them;
    those that come of others are put behind all.
    """
    for place in range(queues.size):
        queue = queues[place]
        for _ in range(np.int64(queue.waited), np.int64(queue.waited_end)):
            line_up(contacts, queue, counts, queue.upcoming)
            will_redial(contacts, queue, returns, counts, shapes, pool, queue.upcoming)
            queue.upcoming += np.uint32(1)
        queue.arrives_at = contacts[queue.upcoming].arrived_at
    arriving = first_to_arrive(queues)
    edge = next_edge(edges, absent, 0)
    edge_at = edges[edge].at
    while not counts[0].full:
        arrives_at, done_at = queues[arriving].arrives_at, finishes[ROOT].at
        returns_at = returns[0].at
        i, a = NONE, NONE  # a contact that looks for an agent, an agent who looks for a contact
        was_in_hand = False  # the contact, until now
        has_finished = False  # the agent, one contact
        if arrives_at < done_at and arrives_at < edge_at and arrives_at < returns_at:
            now = arrives_at
            i = next_to_arrive(contacts, queues, arriving)
            arriving = first_to_arrive(queues)
        elif done_at <= returns_at and (
            done_at < edge_at or (done_at == edge_at and edges[edge].comes and done_at < np.inf)
        ):
            now, a, has_finished = done_at, finishes[ROOT].agent, True
            if agents[a].stand != NONE:
                step_out(agents, stands, standing, a)
            done = take_out_finished(contacts, agents, held, queues, speeds, a, now)
            queue = queues[contacts[done].queue]
            onward = NOWHERE
            if queue.transfers < queue.transfers_end:
                onward = onward_queue(contacts[done], queue, transfers)
            if onward != NOWHERE:
                source = source_of_transfer(contacts[done])
                i = follow_up(
                    contacts,
                    queues,
                    counts,
                    shapes,
                    pool,
                    handle_scale,
                    interval_seconds,
                    onward,
                    source,
                    now,
                )
            elif queue.repeat > 0.0:
                will_repeat(contacts, queue, returns, counts, shapes, pool, done, now)
        elif edge_at <= returns_at:
            if edge_at == np.inf:
                return
            now, who = edge_at, edges[edge].agent
            agent = agents[who]
            if edges[edge].comes:
                a = who
                comes(agent, edges[edge].skilled, now)
            else:
                if agent.stand != NONE:
                    step_out(agents, stands, standing, who)
                if agent.is_interruptible:
                    i, was_in_hand = lay_aside(contacts, agents, speeds, who, now), True
                    set_finish(finishes, who, np.inf)
                    ends_work(agent, sheet, now)
                if not agent.is_busy:
                    goes(agent, sheet, now)
                agent.skilled = NONE
            edge = next_edge(edges, absent, edge + 1)
            edge_at = edges[edge].at
        else:
            now = returns_at
            before = who_returns(contacts, returns, counts)
            if before != NONE:
                source = source_of_return(contacts[before])
                i = follow_up(
                    contacts,
                    queues,
                    counts,
                    shapes,
                    pool,
                    handle_scale,
                    interval_seconds,
                    np.uint32(contacts[before].queue),
                    source,
                    now,
                )

        while i != NONE:  # until it is in somebody's hands or in a line, and what was laid aside for it too
            queue, q = queues[contacts[i].queue], np.uint32(contacts[i].queue)
            taker, aside = NONE, NONE
            if standing[FREE] > 0:
                taker = free_agent(agents, queue, holders, stands, standing.size)
            if taker == NONE and queue.most > 1:
                taker = agent_with_room(
                    contacts, agents, queues, classes, wants, holders, stands, standing, counts, q, now
                )
            if taker == NONE and standing[standing.size - 1] > 0 and not queue.deferred:
                taker = interruptible_agent(contacts, agents, queues, holders, stands, standing.size, q)
                if taker != NONE:
                    aside = lay_aside(contacts, agents, speeds, taker, now)
            if taker != NONE:
                step_out(agents, stands, standing, taker)
                put_in_hand(contacts, agents, held, queues, speeds, factor, finishes, taker, i, now)
                settle(agents, stands, standing, taker, now)
            elif was_in_hand:
                line_up_first(contacts, queue, counts, i)
            else:
                line_up(contacts, queue, counts, i)
                if queue.redial > 0.0:
                    will_redial(contacts, queue, returns, counts, shapes, pool, i)
            i, was_in_hand = aside, True

        if a == NONE:
            continue
        agent = agents[a]
        if agent.stand != NONE:  # who comes back while they still finish something
            step_out(agents, stands, standing, a)
        while counts[0].lines > 0 and agent.skilled != NONE:  # until they have all that they can take
            i = next_contact(contacts, queues, counts, classes[agent.skilled], wants, now)
            if i == NONE:
                break
            queue = queues[contacts[i].queue]
            if agent.holds > 0 and agent.holds >= min(agent.holds_most, queue.most):
                break
            take_first(contacts, queue, counts)
            put_in_hand(contacts, agents, held, queues, speeds, factor, finishes, a, i, now)
            has_finished = False
        if has_finished:  # and has nothing new, which would have set their next finish
            set_finish(finishes, a, now + soonest(contacts, agent, held, a, speeds))
        if agent.holds == 0:
            ends_work(agent, sheet, now)
            if agent.skilled == NONE:
                goes(agent, sheet, now)
        settle(agents, stands, standing, a, now)
