"""Copies, names, and throwing drafts away."""

import pytest

from halfhour.planning.actions.drafts import copy_plan, delete_draft, rename_plan, return_to_published
from halfhour.planning.models import Block, EventKind, Plan, PlanEvent, PlanState, QueueSeries, Shift
from halfhour.planning.refusals import PlanRefused
from support.planned import NOON, everything_kept
from support.small_plan import MONDAY


def rows(model, plan):
    """What a plan holds, without the numbers of its rows."""
    return [
        {name: value for name, value in row.items() if name not in ("id", "plan_id")}
        for row in model.objects.filter(plan=plan).order_by("id").values()
    ]


def test_a_copy_holds_the_same_and_is_a_draft(hamburg):
    original = hamburg.published()
    copied = copy_plan(plan=original, by=hamburg.planner, at=NOON)
    assert (copied.state, copied.number, copied.copied_from) == (
        PlanState.DRAFT,
        original.number + 1,
        original,
    )
    assert (copied.published_at, copied.made_by, copied.made_at) == (None, hamburg.planner, NOON)
    for model in (QueueSeries, Shift, Block):
        assert rows(model, copied) == rows(model, original)
        assert rows(model, copied)


def test_a_copy_has_a_name_of_its_own(hamburg):
    original = rename_plan(plan=hamburg.published(), name="Winter", by=hamburg.planner, at=NOON)
    names = []
    source = original
    for _time in range(3):
        source = copy_plan(plan=source, by=hamburg.planner, at=NOON)
        names.append(source.name)
    names.append(copy_plan(plan=original, by=hamburg.planner, at=NOON).name)
    assert names == ["Winter (copy)", "Winter (copy 2)", "Winter (copy 3)", "Winter (copy 4)"]


def test_the_copy_of_a_long_name_keeps_to_the_limit(hamburg):
    original = rename_plan(plan=hamburg.published(), name="x" * 120, by=hamburg.planner, at=NOON)
    copied = copy_plan(plan=original, by=hamburg.planner, at=NOON)
    assert copied.name == "x" * 113 + " (copy)"


def test_plans_without_a_name_differ_by_their_number(hamburg):
    assert copy_plan(plan=hamburg.published(), by=hamburg.planner, at=NOON).name == ""


def test_a_copy_is_apart_from_its_original(hamburg):
    original = hamburg.published()
    copied = copy_plan(plan=original, by=hamburg.planner, at=NOON)
    copied.shifts.filter(agent="Ada").delete()
    assert original.shifts.filter(agent="Ada").count() == 10


def test_a_name_is_changed_and_the_history_has_both(hamburg, plan):
    rename_plan(plan=plan, name="  With Dan ", by=hamburg.planner, at=NOON)
    plan.refresh_from_db()
    assert plan.name == "With Dan"
    told = PlanEvent.objects.get(plan=plan, kind=EventKind.RENAMED)
    assert (told.before, told.after, told.by) == ({"name": ""}, {"name": "With Dan"}, hamburg.planner)


def test_a_name_that_is_too_long_is_refused(hamburg, plan):
    kept = everything_kept()
    with pytest.raises(PlanRefused, match="120"):
        rename_plan(plan=plan, name="x" * 121, by=hamburg.planner, at=NOON)
    assert everything_kept() == kept


def test_a_deleted_draft_is_gone_but_not_forgotten(hamburg, plan):
    delete_draft(plan=plan, by=hamburg.planner, at=NOON)
    assert not Plan.objects.exists()
    told = PlanEvent.objects.get(team=hamburg.team, kind=EventKind.DELETED)
    assert (told.plan, told.plan_number, told.by) == (None, 1, hamburg.planner)


def test_a_published_plan_is_never_deleted(hamburg):
    published = hamburg.published()
    kept = everything_kept()
    with pytest.raises(PlanRefused, match="published"):
        delete_draft(plan=published, by=hamburg.lead, at=NOON)
    assert everything_kept() == kept


def test_a_draft_returns_to_what_is_published(hamburg):
    published = hamburg.published()
    draft = copy_plan(plan=published, by=hamburg.planner, at=NOON)
    draft.shifts.filter(agent="Ada", on=MONDAY).delete()
    return_to_published(plan=draft, by=hamburg.planner, at=NOON)
    draft.refresh_from_db()
    assert rows(Shift, draft) == rows(Shift, published)
    assert draft.revision == 2
    assert PlanEvent.objects.get(plan=draft, kind=EventKind.RETURNED).after == {"plan": published.number}


def test_there_is_nothing_to_return_to_before_anything_is_published(hamburg, plan):
    kept = everything_kept()
    with pytest.raises(PlanRefused, match="nothing to return to"):
        return_to_published(plan=plan, by=hamburg.planner, at=NOON)
    assert everything_kept() == kept


def test_history_is_only_added_to(hamburg, plan):
    event = PlanEvent.objects.get(plan=plan, kind=EventKind.MADE)
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


def test_the_buttons_do_what_they_say(hamburg, plan):
    planner = hamburg.client("planner")
    assert planner.post(hamburg.url(plan, "copy/")).url == hamburg.url(Plan.objects.get(number=2))
    assert planner.post(hamburg.url(plan, "rename/"), {"name": "Ours"}).url == hamburg.url(plan)
    assert Plan.objects.get(number=1).name == "Ours"
    assert planner.post(hamburg.url(plan, "delete/")).url == hamburg.url()
    assert list(Plan.objects.values_list("number", flat=True)) == [2]


def test_an_agent_cannot_touch_a_draft(hamburg, plan):
    kept = everything_kept()
    agent = hamburg.client("agent")
    for place in ("copy/", "delete/", "rename/", "publish/", "return/", "roster/undo/", "roster/shift/"):
        assert agent.post(hamburg.url(plan, place), {"name": "Mine"}).status_code == 403
    assert everything_kept() == kept
