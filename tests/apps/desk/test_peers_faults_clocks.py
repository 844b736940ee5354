"""Faults that other help desks had with deadlines, each by its name."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.conftest import TEAM_FILE
from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.adapter.due import due_clock
from halfhour.desk.models import Ticket
from halfhour.people.models import TeamVersion
from halfhour.people.teamfile import document_from_team, parse_team
from support.desk import a_ticket

pytestmark = pytest.mark.django_db
# Before the weekend on which clocks in Berlin go forward, half an hour before lunch.
FRIDAY = datetime(2026, 3, 27, 10, 30, tzinfo=UTC)
WITH_LUNCH = TEAM_FILE.replace('"08:00-18:00"', '["08:00-12:00", "13:00-18:00"]')


def a_ticket_before_the_weekend(cast: Any) -> Ticket:
    team = parse_team(WITH_LUNCH, "team.toml")
    before = FRIDAY - timedelta(days=20)
    TeamVersion.objects.create(team=cast.team, number=2, document=document_from_team(team), changed_at=before)
    return a_ticket(cast, at=FRIDAY)


def test_deadline_arithmetic_across_lunch_weekend_and_zone(cast: Any) -> None:
    """Eight hours: half of one before lunch, five after it, and the rest on Monday from eight in Berlin."""
    ticket = a_ticket_before_the_weekend(cast)
    assert ticket.due_at == datetime(2026, 3, 30, 8, 30, tzinfo=UTC)


def test_deadline_arithmetic_does_not_go_by_who_looks(cast: Any) -> None:
    ticket = a_ticket_before_the_weekend(cast)
    with timezone.override("Asia/Shanghai"):
        change_ticket(
            ticket=ticket, changes={"category": "bill"}, by=cast.agent, at=FRIDAY + timedelta(hours=1)
        )
        ticket.refresh_from_db()
        clock = due_clock(ticket, at=FRIDAY + timedelta(days=1))
    assert ticket.due_at == datetime(2026, 3, 30, 8, 30, tzinfo=UTC)
    assert clock is not None
    assert clock.left_seconds == 2.5 * 3600
