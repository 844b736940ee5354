"""From which size on averages can be trusted."""

import pytest

from halfhour.engine.errors import OutOfRange
from halfhour.engine.queueing import erlang_a
from halfhour.engine.small_team import size_curve

WORK = {"handle_seconds": 240, "within_seconds": 20, "share": 0.8}
SIZES = (10, 20, 40, 60, 80, 120)


def test_equally_busy_teams_stray_less_the_larger_they_are():
    found = size_curve(occupancy=0.8, sizes=(20, 40, 80, 160), **WORK)
    worse = [point.spread.worse for point in found.at_occupancy]
    assert worse == sorted(worse, reverse=True)
    assert worse[0] > 0.3
    assert worse[-1] < 0.01


def test_the_size_named_is_the_first_from_which_on_all_are_near_their_mean():
    found = size_curve(occupancy=0.8, sizes=SIZES, **WORK)
    assert found.trusted_from is not None
    for point in found.at_occupancy:
        assert (point.spread.worse <= 0.1) or point.agents < found.trusted_from
    before = max(point.agents for point in found.at_occupancy if point.agents < found.trusted_from)
    assert next(p for p in found.at_occupancy if p.agents == before).spread.worse > 0.1


def test_teams_that_just_keep_the_goal_stray_at_any_size():
    found = size_curve(occupancy=0.8, sizes=(5, 50, 200), **WORK)
    for point in found.at_goal:
        level = erlang_a.service_level(
            load_erlangs=point.load_erlangs,
            agents=point.agents,
            handle_seconds=240,
            patience_seconds=float("inf"),
            within_seconds=20,
        )
        assert float(level) == pytest.approx(0.8, abs=1e-6)
        assert point.spread.worse > 0.2
    assert found.at_goal_trusted_from is None


def test_customers_who_give_up_let_smaller_teams_be_trusted():
    endless, hasty = (
        size_curve(occupancy=0.8, patience_seconds=patience, sizes=SIZES, **WORK)
        for patience in (float("inf"), 120.0)
    )
    assert hasty.trusted_from < endless.trusted_from


def test_a_team_beyond_its_load_is_drawn_as_busy_as_can_be():
    assert size_curve(occupancy=1.4, sizes=(2, 4), **WORK).occupancy == 0.97


@pytest.mark.parametrize(
    "wrong", [{"occupancy": 0.0}, {"occupancy": float("nan")}, {"sizes": (5, 3)}, {"sizes": ()}]
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(OutOfRange):
        size_curve(**{"occupancy": 0.8, **WORK} | wrong)
