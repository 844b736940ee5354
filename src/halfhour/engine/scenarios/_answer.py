"""A question answered: a day, a change to it, and both played with the same chance."""

from dataclasses import dataclass, replace
from functools import partial

from halfhour.engine.plan import DayPerson, DaySkill, PlanDay, centre_of
from halfhour.engine.reasons import Reason
from halfhour.engine.scenarios._apply import Applied, apply_scenario
from halfhour.engine.scenarios._difference import Difference, difference_between
from halfhour.engine.scenarios._limits import day_problem, nobody_for, replications_within
from halfhour.engine.scenarios._scenario import Scenario
from halfhour.engine.simulation import Outcome, simulate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """A day beside the day after a scenario, ready to be played, or `problem` says why it cannot be.

    `replications` are as many as were asked for, or fewer where so many contacts come that they would
    take too long. `warnings` are of the day as a whole.
    """

    day: PlanDay
    applied: Applied
    replications: int
    seed: int
    problem: Reason | None
    warnings: tuple[Reason, ...]


def ask(*, day: PlanDay, scenario: Scenario, replications: int, seed: int = 0) -> Question:
    """What is to be played.

    Parameters
    ----------
    day
        As planned.
    replications
        How many days to play on each side at most.
    seed
        Where chance starts; the same for both sides.
    """
    applied = apply_scenario(day=day, scenario=scenario)
    sides = (day, applied.day)
    return Question(
        day=day,
        applied=applied,
        replications=min(replications_within(side, most=replications) for side in sides),
        seed=seed,
        problem=day_problem(applied.day) or _too_large(day),
        warnings=nobody_for(applied.day),
    )


def _too_large(day: PlanDay) -> Reason | None:
    """What also keeps today's side from being played; that nobody works or comes today does not."""
    return day_problem(day, only_size=True)


def play(day: PlanDay, *, replications: int, seed: int, threads: int = 1) -> Outcome:
    """One side."""
    return simulate(centre_of(_with_skills(day)), replications=replications, seed=seed, threads=threads)


def answer(question: Question, *, threads: int = 1, today: Outcome | None = None) -> Difference:
    """What the change would do.

    Parameters
    ----------
    question
        One without a problem.
    today
        What `play` found of the question's day with its replications and its seed, if it is known:
        it would come out the same to the bit.
    """
    played = partial(play, replications=question.replications, seed=question.seed, threads=threads)
    if today is None:
        today = played(question.day)
    return difference_between(today=today, changed=played(question.applied.day))


def _with_skills(day: PlanDay) -> PlanDay:
    """A queue that nobody can answer goes unanswered: somebody who is never there has the skill."""
    missing = [
        queue.name for queue in day.queues if not any(person.can_answer(queue.name) for person in day.people)
    ]
    if not missing:
        return day
    nobody = DayPerson(name="–", skills=tuple(DaySkill(queue=name) for name in missing))
    return replace(day, people=(*day.people, nobody))
