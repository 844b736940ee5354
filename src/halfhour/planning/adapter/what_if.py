"""What-if questions about a day of a plan: their lines looked at, and played within bounds.

A question is played in the thread of its request, with the interpreter's lock released, so that other
pages go on being answered. The day as planned is played already when the page is opened, and kept for
all questions about it: the answer to a click waits for the changed day alone. One person has one
question played at a time and a process as many as it has processors; whoever has to wait longer than
a few seconds is told.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from threading import BoundedSemaphore, Lock, Thread
from time import perf_counter

from django.utils.translation import gettext as _

from halfhour.engine import simulation
from halfhour.engine.errors import EngineError
from halfhour.engine.plan import PlanDay
from halfhour.engine.reasons import Reason
from halfhour.engine.scenarios import (
    Difference,
    Question,
    answer,
    apply_scenario,
    ask,
    change_reason,
    day_problem,
    play,
    read_scenario,
    replications_within,
)
from halfhour.planning.adapter.centre import day_of_plan
from halfhour.planning.adapter.kept import Kept
from halfhour.planning.models import Plan
from halfhour.planning.refusals import PlanRefused
from halfhour.wording import refusal

MOST_REPLICATIONS = 4_000
SEED = 1  # chance is the same for everybody, so that two people who ask the same get the same answer
PROCESSORS = os.cpu_count() or 1
THREADS = min(PROCESSORS, 4)
PATIENCE_SECONDS = 8.0
DAYS_KEPT = 4  # today's sides; each takes some ten megabytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """One line: as it is usually written and what it says, or what is wrong with it; and what to know."""

    line: int
    text: str = ""
    change: Reason | None = None
    problem: Reason | None = None
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answered:
    """A question with what was found; `difference` is None where the day cannot be played."""

    question: Question
    lines: tuple[LookedAt, ...]
    difference: Difference | None
    seconds: float

    @property
    def has_changes(self) -> bool:
        return any(line.change is not None for line in self.lines)


def look_at_lines(plan: Plan, on: date, text: str) -> tuple[LookedAt, ...]:
    """Every line that says something, as this day understands it."""
    scenario = read_scenario(text)
    applied = apply_scenario(day=day_of_plan(plan, on), scenario=scenario)
    wrong = {problem.line: problem.reason for problem in applied.problems}
    entries = {entry.line: entry for entry in scenario.entries}
    return tuple(
        LookedAt(
            line=line,
            text=entries[line].text if line in entries else "",
            change=change_reason(entries[line].change) if line in entries else None,
            problem=wrong.get(line),
            notes=tuple(note.reason for note in applied.notes if note.line == line),
        )
        for line in sorted({*wrong, *entries})
    )


def day_to_change(plan: Plan, on: date) -> PlanDay:
    return day_of_plan(plan, on)


def why_not_playable(plan: Plan, on: date) -> Reason | None:
    """Why the day as planned cannot be played."""
    return day_problem(day_of_plan(plan, on))


def play_lines(plan: Plan, on: date, text: str, *, replications: int, person: int) -> Answered:
    """The day as planned beside the day after the lines; lines with a problem are left out.

    Raises
    ------
    PlanRefused
        Where the person, or everybody together, already has more played than can be at once.
    """
    begun = perf_counter()
    question = ask(
        day=day_of_plan(plan, on),
        scenario=read_scenario(text),
        replications=min(replications, MOST_REPLICATIONS),
        seed=SEED,
    )
    difference = None
    if question.problem is None:
        with _turn(person):
            begun = perf_counter()
            difference = _played(question)
    return Answered(
        question=question,
        lines=look_at_lines(plan, on, text),
        difference=difference,
        seconds=perf_counter() - begun,
    )


def _played(question: Question) -> Difference:
    try:
        today = _today(question.day, question.replications, question.seed)
        return answer(question, threads=THREADS, today=today)
    except EngineError as error:
        raise PlanRefused(_("This cannot be played: {why}").format(why=refusal(error))) from error


# The day as planned: asked for again it is the same to the bit, so it is played once. Another plan for it
# is another day.
_todays: Kept[tuple[PlanDay, int, int], simulation.Outcome] = Kept(most=DAYS_KEPT)


def _today(day: PlanDay, replications: int, seed: int, *, threads: int = THREADS) -> simulation.Outcome:
    played = partial(play, day, replications=replications, seed=seed, threads=threads)
    return _todays.get((day, replications, seed), played)


def play_ahead(plan: Plan, on: date, *, replications: int) -> None:
    """Play the day as planned in a thread of its own, unless it cannot be or everybody else is busy."""
    day = day_of_plan(plan, on)
    if day_problem(day) is None:
        replications = replications_within(day, most=min(replications, MOST_REPLICATIONS))
        Thread(target=_play_ahead, args=(day, replications), name="playing ahead", daemon=True).start()


def _play_ahead(day: PlanDay, replications: int) -> None:
    """With one thread, for pages are to be answered meanwhile."""
    make_ready()
    if not _playing.acquire(blocking=False):
        return
    try:
        with suppress(EngineError):  # who asks is told
            _today(day, replications, SEED, threads=1)
    finally:
        _playing.release()


# How many are played at once.

_playing = BoundedSemaphore(PROCESSORS)
_of_person: dict[int, Lock] = {}
_register = Lock()


@contextmanager
def _turn(person: int) -> Iterator[None]:
    """Wait for one's turn: first behind one's own questions, then behind everybody's."""
    with _register:
        own = _of_person.setdefault(person, Lock())
    if not own.acquire(timeout=PATIENCE_SECONDS):
        raise PlanRefused(_("Your last question is still being played. Wait for its answer, then ask again."))
    try:
        if not _playing.acquire(timeout=PATIENCE_SECONDS):
            raise PlanRefused(_("Many questions are being played at the moment. Ask again in a few seconds."))
        try:
            yield
        finally:
            _playing.release()
    finally:
        own.release()


# The simulator is made ready in the background, once for each process.

_warming = Lock()


def is_ready() -> bool:
    """Whether a question would be played at once."""
    return simulation.is_warm()


def make_ready() -> None:
    """Make the simulator ready, or wait until somebody who has begun to has done so."""
    with _warming:
        simulation.warm()


def begin_warming() -> None:
    """Make the simulator ready in a thread of its own, unless it is ready or that has begun."""
    if not simulation.is_warm() and not _warming.locked():
        Thread(target=make_ready, name="warming the simulator", daemon=True).start()
