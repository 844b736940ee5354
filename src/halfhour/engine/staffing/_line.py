"""The line of a settled queue as a Markov chain: how its good and bad spells last.

The contacts in the system are a birth-and-death process. What one contact's luck says of the luck of those
that come u seconds later is a sum of falling exponentials; their first two integrals over u are
exact, from two passes of Poisson's equation, and one exponential is put in their place. Whether a
contact is answered in time is taken to depend on the line it finds alone, not on how fast that line
then moves for those behind it. Derivation: docs/methods/requirement-under-risk.md.

Everything here is about one case, in plain numbers, for `queueing.Kernel`.
"""

from math import exp, floor, inf, log, log1p, sqrt

import numpy as np

from halfhour.engine.arguments import Numbers

RAREST = 1e-13  # of the likeliest state's chance, below which states are left out
LONGEST_LINE = 3000  # contacts

Spells = tuple[float, float, float, float, float, float]


def spells(load: float, places: float, handle: float, patience: float, within: float) -> Spells:
    """Level, and what is needed of how contacts in time vary, for load and places above 0.

    They are: the level; the variance of one contact's luck; the sum of what a contact's luck says of
    later ones, per second, and its length in seconds; and the same two of what the mere coming of a
    contact says. A line that never settles answers nobody in time.
    """
    if patience == inf and load >= places:
        return 0.0, 0.0, 0.0, 1.0, 0.0, 1.0
    arrival = load / handle
    mode = float(floor(min(load, places)))
    if load > places:
        mode += float(floor((load - places) * patience / handle))
    low, weight = mode, 1.0
    while low > 0 and weight > RAREST:
        weight *= death_rate(low, places, handle, patience) / arrival
        low -= 1.0
    size = int(mode - low + 9.0 * sqrt(mode + 9.0) + LONGEST_LINE)
    chance, soon = np.empty(size), np.empty(size)
    states = fill_states(chance, soon, low, mode, weight, load, places, handle, patience, within)

    level = 0.0
    for state in range(states):
        level += chance[state] * soon[state]
    single = 0.0
    for state in range(states):
        good = soon[state]
        single += chance[state] * (good * (1.0 - level) ** 2 + (1.0 - good) * level**2)
        soon[state] -= level
    later, longer = np.empty(states), np.empty(states)
    solve_poisson(chance, soon, later, states, arrival)
    solve_poisson(chance, later, longer, states, arrival)
    luck = lasting = came = coming = 0.0
    for state in range(states):
        following = min(state + 1, states - 1)  # whom a contact meets that comes later, it has made longer
        luck += chance[state] * soon[state] * later[following]
        lasting += chance[state] * soon[state] * longer[following]
        came += chance[state] * later[following]
        coming += chance[state] * longer[following]
    rate = arrival * arrival
    return (
        level,
        single,
        rate * luck,
        lasting / luck if luck > 0.0 else 1.0,
        rate * came,
        coming / came if came < 0.0 else 1.0,
    )


def death_rate(there: float, places: float, handle: float, patience: float) -> float:
    """Contacts that leave per second, served or not, with so many there."""
    rate = min(there, places) / handle
    return rate + (there - places) / patience if there > places and 0.0 < patience < inf else rate


def fill_states(
    chance: Numbers,
    soon: Numbers,
    low: float,
    mode: float,
    weight: float,
    load: float,
    places: float,
    handle: float,
    patience: float,
    within: float,
) -> int:
    """The chance of each state from `low` on, and who finds it is answered in time; how many states.

    Before who finds j in line lie j + 1 departures at rates s, s + 1/patience, … : scaled by the
    patience, e to the minus their sum has a beta distribution (Rényi); without patience it is gamma.
    """
    arrival, service = load / handle, places / handle
    waits = within > 0.0 and patience > 0.0
    fade, ratio, log_term = 0.0, 0.0, 0.0
    if waits and patience < inf:
        fade, ratio = -within / patience, service * patience
        log_term = fade * (ratio + 1.0)
        fade = log1p(-exp(fade))
    elif waits:
        fade = log(service * within)
        log_term = -service * within
    tail = exp(log_term)
    if waits and patience < inf:
        log_term += fade + log(ratio + 1.0)
    elif waits:
        log_term += fade
    behind = 0.0
    state, total, there = 0, 0.0, low
    while state < chance.size:
        while behind < there - places and waits:  # the sum up to this place in line
            behind += 1.0
            tail += exp(log_term)
            if patience < inf:
                log_term += fade + log((ratio + 1.0 + behind) / (behind + 1.0))
            else:
                log_term += fade - log(behind + 1.0)
        answered = ratio / (ratio + behind + 1.0) if patience < inf else 1.0
        soon[state] = 1.0 if there < places else answered * max(1.0 - tail, 0.0) if waits else 0.0
        chance[state] = weight
        total += weight
        state += 1
        if (weight < RAREST and there > mode) or (patience == 0.0 and there >= places):
            break
        there += 1.0
        weight *= arrival / death_rate(there, places, handle, patience)
    for number in range(state):
        chance[number] /= total
    return state


def solve_poisson(chance: Numbers, source: Numbers, solution: Numbers, states: int, arrival: float) -> None:
    """What a source with mean 0 adds up to over all time from each state on, as a solution with mean 0.

    The flow between neighbours is the source's sum on one side; it is taken from the side where less
    lies, so that no digits cancel.
    """
    half = states // 2
    flow = np.zeros(states)  # nothing flows on from the last
    below = 0.0
    for state in range(half):
        below += chance[state] * source[state]
        flow[state] = below
    above = 0.0
    for state in range(states - 1, half, -1):
        above += chance[state] * source[state]
        flow[state - 1] = -above
    value = mean = 0.0
    for state in range(states):
        solution[state] = value
        mean += chance[state] * value
        value -= flow[state] / (arrival * chance[state])
    for state in range(states):
        solution[state] -= mean


PARTS = (death_rate, fill_states, solve_poisson, spells)
