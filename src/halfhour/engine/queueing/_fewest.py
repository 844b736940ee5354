"""The fewest agents who answer a share of the contacts in time, case by case, for `_compiled.Kernel`.

The chance that all agents are busy rests on Erlang B, whose reciprocal W(n) obeys

    W(n) = 1 + n / load × W(n − 1).

All terms are positive and what lies far back is forgotten: a start with any value, nine square roots of the
load before the place where it is wanted, is right to the last digit. So a case costs some dozen
multiplications, not a special function per number of agents tried.
"""

from math import ceil, exp, floor, inf, log, sqrt

from halfhour.engine.arguments import SMALLEST_LOAD, Numbers
from halfhour.engine.queueing._compiled import Kernel
from halfhour.engine.queueing._impatience import (
    PARTS,
    ROOT_WIDTHS,
    by_panels,
    growth_then_and_now,
    height_from_start,
    is_short,
)

FROM_NOBODY = ROOT_WIDTHS * ROOT_WIDTHS  # erlangs up to which the recursion starts with nobody
SURE = 1e300  # ways over last beyond which a contact finds somebody free
STEEPEST = 30.0  # log odds that stand for certainty
FURTHEST_HINT = 3.0  # roots of the load
LOG_ODDS_PER_AGENT = 1.5  # at first, times the root of the load


def ways_over_last(load: float, agents: float) -> float:
    """1 / Erlang B: the chances of all numbers of busy agents over that of the last; infinite if huge."""
    busy, ways = 0.0, 1.0
    if load > FROM_NOBODY:
        busy = max(0.0, float(floor(min(agents, load) - ROOT_WIDTHS * sqrt(load))))
        ways = 1.0 / (1.0 - busy / load)
    return ways_further(load, agents, busy, ways)


def ways_further(load: float, agents: float, busy: float, ways: float) -> float:
    """The same, from what it is for fewer."""
    inverse = 1.0 / load
    while busy + 4.0 <= agents:  # four steps in one, so that each need not wait for the one before
        fourth, third, second = (busy + 4.0) * inverse, (busy + 3.0) * inverse, (busy + 2.0) * inverse
        two = fourth * third
        ways = 1.0 + fourth + two + two * second + two * second * ((busy + 1.0) * inverse) * ways
        busy += 4.0
    while busy < agents:
        busy += 1.0
        ways = 1.0 + busy * inverse * ways
    return ways


def fewest_patient(load: float, within: float, share: float, fall: float) -> float:
    """Erlang C's fewest, one agent more at a time from where the line settles.

    `within` is in handle times, and `fall` e to the minus that.
    """
    if load == 0.0:
        return 0.0
    agents = float(floor(load))
    ways = ways_over_last(load, agents)
    inverse, rest = 1.0 / load, 1.0 - share
    late = exp((load - agents) * within)
    short = True
    while short:
        agents += 1.0
        ways = 1.0 + agents * inverse * ways
        late *= fall
        # Not (chance of waiting × late > 1 − share), with the chance n / (load + W (n − load)).
        short = agents * late > rest * (load + ways * (agents - load))
    return agents


def level_impatient(load: float, agents: float, impatience: float, within: float, idle: float) -> float:
    """Erlang A's share of all contacts that is answered in time; `idle` are the ways of one agent fewer."""
    if idle > SURE:
        return 1.0
    if is_short(load, agents, impatience):
        fade = exp(-impatience * within)
        then, whole = growth_then_and_now(agents / impatience, load / impatience, fade)
        height = height_from_start(load, agents, impatience, within)
        early = max(whole - height * then, 0.0)
        return (idle - 1.0 + height + early) / (idle + load * whole / agents)
    early, late, _, _, height, top = by_panels(load, agents, impatience, within)
    idle_scale = exp(-top)
    served = (idle - 1.0) * idle_scale + height + agents * early
    return served / (idle * idle_scale + load * (early + late))


def fewest_hasty(load: float, share: float) -> float:
    """Erlang B's fewest: who finds nobody free is gone."""
    agents = float(floor(share * load))
    ways = ways_over_last(load, agents)
    while (1.0 - share) * ways < 1.0:
        agents += 1.0
        ways = 1.0 + agents / load * ways
    return agents


def log_odds(share: float) -> float:
    if share <= 0.0:
        return -STEEPEST
    if share >= 1.0:
        return STEEPEST
    return min(max(log(share / (1.0 - share)), -STEEPEST), STEEPEST)


def fewest_impatient(load: float, within: float, share: float, impatience: float, hint: float) -> float:
    """Erlang A's fewest: the level's log odds are nearly straight in the agents, so a line finds the place.

    Who answers a share of the contacts works off that share of the load at least: fewer never do. The
    `hint`, in roots of the load above it, is where it looks first. Each number tried narrows the range, until
    one is enough and one fewer is not; so the answer does not depend on the hint.
    """
    if load == 0.0:
        return 0.0
    if impatience == inf:
        return fewest_hasty(load, share)
    if impatience == 0.0:
        return fewest_patient(load, within, share, exp(-within))
    root = sqrt(load)
    wanted, slope = log_odds(share), LOG_ODDS_PER_AGENT / root
    below, above, known = float(floor(share * load)), 0.0, False
    few, ways = below, ways_over_last(load, below)
    agents = max(below + 1.0, float(ceil(load + hint * root)))
    before, odds_before, tries = 0.0, 0.0, 0
    while True:
        idle = ways_further(load, agents - 1.0, few, ways)
        level = level_impatient(load, agents, impatience, within, idle)
        if level >= share:
            above, known = agents, True
        else:
            below = agents
        if known and above - below <= 1.0:
            return above
        if tries == 0 and known:  # a good hint: only one fewer is left to be tried
            tries, agents = 1, above - 1.0
            continue
        odds = log_odds(level)
        if tries > 1 and odds != odds_before:
            slope = max((odds - odds_before) / (agents - before), 0.1 * slope)
        before, odds_before, tries = agents, odds, tries + 2 if tries == 0 else tries + 1
        aim = float(ceil(agents + (wanted - odds) / slope))
        if known:
            if tries % 4 == 0:
                aim = float(floor((below + above) / 2.0))
            agents = min(max(aim, below + 1.0), above - 1.0)
        else:
            agents = max(aim, below + 1.0 + (tries - 2.0) * (tries - 2.0))


def alone(load: float, handle: float, patience: float, within: float, share: float) -> float | None:
    """One case without the cost of arrays; None for figures that arrays refuse or set right."""
    if not (SMALLEST_LOAD <= load < inf and 0 < handle < inf and patience >= 0 and 0 <= within < inf):
        return None
    if not 0 < share < 1:
        return None
    return fewest_impatient(load, within / handle, share, handle / patience if patience > 0 else inf, 0.0)


def _patient(cases: Numbers, found: Numbers) -> None:
    same, fall = 0.0, 1.0
    for case in range(cases.shape[1]):
        within = float(cases[1, case])
        if within != same:  # the next case has mostly the same
            same, fall = within, exp(-within)
        found[0, case] = fewest_patient(float(cases[0, case]), within, float(cases[2, case]), fall)


def _impatient(cases: Numbers, found: Numbers) -> None:
    hint = 0.0
    for case in range(cases.shape[1]):
        load = float(cases[0, case])
        agents = fewest_impatient(
            load, float(cases[1, case]), float(cases[2, case]), float(cases[3, case]), hint
        )
        if load > 1.0:  # the next case is mostly much like this one
            hint = min(max((agents - 0.5 - load) / sqrt(load), -FURTHEST_HINT), FURTHEST_HINT)
        found[0, case] = agents


patient = Kernel(
    _patient, answers=1, parts=(ways_further, ways_over_last, fewest_patient), seconds_per_case=6e-6
)
impatient = Kernel(
    _impatient,
    answers=1,
    parts=(
        *PARTS,
        ways_further,
        ways_over_last,
        level_impatient,
        fewest_hasty,
        fewest_patient,
        log_odds,
        fewest_impatient,
    ),
    seconds_per_case=2e-4,
)
