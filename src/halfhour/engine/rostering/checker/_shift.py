"""The rules that concern one shift alone."""

from collections.abc import Iterator

from halfhour.engine.reasons import Figure
from halfhour.engine.rostering.checker._breaks import check_breaks
from halfhour.engine.rostering.checker._case import Case
from halfhour.engine.rostering.checker._kinds import RosterBreach
from halfhour.engine.rostering.problem import Breach, Shift


def check_shift(case: Case, shift: Shift) -> Iterator[Breach]:
    if shift.ends_at <= shift.starts_at:
        yield _breach(shift, RosterBreach.ENDS_BEFORE_START, starts=case.clock.text(shift.starts_at))
        return
    yield from _date(case, shift)
    yield from _length(case, shift)
    broken_breaks = tuple(check_breaks(case, shift))
    yield from broken_breaks
    if not broken_breaks:  # else the paid time is wrong because the breaks are
        yield from _paid_time(shift)
    yield from _start(case, shift)
    yield from _open_hours(case, shift)
    yield from _availability(case, shift)
    yield from _time_off(case, shift)


def _date(case: Case, shift: Shift) -> Iterator[Breach]:
    """A shift belongs to the local date on which it starts."""
    starts_on = case.clock.date_of(shift.starts_at)
    if starts_on != shift.on:
        yield _breach(shift, RosterBreach.WRONG_DATE, starts_on=starts_on.isoformat())


def _length(case: Case, shift: Shift) -> Iterator[Breach]:
    """Its paid length is one that the rules name."""
    allowed = case.rules.shift_minutes
    if shift.paid_seconds not in [minutes * 60 for minutes in allowed]:
        lengths = ", ".join(f"{minutes / 60:g}" for minutes in allowed)
        yield _breach(shift, RosterBreach.SHIFT_LENGTH, hours=shift.paid_seconds / 3600, allowed=lengths)


def _paid_time(shift: Shift) -> Iterator[Breach]:
    """What is paid is what passes from start to end, clock changes included, less the unpaid breaks."""
    unpaid = sum(each.ends_at - each.starts_at for each in shift.breaks if not each.paid)
    worked = shift.ends_at - shift.starts_at - unpaid
    if shift.paid_seconds != worked:
        minutes = {"paid_minutes": shift.paid_seconds / 60, "worked_minutes": worked / 60}
        yield _breach(shift, RosterBreach.PAID_TIME, **minutes)


def _start(case: Case, shift: Shift) -> Iterator[Breach]:
    """It starts on the step by the wall clock, or when the team opens, or ends when the team closes."""
    wall = case.clock.wall(shift.starts_at)
    minutes = case.rules.start_step_minutes
    on_step = (wall.hour * 3600 + wall.minute * 60 + wall.second) % (minutes * 60) == 0
    on_edge = any(shift.starts_at == opens or shift.ends_at == closes for opens, closes in case.open_spans)
    if not on_step and not on_edge:
        starts = case.clock.text(shift.starts_at)
        yield _breach(shift, RosterBreach.START_STEP, starts=starts, minutes=minutes)


def _open_hours(case: Case, shift: Shift) -> Iterator[Breach]:
    """All of it lies in opening hours; a short closing, such as midday, may lie inside it."""
    if not any(opens <= shift.starts_at and shift.ends_at <= closes for opens, closes in case.open_spans):
        yield _breach(shift, RosterBreach.OUTSIDE_HOURS, **_from_to(case, shift))


def _availability(case: Case, shift: Shift) -> Iterator[Breach]:
    """All of it lies in one stretch in which the person is available."""
    spans = case.available[shift.agent]
    if spans is not None and not any(
        first <= shift.starts_at and shift.ends_at <= last for first, last in spans
    ):
        yield _breach(shift, RosterBreach.UNAVAILABLE, **_from_to(case, shift))


def _time_off(case: Case, shift: Shift) -> Iterator[Breach]:
    """None of it lies on a day on which the person is away."""
    away = zip(case.time_off[shift.agent], case.away[shift.agent], strict=True)
    for off, (first, last) in away:
        if shift.starts_at < last and first < shift.ends_at:
            yield _breach(
                shift,
                RosterBreach.TIME_OFF,
                kind=off.kind,
                first_on=off.first_on.isoformat(),
                last_on=off.last_on.isoformat(),
            )


def _from_to(case: Case, shift: Shift) -> dict[str, str]:
    return {"starts": case.clock.text(shift.starts_at), "ends": case.clock.text(shift.ends_at)}


def _breach(shift: Shift, rule: RosterBreach, **figures: Figure) -> Breach:
    return Breach(rule=rule, agent=shift.agent, on=shift.on, figures=figures)
