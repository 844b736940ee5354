"""Whether a week leaves a person any shift at all; who cannot come is owed nothing."""

from datetime import timedelta

from halfhour.engine.rostering.checker._case import Case, Span, without
from halfhour.engine.rostering.checker._week import minutes_of_week


def can_work(case: Case, agent: str, week: int) -> bool:
    """Whether the shortest shift fits into the person's free time of the week, and into its hours."""
    shortest = min(case.rules.shift_minutes)
    if shortest > minutes_of_week(case, agent, week)[1]:
        return False
    unpaid = sum(
        rule.minutes
        for rule in case.rules.breaks
        if not rule.paid
        and rule.shift_from_minutes <= shortest
        and (rule.shift_below_minutes is None or shortest < rule.shift_below_minutes)
    )
    return any(_holds_shift(case, span, (shortest + unpaid) * 60, week) for span in _free(case, agent))


def _free(case: Case, agent: str) -> tuple[Span, ...]:
    """When the person could be on a shift: open, available, not away, and rested."""
    available = case.available[agent]
    spans = case.open_spans if available is None else _both(case.open_spans, available)
    away = [*case.away[agent]]
    if case.earlier[agent]:
        last = max(shift.ends_at for shift in case.earlier[agent])
        away.append((min(last, case.open_spans[0][0]), last + case.rules.rest_minutes * 60))
    return without(spans, away)


def _both(first: tuple[Span, ...], second: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple((max(a, c), min(b, d)) for a, b in first for c, d in second if max(a, c) < min(b, d))


def _holds_shift(case: Case, span: Span, seconds: int, week: int) -> bool:
    """Whether a shift of that length, begun on the step or at an opening, fits into a free stretch."""
    step = case.rules.start_step_minutes * 60
    first_on = max(case.clock.date_of(span[0]), case.dates_of(week)[0])
    last_on = min(case.clock.date_of(span[1]), case.dates_of(week)[-1])
    starts = {span[0]} & {opens for opens, _ in case.open_spans}
    starts |= {closes - seconds for _, closes in case.open_spans}
    on = first_on
    while on <= last_on:
        starts |= {case.clock.reaches(on, second) for second in range(0, 86_400, step)}
        on += timedelta(days=1)
    return any(
        span[0] <= start and start + seconds <= span[1] and first_on <= case.clock.date_of(start) <= last_on
        for start in starts
    )
