"""Breaks: those that the rules ask for, where the rules want them, and no others."""

from collections.abc import Iterator, Sequence
from itertools import combinations, zip_longest

from halfhour.engine.reasons import Figure
from halfhour.engine.rostering.checker._case import Case
from halfhour.engine.rostering.checker._kinds import RosterBreach
from halfhour.engine.rostering.problem import Breach, Break, Shift
from halfhour.engine.team import BreakRule


def check_breaks(case: Case, shift: Shift) -> Iterator[Breach]:
    """The breaks of one shift, each rule held against the break that answers it."""
    due = [rule for rule in case.rules.breaks if _is_due(rule, shift.paid_seconds / 60)]
    kinds = sorted({rule.kind for rule in due} | {each.kind for each in shift.breaks})
    for kind in kinds:
        rules = [rule for rule in due if rule.kind == kind]
        taken = sorted((each for each in shift.breaks if each.kind == kind), key=lambda each: each.starts_at)
        yield from _one_kind(case, shift, rules, taken)
    for first, second in combinations(sorted(shift.breaks, key=lambda each: each.starts_at), 2):
        if second.starts_at < first.ends_at:
            yield _breach(case, shift, second, RosterBreach.BREAKS_OVERLAP)


def _is_due(rule: BreakRule, paid_minutes: float) -> bool:
    below = rule.shift_below_minutes
    return rule.shift_from_minutes <= paid_minutes and (below is None or paid_minutes < below)


def _one_kind(case: Case, shift: Shift, rules: list[BreakRule], taken: Sequence[Break]) -> Iterator[Breach]:
    """Match breaks to rules, and say what is wrong with the rest, in pairs as far as they go."""
    odd: list[Break] = []
    for each in taken:
        fitting = [rule for rule in rules if _is_right(rule, shift, each)]
        if fitting:  # the window that closes first leaves most to the breaks that follow
            rules.remove(min(fitting, key=lambda rule: _window(rule, shift)[1]))
        else:
            odd.append(each)
    rules.sort(key=lambda rule: _window(rule, shift))
    for rule, found in zip_longest(rules, odd):
        if found is None:
            figures: dict[str, Figure] = {"kind": rule.kind, "minutes": rule.minutes}
            yield Breach(rule=RosterBreach.BREAK_MISSING, agent=shift.agent, on=shift.on, figures=figures)
        elif rule is None:
            yield _breach(case, shift, found, RosterBreach.BREAK_NOT_DUE)
        else:
            yield from _wrong_break(case, shift, rule, found)


def _is_right(rule: BreakRule, shift: Shift, each: Break) -> bool:
    return (
        _minutes(each) == rule.minutes
        and each.paid == rule.paid
        and _is_inside(each, shift)
        and _is_in_window(rule, shift, each)
    )


def _wrong_break(case: Case, shift: Shift, rule: BreakRule, each: Break) -> Iterator[Breach]:
    if _minutes(each) != rule.minutes:
        lengths = {"minutes": _minutes(each), "due": rule.minutes}
        yield _breach(case, shift, each, RosterBreach.BREAK_LENGTH, **lengths)
    if each.paid != rule.paid:
        yield _breach(case, shift, each, RosterBreach.BREAK_PAY)
    if not _is_inside(each, shift):
        yield _breach(case, shift, each, RosterBreach.BREAK_OUTSIDE_SHIFT)
    elif not _is_in_window(rule, shift, each):
        earliest, latest = (case.clock.text(edge) for edge in _window(rule, shift))
        yield _breach(case, shift, each, RosterBreach.BREAK_WINDOW, earliest=earliest, latest=latest)


def _window(rule: BreakRule, shift: Shift) -> tuple[int, int]:
    """The earliest start and the latest end of the rule's break."""
    return (
        shift.starts_at + rule.not_before_minutes * 60,
        shift.ends_at - rule.not_within_minutes * 60,
    )


def _is_in_window(rule: BreakRule, shift: Shift, each: Break) -> bool:
    earliest, latest = _window(rule, shift)
    return earliest <= each.starts_at and each.ends_at <= latest


def _is_inside(each: Break, shift: Shift) -> bool:
    return shift.starts_at <= each.starts_at and each.ends_at <= shift.ends_at


def _minutes(each: Break) -> float:
    return (each.ends_at - each.starts_at) / 60


def _breach(case: Case, shift: Shift, each: Break, rule: RosterBreach, **figures: Figure) -> Breach:
    place = {
        "kind": each.kind,
        "starts": case.clock.text(each.starts_at),
        "ends": case.clock.text(each.ends_at),
    }
    return Breach(rule=rule, agent=shift.agent, on=shift.on, figures={**place, **figures})
