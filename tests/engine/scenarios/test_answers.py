"""What a change does: told with its confidence, and only where it can be told."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from halfhour.engine.plan import DayPerson, PlanDay
from halfhour.engine.scenarios import Difference, Measure, Verdict, answer, ask, play, read_scenario
from halfhour.engine.scenarios._difference import verdict_of
from halfhour.engine.simulation import Figure
from support.changed_days import DAY, person

# Three people on the phone and one on e-mail, busy enough that one more or less is felt.
SMALL: PlanDay = replace(
    DAY,
    queues=(DAY.queue("phone"), DAY.queue("email")),
    people=(
        person("Ada", "phone email", "8-12 phone", "12-12.5 -", "12.5-18 phone"),
        person("Ben", "phone email", "8-12 phone", "12-12.5 -", "12.5-18 phone"),
        person("Cleo", "phone email", "8-18 email"),
    ),
)
REPLICATIONS = 60


@cache
def difference(*lines: str) -> Difference:
    question = ask(day=SMALL, scenario=read_scenario("\n".join(lines)), replications=REPLICATIONS, seed=3)
    assert question.problem is None
    assert question.applied.problems == ()
    return answer(question, threads=1, today=today())


@cache
def today():
    return play(SMALL, replications=REPLICATIONS, seed=3)


def verdicts(*lines: str, queue: int = 0) -> dict[Measure, Verdict]:
    return {each.measure: each.verdict for each in difference(*lines).queues[queue].day}


def test_no_change_is_no_difference_at_all():
    found = difference()
    for queue in found.queues:
        assert {each.verdict for each in queue.day} == {Verdict.SAME}
        for course in queue.courses:
            told = {course.verdict_at(interval) for interval in range(48)}
            assert told <= {Verdict.SAME, Verdict.UNKNOWN}
    assert found.occupancy.verdict is Verdict.SAME


def test_one_more_person_is_better_on_every_count_and_one_fewer_worse():
    more, fewer = verdicts("+1 person 08:00-18:00 for phone"), verdicts("-1 person 08:00-18:00 for phone")
    told = (
        Measure.SERVICE_LEVEL,
        Measure.GOAL_CHANCE,
        Measure.MEAN_WAIT,
        Measure.LONG_WAIT,
        Measure.ABANDONMENT,
    )
    assert {more[measure] for measure in told} == {Verdict.BETTER}
    assert {fewer[measure] for measure in told if measure is not Measure.GOAL_CHANCE} == {Verdict.WORSE}
    assert fewer[Measure.GOAL_CHANCE] is Verdict.SAME  # it was never kept, and is not now


def test_a_long_wait_that_falls_has_bounds_below_zero():
    wait = difference("+1 person 08:00-18:00 for phone").queues[0].of(Measure.LONG_WAIT)
    assert wait.difference.high < 0
    assert wait.difference.mean == pytest.approx(wait.changed.mean - wait.today.mean)


def test_what_a_change_does_not_touch_stays_the_same_to_the_last_contact():
    assert set(verdicts("+1 person 08:00-18:00 for phone", queue=1).values()) == {Verdict.SAME}


def test_a_change_in_the_afternoon_leaves_the_morning_as_it_was():
    course = difference("+1 person 14:00-18:00 for phone").queues[0].course(Measure.SERVICE_LEVEL)
    told = [course.verdict_at(interval) for interval in range(48)]
    assert set(told[:16]) == {Verdict.UNKNOWN}
    assert set(told[16:27]) == {Verdict.SAME}
    assert Verdict.BETTER in told[28:36]


def test_pairing_makes_the_difference_surer_than_either_side():
    level = difference("handle time phone -5 %").queues[0].of(Measure.SERVICE_LEVEL)
    apart = np.hypot(width(level.today), width(level.changed))
    assert width(level.difference) < apart / 2
    assert level.difference.mean == pytest.approx(level.changed.mean - level.today.mean)


def width(figure: Figure) -> float:
    return figure.high - figure.low


def test_more_contacts_come_where_the_campaign_is():
    queue = difference("volume phone +50 % 10:00-12:00").queues[0]
    before, after = queue.offered_course
    assert after[:20] == pytest.approx(before[:20])
    assert after[20:24].sum() / before[20:24].sum() == pytest.approx(1.5, abs=0.1)
    assert queue.offered_changed == pytest.approx(after.sum())


def test_a_queue_that_may_wait_has_no_waits_in_the_line_but_a_backlog():
    email = difference("sick Cleo").queues[1]
    assert [each.measure for each in email.day] == [
        Measure.SERVICE_LEVEL,
        Measure.GOAL_CHANCE,
        Measure.WAITING_AT_END,
    ]
    assert email.of(Measure.WAITING_AT_END).verdict is Verdict.WORSE
    assert email.of(Measure.WAITING_AT_END).changed.mean == pytest.approx(80, rel=0.1)


def test_busier_is_neither_good_nor_bad_in_itself():
    assert difference("volume +10 %").occupancy.verdict is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("low", "high", "better_with", "verdict"),
    [
        (-0.01, 0.02, 1, Verdict.UNTOLD),
        (0.0, 0.02, 1, Verdict.UNTOLD),
        (0.01, 0.02, 1, Verdict.BETTER),
        (0.01, 0.02, -1, Verdict.WORSE),
        (-0.02, -0.01, -1, Verdict.BETTER),
        (-0.02, -0.01, 0, Verdict.DIFFERENT),
        (0.0, 0.0, 1, Verdict.SAME),
    ],
)
def test_an_interval_that_holds_zero_tells_no_difference(low, high, better_with, verdict):
    assert verdict_of(Figure(mean=(low + high) / 2, low=low, high=high), better_with) is verdict
    assert verdict_of(None, better_with) is Verdict.UNKNOWN


def test_a_day_is_answered_without_todays_side_as_with_it():
    question = ask(day=SMALL, scenario=read_scenario("1 sick"), replications=20, seed=5)
    kept = play(SMALL, replications=20, seed=5)
    first, second = answer(question), answer(question, today=kept)
    assert first.queues[0].day == second.queues[0].day


def test_a_queue_that_nobody_can_answer_goes_unanswered_until_somebody_is_trained():
    alone = replace(SMALL, people=(person("Ada", "phone", "8-18 phone"), DayPerson(name="Zoe", skills=())))
    question = ask(day=alone, scenario=read_scenario("train Ada for email"), replications=20)
    assert question.warnings == ()
    untrained = ask(day=alone, scenario=read_scenario(""), replications=20)
    assert [reason.figures["queue"] for reason in untrained.warnings] == ["email"]
    email = answer(untrained).queues[1]
    assert email.of(Measure.WAITING_AT_END).today.mean == pytest.approx(80, rel=0.1)


def test_people_may_come_to_a_day_on_which_nobody_works():
    empty = replace(SMALL, people=(DayPerson(name="Zoe", skills=()),))
    assert ask(day=empty, scenario=read_scenario(""), replications=20).problem is not None
    question = ask(day=empty, scenario=read_scenario("+2 people 08:00-18:00 for phone"), replications=20)
    assert question.problem is None
    level = answer(question).queues[0].of(Measure.SERVICE_LEVEL)
    assert level.today.mean == 0
    assert level.verdict is Verdict.BETTER


def test_a_campaign_in_the_afternoon_leaves_the_morning_as_it_was_to_the_last_second():
    handle = tuple(np.linspace(70.0, 110.0, SMALL.intervals).tolist())  # it differs from hour to hour
    phone = replace(SMALL.queue("phone"), handle_seconds=handle)
    day = replace(SMALL, queues=(phone, SMALL.queue("email")))
    scenario = read_scenario("volume phone +30 % 14:00-16:00")
    found = answer(ask(day=day, scenario=scenario, replications=200, seed=3))
    for course in found.queues[0].courses:
        before = {course.verdict_at(interval) for interval in range(27)}
        assert before <= {Verdict.SAME, Verdict.UNKNOWN}
        assert Verdict.SAME in before
