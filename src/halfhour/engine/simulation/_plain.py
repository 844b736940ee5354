"""The event loop for centres in which agents hold one contact at a time, until it is done.

Same rules as `_loop.py`, and the same results to the last bit; faster, for it need not look for anything
else. i ranges over contacts, q over queues, a over agents.
"""

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation._arrivals import first_to_arrive, next_edge, next_to_arrive
from halfhour.engine.simulation._floor import FREE, NONE, Rows
from halfhour.engine.simulation._lines import line_up, next_contact, take_first
from halfhour.engine.simulation._stands import Standing, free_agent, stand_up, step_out
from halfhour.engine.simulation._time import Timesheet, comes, ends_work, goes, starts_work
from halfhour.engine.simulation._tournament import ROOT, set_finish


def play_plain(
    contacts: Rows,
    agents: Rows,
    finishes: Rows,
    queues: Rows,
    classes: Rows,
    wants: Rows,
    holders: Rows,
    stands: Rows,
    standing: Standing,
    factor: Numbers,
    edges: Rows,
    absent: NDArray[np.bool_],
    counts: Rows,
    sheet: Timesheet,
) -> None:
    """Plays one replication to its end.

    Contacts of a queue lie from its `upcoming` on, by arrival, with an arrival at infinity behind them.
    """
    for place in range(queues.size):
        queue = queues[place]
        for _ in range(np.int64(queue.waited), np.int64(queue.waited_end)):
            line_up(contacts, queue, counts, queue.upcoming)
            queue.upcoming += np.uint32(1)
        queue.arrives_at = contacts[queue.upcoming].arrived_at
    q = first_to_arrive(queues)
    edge = next_edge(edges, absent, 0)
    while True:
        arrives_at, done_at, edge_at = queues[q].arrives_at, finishes[ROOT].at, edges[edge].at
        i = NONE
        if arrives_at < done_at and arrives_at < edge_at:
            now, arrived_in = arrives_at, q
            i = next_to_arrive(contacts, queues, q)
            q = first_to_arrive(queues)
            a = NONE
            if standing[FREE] > 0:
                a = free_agent(agents, queues[arrived_in], holders, stands, standing.size)
            if a == NONE:
                line_up(contacts, queues[arrived_in], counts, i)
                continue
            step_out(agents, stands, standing, a)
        elif done_at < edge_at or (done_at == edge_at and edges[edge].comes and done_at < np.inf):
            now, a = done_at, finishes[ROOT].agent
        elif edge_at == np.inf:
            return
        else:
            now, a = edge_at, edges[edge].agent
            if edges[edge].comes:
                comes(agents[a], edges[edge].skilled, now)
            else:
                if agents[a].stand != NONE:
                    step_out(agents, stands, standing, a)
                    goes(agents[a], sheet, now)
                agents[a].skilled = NONE
            edge = next_edge(edges, absent, edge + 1)
            if agents[a].is_busy or agents[a].skilled == NONE:
                continue

        agent = agents[a]
        if i == NONE:
            if counts[0].lines > 0 and agent.skilled != NONE:
                i = next_contact(contacts, queues, counts, classes[agent.skilled], wants, now)
            if i == NONE:
                ends_work(agent, sheet, now)
                set_finish(finishes, a, np.inf)
                if agent.skilled == NONE:
                    goes(agent, sheet, now)
                else:
                    stand_up(agents, stands, standing, a, FREE, now)
                continue
            take_first(contacts, queues[contacts[i].queue], counts)
        contact = contacts[i]
        starts_work(agent, now)
        done_at = now + contact.work * factor[a, contact.queue]
        contact.answered_at, contact.ended_at = now, done_at
        contact.handled = done_at - now
        contact.agent = a
        set_finish(finishes, a, done_at)
