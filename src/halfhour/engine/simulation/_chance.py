"""Where chance comes from: numbers that belong to a contact, whoever answers it and however many run.

A source is 64 bits. Its n-th word is a mixed-up source + n × GOLDEN (the splitmix64 generator, entered
at any place), so that no word depends on which others were asked for. Sources are nested:

    seed, queue's name  ->  replication  ->  interval  ->  contact  ->  its follow-ups

Contact j of an interval takes the four words from 4 j on: the gap before it, its work, its patience, and
its own source for all that may follow. Arrivals of an interval are those of a process of rate 1,
stretched to its true rate: another rate moves the same contacts, another interval is not touched. The
contacts of a queue that come at given times take the same words, and leave those of the gaps unused.

Exponential and normal numbers come by the ziggurat method (Marsaglia and Tsang, 2000), gamma ones by
Marsaglia and Tsang's squeeze (2000). Logarithms and exponentials are worked out here from plain
arithmetic: libraries differ in the last bit between machines, and one seed is to give one result.

The functions are plain Python for numba's sake: `_compiled.py` turns them into machine code.
"""

import math
from decimal import Decimal, localcontext

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation._floor import NONE, Row, Rows, Whole
from halfhour.engine.simulation._tables import (
    EXPONENTIAL,
    FIXED,
    HANDLE,
    LOGNORMAL,
    PATIENCE,
)

U = np.uint64
GOLDEN = U(0x9E3779B97F4A7C15)
FIRST_MIX, SECOND_MIX = U(0xBF58476D1CE4E5B9), U(0x94D049BB133111EB)
S30, S27, S31, S11, S8, S9 = U(30), U(27), U(31), U(11), U(8), U(9)
LAYER = U(255)
SIGN = U(256)
TO_UNIT = 2.0**-53
LAYERS = 256
EXPONENTIAL_TAIL = Decimal("7.69711747013104972")
EXPONENTIAL_AREA = Decimal("0.0039496598225815571993")
NORMAL_TAIL = Decimal("3.6541528853610088")
NORMAL_AREA = Decimal("0.00492867323399")
DIGITS = 40
# Words of a queue's source in one replication, by what they are the source of.
DAYS, INTERVALS, BACKLOG, ARRIVALS = 1, 2, 3, 4
WORDS_OF_A_CONTACT = 4  # the gap before it, its work, its patience, its own source
# Words of a contact's own source, by what they decide or are the source of.
TRANSFER_WORD, REPEAT_WORD, REPEAT_DELAY_WORD, REDIAL_WORD, REDIAL_DELAY_WORD = 1, 2, 3, 4, 5
CALLBACK_WORD, REPEATED, REDIALLED, TRANSFERRED = 6, 7, 8, 9


def _ziggurat(tail: Decimal, area: Decimal, *, normal: bool) -> tuple[Numbers, Numbers]:
    """Right edges of the layers, widest first, and the density's height at each."""
    with localcontext() as context:
        context.prec = DIGITS

        def height(x: Decimal) -> Decimal:
            return (-x * x / 2).exp() if normal else (-x).exp()

        edges = [area / height(tail), tail]
        while len(edges) < LAYERS:
            logarithm = -(area / edges[-1] + height(edges[-1])).ln()
            edges.append((2 * logarithm).sqrt() if normal else logarithm)
        edges.append(Decimal(0))
        return (
            np.array([float(edge) for edge in edges]),
            np.array([float(height(edge)) for edge in edges]),
        )


def _powers_of_two() -> tuple[Numbers, Numbers]:
    """2^(i/32) for i below 32, and the whole powers that a double can hold, from 2^-1022 on."""
    with localcontext() as context:
        context.prec = DIGITS
        parts = [float(Decimal(2) ** (Decimal(i) / 32)) for i in range(32)]
    return np.array(parts), np.array([math.ldexp(1.0, power) for power in range(-1022, 1024)])


EXPONENTIAL_EDGES, EXPONENTIAL_HEIGHTS = _ziggurat(EXPONENTIAL_TAIL, EXPONENTIAL_AREA, normal=False)
NORMAL_EDGES, NORMAL_HEIGHTS = _ziggurat(NORMAL_TAIL, NORMAL_AREA, normal=True)
EXPONENTIAL_STEPS, NORMAL_STEPS = EXPONENTIAL_EDGES * TO_UNIT, NORMAL_EDGES * TO_UNIT
PART_POWERS, WHOLE_POWERS = _powers_of_two()
STEPS_PER_UNIT = 32 / math.log(2)
STEP_HIGH = float.fromhex("0x1.62e42fefap-6")  # ln 2 / 32, short enough that multiples are exact
STEP_LOW = float.fromhex("0x1.cf79abc9e3b3ap-45")
LOWEST_EXPONENT, HIGHEST_EXPONENT = -700.0, 700.0
HALF_ROOT = math.sqrt(0.5)
LN2 = math.log(2)


def word(source: np.uint64, number: Whole) -> np.uint64:
    """The number-th word of a source, 64 random bits."""
    mixed = source + U(number) * GOLDEN
    mixed = (mixed ^ (mixed >> S30)) * FIRST_MIX
    mixed = (mixed ^ (mixed >> S27)) * SECOND_MIX
    return mixed ^ (mixed >> S31)


def uniform(bits: np.uint64) -> float:
    """At least 0, below 1."""
    return np.float64(bits >> S11) * TO_UNIT


def exponent(x: float) -> float:
    """e to the x, from a table of powers of 2^(1/32) and a short series."""
    x = min(max(x, LOWEST_EXPONENT), HIGHEST_EXPONENT)
    steps = math.floor(x * STEPS_PER_UNIT + 0.5)
    whole = int(steps)
    rest = (x - steps * STEP_HIGH) - steps * STEP_LOW
    series = 1.0 + rest * (
        1.0 + rest * (0.5 + rest * (1 / 6 + rest * (1 / 24 + rest * (1 / 120 + rest / 720))))
    )
    return PART_POWERS[whole & 31] * WHOLE_POWERS[(whole >> 5) + 1022] * series


def logarithm(x: float) -> float:
    """The natural logarithm of a number above 0, by a series in the inverse hyperbolic tangent."""
    fraction, power = math.frexp(x)
    if fraction < HALF_ROOT:
        fraction *= 2.0
        power -= 1
    ratio = (fraction - 1.0) / (fraction + 1.0)
    square = ratio * ratio
    series = 0.0
    for order in range(23, 0, -2):
        series = 1.0 / order + square * series
    return power * LN2 + 2.0 * ratio * series


def exponential(bits: np.uint64) -> float:
    """Exponential with mean 1."""
    layer = bits & LAYER
    x = np.float64(bits >> S11) * EXPONENTIAL_STEPS[layer]
    if x < EXPONENTIAL_EDGES[layer + U(1)]:
        return x
    return exponential_edge(bits, x)


def exponential_edge(bits: np.uint64, x: float) -> float:
    """The rare cases of `exponential`, outside a layer's rectangle."""
    beyond = 0.0
    while True:
        layer = bits & LAYER
        if x < EXPONENTIAL_EDGES[layer + U(1)]:
            return beyond + x
        if layer == U(0):
            beyond += EXPONENTIAL_EDGES[1]
        else:
            bits = word(bits, 1)
            low, high = EXPONENTIAL_HEIGHTS[layer], EXPONENTIAL_HEIGHTS[layer + U(1)]
            if low + uniform(bits) * (high - low) < exponent(-x):
                return beyond + x
        bits = word(bits, 1)
        x = uniform(bits) * EXPONENTIAL_EDGES[bits & LAYER]


def normal(bits: np.uint64) -> float:
    """Normal with mean 0 and variance 1."""
    layer = bits & LAYER
    x = np.float64(bits >> S11) * NORMAL_STEPS[layer]
    if x >= NORMAL_EDGES[layer + U(1)]:
        x = normal_edge(bits, x)
    return -x if bits & SIGN else x


def normal_edge(bits: np.uint64, x: float) -> float:
    """The rare cases of `normal`, outside a layer's rectangle; without the sign."""
    while True:
        layer = bits & LAYER
        if x < NORMAL_EDGES[layer + U(1)]:
            return x
        bits = word(bits, 1)
        if layer == U(0):
            return normal_tail(bits)
        low, high = NORMAL_HEIGHTS[layer], NORMAL_HEIGHTS[layer + U(1)]
        if low + uniform(bits) * (high - low) < exponent(-0.5 * x * x):
            return x
        bits = word(bits, 1)
        x = uniform(bits) * NORMAL_EDGES[bits & LAYER]


def normal_tail(bits: np.uint64) -> float:
    """Beyond the widest layer (Marsaglia, 1964)."""
    start = NORMAL_EDGES[1]
    while True:
        out = -logarithm(1.0 - uniform(bits)) / start
        bits = word(bits, 1)
        height = -logarithm(1.0 - uniform(bits))
        if height + height > out * out:
            return start + out
        bits = word(bits, 1)


def gamma(source: np.uint64, shape: float) -> float:
    """Gamma with mean 1 and variance 1 / shape."""
    raised = shape if shape >= 1.0 else shape + 1.0
    d = raised - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    number = 0
    while True:
        z = normal(word(source, number))
        u = 1.0 - uniform(word(source, number + 1))
        number += 2
        v = 1.0 + c * z
        if v <= 0.0:
            continue
        v = v * v * v
        if logarithm(u) < 0.5 * z * z + d - d * v + d * logarithm(v):
            break
    value = d * v
    if shape < 1.0:
        value *= exponent(logarithm(1.0 - uniform(word(source, number))) / shape)
    return value / shape


def measured(pool: Rows, low: Whole, high: Whole, bits: np.uint64) -> float:
    """A value of an empirical distribution, which lies in the pool from `low` until `high`, by its share."""
    at = uniform(bits)
    high -= 1
    while low < high:
        middle = (low + high) >> 1
        if at < pool[middle].upto:
            high = middle
        else:
            low = middle + 1
    return pool[low].seconds


def duration(shape: Row, pool: Rows, bits: np.uint64) -> float:
    """Seconds from a distribution."""
    if shape.kind == EXPONENTIAL:
        return shape.first * exponential(bits)
    return another_duration(shape, pool, bits)


def another_duration(shape: Row, pool: Rows, bits: np.uint64) -> float:
    """Seconds from a distribution that is not exponential."""
    if shape.kind == LOGNORMAL:
        return exponent(shape.first + shape.second * normal(bits))
    if shape.kind == FIXED:
        return shape.first
    return measured(pool, np.int64(shape.pool), np.int64(shape.pool_end), bits)


def draw_absences(people: Rows, replication: Whole, absent: NDArray[np.bool_]) -> None:
    """Draws who is away on which day, into `absent` of shape (agents, days)."""
    for a in range(people.size):
        if people[a].absence > 0.0:
            source = word(people[a].stream, replication)
            for day in range(absent.shape[1]):
                absent[a, day] = uniform(word(source, day)) < people[a].absence


def draw_rates(
    queues: Rows,
    expected: Numbers,
    day_of: NDArray[np.uint32],
    shared_stream: np.uint64,
    shared_shape: float,
    replication: Whole,
    rates: Numbers,
) -> None:
    """Draws the true means of one replication, into `rates` of shape (queues, intervals)."""
    shared = word(shared_stream, replication)
    for q in range(rates.shape[0]):
        queue = queues[q]
        source = word(queue.stream, replication)
        days, intervals = word(source, DAYS), word(source, INTERVALS)
        factor = 1.0
        for k in range(rates.shape[1]):
            if k == 0 or day_of[k] != day_of[k - 1]:
                factor = 1.0
                if shared_shape > 0.0:
                    factor *= gamma(word(shared, day_of[k]), shared_shape)
                if queue.day_shape > 0.0:
                    factor *= gamma(word(days, day_of[k]), queue.day_shape)
            rates[q, k] = expected[q, k] * factor
            if queue.interval_shape > 0.0:
                rates[q, k] *= gamma(word(intervals, k), queue.interval_shape)


def draw_backlog(
    queues: Rows,
    q: Whole,
    waited: Numbers,
    shapes: Rows,
    pool: Rows,
    scale: float,
    replication: Whole,
    contacts: Rows,
    place: Whole,
) -> Whole:
    """Writes who waits already when the horizon starts from `place` on; the place behind, -1 without room."""
    source = word(word(queues[q].stream, replication), BACKLOG)
    handle, patience = shapes[4 * q + HANDLE], shapes[4 * q + PATIENCE]
    for j in range(np.int64(queues[q].waited), np.int64(queues[q].waited_end)):
        if place >= contacts.size - 1:
            return -1
        here = word(source, j - np.int64(queues[q].waited))
        draw_contact(contacts[place], handle, patience, pool, q, scale, here, 0, -waited[j])
        contacts[place].source = word(here, 3)
        contacts[place].deadline += waited[j]  # patience is counted from the start on
        place += 1
    return place


def draw_arrivals(
    queues: Rows,
    q: Whole,
    rates: Numbers,
    handle_scale: Numbers,
    interval_seconds: float,
    shapes: Rows,
    pool: Rows,
    replication: Whole,
    contacts: Rows,
    place: Whole,
    with_sources: bool,
    seconds: Numbers,
) -> Whole:
    """Writes the contacts of one queue from `place` on; the place behind them, -1 where they do not fit."""
    room = contacts.size - 1  # one is left for the mark behind the last
    source = word(word(queues[q].stream, replication), ARRIVALS)
    handle, patience = shapes[4 * q + HANDLE], shapes[4 * q + PATIENCE]
    for k in range(rates.shape[1]):
        if rates[q, k] <= 0.0:
            continue
        start, gap_seconds = k * interval_seconds, interval_seconds / rates[q, k]
        here = word(source, k)
        first, number = place, 0
        passed = exponential(word(here, number)) * gap_seconds
        while passed < interval_seconds:
            if place >= room:
                return -1
            contacts[place].arrived_at = start + passed
            place += 1
            number += WORDS_OF_A_CONTACT
            passed += exponential(word(here, number)) * gap_seconds
        draw_contacts_of(contacts, first, place, handle, patience, pool, q, handle_scale[q, k], here, seconds)
        if with_sources:
            for i in range(first, place):
                contacts[i].source = word(here, WORDS_OF_A_CONTACT * (i - first) + 3)
    return place


def draw_contacts_of(
    contacts: Rows,
    first: Whole,
    last: Whole,
    handle: Row,
    patience: Row,
    pool: Rows,
    q: Whole,
    scale: float,
    source: np.uint64,
    seconds: Numbers,
) -> None:
    """Writes the contacts of an interval as `draw_contact` does, once it is known when they come.

    One thing after the other for all of them, so that a processor has several in hand at a time.
    """
    draw_durations(handle, pool, source, 1, last - first, seconds)
    for i in range(first, last):
        contacts[i].work = seconds[i - first] * scale
    draw_durations(patience, pool, source, 2, last - first, seconds)
    for i in range(first, last):
        contact = contacts[i]
        contact.answered_at = np.inf
        contact.ended_at = np.inf
        contact.deadline = contact.arrived_at + seconds[i - first]
        contact.handled = 0.0
        contact.agent = NONE
        contact.queue = q
        contact.promised = False


def draw_durations(
    shape: Row, pool: Rows, source: np.uint64, number: Whole, count: Whole, seconds: Numbers
) -> None:
    """Seconds for `count` contacts, each from its own words, of which it is the one behind `number`."""
    if shape.kind == EXPONENTIAL:
        for j in range(count):
            seconds[j] = shape.first * exponential(word(source, WORDS_OF_A_CONTACT * j + number))
    elif shape.kind == LOGNORMAL:
        for j in range(count):
            seconds[j] = normal(word(source, WORDS_OF_A_CONTACT * j + number))
        for j in range(count):
            seconds[j] = exponent(shape.first + shape.second * seconds[j])
    else:
        for j in range(count):
            seconds[j] = another_duration(shape, pool, word(source, WORDS_OF_A_CONTACT * j + number))


def draw_given(
    queues: Rows,
    q: Whole,
    given: Numbers,
    handle_scale: Numbers,
    interval_seconds: float,
    shapes: Rows,
    pool: Rows,
    replication: Whole,
    contacts: Rows,
    place: Whole,
) -> Whole:
    """Writes the contacts of a queue that come at given times, as `draw_arrivals` does the others."""
    source = word(word(queues[q].stream, replication), ARRIVALS)
    handle, patience = shapes[4 * q + HANDLE], shapes[4 * q + PATIENCE]
    interval, number = np.int64(-1), 0
    for at in range(np.int64(queues[q].given), np.int64(queues[q].given_end)):
        if place >= contacts.size - 1:
            return -1
        k = min(np.int64(given[at] / interval_seconds), handle_scale.shape[1] - 1)
        if k != interval:
            interval, number = k, 0
        here = word(source, k)
        draw_contact(contacts[place], handle, patience, pool, q, handle_scale[q, k], here, number, given[at])
        contacts[place].source = word(here, number + 3)
        place += 1
        number += WORDS_OF_A_CONTACT
    return place


def draw_contact(
    contact: Row,
    handle: Row,
    patience: Row,
    pool: Rows,
    q: Whole,
    scale: float,
    source: np.uint64,
    number: Whole,
    at: float,
) -> None:
    """Writes a contact of queue q, all but its source, with the words of another one behind `number`."""
    contact.arrived_at = at
    contact.answered_at = np.inf
    contact.ended_at = np.inf
    contact.work = duration(handle, pool, word(source, number + 1)) * scale
    contact.deadline = at + duration(patience, pool, word(source, number + 2))
    contact.handled = 0.0
    contact.agent = NONE
    contact.queue = q
    contact.promised = False


def promise_callback(contact: Row, after: float, accepted: float) -> None:
    """Whoever would still wait when a callback is offered, and agrees, no longer hangs up."""
    offered_at = max(contact.arrived_at, 0.0) + after
    if offered_at < contact.deadline and uniform(word(contact.source, CALLBACK_WORD)) < accepted:
        contact.promised = True
        contact.deadline = np.inf
