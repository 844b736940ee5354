"""Editing a draft: judged before it is saved, saved whole or not at all, undone as it was."""

from datetime import date, timedelta

import numpy as np
import pytest

from halfhour.planning.actions.editing import (
    add_shift,
    edit_cost,
    last_undoable,
    move_shift,
    remove_shift,
    undo_last_edit,
)
from halfhour.planning.actions.publishing import publish_plan
from halfhour.planning.adapter.series import array
from halfhour.planning.edits import Place, ShiftEdit, Wanted
from halfhour.planning.models import Block, EventKind, PlacedSession, PlanEvent, QueueSeries, Shift
from halfhour.planning.refusals import BreaksRules, PlanChanged, PlanRefused
from support.planned import NOON, everything_kept
from support.small_plan import MONDAY

TUESDAY, SATURDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=5)
DANS = Place(agent="Dan", on=MONDAY)
HALF_PAST_TEN = 10 * 60 + 30


def wanted(agent="Dan", on=MONDAY, starts_minute=HALF_PAST_TEN, paid_minutes=240) -> Wanted:
    return Wanted(place=Place(agent=agent, on=on), starts_minute=starts_minute, paid_minutes=paid_minutes)


def local(shift: Shift) -> tuple[str, str]:
    """Berlin is an hour ahead of UTC in winter."""
    return tuple(f"{at + timedelta(hours=1):%H:%M}" for at in (shift.starts_at, shift.ends_at))


def test_a_shift_moves_with_its_break_and_the_history_says_from_where_to_where(hamburg, plan):
    move_shift(plan=plan, taken=DANS, given=wanted(), by=hamburg.planner, at=NOON, revision=1)
    shift = Shift.objects.get(plan=plan, agent="Dan", on=MONDAY)
    assert local(shift) == ("10:30", "14:30")
    ((_kind, starts, ends, _paid),) = shift.breaks
    assert shift.starts_at.timestamp() < starts < ends < shift.ends_at.timestamp()
    told = PlanEvent.objects.get(plan=plan, kind=EventKind.SHIFT_MOVED)
    assert told.by == hamburg.planner
    assert told.after["starts_at"] - told.before["starts_at"] == 1800


def test_a_move_to_another_day_takes_the_whole_day_plan_along(hamburg, plan):
    day = MONDAY + timedelta(days=10)  # Cleo is on leave
    move_shift(
        plan=plan,
        taken=Place(agent="Dan", on=day - timedelta(days=1)),
        given=wanted(agent="Dan", on=day - timedelta(days=1), starts_minute=11 * 60),
        by=hamburg.planner,
        at=NOON,
        revision=1,
    )
    first = Block.objects.filter(plan=plan, agent="Dan", on=day - timedelta(days=1)).first()
    assert f"{first.starts_at:%H:%M}" == "10:00"
    assert Block.objects.filter(plan=plan, agent="Dan", on=day).first().starts_at.hour == 9


def test_a_new_length_gets_the_breaks_of_the_rules(hamburg, plan):
    given = wanted(agent="Ada", starts_minute=8 * 60, paid_minutes=240)
    taken = Place(agent="Ada", on=MONDAY)
    move_shift(
        plan=plan, taken=taken, given=given, by=hamburg.planner, at=NOON, revision=1, accept_breaches=True
    )
    shift = Shift.objects.get(plan=plan, agent="Ada", on=MONDAY)
    assert local(shift) == ("08:00", "12:00")
    assert [(kind, paid) for kind, _starts, _ends, paid in shift.breaks] == [("break", True)]


def test_a_shift_is_added_and_removed(hamburg, plan):
    remove_shift(plan=plan, taken=DANS, by=hamburg.planner, at=NOON, revision=1, accept_breaches=True)
    assert not Shift.objects.filter(plan=plan, agent="Dan", on=MONDAY).exists()
    assert not Block.objects.filter(plan=plan, agent="Dan", on=MONDAY).exists()
    add_shift(plan=plan, given=wanted(), by=hamburg.planner, at=NOON, revision=2)
    assert local(Shift.objects.get(plan=plan, agent="Dan", on=MONDAY)) == ("10:30", "14:30")
    assert Block.objects.filter(plan=plan, agent="Dan", on=MONDAY).exists()


def test_coverage_is_measured_anew_on_the_day_and_stays_elsewhere(hamburg, plan):
    before = {row.queue: row.coverage for row in QueueSeries.objects.filter(plan=plan)}
    remove_shift(plan=plan, taken=DANS, by=hamburg.planner, at=NOON, revision=1, accept_breaches=True)
    for row in QueueSeries.objects.filter(plan=plan):
        was, now = array(before[row.queue]["people"]), array(row.coverage["people"])
        monday = np.arange(len(now)) < 48
        assert (was[~monday] == now[~monday]).all()
    people = sum(array(row.coverage["people"])[22] for row in QueueSeries.objects.filter(plan=plan))
    assert people == 3, "Ada, Ben and Cleo are there at 11:00"
    plan.refresh_from_db()
    assert plan.summary["rostered_hours"] == 260


def test_a_lone_session_moves_along_with_its_shift(hamburg, plan):
    move_shift(
        plan=plan,
        taken=Place(agent="Ben", on=TUESDAY),
        given=wanted(agent="Ben", on=TUESDAY, starts_minute=9 * 60 + 30, paid_minutes=480),
        by=hamburg.planner,
        at=NOON,
        revision=1,
        accept_breaches=True,
    )
    first = PlacedSession.objects.filter(plan=plan).order_by("starts_at").first()
    assert f"{first.starts_at:%H:%M}" == "14:30", "15:30 in Berlin"


def test_the_cost_is_told_before_anything_is_saved(hamburg, plan):
    kept = everything_kept()
    cost = edit_cost(plan=plan, edit=ShiftEdit(taken=DANS))
    assert everything_kept() == kept
    assert cost.short_after > cost.short_before
    (dan,) = cost.hours
    assert (dan.agent, dan.before, dan.after, dan.contract) == ("Dan", 20, 16, 20)
    assert [day.on for day in cost.days] == [MONDAY]


def test_rules_that_an_edit_newly_breaks_are_named(hamburg, plan):
    cost = edit_cost(plan=plan, edit=ShiftEdit(taken=DANS, given=wanted(on=SATURDAY)))
    assert {reason.figures["agent"] for reason in cost.broken if "agent" in reason.figures} == {"Dan"}
    assert cost.broken


def test_an_edit_that_breaks_rules_must_be_confirmed(hamburg, plan):
    kept = everything_kept()
    asked = {"plan": plan, "taken": DANS, "given": wanted(on=SATURDAY), "by": hamburg.planner, "at": NOON}
    with pytest.raises(BreaksRules) as refusal:
        move_shift(**asked, revision=1)
    assert refusal.value.breaches
    assert everything_kept() == kept
    move_shift(**asked, revision=1, accept_breaches=True)
    plan.refresh_from_db()
    assert plan.summary["breaches"] == len(plan.findings["breaches"]) > 0


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        ({"taken": Place(agent="Dan", on=SATURDAY), "given": wanted()}, "has no shift"),
        ({"taken": DANS, "given": wanted(agent="Nobody")}, "is not in the team"),
        ({"taken": DANS, "given": wanted(on=MONDAY + timedelta(days=14))}, "outside the plan"),
        ({"taken": DANS, "given": wanted(on=MONDAY - timedelta(days=1))}, "outside the plan"),
        ({"taken": DANS, "given": wanted(on=TUESDAY)}, "already has a shift"),
        ({"taken": DANS, "given": wanted(paid_minutes=0)}, "16 hours"),
        ({"taken": DANS, "given": wanted(paid_minutes=1020)}, "16 hours"),
        ({"taken": DANS, "given": wanted(starts_minute=1440)}, "23:59"),
    ],
)
def test_what_no_roster_can_hold_is_refused(hamburg, plan, edit, why):
    kept = everything_kept()
    with pytest.raises(PlanRefused, match=why):
        move_shift(plan=plan, **edit, by=hamburg.planner, at=NOON, revision=1, accept_breaches=True)
    assert everything_kept() == kept


def test_two_people_cannot_overwrite_each_other(hamburg, plan):
    move_shift(plan=plan, taken=DANS, given=wanted(), by=hamburg.planner, at=NOON, revision=1)
    kept = everything_kept()
    with pytest.raises(PlanChanged):
        move_shift(
            plan=plan, taken=DANS, given=wanted(starts_minute=11 * 60), by=hamburg.lead, at=NOON, revision=1
        )
    assert everything_kept() == kept


def test_a_published_plan_is_not_edited(hamburg, plan):
    publish_plan(plan=plan, by=hamburg.lead, at=NOON)
    kept = everything_kept()
    with pytest.raises(PlanRefused, match="Copy it"):
        move_shift(plan=plan, taken=DANS, given=wanted(), by=hamburg.planner, at=NOON, revision=1)
    assert everything_kept() == kept


def shift_rows(plan):
    return list(
        Shift.objects.filter(plan=plan)
        .order_by("on", "agent")
        .values_list("agent", "on", "starts_at", "ends_at", "breaks")
    )


def test_undo_puts_back_what_was_edit_by_edit(hamburg, plan):
    states = [shift_rows(plan)]
    asked = {"by": hamburg.planner, "at": NOON}
    move_shift(plan=plan, taken=DANS, given=wanted(), **asked, revision=1)
    states.append(shift_rows(plan))
    remove_shift(plan=plan, taken=DANS, **asked, revision=2, accept_breaches=True)
    states.append(shift_rows(plan))
    add_shift(plan=plan, given=wanted(starts_minute=11 * 60), **asked, revision=3, accept_breaches=True)
    for revision, before in enumerate(reversed(states), start=4):
        undo_last_edit(plan=plan, **asked, revision=revision)
        assert shift_rows(plan) == before
    assert last_undoable(plan) is None
    with pytest.raises(PlanRefused, match="no change to undo"):
        undo_last_edit(plan=plan, **asked, revision=7)


def test_an_edit_after_an_undo_is_the_next_to_be_undone(hamburg, plan):
    asked = {"by": hamburg.planner, "at": NOON}
    move_shift(plan=plan, taken=DANS, given=wanted(), **asked, revision=1)
    undo_last_edit(plan=plan, **asked, revision=2)
    start = shift_rows(plan)
    move_shift(plan=plan, taken=DANS, given=wanted(starts_minute=11 * 60), **asked, revision=3)
    undo_last_edit(plan=plan, **asked, revision=4)
    assert shift_rows(plan) == start
    assert last_undoable(plan) is None


def test_the_page_saves_an_edit_and_shows_the_board_again(hamburg, plan):
    answer = hamburg.client("planner").post(
        hamburg.url(plan, "roster/shift/?week=0"),
        {"agent": "Dan", "on": MONDAY.isoformat(), "starts_minute": HALF_PAST_TEN, "revision": 1},
        headers={"HX-Request": "true"},
    )
    assert answer.headers["HX-Retarget"] == "#board"
    assert "10:30" in answer.content.decode()
    assert local(Shift.objects.get(plan=plan, agent="Dan", on=MONDAY)) == ("10:30", "14:30")


def test_the_page_asks_before_it_breaks_a_rule_and_keeps_what_was_meant(hamburg, plan):
    asked = {"agent": "Dan", "on": MONDAY.isoformat(), "to_on": SATURDAY.isoformat(), "revision": 1}
    planner = hamburg.client("planner")
    answer = planner.post(hamburg.url(plan, "roster/shift/"), asked, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "Save all the same" in page
    assert '<option value="600" selected>10:00' in page
    assert Shift.objects.filter(plan=plan, on=SATURDAY).count() == 0
    planner.post(hamburg.url(plan, "roster/shift/"), asked | {"accept_breaches": "on"})
    assert local(Shift.objects.get(plan=plan, agent="Dan", on=SATURDAY)) == ("10:00", "14:00")


def test_taking_out_is_still_meant_when_it_is_confirmed(hamburg, plan):
    asked = {"agent": "Dan", "on": MONDAY.isoformat(), "remove": "on", "revision": 1}
    answer = hamburg.client("planner").post(hamburg.url(plan, "roster/shift/"), asked)
    page = answer.content.decode()
    assert "Take it out all the same" in page
    assert '<input type="hidden" name="remove" value="on">' in page


@pytest.mark.parametrize(
    "asked",
    [
        {"agent": "Nobody", "on": "2026-11-30"},
        {"agent": "Dan", "on": "yesterday"},
        {"to_agent": "Dan"},
        {"agent": "Dan", "on": "2026-11-30", "starts_minute": "noon"},
        {"agent": "Dan", "on": "2026-11-30", "paid_minutes": "999999"},
        {"agent": "Dan", "on": "2026-11-30", "to_agent": "<script>"},
        {"remove": "on"},
        {},
    ],
)
def test_nonsense_is_answered_and_changes_nothing(hamburg, plan, asked):
    kept = everything_kept()
    planner = hamburg.client("planner")
    assert planner.get(hamburg.url(plan, "roster/cost/"), asked).status_code == 200
    assert planner.post(hamburg.url(plan, "roster/shift/"), asked | {"revision": 1}).status_code == 200
    assert everything_kept() == kept


def test_the_cost_page_words_the_breaches(hamburg, plan):
    answer = hamburg.client("planner").get(
        hamburg.url(plan, "roster/cost/"),
        {"agent": "Dan", "on": MONDAY.isoformat(), "to_on": SATURDAY.isoformat()},
    )
    assert "outside opening hours" in answer.content.decode()


def test_undo_from_the_page(hamburg, plan):
    start = shift_rows(plan)
    move_shift(plan=plan, taken=DANS, given=wanted(), by=hamburg.planner, at=NOON, revision=1)
    answer = hamburg.client("planner").post(hamburg.url(plan, "roster/undo/?week=0"), {"revision": 2})
    assert answer.url == hamburg.url(plan, "roster/?week=0")
    assert shift_rows(plan) == start


def test_a_day_outside_the_form_is_said(hamburg, plan):
    answer = hamburg.client("planner").get(
        hamburg.url(plan, "roster/cost/"),
        {"agent": "Dan", "on": MONDAY.isoformat(), "to_on": date(2030, 1, 1).isoformat()},
    )
    assert "not one of the available choices" in answer.content.decode()


def played(on: date, chance: float) -> dict[str, object]:
    return {
        "queue": "phone",
        "on": on.isoformat(),
        "contacts": 80.0,
        "service": 0.8,
        "chance": chance,
        "low": chance - 0.05,
        "high": chance + 0.05,
    }


def test_what_was_played_of_a_day_is_forgotten_when_the_day_is_changed(hamburg, plan):
    plan.findings = plan.findings | {"kept": [played(MONDAY, 0.3), played(TUESDAY, 0.6)]}
    plan.save()
    edited = move_shift(plan=plan, taken=DANS, given=wanted(), by=hamburg.planner, at=NOON, revision=1)
    assert [day["on"] for day in edited.findings["kept"]] == [TUESDAY.isoformat()]
    phone = edited.summary["queues"][0]
    assert phone["days_kept"] == phone["worst_day_chance"] == 0.6
    (told,) = [each for each in edited.findings["reasons"] if each["kind"] == "plan_days_at_risk"]
    assert told["figures"]["on"] == TUESDAY.isoformat()
    page = hamburg.client("planner").get(hamburg.url(plan)).content.decode()
    assert "Days that show it" in page
    assert "lowest 60%, Tue 1 Dec" in page
    assert "1 of 1 days show the goal of “phone” with less than the 80% asked for" in page
