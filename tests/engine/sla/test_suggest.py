import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from halfhour.engine.errors import OutOfRange
from halfhour.engine.sla import NICE_SECONDS, kept_within, suggest_goal


def test_the_goal_is_the_shortest_round_one_that_was_kept_often_enough():
    spent = np.random.default_rng(5).lognormal(7, 1, 1000)
    goal = suggest_goal(spent_seconds=spent, share=0.9)
    shorter = NICE_SECONDS[NICE_SECONDS.index(goal.within_seconds) - 1]
    assert (spent <= goal.within_seconds).mean() == goal.kept.share >= 0.9
    assert (spent <= shorter).mean() < 0.9
    assert goal.kept.low < goal.kept.share < goal.kept.high


def test_a_time_that_meets_the_goal_exactly_counts_as_kept():
    assert suggest_goal(spent_seconds=[600] * 50).within_seconds == 600


def test_with_too_few_contacts_nothing_is_suggested():
    assert suggest_goal(spent_seconds=[60] * 29) is None


def test_nothing_is_suggested_where_even_weeks_would_not_do():
    assert suggest_goal(spent_seconds=[10**7] * 100) is None


@pytest.mark.parametrize(("spent", "share"), [([-1], 0.9), ([np.nan], 0.9), ([1], 0), ([1], 1)])
def test_what_is_no_time_or_no_share_is_refused(spent, share):
    with pytest.raises(OutOfRange):
        suggest_goal(spent_seconds=spent, share=share)


def test_a_backlog_never_makes_a_goal_look_better_kept():
    rng = np.random.default_rng(7)
    for _case in range(50):
        spent, waiting = rng.lognormal(7, 1, 60), rng.lognormal(8, 2, 12)
        goals = [suggest_goal(spent_seconds=spent, waiting_seconds=waiting[:some]) for some in range(13)]
        within = [goal.within_seconds if goal else np.inf for goal in goals]
        assert within == sorted(within)


def test_nothing_is_suggested_where_most_were_never_answered():
    assert suggest_goal(spent_seconds=[1200] * 40, waiting_seconds=[10**5] * 60) is None


def test_who_waits_longer_than_a_goal_missed_it_and_who_waits_less_is_left_out():
    kept = kept_within(3600, spent=[60, 3600, 3601], waiting=[3599, 3600, 3601])
    assert (kept.hits, kept.count) == (2, 4)


@pytest.mark.parametrize("case", range(20))
def test_the_suggested_goal_is_what_another_kaplan_and_meier_finds(case):
    rng = np.random.default_rng(case)
    spent = rng.lognormal(7, 1, 200).round(-2)  # with ties, among themselves and with who waits
    waiting = rng.lognormal(7, 1.5, 60).round(-2)
    answered = ecdf(CensoredData.right_censored([*spent, *waiting], [False] * 200 + [True] * 60)).cdf
    kept = answered.evaluate(np.array(NICE_SECONDS))
    goal = suggest_goal(spent_seconds=spent, waiting_seconds=waiting, share=0.8)
    expected = next(
        (seconds for seconds, share in zip(NICE_SECONDS, kept, strict=True) if share >= 0.8), None
    )
    assert (goal and goal.within_seconds) == expected
