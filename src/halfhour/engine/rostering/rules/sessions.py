"""Protected sessions: training, coaching and meetings that may be moved but not dropped."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model

from halfhour.engine.rostering.rules._terms import Count, Term, total


class Attendees(NamedTuple):
    """So many attendees of one crew, and by slot the crew's shifts that hold a session from there."""

    people: int
    on_shift: Mapping[int, Term]


def hold_sessions_together(
    model: cp_model.CpModel,
    held: Mapping[int, cp_model.IntVar],
    attendees: Sequence[Attendees],
    *,
    times: int,
    days: Mapping[int, int],
) -> Term:
    """All attendees sit in a session together, `times` times a week, on different days.

    `held[slot]` says whether one starts in that slot of the week; `days[slot]` is the slot's day.
    Returns how many sessions cannot be held.
    """
    dropped = model.new_int_var(0, times, "sessions dropped")
    model.add(total(held.values()) + dropped == times).with_name("sessions of the week")
    for day in sorted(set(days.values())):
        starting = total(var for slot, var in held.items() if days[slot] == day)
        model.add(starting <= 1).with_name("one session of a kind a day")
    for crew in attendees:
        for slot, var in held.items():
            there = crew.on_shift.get(slot, 0)
            model.add(crew.people * var <= there).with_name("attendees are on shift")
    return dropped


def attend_agreed_session(
    model: cp_model.CpModel, shifts_holding_it: Sequence[Term], *, people: int = 1
) -> Count:
    """Everybody works a shift that holds a session already agreed; returns how many do not."""
    if not shifts_holding_it:
        return people
    missed = model.new_int_var(0, people, "agreed session missed")
    model.add(total(shifts_holding_it) + missed >= people).with_name("agreed session")
    return missed


def hold_sessions_alone(model: cp_model.CpModel, starting: Mapping[int, Term], *, sessions: int) -> Term:
    """The week's sessions that people attend alone are held; `starting` counts them by slot.

    Who attends when is decided later; that people enough are there is seen to by the coverage, which
    cannot fall below zero. Returns how many cannot be held.
    """
    dropped = model.new_int_var(0, sessions, "sessions dropped")
    model.add(total(starting.values()) + dropped == sessions).with_name("sessions held alone")
    return dropped


def be_in_one_place(model: cp_model.CpModel, occupied: Sequence[Term]) -> None:
    """Of all that would occupy one person in one slot, at most one does."""
    if len(occupied) > 1:
        model.add(total(occupied) <= 1).with_name("one place at a time")
