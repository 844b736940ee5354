"""How many days a person works: one shift a day, so many days a week, so many in a row."""

from collections.abc import Sequence

from ortools.sat.python import cp_model

from halfhour.engine.rostering.rules._terms import Term, total


def work_one_shift_a_day(model: cp_model.CpModel, shifts: Sequence[Term], *, people: int = 1) -> None:
    """Nobody works two shifts that start on the same day."""
    if len(shifts) > 1 or people > 1:
        model.add(total(shifts) <= people).with_name("one shift a day")


def limit_days_per_week(
    model: cp_model.CpModel, works: Sequence[Term], *, most: int, people: int = 1
) -> None:
    """No one works more than `most` days of a week."""
    if len(works) > most:
        model.add(total(works) <= most * people).with_name("days per week")


def limit_run_of_days(
    model: cp_model.CpModel, works: Sequence[Term], *, longest: int, runs_before: Sequence[int] = (0,)
) -> None:
    """No one works more than `longest` days in a row.

    `runs_before` holds, for each person of the crew, the days in a row worked just before the first.
    """
    for before in range(1, longest + 1):
        window = works[: longest + 1 - before]
        most = sum(longest - before if run >= before else len(window) for run in runs_before)
        if most < len(window) * len(runs_before):
            model.add(total(window) <= most).with_name("run of days from before day 0")
    for first in range(len(works) - longest):
        window = works[first : first + longest + 1]
        model.add(total(window) <= longest * len(runs_before)).with_name(f"run of days from day {first}")
