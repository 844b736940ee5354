"""The integral behind Erlang A: how long a contact that never gave up would have to wait.

In units of one handling time, with load λ, n agents and θ = handling time / mean patience, the
density of that offered wait at s is proportional to exp(φ(s)),

    φ(s) = λ (1 − e^(−θs)) / θ − n s,

which rises to a single top and falls (φ is concave). Its integrals are incomplete gamma functions,
taken in one of two ways. With x = n / θ and y = λ / θ they are series in y / (x + 1), y² / (x + 1)(x + 2)
and so on, whose terms are all positive, so that no digit is lost; `by_series` adds them up where they are
few. For long patience they are many and huge; then φ is written by its distance from its top and
integrated by Gauss's rule on panels that shrink towards the top (`by_panels`).

Everything here is about one case, in plain numbers, for `_compiled.Kernel`.
"""

from dataclasses import dataclass
from math import ceil, exp, expm1, log, log1p, log2, sqrt

import numpy as np

from halfhour.engine.arguments import Numbers
from halfhour.engine.queueing._compiled import Kernel

Integrals = tuple[float, float, float, float, float, float]

NODES, WEIGHTS = (
    tuple(((np.asarray(part) + shift) / 2).tolist())
    for part, shift in zip(np.polynomial.legendre.leggauss(16), (1.0, 0.0), strict=True)
)
DEPTH = 42.0  # what lies further than this below the top, in logarithms, is nothing beside it
FEWEST_PANELS = 6
MOST_TERMS = 600.0  # of a series; beyond, panels take less time
USUAL, USUAL_GROWTH = 2000.0, 190.0  # 9 √2000 + 190 are fewer than that
MOST_GROWTH = 300.0  # logarithm of the series' sum, so that it does not overflow
SMALL_DIFFERENCE = 0.01  # of the rest, below which the integral up to a time is taken by panels
LAST_TERM = 1e-17  # of the sum so far, that no longer counts
LAST_TERM_SOUGHT = 1e-14  # the same where only a level is compared with a share
ROOT_WIDTHS = 9.0  # square roots from the mean at which a Poisson chance is below 1e-17 of its peak


def integrals(load: float, agents: float, impatience: float, time: float) -> Integrals:
    """Integrals of exp(φ − top) for load, agents and impatience above 0.

    They are: early, over waits up to the time; late, beyond it; leaving, of the share that has given
    up by then; answered_wait, of wait times the share that has not; height, exp(φ − top) at the time;
    and top, the level from which φ is measured.
    """
    if is_short(load, agents, impatience):
        found = by_series(load, agents, impatience, time)
        # With too few agents, the little that is answered early is all there is of the service level, and
        # the difference of two sums has lost its digits.
        if agents >= load or found[0] > SMALL_DIFFERENCE * found[1]:
            return found
    return by_panels(load, agents, impatience, time)


def is_short(load: float, agents: float, impatience: float) -> bool:
    """Whether the series have few terms and a sum that a float can hold."""
    x, y = agents / impatience, load / impatience
    if y < USUAL and y - x < USUAL_GROWTH:
        return True
    if y - x > MOST_GROWTH:
        return False
    terms = ROOT_WIDTHS * sqrt(y)
    terms = terms + y - x if y > x else min(terms, 40.0 * x / (x - y)) if y < x else terms
    return terms < MOST_TERMS


def growth(x: float, y: float) -> float:
    """The sum of y^k / ((x + 1) … (x + k)) over k from 0: x e^y y^(−x) times the lower incomplete gamma."""
    term = total = 1.0
    place = x
    while term > LAST_TERM * total:
        place += 1.0
        term *= y / place
        total += term
    return total


def growth_then_and_now(x: float, y: float, fade: float) -> tuple[float, float]:
    """`growth` at fade × y, for a fade of at most 1, and at y.

    Two terms a turn, and one division, which no turn has to wait for. Good to some 12 digits.
    """
    then, now = 1.0, 1.0
    term, power, place, square, faded = 1.0, 1.0, x, y * y, fade * fade
    while term > LAST_TERM_SOUGHT * now:
        one, two = place + 1.0, place + 2.0
        share = 1.0 / (one * two)
        odd = term * (share * (y * two))
        term *= share * square
        now += odd + term
        then += power * (fade * odd + faded * term)
        power *= faded
        place = two
    return then, now


def by_series(load: float, agents: float, impatience: float, time: float) -> Integrals:
    """The integrals as sums of positive terms, with φ measured from 0."""
    x, y = agents / impatience, load / impatience
    term = whole = 1.0
    leaving, answered_wait = 1.0 / (x + 1.0), 0.0
    place, passed, rank = x, 0.0, 1.0
    while term > LAST_TERM * whole:
        place += 1.0
        passed += 1.0 / place
        answered_wait += term * passed / place  # the derivative of a term, as the wait is one of the integral
        term *= y / place
        rank += 1.0
        whole += term
        leaving += rank * term / (place + 1.0)
    height = height_from_start(load, agents, impatience, time)
    late = height * growth(x, y * exp(-impatience * time)) / agents
    return (
        max(whole / agents - late, 0.0),
        late,
        leaving / agents,
        answered_wait / (impatience * impatience),
        height,
        0.0,
    )


def by_panels(load: float, agents: float, impatience: float, time: float) -> Integrals:
    """The integrals by Gauss's rule.

    Right of the top panels double in width, so that both the scale of patience and the scale of the line
    are resolved wherever they lie; left of it they are even, none wider than the patience.
    """
    spare, busy = max(agents - load, 0.0), min(agents, load)
    top_at = max(log(load / agents), 0.0) / impatience
    staying = min(agents / load, 1.0)  # the share that has not given up at the top
    right = reach(spare, busy, impatience)
    halvings = max(3, ceil(log2(max(impatience * right / 4.0, 1.0))) + 1)
    left, lefts = 0.0, 0
    if top_at > 0.0:
        left = min(top_at, sqrt(2.0 * DEPTH / (busy * impatience)))
        lefts = max(FEWEST_PANELS, ceil(impatience * left))
    split = time - top_at
    cut = min(max(split, -left), right)

    early = late = leaving = answered_wait = 0.0
    begin = -left
    for panel in range(1, lefts + halvings + 3):
        if panel <= lefts:
            end = left * (panel / lefts - 1.0)
        elif panel <= lefts + halvings:
            end = right * 0.5 ** (halvings - (panel - lefts - 1))
        else:
            end = right * (0.75 if panel == lefts + halvings + 1 else 1.0)
        middle = min(max(cut, begin), end)
        for half in range(2):
            start, width = (begin, middle - begin) if half == 0 else (middle, end - middle)
            if width <= 0.0:
                continue
            total = 0.0
            for node in range(16):
                offset = start + width * NODES[node]
                z = impatience * offset
                gone = expm1(-z)
                curve = (gone + z) / (z * z) if abs(z) >= 0.25 else bend_near_zero(z)
                mass = width * WEIGHTS[node] * exp(-(spare * offset + busy * offset * z * curve))
                total += mass
                leaving += mass * (1.0 - staying - staying * gone)
                answered_wait += mass * staying * (1.0 + gone) * (top_at + offset)
            if half == 0:
                early += total
            else:
                late += total
        begin = end
    return (
        early,
        late,
        leaving,
        answered_wait,
        height_at(spare, busy, impatience, split),
        top_of(load, agents, impatience),
    )


def height_from_start(load: float, agents: float, impatience: float, time: float) -> float:
    """exp(φ) at a time."""
    return exp(-load / impatience * expm1(-impatience * time) - agents * time)


def height_at(spare: float, busy: float, impatience: float, offset: float) -> float:
    """exp(φ − top) at a distance from the top."""
    z = impatience * offset
    if z < -700.0:
        return 0.0
    return exp(-(spare * offset + busy * offset * z * bend(z)))


def top_of(load: float, agents: float, impatience: float) -> float:
    """The largest φ."""
    return agents * excess(max(load - agents, 0.0) / agents) / impatience


def reach(spare: float, busy: float, impatience: float) -> float:
    """How far right of the top exp(φ) has fallen by DEPTH (or a little more), by Newton's method.

    The fall is convex: the first step lands beyond the root and the others come back towards it.
    """
    curve = busy * impatience
    found = 2.0 * DEPTH / (spare + sqrt(spare * spare + 2.0 * DEPTH * curve))
    for _ in range(4):
        z = impatience * found
        fall = spare * found + busy * found * z * bend(z)
        slope = spare - busy * expm1(-z)
        found += (DEPTH - fall) / slope
    return found


def bend(z: float) -> float:
    """(e^(−z) − 1 + z) / z², exact near 0 as well."""
    return (expm1(-z) + z) / (z * z) if abs(z) >= 0.25 else bend_near_zero(z)


def bend_near_zero(z: float) -> float:
    series = 1.0
    for order in range(15, 2, -1):
        series = 1.0 - z * series / order
    return series / 2.0


def excess(x: float) -> float:
    """x − ln(1 + x) for x of at least 0, exact near 0 as well."""
    if x >= 0.2:
        return x - log1p(x)
    ratio = x / (2.0 + x)
    square = ratio * ratio
    series = 0.0
    for order in range(21, 1, -2):
        series = square * (1.0 / order + series)
    return x * ratio - 2.0 * ratio * series  # ln(1 + x) = 2 artanh(ratio), and x − 2 ratio = x ratio


PARTS = (
    growth,
    growth_then_and_now,
    height_from_start,
    bend_near_zero,
    bend,
    excess,
    height_at,
    top_of,
    reach,
    is_short,
    by_series,
    by_panels,
    integrals,
)


def _every_case(cases: Numbers, found: Numbers) -> None:
    for case in range(cases.shape[1]):
        early, late, leaving, answered_wait, height, top = integrals(
            float(cases[0, case]), float(cases[1, case]), float(cases[2, case]), float(cases[3, case])
        )
        found[0, case], found[1, case], found[2, case] = early, late, leaving
        found[3, case], found[4, case], found[5, case] = answered_wait, height, top


every_case = Kernel(_every_case, answers=6, parts=PARTS, seconds_per_case=1e-4)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OfferedWait:
    """The integrals, each an array over the cases; see `integrals`."""

    early: Numbers
    late: Numbers
    leaving: Numbers
    answered_wait: Numbers
    height: Numbers
    top: Numbers

    @property
    def whole(self) -> Numbers:
        return self.early + self.late


def offered_wait(*, load: Numbers, agents: Numbers, impatience: Numbers, time: Numbers) -> OfferedWait:
    """The integrals for one-dimensional arrays of cases, all with load, agents and impatience above 0."""
    early, late, leaving, answered_wait, height, top = every_case(
        load, agents, impatience, time, cases=load.size
    )
    return OfferedWait(
        early=early, late=late, leaving=leaving, answered_wait=answered_wait, height=height, top=top
    )
