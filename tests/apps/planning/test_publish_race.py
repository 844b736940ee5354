"""Many people publish at once, in real processes on a real PostgreSQL: one plan holds on each day."""

import pytest

from support.house import House

PREPARE = """
from halfhour.people.actions import create_user
from support.small_plan import save_small_plan, small_team_row
user = create_user(username="lena", password="half-hours-count")
team = small_team_row()
for weeks in (1, 2, 2, 1, 2, 2):
    save_small_plan(team=team, by=user, weeks=weeks)
"""
PUBLISH = """
import sys, time
from django.utils import timezone
from halfhour.people.models import User
from halfhour.planning.actions.publishing import publish_plan
from halfhour.planning.models import Plan
from halfhour.planning.refusals import PlanRefused
number, starts_at = int(sys.argv[1]), float(sys.argv[2])
plan, by = Plan.objects.get(number=number), User.objects.get()
time.sleep(max(starts_at - time.time(), 0))
for _ in range(2):
    try:
        publish_plan(plan=plan, by=by, at=timezone.now())
    except PlanRefused:
        print("refused")
"""


@pytest.mark.postgresql
@pytest.mark.long
def test_plans_published_at_once_share_the_days_without_gap_or_overlap(postgresql_house: House):
    import time

    postgresql_house.python(PREPARE)
    starts_at = str(time.time() + 8)
    numbers = [1, 2, 3, 4, 5, 6, 6]  # the last one twice, by two people
    publishers = [postgresql_house.start(PUBLISH, str(number), starts_at) for number in numbers]
    outputs = [publisher.communicate(timeout=120)[0] for publisher in publishers]
    assert [publisher.returncode for publisher in publishers] == [0] * len(numbers)
    # each plan is published once: its second try is refused, and both tries of the person who came second
    assert sum(output.count("refused") for output in outputs) == len(numbers) + 1

    days = postgresql_house.rows('select "on", count(*) from planning_publishedday group by 1 order by 1')
    assert [count for _on, count in days] == [1] * 14
    holding = {
        plan for (plan,) in postgresql_house.rows("select distinct plan_id from planning_publishedday")
    }
    states = dict(postgresql_house.rows("select id, state from planning_plan order by id"))
    assert {plan for plan, state in states.items() if state == "published"} == holding
    assert set(states.values()) <= {"published", "superseded"}
    told = postgresql_house.rows("select count(*) from planning_planevent where kind = 'published'")
    assert told == [(6,)]
