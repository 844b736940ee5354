"""What if: changes to a day in a small language, and what they would do."""

from halfhour.engine.scenarios._amounts import name_text
from halfhour.engine.scenarios._answer import Question, answer, ask, play
from halfhour.engine.scenarios._apply import Applied, Note, apply_scenario
from halfhour.engine.scenarios._changes import Change, Window
from halfhour.engine.scenarios._difference import (
    Compared,
    Course,
    Difference,
    Measure,
    QueueDifference,
    Verdict,
    difference_between,
)
from halfhour.engine.scenarios._grammar import FORMS, KEYWORDS
from halfhour.engine.scenarios._limits import day_problem, replications_within
from halfhour.engine.scenarios._reasons import ChangeReason, DayProblem, LineReason, NoteReason
from halfhour.engine.scenarios._scenario import Entry, Problem, Scenario, read_lines, read_scenario
from halfhour.engine.scenarios._writing import change_line, change_reason

__all__ = [
    "FORMS",
    "KEYWORDS",
    "Applied",
    "Change",
    "ChangeReason",
    "Compared",
    "Course",
    "DayProblem",
    "Difference",
    "Entry",
    "LineReason",
    "Measure",
    "Note",
    "NoteReason",
    "Problem",
    "Question",
    "QueueDifference",
    "Scenario",
    "Verdict",
    "Window",
    "answer",
    "apply_scenario",
    "ask",
    "change_line",
    "change_reason",
    "day_problem",
    "difference_between",
    "name_text",
    "play",
    "read_lines",
    "read_scenario",
    "replications_within",
]
