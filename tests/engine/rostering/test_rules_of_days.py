from itertools import groupby, product

import pytest

from halfhour.engine.rostering.rules import limit_days_per_week, limit_run_of_days, work_one_shift_a_day
from support.solutions import every_solution, every_value


def longest_run(days, before=0):
    days = [1] * before + list(days)
    return max((len(list(run)) for worked, run in groupby(days) if worked), default=0)


def test_nobody_works_two_shifts_on_one_day():
    found = every_solution(work_one_shift_a_day, variables=3)
    assert found == {p for p in every_value(variables=3) if sum(p) <= 1}


def test_two_people_work_two_shifts_at_most():
    found = every_solution(lambda m, s: work_one_shift_a_day(m, s, people=2), variables=2, most=2)
    assert found == {p for p in every_value(variables=2, most=2) if sum(p) <= 2}


def test_a_week_may_reach_the_most_days_but_not_pass_them():
    found = every_solution(lambda m, days: limit_days_per_week(m, days, most=5), variables=7)
    assert found == {p for p in every_value(variables=7) if sum(p) <= 5}


def test_a_run_may_reach_the_limit_but_not_pass_it():
    found = every_solution(lambda m, days: limit_run_of_days(m, days, longest=2), variables=6)
    assert found == {p for p in every_value(variables=6) if longest_run(p) <= 2}


@pytest.mark.parametrize("before", range(6))
def test_days_worked_before_the_first_count_in_its_run(before):
    found = every_solution(
        lambda m, days: limit_run_of_days(m, days, longest=3, runs_before=(before,)), variables=5
    )
    if before <= 3:
        assert found == {p for p in every_value(variables=5) if longest_run(p, before) <= 3}
    else:  # the run is too long already; all that can be asked is that it ends
        assert found == {p for p in every_value(variables=5) if not p[0] and longest_run(p) <= 3}


def test_counted_for_two_the_rule_allows_whatever_two_people_can_do():
    longest, before = 2, (0, 2)
    found = every_solution(
        lambda m, days: limit_run_of_days(m, days, longest=longest, runs_before=before), variables=4, most=2
    )
    alone = [{p for p in every_value(variables=4) if longest_run(p, b) <= longest} for b in before]
    assert {tuple(map(sum, zip(*pair, strict=True))) for pair in product(*alone)} <= found
    assert (2, 0, 0, 0) not in found  # one of them has worked two days already
    assert (1, 2, 2, 2) not in found
