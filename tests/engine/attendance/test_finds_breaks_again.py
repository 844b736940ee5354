"""Days simulated with known breaks, and the breaks inferred from their records."""

import math

import pytest

from halfhour.engine.attendance import AwayRule, away_share
from support.known_breaks import DAY_SECONDS, inferred, played, truly_away

PASSED_OVER_ALONE = AwayRule(away_after_seconds=math.inf)


def test_where_somebody_mostly_waits_the_time_away_is_found_again():
    days = played(90, days=20)
    found = away_share(inferred(days, rule=PASSED_OVER_ALONE))
    assert found == pytest.approx(truly_away(days), abs=0.01)


def test_where_hardly_anybody_waits_breaks_go_unseen_and_a_limit_on_pauses_takes_idleness_for_them():
    days = played(20, days=20)
    unseen, mistaken = (
        away_share(inferred(days, rule=rule))
        for rule in (PASSED_OVER_ALONE, AwayRule(away_after_seconds=900))
    )
    assert unseen < 0.5 * truly_away(days)
    assert mistaken > 2 * truly_away(days)


def test_nobody_is_found_away_who_was_there():
    outcome = played(90, days=10)
    on_queue = {agent.name: agent.stretches for agent in outcome.centre.agents}

    for day in inferred(outcome, rule=PASSED_OVER_ALONE):
        origin = day.day * 10 * DAY_SECONDS
        for (_from, left), (back, _until) in zip(day.stretches, day.stretches[1:], strict=False):
            middle = (left + back) / 2 - origin
            there = any(s.start_seconds <= middle < s.end_seconds for s in on_queue[day.agent])
            assert not there
