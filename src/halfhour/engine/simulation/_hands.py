"""What an agent holds, where that may be several contacts or may be laid aside.

The more an agent holds, the slower each goes: with n in hand, a contact of queue q has speed
`speeds[q, n - 1]`. What is left to do of each is brought up to date whenever that changes. `held` has
shape (agents, most at once); who holds but one has it `in_hand` as well.
"""

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation._floor import Row, Rows, Whole
from halfhour.engine.simulation._lines import WORST
from halfhour.engine.simulation._time import starts_work
from halfhour.engine.simulation._tournament import enter_finish, is_done, set_finish

Held = NDArray[np.uint32]


def put_in_hand(
    contacts: Rows,
    agents: Rows,
    held: Held,
    queues: Rows,
    speeds: Numbers,
    factor: Numbers,
    finishes: Rows,
    a: Whole,
    i: Whole,
    now: float,
) -> None:
    """Gives a contact to an agent who has room for it."""
    agent, contact = agents[a], contacts[i]
    queue = queues[contact.queue]
    if agent.holds > 0:
        work_on(contacts, agent, held, a, speeds, now)
    starts_work(agent, now)
    if contact.answered_at == np.inf:
        contact.answered_at = now
        contact.agent = a
    agent.factor = factor[a, contact.queue]
    work = contact.work * agent.factor
    contact.work = work
    held[a, agent.holds] = i
    agent.in_hand = i
    agent.holds += np.uint32(1)
    agent.holds_most = min(agent.holds_most, queue.most)
    agent.held_since = now
    agent.is_interruptible = queue.interruptible
    if agent.holds == 1:
        at = now + work / speeds[contact.queue, 0]
        if is_done(finishes, a):
            enter_finish(finishes, a, at)
            return
    else:
        at = now + soonest(contacts, agent, held, a, speeds)
    set_finish(finishes, a, at)


def work_on(contacts: Rows, agent: Row, held: Held, a: Whole, speeds: Numbers, now: float) -> None:
    """Brings what an agent holds up to date."""
    passed = now - agent.held_since
    for h in range(np.int64(agent.holds)):
        contact = contacts[held[a, h]]
        contact.work = max(contact.work - passed * speeds[contact.queue, agent.holds - 1], 0.0)
        contact.handled += passed
    agent.held_since = now


def soonest(contacts: Rows, agent: Row, held: Held, a: Whole, speeds: Numbers) -> float:
    """Seconds until the next of what an agent holds is done; infinity with empty hands."""
    if agent.holds == 1:
        return contacts[agent.in_hand].work / speeds[contacts[agent.in_hand].queue, 0]
    least = np.inf
    for h in range(np.int64(agent.holds)):
        contact = contacts[held[a, h]]
        least = min(least, contact.work / speeds[contact.queue, agent.holds - 1])
    return least


def take_out_finished(
    contacts: Rows,
    agents: Rows,
    held: Held,
    queues: Rows,
    speeds: Numbers,
    a: Whole,
    now: float,
) -> Whole:
    """Ends the contact in an agent's hands that is done; which one. Their next finish is not yet set."""
    agent = agents[a]
    if agent.holds == 1:
        i = held[a, 0]
        contacts[i].handled += now - agent.held_since
        agent.holds = 0
    else:
        done = first_done(contacts, agent, held, a, speeds)
        i = held[a, done]
        work_on(contacts, agent, held, a, speeds, now)
        agent.holds -= np.uint32(1)
        for h in range(done, np.int64(agent.holds)):
            held[a, h] = held[a, h + 1]
        agent.in_hand = held[a, 0]
    contacts[i].ended_at = now
    agent.is_interruptible = False
    agent.holds_most = WORST
    for h in range(np.int64(agent.holds)):
        agent.holds_most = min(agent.holds_most, queues[contacts[held[a, h]].queue].most)
    return i


def first_done(contacts: Rows, agent: Row, held: Held, a: Whole, speeds: Numbers) -> Whole:
    """Which of those that an agent holds is done first."""
    done, least = 0, np.inf
    for h in range(np.int64(agent.holds)):
        contact = contacts[held[a, h]]
        left = contact.work / speeds[contact.queue, agent.holds - 1]
        if left < least:
            done, least = h, left
    return done


def lay_aside(contacts: Rows, agents: Rows, speeds: Numbers, a: Whole, now: float) -> Whole:
    """Takes the one contact that an agent holds out of their hands, with what is left of its work."""
    agent = agents[a]
    i = agent.in_hand
    contact = contacts[i]
    passed = now - agent.held_since
    contact.work = max(contact.work - passed * speeds[contact.queue, 0], 0.0) / agent.factor
    contact.handled += passed
    contact.deadline = np.inf
    agent.holds = 0
    agent.holds_most = WORST
    agent.is_interruptible = False
    return i
