"""Erlang A: contacts wait in one line and give up when their patience ends.

As Erlang C, and each waiting contact leaves after a patience spread exponentially around its mean.
The queue settles under any load. Endless patience (infinity) gives Erlang C and its limits for too
few agents; no patience (0) gives Erlang B: a contact that finds no free agent is gone at once.
Arguments broadcast like numpy's. Derivation, source and worked table: docs/methods/erlang-a.md.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from halfhour.engine.arguments import Numbers, amounts, durations, heads, loads, shares
from halfhour.engine.queueing import _fewest, erlang_c
from halfhour.engine.queueing._impatience import offered_wait
from halfhour.engine.queueing.erlang_b import log_blocking


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ErlangA:
    """All that the model says of some cases at one target time; arrays of one shape.

    `service_level` is the share of all contacts offered that was answered within the target,
    `wait_tail` the share that waits longer than the target, whether it is answered in the end or not.
    """

    wait_probability: Numbers
    service_level: Numbers
    wait_tail: Numbers
    abandonment: Numbers
    mean_wait_seconds: Numbers
    mean_wait_of_answered_seconds: Numbers
    queue_length: Numbers
    occupancy: Numbers


def erlang_a(
    *,
    load_erlangs: ArrayLike,
    agents: ArrayLike,
    handle_seconds: ArrayLike,
    patience_seconds: ArrayLike,
    within_seconds: ArrayLike = 0.0,
) -> ErlangA:
    """Everything at once; the functions beside it give one figure each.

    Parameters
    ----------
    load_erlangs
        Arrivals per second times mean handling seconds, at least 0.
    agents
        People on duty; whole, at least 0.
    patience_seconds
        Mean time after which a waiting contact gives up: 0 for at once, infinity for never.
    within_seconds
        The target that service level and tail refer to.

    Examples
    --------
    >>> found = erlang_a(load_erlangs=48, agents=50, handle_seconds=60, patience_seconds=120)
    >>> round(float(found.abandonment), 4), round(float(found.mean_wait_seconds), 2)
    (0.0309, 3.71)
    """
    cases = np.broadcast_arrays(
        loads("load_erlangs", load_erlangs),
        heads("agents", agents),
        durations("handle_seconds", handle_seconds),
        amounts("patience_seconds", patience_seconds, endless=True),
        amounts("within_seconds", within_seconds),
    )
    load, count, handle, patience, within = (np.ravel(case) for case in cases)
    figures = np.empty((8, load.size))
    idle, unstaffed, hasty, endless = load == 0, count == 0, patience == 0, np.isinf(patience)
    usual = ~(idle | unstaffed | hasty | endless)
    for rows, solve in (
        (usual, _settled),
        (endless, _endless),
        (hasty & ~endless, _hasty),
        (unstaffed & ~endless, _unstaffed),
        (idle, _idle),
    ):
        if rows.any():
            figures[:, rows] = solve(load[rows], count[rows], handle[rows], patience[rows], within[rows])
    shape = cases[0].shape
    return ErlangA(
        wait_probability=figures[0].reshape(shape)[()],
        service_level=figures[1].reshape(shape)[()],
        wait_tail=figures[2].reshape(shape)[()],
        abandonment=figures[3].reshape(shape)[()],
        mean_wait_seconds=figures[4].reshape(shape)[()],
        mean_wait_of_answered_seconds=figures[5].reshape(shape)[()],
        queue_length=figures[6].reshape(shape)[()],
        occupancy=figures[7].reshape(shape)[()],
    )


def wait_probability(
    *, load_erlangs: ArrayLike, agents: ArrayLike, handle_seconds: ArrayLike, patience_seconds: ArrayLike
) -> Numbers:
    """Chance that a contact finds no free agent, whether it then waits long enough or gives up.

    Examples
    --------
    >>> round(float(wait_probability(load_erlangs=10, agents=10, handle_seconds=180,
    ...                              patience_seconds=300)), 4)
    0.5994
    """
    return erlang_a(
        load_erlangs=load_erlangs,
        agents=agents,
        handle_seconds=handle_seconds,
        patience_seconds=patience_seconds,
    ).wait_probability


def service_level(
    *,
    load_erlangs: ArrayLike,
    agents: ArrayLike,
    handle_seconds: ArrayLike,
    patience_seconds: ArrayLike,
    within_seconds: ArrayLike,
) -> Numbers:
    """Share of all contacts offered that is answered within `within_seconds`.

    Examples
    --------
    >>> round(float(service_level(load_erlangs=10, agents=10, handle_seconds=180, patience_seconds=300,
    ...                           within_seconds=20)), 3)
    0.517
    """
    return erlang_a(
        load_erlangs=load_erlangs,
        agents=agents,
        handle_seconds=handle_seconds,
        patience_seconds=patience_seconds,
        within_seconds=within_seconds,
    ).service_level


def wait_tail(
    *,
    load_erlangs: ArrayLike,
    agents: ArrayLike,
    handle_seconds: ArrayLike,
    patience_seconds: ArrayLike,
    seconds: ArrayLike,
) -> Numbers:
    """Share of all contacts that spends longer than `seconds` in the line, answered in the end or not."""
    return erlang_a(
        load_erlangs=load_erlangs,
        agents=agents,
        handle_seconds=handle_seconds,
        patience_seconds=patience_seconds,
        within_seconds=seconds,
    ).wait_tail


def abandonment(
    *, load_erlangs: ArrayLike, agents: ArrayLike, handle_seconds: ArrayLike, patience_seconds: ArrayLike
) -> Numbers:
    """Share of contacts that gives up before it is answered.

    Examples
    --------
    >>> round(float(abandonment(load_erlangs=48, agents=50, handle_seconds=60, patience_seconds=120)), 4)
    0.0309
    """
    return erlang_a(
        load_erlangs=load_erlangs,
        agents=agents,
        handle_seconds=handle_seconds,
        patience_seconds=patience_seconds,
    ).abandonment


def mean_wait_seconds(
    *, load_erlangs: ArrayLike, agents: ArrayLike, handle_seconds: ArrayLike, patience_seconds: ArrayLike
) -> Numbers:
    """Mean time in the line of all contacts: answered at once, after a wait, or not at all.

    Examples
    --------
    >>> round(float(mean_wait_seconds(load_erlangs=48, agents=50, handle_seconds=60,
    ...                               patience_seconds=120)), 2)
    3.71
    """
    return erlang_a(
        load_erlangs=load_erlangs,
        agents=agents,
        handle_seconds=handle_seconds,
        patience_seconds=patience_seconds,
    ).mean_wait_seconds


def mean_wait_of_answered_seconds(
    *, load_erlangs: ArrayLike, agents: ArrayLike, handle_seconds: ArrayLike, patience_seconds: ArrayLike
) -> Numbers:
    """Mean wait of the contacts that are answered, those answered at once included.

    What telephone systems report as average speed of answer.
    """
    return erlang_a(
        load_erlangs=load_erlangs,
        agents=agents,
        handle_seconds=handle_seconds,
        patience_seconds=patience_seconds,
    ).mean_wait_of_answered_seconds


def queue_length(
    *, load_erlangs: ArrayLike, agents: ArrayLike, handle_seconds: ArrayLike, patience_seconds: ArrayLike
) -> Numbers:
    """Mean number of contacts in the line.

    Examples
    --------
    >>> round(float(queue_length(load_erlangs=48, agents=50, handle_seconds=60, patience_seconds=120)), 2)
    2.97
    """
    return erlang_a(
        load_erlangs=load_erlangs,
        agents=agents,
        handle_seconds=handle_seconds,
        patience_seconds=patience_seconds,
    ).queue_length


def occupancy(
    *, load_erlangs: ArrayLike, agents: ArrayLike, handle_seconds: ArrayLike, patience_seconds: ArrayLike
) -> Numbers:
    """Share of the agents' time spent handling.

    Examples
    --------
    >>> round(float(occupancy(load_erlangs=48, agents=50, handle_seconds=60, patience_seconds=120)), 2)
    0.93
    """
    return erlang_a(
        load_erlangs=load_erlangs,
        agents=agents,
        handle_seconds=handle_seconds,
        patience_seconds=patience_seconds,
    ).occupancy


def fewest_agents(
    *,
    load_erlangs: ArrayLike,
    handle_seconds: ArrayLike,
    patience_seconds: ArrayLike,
    within_seconds: ArrayLike,
    share: ArrayLike,
) -> Numbers:
    """The fewest agents who answer `share` of all contacts offered within `within_seconds`; 0 without load.

    Examples
    --------
    >>> fewest_agents(load_erlangs=[10, 50], handle_seconds=[240, 300], patience_seconds=[120, 180],
    ...               within_seconds=20, share=0.8).tolist()
    [12.0, 52.0]
    """
    figures = (load_erlangs, handle_seconds, patience_seconds, within_seconds, share)
    if all(isinstance(figure, int | float) for figure in figures):
        alone = _fewest.alone(*figures)  # type: ignore[arg-type]
        if alone is not None:
            return np.asarray(alone)[()]
    patience = amounts("patience_seconds", patience_seconds, endless=True)
    if np.isinf(patience).all():
        return erlang_c.fewest_agents(
            load_erlangs=np.broadcast_arrays(load_erlangs, patience)[0],
            handle_seconds=handle_seconds,
            within_seconds=within_seconds,
            share=share,
        )
    handle = durations("handle_seconds", handle_seconds)
    cases: tuple[Numbers, ...] = (
        loads("load_erlangs", load_erlangs),
        amounts("within_seconds", within_seconds) / handle,
        shares("share", share),
        _impatience(*np.broadcast_arrays(handle, patience)),
    )
    shape = np.broadcast_shapes(*(case.shape for case in cases))
    flat = (np.broadcast_to(case, shape).ravel() if case.ndim else case for case in cases)
    fewest: Numbers = _fewest.impatient(*flat, cases=math.prod(shape))[0].reshape(shape)[()]
    return fewest


def _impatience(handle: Numbers, patience: Numbers) -> Numbers:
    """Handling times per patience: infinite without patience, 0 where it is endless."""
    ratio = np.full(handle.shape, np.inf)
    np.divide(handle, patience, out=ratio, where=patience > 0)
    return ratio


def _settled(load: Numbers, agents: Numbers, handle: Numbers, patience: Numbers, within: Numbers) -> Numbers:
    """The general case. Blocking of one agent fewer joins the states without a line to those with one."""
    impatience = handle / patience
    wait = offered_wait(load=load, agents=agents, impatience=impatience, time=within / handle)
    blocked = log_blocking(load, agents - 1)
    odds = blocked + wait.top + np.log(load * wait.whole)
    waits, served_at_once = special.expit(odds), special.expit(-odds)
    per_mass = waits / (load * wait.whole)  # turns an integral of the offered wait into a chance

    idle_part = served_at_once * -np.expm1(blocked)
    served_soon = idle_part + per_mass * (wait.height + agents * wait.early)
    served = idle_part + per_mass * agents * wait.whole
    gives_up = load * per_mass * wait.leaving
    tail = load * per_mass * np.exp(-within / patience) * wait.late
    return np.stack(
        (
            waits,
            np.minimum(served_soon, 1.0),
            tail,
            gives_up,
            gives_up * patience,
            load * per_mass * wait.answered_wait * handle / served,
            load * gives_up / impatience,
            np.minimum(load * served / agents, 1.0),
        )
    )


def _endless(load: Numbers, agents: Numbers, handle: Numbers, patience: Numbers, within: Numbers) -> Numbers:
    """Nobody gives up: Erlang C."""
    wait = erlang_c.mean_wait_seconds(load_erlangs=load, agents=agents, handle_seconds=handle)
    tail = erlang_c.wait_tail(load_erlangs=load, agents=agents, handle_seconds=handle, seconds=within)
    return np.stack(
        (
            erlang_c.wait_probability(load_erlangs=load, agents=agents),
            1 - tail,
            tail,
            np.zeros_like(load),
            wait,
            wait,
            erlang_c.queue_length(load_erlangs=load, agents=agents),
            erlang_c.occupancy(load_erlangs=load, agents=agents),
        )
    )


def _hasty(load: Numbers, agents: Numbers, handle: Numbers, patience: Numbers, within: Numbers) -> Numbers:
    """Nobody waits: Erlang B."""
    blocked = np.exp(log_blocking(load, agents))
    none = np.zeros_like(load)
    busy = np.ones_like(load)
    np.divide(load * (1 - blocked), agents, out=busy, where=agents > 0)
    return np.stack((blocked, 1 - blocked, none, blocked, none, none, none, busy))


def _unstaffed(
    load: Numbers, agents: Numbers, handle: Numbers, patience: Numbers, within: Numbers
) -> Numbers:
    """Nobody is there: every contact waits until it gives up."""
    none, all_ = np.zeros_like(load), np.ones_like(load)
    tail = np.exp(-np.divide(within, patience, out=np.full_like(load, np.inf), where=patience > 0))
    return np.stack((all_, none, tail, all_, patience, none, load * patience / handle, all_))


def _idle(load: Numbers, agents: Numbers, handle: Numbers, patience: Numbers, within: Numbers) -> Numbers:
    """Nobody comes: no contact waits, every goal is kept."""
    none, all_ = np.zeros_like(load), np.ones_like(load)
    return np.stack((none, all_, none, none, none, none, none, none))
