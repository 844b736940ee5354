"""Measured shares in place of those that a team asks to have measured."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from halfhour.engine.errors import NotMeasured
from halfhour.engine.shrinkage._uses import OUTSIDE
from halfhour.engine.shrinkage._values import LEAST_PEOPLE, MeasuredShrinkage
from halfhour.engine.team import MeasuredShare, ShrinkageCause, TimeUse

# Names of causes that can be measured, with the uses of time that each stands for.
CAUSES: Mapping[str, tuple[TimeUse, ...]] = {
    "breaks": (TimeUse.BREAK, TimeUse.LUNCH),
    "lunch": (TimeUse.LUNCH,),
    "training": (TimeUse.TRAINING,),
    "coaching": (TimeUse.COACHING,),
    "meetings": (TimeUse.MEETING,),
    "admin": (TimeUse.ADMIN,),
    "leave": (TimeUse.LEAVE,),
    "sickness": (TimeUse.SICKNESS,),
    "late": (TimeUse.LATE,),
    "absence": (TimeUse.ABSENCE,),
}
# What a roster places within its shifts or leaves free for: known before, and no one's surprise.
PLACED_BY_ROSTER = ("breaks", "lunch", "training", "coaching", "meetings", "leave")
# All that is measured where a team asks for everything: lunch goes with the breaks.
WHOLE = tuple(name for name in CAUSES if name != "lunch")
DECIMALS = 4


def all_to_measure() -> tuple[ShrinkageCause, ...]:
    """Every cause, to be measured.

    Examples
    --------
    >>> [cause.cause for cause in all_to_measure()][-3:]
    ['sickness', 'late', 'absence']
    """
    return tuple(
        ShrinkageCause(cause=name, share=0.0, in_roster=name in PLACED_BY_ROSTER, to_measure=True)
        for name in WHOLE
    )


def asked_to_measure(causes: Iterable[ShrinkageCause]) -> tuple[str, ...]:
    """The names of the causes whose shares are still to be measured."""
    return tuple(cause.cause for cause in causes if cause.to_measure)


def uses_by_cause(causes: Iterable[ShrinkageCause]) -> dict[str, tuple[TimeUse, ...]]:
    """The uses of time that each cause stands for, none of them under two causes.

    Breaks stand for lunch too, unless lunch is a cause of its own. A cause of the team's own making stands
    for none.
    """
    narrow_first = sorted(causes, key=lambda cause: len(CAUSES.get(cause.cause, ())))
    taken: set[TimeUse] = set()
    found = {}
    for cause in narrow_first:
        found[cause.cause] = tuple(use for use in CAUSES.get(cause.cause, ()) if use not in taken)
        taken.update(found[cause.cause])
    return found


def with_measured_shares(
    causes: Iterable[ShrinkageCause], measured: MeasuredShrinkage | None
) -> tuple[ShrinkageCause, ...]:
    """The causes with what was measured in the place of what was to be measured; others as they are.

    Shares are rounded to hundredths of a per cent, so that what is shown is what is reckoned with.

    Raises
    ------
    NotMeasured
        Where a share is asked for and nothing was measured, or too few people to tell the cause by itself.
    """
    listed = tuple(causes)
    asked = asked_to_measure(listed)
    if not asked:
        return listed
    if measured is None or not measured.known_seconds:
        raise NotMeasured(f"nothing is measured yet; need agents' activity to measure {', '.join(asked)}")
    uses = uses_by_cause(listed)
    return tuple(
        _measured(cause, uses[cause.cause], measured) if cause.to_measure else cause for cause in listed
    )


def as_measured(
    measured: MeasuredShrinkage, *, like: Iterable[ShrinkageCause] = ()
) -> tuple[ShrinkageCause, ...]:
    """Every cause with its measured share, as a person would adopt them.

    Causes that took no time are left out, unless they are among the causes that the shares are to be
    `like`; lunch is a cause of its own where it is one there, and causes of the team's own making stay.

    Raises
    ------
    NotMeasured
        Where too few people were measured to tell causes by themselves.
    """
    known = tuple(like)
    own = tuple(cause for cause in known if cause.cause not in CAUSES)
    asked = all_to_measure()
    if any(cause.cause == "lunch" for cause in known):
        lunch = ShrinkageCause(cause="lunch", share=0.0, in_roster=True, to_measure=True)
        asked = (*asked, lunch)
    placed = {cause.cause: cause.in_roster for cause in known}
    found = with_measured_shares(
        (replace(cause, in_roster=placed.get(cause.cause, cause.in_roster)) for cause in asked), measured
    )
    kept = (replace(cause, measured=None) for cause in found if cause.share or cause.cause in placed)
    return (*kept, *own)


def _measured(
    cause: ShrinkageCause, uses: tuple[TimeUse, ...], measured: MeasuredShrinkage
) -> ShrinkageCause:
    if not all(measured.is_told(use) for use in uses):
        raise NotMeasured(
            f"got {measured.people} people measured; need {LEAST_PEOPLE} to tell {cause.cause!r} by itself"
        )
    figures = measured.figures(uses)
    # What lies outside shifts is no matter of what a plan placed in them.
    planned = None if set(uses) & set(OUTSIDE) else figures.planned_share
    return replace(
        cause,
        share=round(figures.share or 0.0, DECIMALS),
        to_measure=False,
        measured=MeasuredShare(
            low=round(figures.low, DECIMALS),
            high=round(figures.high, DECIMALS),
            people=measured.people,
            days=measured.days,
            planned=None if planned is None else round(planned, DECIMALS),
        ),
    )
