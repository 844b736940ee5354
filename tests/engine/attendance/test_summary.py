import math

import numpy as np
import pytest

from halfhour.engine.attendance import (
    AgentDay,
    answered_contacts,
    away_share,
    people_present,
    seconds_after_contact,
)
from halfhour.engine.errors import OutOfRange


def day(*stretches):
    return AgentDay(
        agent="Ada",
        day=1,
        kinds=frozenset({"phone"}),
        stretches=stretches,
        last_started=tuple(start for start, _ in stretches),
        contacts=1,
        busy_seconds=0.0,
    )


def test_the_share_away_weighs_people_by_their_time():
    assert away_share([day((0, 900), (1800, 3600)), day((0, 7200))]) == pytest.approx(900 / 10800)


def test_nobodys_share_away_is_none():
    assert away_share([]) is None


def test_people_present_add_up_to_their_time():
    rng = np.random.default_rng(2)
    days = [day(*np.sort(rng.uniform(0, 7200, 6)).reshape(3, 2).tolist()) for _ in range(9)]
    found = people_present(days, edges_seconds=range(0, 7201, 600))
    assert found.sum() * 600 == pytest.approx(sum(each.present_seconds for each in days))
    assert found.max() <= 9


def test_only_a_pause_before_somebody_who_waited_already_is_work_after_a_contact():
    found = seconds_after_contact(
        answered_contacts(
            agent=["Ada"] * 5,
            kind=["phone"] * 5,
            day=[1] * 5,
            waited_from=[math.nan, 50, 230, math.nan, 390],
            started_at=[0, 104, 240, 308, 430],
            ended_at=[100, 200, 300, 400, 440],
        ),
        at_most_seconds=20,
    )
    assert found.tolist() == [4.0]  # 240 came in the pause, 308 never waited, 430 took its time


@pytest.mark.parametrize("edges", [[], [0], [5, 5], [5, 4]])
def test_edges_that_do_not_ascend_are_refused(edges):
    with pytest.raises(OutOfRange, match="ascending"):
        people_present([day((0, 9))], edges_seconds=edges)
