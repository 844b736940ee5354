"""The uses of time in groups: what is shrinkage, in the office and outside it, and what is not."""

from halfhour.engine.team import TimeUse

INSIDE = (
    TimeUse.BREAK,
    TimeUse.LUNCH,
    TimeUse.TRAINING,
    TimeUse.COACHING,
    TimeUse.MEETING,
    TimeUse.ADMIN,
)
OUTSIDE = (TimeUse.LEAVE, TimeUse.SICKNESS, TimeUse.LATE, TimeUse.ABSENCE)
SHRINKAGE = (*INSIDE, *OUTSIDE)
ON_QUEUE = (TimeUse.ON_QUEUE, TimeUse.IDLE)
# What a plan can hold; nobody plans to be sick, late or absent.
PLANNABLE = (*INSIDE, TimeUse.LEAVE)
# Days away that people are paid for although no shift is.
AWAY = (TimeUse.LEAVE, TimeUse.SICKNESS)
# Arrays hold uses by their place in this list.
ALL = tuple(TimeUse)
CODES = {use: place for place, use in enumerate(ALL)}


def codes_of(uses: tuple[TimeUse, ...]) -> list[int]:
    return [CODES[use] for use in uses]
