"""Missed goals: where their time went, up to when each was due."""

from datetime import timedelta

import pytest
from django.utils import timezone

from halfhour.desk.actions.assigning import assign_ticket
from halfhour.desk.actions.conversation import reply
from halfhour.desk.models import Actor, Department, EventKind, TicketEvent
from halfhour.desk.queries import missed
from halfhour.desk.queries.missed import missed_time
from support.desk import a_ticket
from support.ledger import MONDAY

HOUR = timedelta(hours=1)
LATER = MONDAY + timedelta(days=2)


def a_missed_ticket(cast):
    """Two hours in the line, one with Ada, and five with Ben until the goal of eight is spent."""
    ticket = a_ticket(cast)
    assign_ticket(ticket=ticket, to=cast.agent, by=cast.lead, at=MONDAY + 2 * HOUR)
    assign_ticket(ticket=ticket, to=cast.second_agent, by=cast.lead, at=MONDAY + 3 * HOUR)
    reply(ticket=ticket, text="Sorry", by=cast.second_agent, at=MONDAY + timedelta(days=1))
    return ticket


def event(ticket, kind, at, **more):
    TicketEvent.objects.create(ticket=ticket, kind=kind, at=at, actor=Actor.HALFHOUR, **more)


def hours(found):
    return {row.who: row.seconds / 3600 for row in found.by}


def test_time_up_to_the_goal_is_told_by_whose_it_was(cast):
    a_missed_ticket(cast)
    found = missed_time(cast.team, at=LATER)
    assert found.misses == 1
    assert found.seconds == 8 * 3600
    assert hours(found) == {"Ben": 5, "waiting for somebody to take it": 2, "Ada": 1}
    assert [row.most_of for row in found.by] == [1, 0, 0]
    assert sum(row.share for row in found.by) == pytest.approx(1)


def test_a_departments_time_is_its_own_and_a_pause_is_nobodys(cast):
    department = Department.objects.create(team=cast.team, name="Workshop")
    ticket = a_ticket(cast)
    event(ticket, EventKind.HANDED, MONDAY + HOUR, segment=f"department-{department.pk}")
    event(ticket, EventKind.MOVED, MONDAY + 2 * HOUR, state="waiting_on_customer")
    event(ticket, EventKind.MOVED, MONDAY + 4 * HOUR, state="open")
    found = missed_time(cast.team, at=LATER)
    assert hours(found) == {"Workshop": 7, "waiting for somebody to take it": 1}
    assert found.seconds == 8 * 3600


def test_a_goal_that_was_kept_or_missed_before_the_period_does_not_count(cast):
    kept = a_ticket(cast)
    reply(ticket=kept, text="At once", by=cast.agent, at=MONDAY + HOUR)
    assert missed_time(cast.team, at=LATER).by == ()
    a_missed_ticket(cast)
    assert missed_time(cast.team, at=LATER + timedelta(weeks=2), weeks=1).misses == 0
    assert missed_time(cast.team, at=LATER + timedelta(weeks=2), weeks=4).misses == 1


def test_more_misses_than_are_looked_at_are_said_to_be_cut(cast, monkeypatch):
    monkeypatch.setattr(missed, "MOST_MISSES", 1)
    a_missed_ticket(cast)
    assert not missed_time(cast.team, at=LATER).is_cut
    a_missed_ticket(cast)
    found = missed_time(cast.team, at=LATER)
    assert (found.misses, found.is_cut) == (1, True)


def test_more_tickets_mean_no_more_queries(cast, django_assert_max_num_queries):
    for _ in range(5):
        a_missed_ticket(cast)
    missed_time(cast.team, at=LATER)
    with django_assert_max_num_queries(6):
        assert missed_time(cast.team, at=LATER).misses == 5


def test_the_page_tells_leads_whose_time_it_was_and_agents_nothing(cast):
    url, at = f"/t/{cast.team.slug}/desk/board/missed/", timezone.now()
    assert "No goal was missed" in cast.client(cast.lead).get(url).content.decode()
    long_ago = at - timedelta(days=10)
    assign_ticket(ticket=a_ticket(cast, at=long_ago), to=cast.agent, by=cast.lead, at=long_ago)
    shown = cast.client(cast.lead).get(url).content.decode()
    assert '<th scope="row">Ada</th>' in shown
    assert "1 goal was missed." in shown
    assert "No goal was missed" in cast.client(cast.lead).get(url, {"weeks": "1"}).content.decode()
    assert cast.client(cast.agent).get(url).status_code == 403
