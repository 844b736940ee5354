"""A scenario made to a day."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from halfhour.engine.plan import PlanDay
from halfhour.engine.reasons import Reason
from halfhour.engine.scenarios import _break_changes as breaks
from halfhour.engine.scenarios import _changes as changes
from halfhour.engine.scenarios import _people_changes as people
from halfhour.engine.scenarios import _queue_changes as queues
from halfhour.engine.scenarios._reasons import NoteReason, Refused
from halfhour.engine.scenarios._scenario import Problem, Scenario

# Each kind of change with the function that makes it.
MADE_BY: dict[type, Callable[[PlanDay, Any], tuple[PlanDay, tuple[Reason, ...]]]] = {
    changes.AddPeople: people.add_people,
    changes.TakePeople: people.take_people,
    changes.Sick: people.sick,
    changes.SickSome: people.sick_some,
    changes.Absence: people.absence,
    changes.Train: people.train,
    changes.Move: people.move,
    changes.ShiftDay: people.shift_day,
    changes.SpreadBreaks: breaks.spread_breaks,
    changes.BreaksTogether: breaks.breaks_together,
    changes.BufferOnQueue: people.buffer_on_queue,
    changes.Pool: people.pool,
    changes.Interrupt: people.interrupt,
    changes.HandleTime: queues.handle_time,
    changes.Volume: queues.volume,
    changes.NewGoal: queues.goal,
    changes.Patience: queues.patience,
    changes.Concurrency: queues.concurrency,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a line did that is worth knowing. `line` counts from 1."""

    line: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The day after the changes; lines with a problem changed nothing."""

    day: PlanDay
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]


def apply_scenario(*, day: PlanDay, scenario: Scenario) -> Applied:
    """Make the changes of a scenario to a day, one after the other.

    Parameters
    ----------
    day
        The day as planned; it is left as it is.
    scenario
        Lines meant for other days change nothing, which a note says. Lines that could not be read, or
        that this day cannot do, are among the problems.

    Examples
    --------
    docs/methods/what-if.md
    """
    notes: list[Note] = []
    problems = list(scenario.problems)
    for entry in scenario.entries:
        if not entry.holds_on(day.on):
            notes.append(Note(line=entry.line, reason=Reason(kind=NoteReason.OTHER_DAY)))
            continue
        try:
            day, told = MADE_BY[type(entry.change)](day, entry.change)
        except Refused as refusal:
            problems.append(Problem(line=entry.line, reason=refusal.reason))
        else:
            notes += [Note(line=entry.line, reason=reason) for reason in told]
    ordered = tuple(sorted(problems, key=lambda problem: problem.line))
    return Applied(day=day, notes=tuple(notes), problems=ordered)
