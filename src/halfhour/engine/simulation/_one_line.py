"""Centres with a single line: everybody answers everything, and who came first is first.

There nothing needs to be played event by event. Whoever has been free longest takes a contact that
finds somebody free, and whoever is free next takes one that does not: both is the agent whose last
contact ended first. So contacts are taken in the order they come, and each knows at once when it starts
(the recursion of Kiefer and Wolfowitz). Same rules as `_loop.py`, and the same results to the last bit.

An agent's finish in the tournament is when they are free, infinity while they are away.
"""

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation._arrivals import first_to_arrive, next_edge, next_to_arrive
from halfhour.engine.simulation._floor import NONE, Row, Rows, Whole
from halfhour.engine.simulation._time import Timesheet, comes, ends_work, goes, starts_work
from halfhour.engine.simulation._tournament import set_finish


def play_one_line(
    contacts: Rows,
    agents: Rows,
    finishes: Rows,
    queues: Rows,
    factor: Numbers,
    edges: Rows,
    absent: NDArray[np.bool_],
    sheet: Timesheet,
) -> None:
    """Plays one replication to its end.

    Contacts of a queue lie from its `upcoming` on, by arrival, with an arrival at infinity behind them.
    """
    for place in range(queues.size):
        queues[place].arrives_at = contacts[queues[place].upcoming].arrived_at
    q = first_to_arrive(queues)
    edge = next_edge(edges, absent, 0)
    edge_at, edge_comes = edges[edge].at, edges[edge].comes
    free_at, a = np.inf, NONE  # who is free first of all, and when
    while queues[q].arrives_at < np.inf:
        arrived_in = q
        contact = contacts[next_to_arrive(contacts, queues, q)]
        q = first_to_arrive(queues)
        now = max(contact.arrived_at, free_at)
        while edge_at < now or (edge_at == now and (not edge_comes or contact.arrived_at == now)):
            if edge_at == np.inf:
                break
            free_at, a = follow_plan(agents, finishes, edges[edge], sheet)
            edge = next_edge(edges, absent, edge + 1)
            edge_at, edge_comes = edges[edge].at, edges[edge].comes
            now = max(contact.arrived_at, free_at)
        if contact.deadline < now or now == np.inf:
            continue
        agent = agents[a]
        if contact.arrived_at >= free_at:  # they have been free in the meantime
            ends_work(agent, sheet, free_at)
        starts_work(agent, now)
        done_at = now + contact.work * factor[a, arrived_in]
        contact.answered_at, contact.ended_at = now, done_at
        contact.handled = done_at - now
        contact.agent = a
        free_at, a = set_finish(finishes, a, done_at)
    while edge_at < np.inf:
        follow_plan(agents, finishes, edges[edge], sheet)
        edge = next_edge(edges, absent, edge + 1)
        edge_at = edges[edge].at
    for person in range(absent.shape[0]):
        if agents[person].is_busy:  # still, when their last stretch ended
            gone(agents[person], sheet)


def follow_plan(agents: Rows, finishes: Rows, edge: Row, sheet: Timesheet) -> tuple[float, Whole]:
    """Lets somebody come or leave; when the first of all is free then, and who that is.

    Who leaves with a contact in hand has it until `held_since`.
    """
    a = edge.agent
    agent = agents[a]
    if edge.comes:
        if agent.is_busy and agent.held_since <= edge.at:
            gone(agent, sheet)
        comes(agent, edge.skilled, edge.at)
        return set_finish(finishes, a, agent.held_since if agent.is_busy else edge.at)
    free_at = finishes[np.uint64(finishes.size >> 1) + np.uint64(a)].at
    agent.held_since = free_at
    if free_at <= edge.at:
        ends_work(agent, sheet, free_at)
        goes(agent, sheet, edge.at)
    agent.skilled = NONE
    return set_finish(finishes, a, np.inf)


def gone(agent: Row, sheet: Timesheet) -> None:
    """Somebody who had left with a contact in hand has finished it."""
    ends_work(agent, sheet, agent.held_since)
    goes(agent, sheet, agent.held_since)
