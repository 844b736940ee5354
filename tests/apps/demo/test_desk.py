"""The demo's desk: its promises come out as claimed, and it has learned what tickets are about."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from halfhour.demo import demo_team
from halfhour.demo.customers import make_customers
from halfhour.demo.desk_work import make_desk
from halfhour.demo.living import LOGINS
from halfhour.demo.messages import CATEGORIES
from halfhour.desk.models import Complaint, GoalPolicy, PromiseRecord, Rating, Ticket, TrainedClassifier
from halfhour.desk.models.tickets import OURS
from halfhour.desk.queries.promises import kept_share
from halfhour.people.actions.settings import create_team
from halfhour.people.actions.users import create_user

AT = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_the_demo_s_promises_come_out_as_claimed_and_new_tickets_are_sorted_by_what_was_learned():
    admin = create_user(username=next(iter(LOGINS)), password=None)
    team = create_team(settings=demo_team(), by=admin, at=AT, note="")
    make_customers(team, by=admin, at=AT)
    make_desk(team, demo_team(), by=admin, today=AT.date(), at=AT)

    (kept,) = kept_share(team, at=AT)
    assert kept.settled > 100
    assert kept.is_as_claimed
    assert 0.87 < kept.share.share < 0.97
    assert not PromiseRecord.objects.filter(answered_at__gt=AT).exists()

    assert TrainedClassifier.objects.get().field == "category"
    waiting = Ticket.objects.filter(team=team, state__in=OURS).order_by("id")
    by = Counter(each.triage.get("category", {}).get("by") for each in waiting)
    assert by["classifier"] > len(waiting) / 2
    assert set(Ticket.objects.values_list("category", flat=True)) - {""} == set(CATEGORIES)

    urgent = [rule for rule in GoalPolicy.objects.get().document["rules"] if "priority" in rule["when"]]
    assert {rule["when"]["channel"] for rule in urgent} == {"email", "form"}
    assert Complaint.objects.exists()
    assert Rating.objects.count() > 10
