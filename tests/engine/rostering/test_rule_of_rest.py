from itertools import product

from halfhour.engine.rostering.rules import TimedShift, keep_rest
from halfhour.engine.rostering.rules import rest as rest_rule
from support.solutions import every_solution

HOUR = 3600
EARLIER = [(8, 16), (12, 20), (14, 22), (22, 30)]  # hours of the first day; the last ends the next morning
LATER = [(30, 38), (32, 40), (33, 41), (38, 46), (46, 54)]


def rest(model, variables, hours, people=1):
    cut = len(EARLIER)
    timed = [
        TimedShift(var, starts * HOUR, ends * HOUR)
        for var, (starts, ends) in zip(variables, EARLIER + LATER, strict=True)
    ]
    for day in (variables[:cut], variables[cut:]):
        model.add(sum(day) <= people)
    keep_rest(model, timed[:cut], timed[cut:], rest_seconds=hours * HOUR, people=people)


def legal_pairs(hours):
    """Every pair of a shift or none on each day with the rest between them."""
    for first, second in product([None, *range(len(EARLIER))], [None, *range(len(LATER))]):
        if first is None or second is None or LATER[second][0] - EARLIER[first][1] >= hours:
            yield tuple(int(n == first) for n in range(len(EARLIER))) + tuple(
                int(n == second) for n in range(len(LATER))
            )


def test_shifts_too_close_exclude_each_other_and_no_others_do():
    for hours in (0, 8, 11, 12, 16, 24):
        found = every_solution(lambda m, v, h=hours: rest(m, v, h), variables=9)
        assert found == set(legal_pairs(hours)), hours


def test_rest_may_be_exactly_as_long_as_asked():
    late_then_nine = (0, 0, 1, 0, 0, 0, 1, 0, 0)
    assert late_then_nine in every_solution(lambda m, v: rest(m, v, 11), variables=9)
    assert late_then_nine not in every_solution(lambda m, v: rest(m, v, 12), variables=9)


def test_counted_for_two_the_rule_allows_whatever_two_people_can_do():
    alone = list(legal_pairs(11))
    possible = {tuple(map(sum, zip(a, b, strict=True))) for a, b in product(alone, repeat=2)}
    found = every_solution(lambda m, v: rest(m, v, 11, people=2), variables=9, most=2)
    assert possible <= found
    assert all(sum(p[:4]) <= 2 and sum(p[4:]) <= 2 for p in found)


def test_said_in_running_sums_the_rule_is_the_same(monkeypatch):
    spelt_out = every_solution(lambda m, v: rest(m, v, 11), variables=9)
    monkeypatch.setattr(rest_rule, "MOST_SPELT_OUT", 0)
    assert every_solution(lambda m, v: rest(m, v, 11), variables=9) == spelt_out
