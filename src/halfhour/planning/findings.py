"""What the solver and the checker found, each thing told once.

They share no code, so what cannot be kept is found by both: the solver names the rules in the way, the
checker the rule that is broken. The reader is told why, and of breaches only what no clash tells of.
"""

from collections.abc import Iterable, Sequence
from math import isclose

from halfhour.engine.reasons import Figure, Reason, ReasonKind
from halfhour.engine.rostering import RosterBreach, RosterReason

HOURS_CLASHES: tuple[ReasonKind, ...] = (
    RosterReason.CLASH,
    RosterReason.CLASH_OF_TWO,
    RosterReason.CLASH_OF_THREE,
    RosterReason.CLASH_OF_MANY,
    RosterReason.HOURS_SHORT,
)
DUTY_CLASHES: tuple[ReasonKind, ...] = (RosterReason.TOO_FEW_ON_DUTY, RosterReason.NOBODY_CAN_BE_ON_DUTY)
SESSION_CLASHES: tuple[ReasonKind, ...] = (RosterReason.SESSION_MISSED, RosterReason.SESSION_APART)


def breaches_beyond(clashes: Iterable[Reason], breaches: Iterable[Reason]) -> tuple[Reason, ...]:
    """The breaches that no clash tells of; a clash of three people or times tells of three breaches."""
    left = list(breaches)
    for clash in clashes:
        told = [breach for breach in _named_first(clash, left) if _tells_of(clash, breach)]
        for breach in told[: _cases(clash)]:
            left.remove(breach)
    return tuple(left)


def holds(clash: Reason, breaches: Iterable[Reason]) -> bool:
    """Whether a clash still has a breach that it tells of, or is of a kind that needs none."""
    told = (*HOURS_CLASHES, *DUTY_CLASHES, *SESSION_CLASHES)
    return clash.kind not in told or any(_tells_of(clash, breach) for breach in breaches)


def _named_first(clash: Reason, breaches: Sequence[Reason]) -> list[Reason]:
    return sorted(breaches, key=lambda breach: breach.figures.get("agent") != clash.figures.get("agent"))


def _cases(clash: Reason) -> int:
    return int(clash.figures.get("people", clash.figures.get("times", 1)))


def _tells_of(clash: Reason, breach: Reason) -> bool:
    ours, theirs = clash.figures, breach.figures
    if clash.kind in HOURS_CLASHES:
        return (
            breach.kind == RosterBreach.TOO_FEW_HOURS
            and theirs["on"] == ours["week_on"]
            and isclose(
                _number(theirs["least"]) - _number(theirs["hours"]),
                _number(ours["short_hours"]),
                abs_tol=0.01,
            )
        )
    if clash.kind in DUTY_CLASHES:
        return (
            breach.kind == RosterBreach.ON_DUTY
            and theirs["people"] == ours["on_duty"]
            and theirs["least"] == ours["asked"]
        )
    if clash.kind in SESSION_CLASHES:
        return (
            breach.kind == RosterBreach.SESSION_MISSING
            and theirs["on"] == ours["week_on"]
            and theirs["session"] == ours["session"]
        )
    return False


def _number(figure: Figure) -> float:
    return float(figure)
