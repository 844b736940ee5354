"""Erlang C: contacts wait in one line, in order of arrival, for as long as it takes.

Arrivals at random at a steady rate, handling times spread exponentially, any number of agents.
Everything is for a settled queue. With no more agents than load it never settles and the answers
are its limits: everybody waits, nobody is answered in time, the line and the wait are infinite.
Without load nobody waits, whoever is there. Arguments broadcast like numpy's.
Derivation, source and worked table: docs/methods/erlang-c.md.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from halfhour.engine.arguments import Numbers, amounts, durations, heads, loads, shares
from halfhour.engine.queueing import _fewest
from halfhour.engine.queueing.erlang_b import log_blocking


def wait_probability(*, load_erlangs: ArrayLike, agents: ArrayLike) -> Numbers:
    """Chance that a contact waits before it is answered.

    Parameters
    ----------
    load_erlangs
        Arrivals per second times mean handling seconds, at least 0.
    agents
        People on duty; whole, at least 0.

    Examples
    --------
    >>> round(float(wait_probability(load_erlangs=2, agents=3)), 4)
    0.4444
    """
    return _wait_probability(*_load_and_agents(load_erlangs, agents))[()]


def wait_tail(
    *, load_erlangs: ArrayLike, agents: ArrayLike, handle_seconds: ArrayLike, seconds: ArrayLike
) -> Numbers:
    """Chance that a contact waits longer than `seconds`.

    Examples
    --------
    >>> round(float(wait_tail(load_erlangs=10, agents=14, handle_seconds=180, seconds=20)), 5)
    0.11165
    """
    load, count = _load_and_agents(load_erlangs, agents)
    spare = np.maximum(count - load, 0) / durations("handle_seconds", handle_seconds)
    return (_wait_probability(load, count) * np.exp(-spare * amounts("seconds", seconds)))[()]


def service_level(
    *, load_erlangs: ArrayLike, agents: ArrayLike, handle_seconds: ArrayLike, within_seconds: ArrayLike
) -> Numbers:
    """Share of contacts answered within `within_seconds`.

    Examples
    --------
    >>> round(float(service_level(load_erlangs=10, agents=14, handle_seconds=180, within_seconds=20)), 5)
    0.88835
    """
    tail = wait_tail(
        load_erlangs=load_erlangs, agents=agents, handle_seconds=handle_seconds, seconds=within_seconds
    )
    return 1 - tail


def mean_wait_seconds(*, load_erlangs: ArrayLike, agents: ArrayLike, handle_seconds: ArrayLike) -> Numbers:
    """Mean wait of all contacts, those that do not wait included (average speed of answer).

    Examples
    --------
    >>> round(float(mean_wait_seconds(load_erlangs=10, agents=14, handle_seconds=180)), 6)
    7.835937
    """
    load, count = _load_and_agents(load_erlangs, agents)
    handle = durations("handle_seconds", handle_seconds)
    return (_wait_probability(load, count) * handle * _spell(load, count))[()]


def mean_wait_of_waiting_seconds(
    *, load_erlangs: ArrayLike, agents: ArrayLike, handle_seconds: ArrayLike
) -> Numbers:
    """Mean wait of the contacts that wait at all; 0 without load, when none does.

    Examples
    --------
    >>> float(mean_wait_of_waiting_seconds(load_erlangs=10, agents=14, handle_seconds=180))
    45.0
    """
    load, count = _load_and_agents(load_erlangs, agents)
    return (durations("handle_seconds", handle_seconds) * _spell(load, count))[()]


def wait_within_seconds(
    *, load_erlangs: ArrayLike, agents: ArrayLike, handle_seconds: ArrayLike, share: ArrayLike
) -> Numbers:
    """The wait that a given share of contacts does not exceed; infinite where the queue never settles.

    Examples
    --------
    >>> round(float(wait_within_seconds(load_erlangs=10, agents=14, handle_seconds=180, share=0.95)), 1)
    56.2
    """
    load, count = _load_and_agents(load_erlangs, agents)
    handle = durations("handle_seconds", handle_seconds)
    late = 1 - shares("share", share)
    ratio = np.maximum(_wait_probability(load, count) / late, 1.0)
    spell = _spell(load, count)
    with np.errstate(invalid="ignore"):
        wait = handle * spell * np.log(ratio)
    return np.where(ratio == 1, 0.0, wait)[()]


def queue_length(*, load_erlangs: ArrayLike, agents: ArrayLike) -> Numbers:
    """Mean number of contacts waiting.

    Examples
    --------
    >>> round(float(queue_length(load_erlangs=48, agents=50)), 1)
    16.7
    """
    load, count = _load_and_agents(load_erlangs, agents)
    return (_wait_probability(load, count) * load * _spell(load, count))[()]


def occupancy(*, load_erlangs: ArrayLike, agents: ArrayLike) -> Numbers:
    """Share of the agents' time spent handling: 1 where the queue never settles, 0 without load.

    Examples
    --------
    >>> round(float(occupancy(load_erlangs=10, agents=14)), 6)
    0.714286
    """
    load, count = _load_and_agents(load_erlangs, agents)
    busy = np.ones_like(load)
    np.divide(load, count, out=busy, where=load < count)
    return np.where(load == 0, 0.0, busy)[()]


def fewest_agents(
    *, load_erlangs: ArrayLike, handle_seconds: ArrayLike, within_seconds: ArrayLike, share: ArrayLike
) -> Numbers:
    """The fewest agents who answer `share` of the contacts within `within_seconds`; 0 without load.

    Examples
    --------
    >>> fewest_agents(load_erlangs=[0, 0.6, 10], handle_seconds=180, within_seconds=20, share=0.8).tolist()
    [0.0, 2.0, 14.0]
    """
    load = loads("load_erlangs", load_erlangs)
    within = amounts("within_seconds", within_seconds) / durations("handle_seconds", handle_seconds)
    wanted = shares("share", share)
    shape = np.broadcast_shapes(load.shape, within.shape, wanted.shape)
    figures = (np.broadcast_to(each, shape).ravel() if each.ndim else each for each in (load, within, wanted))
    return _fewest.patient(*figures, cases=math.prod(shape)).reshape(shape)[()]


def _load_and_agents(load_erlangs: ArrayLike, agents: ArrayLike) -> tuple[Numbers, Numbers]:
    load, count = np.broadcast_arrays(loads("load_erlangs", load_erlangs), heads("agents", agents))
    return load, count


def _wait_probability(load: Numbers, agents: Numbers) -> Numbers:
    blocked = np.exp(log_blocking(load, agents))
    free = np.maximum(agents - load, 0)
    chance = np.ones_like(load)
    np.divide(agents * blocked, free + load * blocked, out=chance, where=load < agents)
    return np.where(load == 0, 0.0, chance)


def _spell(load: Numbers, agents: Numbers) -> Numbers:
    """Mean wait of those who wait, in handling times."""
    spell = np.full_like(load, np.inf)
    np.divide(1.0, agents - load, out=spell, where=load < agents)
    return np.where(load == 0, 0.0, spell)
