"""The simulator as machine code: made at the first call, kept on disk from then on, if there is a place."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

from halfhour.engine.simulation import (
    _arrivals,
    _bins,
    _chance,
    _days,
    _floor,
    _follow,
    _hands,
    _lines,
    _loop,
    _measure,
    _one_line,
    _plain,
    _stands,
    _tables,
    _time,
    _tournament,
)

PARTS = (
    _arrivals,
    _bins,
    _chance,
    _tournament,
    _lines,
    _stands,
    _time,
    _hands,
    _follow,
    _one_line,
    _plain,
    _loop,
    _measure,
    _days,
)
# Called for every contact, and written out where that is: handing many arrays on takes longer than the rest.
WRITTEN_OUT: set[object] = {
    _arrivals.first_to_arrive,
    _arrivals.next_to_arrive,
    _chance.another_duration,
    _chance.draw_contact,
    _hands.put_in_hand,
    _hands.soonest,
    _hands.take_out_finished,
    _stands.free_agent,
    _stands.settle,
    _stands.stand_up,
    _stands.step_out,
    _tournament.enter_finish,
    _tournament.is_done,
    _tournament.set_finish,
}
# Nothing is allocated in there: without counted references calls cost a fraction.
OPTIONS: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy", "_nrt": False}


def play_days() -> Callable[..., int]:
    """`_days.play_days`, compiled; loaded from disk where an earlier process has compiled it."""
    return _play_days()


def is_compiled() -> bool:
    return _play_days.cache_info().currsize > 0


@cache
def _play_days() -> Callable[..., int]:
    from numba.extending import register_jitable

    for part in PARTS:
        for function in vars(part).values():
            if isinstance(function, FunctionType) and function.__module__ == part.__name__:
                # For numba alone: Python sees the same function as before.
                register_jitable(forceinline=function in WRITTEN_OUT)(function)
    play = _days.play_days
    sources = fingerprint()

    def simulated(tables, floor, loop, first, last, keep_from, kept, numbers, sums, section):  # type: ignore[no-untyped-def]
        # numba looks for changes in this file alone; so what the code depends on is named in it.
        sources  # noqa: B018
        return play(tables, floor, loop, first, last, keep_from, kept, numbers, sums, section)

    return compiled(simulated, _signature())


def compiled(function: Callable[..., Any], signature: Any) -> Callable[..., int]:
    """Machine code for one signature, kept on disk where there is a place for it.

    The place is numba's choice: `NUMBA_CACHE_DIR` where that is set, else beside the source, else the
    cache folder of whoever runs this, as where the package was installed for everybody to read only.
    Without any, or on a full disk, every process compiles anew.
    """
    from numba import njit

    try:
        made = njit(**OPTIONS)(function)
        made.compile(signature)
    except (RuntimeError, OSError) as problem:
        if isinstance(problem, RuntimeError) and "cannot cache" not in str(problem):
            raise
        made = njit(**OPTIONS | {"cache": False})(function)
        made.compile(signature)
    made.disable_compile()
    found: Callable[..., int] = made
    return found


def fingerprint() -> str:
    """What the machine code was made of."""
    digest = hashlib.sha256()
    for part in (*PARTS, _floor, _tables):
        if part.__file__ is not None:
            digest.update(Path(part.__file__).read_bytes())
    return digest.hexdigest()


def _signature() -> Any:
    import numba
    from numba import int64

    from halfhour.engine.simulation._centre import Centre
    from halfhour.engine.simulation._distributions import Fixed
    from halfhour.engine.simulation._parts import Group, Queue, Skill
    from halfhour.engine.simulation._people import people_of

    queue = Queue(name="queue", expected=(0.0,), handle=Fixed(seconds=1.0))
    group = Group(name="group", skills=(Skill(queue="queue"),), staffed=(1,))
    centre = Centre(queues=(queue,), groups=(group,), intervals=1)
    typeof: Callable[[object], Any] = numba.typeof
    tables = _tables.tables_of(centre, people_of(centre), seed=0, warm_up_seconds=0.0)
    floor = _days.new_floor(tables, room=1)
    sums = _measure.no_sums(replications=1, sections=1, queues=1, intervals=1, agents=1, crews=1)
    return int64(
        typeof(tables),
        typeof(floor),
        int64,
        int64,
        int64,
        int64,
        typeof(np.zeros(0, _floor.CONTACT)),
        typeof(np.zeros(0, np.uint32)),
        typeof(sums),
        int64,
    )
