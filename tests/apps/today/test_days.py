"""Days: one's own with what is now and next, everybody's for those who may see them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from halfhour.planning.actions.drafts import copy_plan
from halfhour.planning.models import Block
from halfhour.today.queries import person_day, team_day, week_strip
from support.planned import NOON
from support.small_plan import MONDAY

BERLIN = ZoneInfo("Europe/Berlin")
LEAVE = MONDAY + timedelta(days=10)  # Cleo is away


def at(hour: int, minute: int = 0, *, day: int = 0) -> datetime:
    on = MONDAY + timedelta(days=day)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=BERLIN)


def my_day(hamburg, name="agent", query=""):
    return hamburg.client(name).get(f"/t/{hamburg.team.slug}/today/{query}")


def everyone(hamburg, name="lead", query=""):
    return hamburg.client(name).get(f"/t/{hamburg.team.slug}/today/everyone/{query}")


@pytest.fixture
def published(hamburg):
    return hamburg.published()


def test_a_day_has_its_blocks_from_end_to_end(hamburg, published):
    with time_machine.travel(at(10), tick=False):
        day = my_day(hamburg).context["day"]
    assert (day.agent, day.on) == ("Ada", MONDAY)
    assert (day.starts_at, day.ends_at) == (at(8), at(16, 30))
    assert all(one.ends_at == other.starts_at for one, other in zip(day.blocks, day.blocks[1:], strict=False))
    assert [block.kind for block in day.breaks] == ["lunch"]


@pytest.mark.parametrize("hour", [8, 11, 12, 16])
def test_now_is_the_block_of_the_moment_and_next_the_one_after(hamburg, published, hour):
    moment = at(hour, 10)
    with time_machine.travel(moment, tick=False):
        context = my_day(hamburg).context
    now, following = context["now"], context["next"]
    assert now.starts_at <= moment < now.ends_at
    if following:
        assert following.starts_at == now.ends_at
    else:
        assert now.ends_at == at(16, 30)


def test_before_and_after_the_shift_the_page_says_so(hamburg, published):
    with time_machine.travel(at(7), tick=False):
        assert "Your day has not started" in my_day(hamburg).content.decode()
    with time_machine.travel(at(17), tick=False):
        assert "Your day is done" in my_day(hamburg).content.decode()


def test_another_day_shows_no_now(hamburg, published):
    with time_machine.travel(at(10), tick=False):
        answer = my_day(hamburg, query=f"?on={MONDAY + timedelta(days=1)}")
    assert "data-timeline" not in answer.content.decode()
    assert answer.context["day"].on == MONDAY + timedelta(days=1)


def test_each_block_has_its_reason(hamburg, published):
    with time_machine.travel(at(10), tick=False):
        page = my_day(hamburg).content.decode()
    assert page.count("stretch-why") == Block.objects.filter(plan=published, agent="Ada", on=MONDAY).count()


def test_a_day_off_a_weekend_and_an_unpublished_day_are_told_apart(hamburg, published):
    with time_machine.travel(at(10), tick=False):
        assert "Leave" in my_day(hamburg, "lead", f"?agent=Cleo&on={LEAVE}").content.decode()
        assert (
            "No shift on this day"
            in my_day(hamburg, query=f"?on={MONDAY + timedelta(days=5)}").content.decode()
        )
        assert (
            "Nothing is published for this day yet"
            in my_day(hamburg, query=f"?on={MONDAY + timedelta(days=14)}").content.decode()
        )


def test_the_week_strip_shows_the_shifts_of_the_week(hamburg, published):
    week = week_strip(hamburg.team, agent="Cleo", on=LEAVE)
    assert [day.on.weekday() for day in week] == list(range(7))
    assert [day.shift is not None for day in week] == [True, True, True, False, False, False, False]
    later = week_strip(hamburg.team, agent="Cleo", on=MONDAY + timedelta(days=14))
    assert [day.is_published for day in later] == [False] * 7


def test_an_agent_sees_no_day_but_their_own(hamburg, published):
    assert my_day(hamburg, query="?agent=Ben").status_code == 403
    assert my_day(hamburg, query="?agent=Ada").status_code == 200
    assert everyone(hamburg, "agent").status_code == 403
    assert everyone(hamburg, "stranger").status_code == 404


def test_an_agent_sees_no_draft(hamburg, published):
    draft = copy_plan(plan=published, by=hamburg.planner, at=NOON)
    Block.objects.filter(plan=draft, agent="Ada").delete()
    with time_machine.travel(at(10), tick=False):
        assert my_day(hamburg, query=f"?plan={draft.number}").context["day"].blocks
        assert not my_day(hamburg, "planner", f"?agent=Ada&plan={draft.number}").context["day"].blocks


def test_somebody_who_is_nobody_in_the_team_is_told_what_to_do(hamburg, published):
    page = my_day(hamburg, "lead").content.decode()
    assert "You are nobody in the team" in page
    assert "everyone" in page


def test_everybodys_day_shows_those_at_work_by_start_and_the_others_apart(hamburg, published):
    with time_machine.travel(at(10), tick=False):
        day = everyone(hamburg, query=f"?on={LEAVE}").context["day"]
    assert [row.agent for row in day.rows] == ["Ada", "Ben", "Dan"]
    assert [(off.agent, off.time_off) for off in day.off] == [("Cleo", "leave")]
    assert [hour.astimezone(BERLIN).hour for hour in day.hours] == list(range(8, 18))


def test_every_row_of_the_table_is_as_wide_as_its_head(hamburg, published):
    for offset in (0, 1, 10):
        day = team_day(published, on=MONDAY + timedelta(days=offset))
        width = len(day.hours) * day.steps_per_hour
        assert {sum(stretch.steps for stretch in row.stretches) for row in day.rows} == {width}


def test_the_lead_sees_how_many_do_what_right_now(hamburg, published):
    with time_machine.travel(at(12, 10), tick=False):
        counts = everyone(hamburg).context["counts"]
    assert sum(people for _kind, _queue, people in counts) == 4
    assert ("lunch", "", 1) in counts


def test_a_day_without_anybody_and_one_without_a_plan(hamburg, published):
    with time_machine.travel(at(10), tick=False):
        sunday = everyone(hamburg, query=f"?on={MONDAY + timedelta(days=6)}")
        assert "Nobody works on this day" in sunday.content.decode()
        assert "Nothing is published" in everyone(hamburg, query="?on=2030-01-01").content.decode()


def test_what_is_now_is_asked_for_again_and_answers_the_part_alone(hamburg, published):
    with time_machine.travel(at(10), tick=False):
        part = hamburg.client("agent").get(f"/t/{hamburg.team.slug}/today/now/").content.decode()
    assert "<html" not in part
    assert 'id="now"' in part


def test_a_person_the_plan_does_not_know_has_an_empty_day(hamburg, published):
    assert person_day(published, agent="Nobody", on=MONDAY).blocks == ()


@pytest.mark.parametrize("on", ["yesterday", "2026-13-01", "", "2026-11-31"])
def test_a_date_that_does_not_exist_is_today(hamburg, published, on):
    with time_machine.travel(at(10), tick=False):
        assert my_day(hamburg, query=f"?on={on}").context["day"].on == MONDAY
