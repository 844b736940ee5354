"""Publishing: one plan for each day, the one before superseded, nothing half done."""

from datetime import timedelta

import pytest

from halfhour.planning.actions.drafts import copy_plan
from halfhour.planning.actions.publishing import publish_plan
from halfhour.planning.models import EventKind, Plan, PlanEvent, PlanState, PublishedDay
from halfhour.planning.refusals import PlanChanged, PlanRefused
from support.planned import NOON, everything_kept
from support.small_plan import MONDAY


def test_a_published_plan_holds_on_each_of_its_days(hamburg, plan):
    publish_plan(plan=plan, by=hamburg.lead, at=NOON)
    plan.refresh_from_db()
    assert (plan.state, plan.published_by, plan.published_at) == (PlanState.PUBLISHED, hamburg.lead, NOON)
    held = PublishedDay.objects.filter(team=hamburg.team).order_by("on").values_list("on", "plan")
    assert list(held) == [(MONDAY + timedelta(days=day), plan.id) for day in range(14)]


def test_the_plan_before_is_superseded_once_its_last_day_is_taken(hamburg):
    first = hamburg.published(weeks=2)
    second_week = hamburg.draft(first_on=MONDAY + timedelta(days=7), weeks=1)
    publish_plan(plan=second_week, by=hamburg.lead, at=NOON)
    first.refresh_from_db()
    assert first.state == PlanState.PUBLISHED, "it still holds in its first week"

    first_week = hamburg.draft(weeks=1)
    publish_plan(plan=first_week, by=hamburg.lead, at=NOON)
    first.refresh_from_db()
    assert first.state == PlanState.SUPERSEDED
    told = PlanEvent.objects.get(plan=first, kind=EventKind.SUPERSEDED)
    assert told.after == {"by": first_week.number}


def test_publishing_says_whose_days_it_took(hamburg):
    before = hamburg.published()
    after = copy_plan(plan=before, by=hamburg.planner, at=NOON)
    publish_plan(plan=after, by=hamburg.lead, at=NOON)
    told = PlanEvent.objects.get(plan=after, kind=EventKind.PUBLISHED)
    assert (told.by, told.after) == (hamburg.lead, {"replaces": [before.number]})


def test_a_published_plan_is_not_published_again(hamburg):
    published = hamburg.published()
    kept = everything_kept()
    with pytest.raises(PlanRefused, match="published"):
        publish_plan(plan=published, by=hamburg.lead, at=NOON)
    assert everything_kept() == kept


def test_a_plan_that_somebody_changed_since_is_not_published(hamburg, plan):
    Plan.objects.filter(id=plan.id).update(revision=5)
    kept = everything_kept()
    with pytest.raises(PlanChanged):
        publish_plan(plan=plan, by=hamburg.lead, at=NOON, revision=1)
    assert everything_kept() == kept


def test_the_page_shows_what_publishing_changes_before_it_does(hamburg):
    before = hamburg.published()
    after = copy_plan(plan=before, by=hamburg.planner, at=NOON)
    shift = after.shifts.get(agent="Dan", on=MONDAY)
    shift.ends_at += timedelta(minutes=30)
    shift.save()
    page = hamburg.client("lead").get(hamburg.url(after, "publish/"))
    effect = page.context["effect"]
    assert (effect.days, effect.days_replaced) == (14, 14)
    assert [(person.agent, person.shifts_changed, person.first_on) for person in effect.people] == [
        ("Dan", 1, MONDAY)
    ]
    after.refresh_from_db()
    assert after.state == PlanState.DRAFT


def test_the_page_publishes_and_leads_back_to_the_plan(hamburg, plan):
    answer = hamburg.client("lead").post(hamburg.url(plan, "publish/"), {"revision": plan.revision})
    assert (answer.status_code, answer.url) == (302, hamburg.url(plan))
    plan.refresh_from_db()
    assert plan.state == PlanState.PUBLISHED


def test_a_page_that_is_out_of_date_publishes_nothing_and_says_why(hamburg, plan):
    Plan.objects.filter(id=plan.id).update(revision=2)
    answer = hamburg.client("lead").post(hamburg.url(plan, "publish/"), {"revision": 1})
    assert "Somebody else has changed this plan" in answer.content.decode()
    assert PublishedDay.objects.count() == 0
