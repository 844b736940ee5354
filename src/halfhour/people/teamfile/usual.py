"""What the rules are where a team file does not say: shifts that fit the hours and the contracts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from halfhour.engine.team import DAY_SECONDS, Agent, BreakRule, OpeningHours, Queue, Rules

WEEK_MINUTES = 7 * DAY_SECONDS // 60
# A shift may span a closing as short as this, such as midday.
SHORT_CLOSING_MINUTES = 120
SHORTEST, LONGEST = 180, 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time of a usual week in which the team or one of its queues is open, over short closings."""

    weekday: int
    minutes: int


def opening_stretches(hours: OpeningHours, queues: Iterable[Queue]) -> tuple[Stretch, ...]:
    """The stretches of a week, by the weekday each begins on; one that never ends counts as two weeks."""
    periods = [*hours.periods, *(period for queue in queues if queue.hours for period in queue.hours.periods)]
    week = sorted(
        (
            period.weekday * 1440 + period.opens_second // 60,
            period.weekday * 1440 + period.closes_second // 60,
        )
        for period in periods
    )
    # The week thrice over, so that a stretch may run from Sunday into Monday and is whole in the middle one.
    joined: list[tuple[int, int]] = []
    for at in range(3):
        for opens, closes in week:
            opens, closes = opens + at * WEEK_MINUTES, closes + at * WEEK_MINUTES
            if joined and opens - joined[-1][1] <= SHORT_CLOSING_MINUTES:
                joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
            else:
                joined.append((opens, closes))
    if len(joined) == 1 and week:
        return (Stretch(weekday=joined[0][0] // 1440, minutes=2 * WEEK_MINUTES),)
    return tuple(
        Stretch(weekday=opens // 1440 % 7, minutes=closes - opens)
        for opens, closes in joined
        if WEEK_MINUTES <= opens < 2 * WEEK_MINUTES
    )


def longest_opening_minutes(hours: OpeningHours, queues: Iterable[Queue]) -> int:
    """The longest stretch of a usual week in which the team or one of its queues is open."""
    return max((stretch.minutes for stretch in opening_stretches(hours, queues)), default=0)


def span_minutes(shift_minutes: int, breaks: Sequence[BreakRule]) -> int:
    """How long a shift lasts from start to end, unpaid breaks included."""
    return shift_minutes + sum(
        rule.minutes
        for rule in breaks
        if not rule.paid
        and rule.shift_from_minutes <= shift_minutes
        and (rule.shift_below_minutes is None or shift_minutes < rule.shift_below_minutes)
    )


def usual_shift_minutes(
    agents: Iterable[Agent],
    *,
    days_per_week: int,
    breaks: Sequence[BreakRule],
    stretches: Sequence[Stretch] | None,
) -> tuple[int, ...]:
    """Everyone's weekly hours spread over the working days, and what fits the days that are shorter.

    Rounded down to half hours, between 3 and 10 hours, and no longer than the hours hold; 8 hours for
    a team of nobody. `stretches` is None where the hours are not known.
    """
    longest = WEEK_MINUTES if stretches is None else max((each.minutes for each in stretches), default=0)
    wanted = {int(agent.weekly_hours * 2 // days_per_week) * 30 for agent in agents} or {480}
    lengths = {_fitting(min(max(length, SHORTEST), LONGEST), breaks, longest) for length in wanted}
    return tuple(sorted(lengths | _for_short_days(lengths, breaks, stretches or ())))


def _for_short_days(
    lengths: Iterable[int], breaks: Sequence[BreakRule], stretches: Iterable[Stretch]
) -> set[int]:
    """The longest shift that fits each stretch too short for the shortest of the lengths."""
    shortest = min(lengths)
    short = {each.minutes for each in stretches if span_minutes(shortest, breaks) > each.minutes}
    return {length for minutes in short if (length := _fitting(shortest, breaks, minutes)) >= SHORTEST}


def _fitting(length: int, breaks: Sequence[BreakRule], longest_opening: int) -> int:
    """The length itself, or the longest below it that fits; where none does, the shortest there is."""
    while length > 60 and span_minutes(length, breaks) > longest_opening:
        length -= 30
    return max(length, 60)


def usual_undertime_hours(
    agents: Iterable[Agent],
    *,
    sums: Iterable[int],
    overtime_hours: float,
    shift_minutes: Sequence[int],
    stretches: Sequence[Stretch] | None,
    breaks: Sequence[BreakRule],
) -> float:
    """What the shift lengths leave over of anybody's weekly hours, in quarters of an hour.

    `sums` are the paid minutes that a week of shifts can have. Where some days are too short for the
    usual shift, one of them may stand in for a usual day: the week is shorter by the difference.
    """
    totals = sorted(sums)
    gaps = [
        agent.weekly_hours
        - max(total for total in totals if total / 60 <= agent.weekly_hours + overtime_hours) / 60
        for agent in agents
    ]
    usual = max(shift_minutes)
    is_short = any(span_minutes(usual, breaks) > each.minutes for each in stretches or ())
    for_short_day = (usual - min(shift_minutes)) / 60 if is_short else 0.0
    return max([for_short_day, *(ceil(gap * 4) / 4 for gap in gaps)])


def week_minutes(rules: Rules) -> frozenset[int]:
    """Every paid total that a week of allowed shifts can have."""
    sums = {0}
    for _day in range(rules.days_per_week):
        sums |= {total + length for total in sums for length in rules.shift_minutes}
    return frozenset(sums)
