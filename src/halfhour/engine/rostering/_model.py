"""The roster as a CP-SAT model: variables, the rules laid on them, and the cost.

A model covers the whole horizon, or a part of it: some people on some days are *free*, everybody
else's shifts are *decided* and stand in the rules as numbers. Only the dates that free shifts touch
are held against their targets.
"""

from collections.abc import Collection, Sequence

from halfhour.engine.rostering._crews import Crew
from halfhour.engine.rostering._floor_rules import (
    add_previous_shifts,
    add_sessions,
    add_shifts_and_breaks,
    count_on_shift,
    hold_coverage,
    look_ahead,
)
from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._people_rules import (
    declare_shifts,
    heed_wishes,
    hold_weekly_hours,
    limit_days,
    rest_between_shifts,
    share_unsocial_shifts,
)
from halfhour.engine.rostering._presence import Presence
from halfhour.engine.rostering._roster_model import Ahead, Decided, RosterModel
from halfhour.engine.rostering._sessions import SessionPlan
from halfhour.engine.rostering._weights import Weights
from halfhour.engine.rostering.rules._terms import total


def everything(frame: Frame, crews: Sequence[Crew]) -> frozenset[tuple[int, int]]:
    """All crews on all days."""
    return frozenset((c, day) for c in range(len(crews)) for day in range(frame.days))


def roster_model(
    *,
    frame: Frame,
    weights: Weights,
    crews: Sequence[Crew],
    free: Collection[tuple[int, int]],
    decided: Decided,
    sessions: SessionPlan,
    ahead: Ahead | None = None,
) -> RosterModel:
    """Who of some crews works when on their free days, all else being decided.

    `ahead` is what is expected of later days while they are empty; None where nothing is.
    """
    it = RosterModel(
        frame=frame, weights=weights, crews=tuple(crews), free=free, decided=decided, sessions=sessions
    )
    declare_shifts(it)
    for c in range(len(crews)):
        if it.free_days(c):
            limit_days(it, c)
            rest_between_shifts(it, c)
            hold_weekly_hours(it, c)
            heed_wishes(it, c)
    share_unsocial_shifts(it)
    count_on_shift(it)
    presence = Presence(frame)
    add_shifts_and_breaks(it, presence)
    add_sessions(it, presence)
    add_previous_shifts(frame, presence)
    if ahead is not None:
        look_ahead(it, presence, ahead)
    hold_coverage(it, presence)
    it.model.minimize(total(term * weight for terms in it.costs.values() for term, weight in terms))
    return it
