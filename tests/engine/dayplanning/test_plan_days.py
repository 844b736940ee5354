from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from halfhour.engine.dayplanning import BlockKind, DayReason, plan_days
from halfhour.engine.rostering import Assignment, PlacedSession, Roster
from halfhour.engine.team import OpeningHours, Rules, Session, SessionKind, WeeklyPeriod
from support.day_plans import (
    ADA,
    BEN,
    CHAT,
    CLEO,
    EVE,
    full_day,
    hours_on,
    of_kind,
    office,
    people_on,
    planned,
    quarters,
    waits,
    week_of,
    written,
)
from support.rosters import EMAIL, MONDAY, PHONE, agent, at, lunch, pause, problem_for, shift, weekly

TUESDAY = MONDAY + timedelta(days=1)
TRAINING = Session(name="Product", kind=SessionKind.TRAINING, minutes=60)


def reasons(day):
    return {block.reason.kind for block in day.blocks}


def test_a_day_of_one_queue_is_work_and_lunch():
    (day,) = planned(office(CLEO, needed={"phone": 1}), full_day("Cleo"))
    assert written(day) == ["08:00-12:00 phone", "12:00-12:30 lunch", "12:30-16:30 phone"]
    assert (day.agent, day.on) == ("Cleo", MONDAY)


def test_sessions_stand_where_the_roster_has_them():
    start = at(MONDAY, "14:00")
    session = PlacedSession(
        name="Product", kind=SessionKind.TRAINING, agent="Cleo", starts_at=start, ends_at=start + 3600
    )
    problem = office(CLEO, needed={"phone": 1}, sessions=(TRAINING,))
    (day,) = planned(problem, full_day("Cleo"), sessions=(session,))
    assert written(day)[2:] == ["12:30-14:00 phone", "14:00-15:00 training", "15:00-16:30 phone"]


def test_live_work_comes_before_deferred_work():
    # Two can do both; the phone needs both all day, e-mail would take eight hours.
    days = planned(office(ADA, BEN, needed={"phone": 2, "email": 1}), full_day("Ada"), full_day("Ben"))
    assert hours_on(days, "email") == 0
    assert hours_on(days, "phone") == 16


def test_deferred_work_goes_into_the_trough_of_live_work():
    # Two needed on the phone, but one from 13 to 15: two hours are left for e-mail, just then.
    needed = {"phone": (("08:00", 2), ("13:00", 1), ("15:00", 2)), "email": 0.2}
    days = planned(office(ADA, BEN, needed=needed), full_day("Ada"), full_day("Ben"))
    assert hours_on(days, "email") == 2
    assert [people_on(days, "email", clock) for clock in ("12:45", "13:00", "14:45", "15:00")] == [0, 1, 1, 0]
    focus = [block for day in days for block in of_kind(day, BlockKind.FOCUS)]
    assert {block.reason.kind for block in focus} == {DayReason.FOCUS_TROUGH}
    assert focus[0].reason.figures["needed_hours"] == pytest.approx(2.0)


def test_no_more_is_taken_off_live_work_than_deferred_work_asks_for():
    needed = {"phone": 0.5, "email": 0.1}  # an hour of e-mail in a day, and people enough for eight
    days = planned(office(ADA, BEN, needed=needed), full_day("Ada"), full_day("Ben"))
    assert hours_on(days, "email") == 1
    assert hours_on(days, "phone") == 15


def test_who_serves_deferred_queues_alone_leaves_the_others_to_live_work():
    needed = {"phone": 1, "email": 0.75}  # seven and a half hours of e-mail
    days = planned(office(ADA, EVE, needed=needed), full_day("Ada"), full_day("Eve"))
    assert hours_on(days[:1], "phone") == 8
    assert hours_on(days[1:], "email") == 8
    assert DayReason.FOCUS_ONLY in reasons(days[1])


@pytest.mark.parametrize(
    ("focus_minutes", "lengths"), [(60, [60, 60, 60, 60]), (90, [120, 120]), (240, [240])]
)
def test_focus_blocks_are_as_long_as_the_rules_say_and_share_out_the_time_evenly(focus_minutes, lengths):
    rules = Rules(shift_minutes=(480,), buffer_share=0.0, focus_minutes=focus_minutes)
    (day,) = planned(office(EVE, needed={"email": 1}, rules=rules), full_day("Eve"))
    focus = of_kind(day, BlockKind.FOCUS)
    assert [(block.ends_at - block.starts_at) // 60 for block in focus] == lengths * 2


def test_who_can_do_one_thing_does_it_and_the_rest_is_left_to_who_can_do_more():
    # One needed on each: Cleo can only phone, so Ada chats, in whatever order they are named.
    ada = agent("Ada", "phone", "chat")
    for shifts in (["Ada", "Cleo"], ["Cleo", "Ada"]):
        problem = office(ada, CLEO, queues=(PHONE, CHAT), needed={"phone": 1, "chat": 1})
        days = {day.agent: day for day in planned(problem, *map(full_day, shifts))}
        assert hours_on([days["Ada"]], "chat") == 8
        assert hours_on([days["Cleo"]], "phone") == 8


def test_missing_people_are_missing_everywhere_alike():
    # Four of all skills where six are needed, four on the phone and two in chats: nobody leaves one empty.
    names = ["Ada", "Ben", "Dan", "Finn"]
    agents = [agent(name, "phone", "chat") for name in names]
    problem = office(*agents, queues=(PHONE, CHAT), needed={"phone": 4, "chat": 2})
    counts = quarters(planned(problem, *map(full_day, names)))
    at_work = [n for n in range(34) if n not in (16, 17)]
    assert {(counts["phone"][n], counts["chat"][n]) for n in at_work} == {(3, 1)}


def test_nobody_changes_queues_for_a_little_gain():
    # A quarter of a person more in chats now and then: each stays where they are.
    agents = [agent(name, "phone", "chat") for name in ("Ada", "Ben")]
    course = tuple((f"{hour:02}:00", 1.0 + 0.25 * (hour % 2)) for hour in range(8, 18))
    problem = office(*agents, queues=(PHONE, CHAT), needed={"phone": 1, "chat": course})
    for day in planned(problem, full_day("Ada"), full_day("Ben")):
        assert len({block.queue for block in day.blocks if block.queue}) == 1


def test_people_go_over_when_they_are_needed_elsewhere():
    agents = [agent(name, "phone", "chat") for name in ("Ada", "Ben")]
    needed = {"phone": (("08:00", 2), ("10:00", 0)), "chat": (("08:00", 0), ("10:00", 2))}
    for day in planned(
        office(*agents, queues=(PHONE, CHAT), needed=needed), full_day("Ada"), full_day("Ben")
    ):
        assert written(day)[:2] == ["08:00-10:00 phone", "10:00-12:00 chat"]


def test_the_roster_decides_where_need_does_not():
    ada = agent("Ada", "phone", "chat")
    problem = office(ada, queues=(PHONE, CHAT), needed={"phone": 1, "chat": 1})
    for queue in ("phone", "chat"):
        counted = tuple(
            Assignment(queues_served=("phone", "chat"), queue=queue, interval=n, agents=1.0)
            for n in range(16, 33)
        )
        (day,) = planned(problem, full_day("Ada"), assignments=counted)
        assert hours_on([day], queue) == 8


def test_a_deferred_queue_that_is_due_within_hours_is_served_when_its_work_comes():
    soon = waits(EMAIL, 1)
    needed = {"phone": 0.3, "email": (("08:00", 0), ("10:00", 1), ("11:00", 0))}
    (day,) = planned(office(ADA, queues=(PHONE, soon), needed=needed), full_day("Ada"))
    assert "10:00-11:00 email" in written(day)
    block = next(block for block in day.blocks if block.queue == "email")
    assert (block.kind, block.reason.kind) == (BlockKind.FOCUS, DayReason.FOCUS_DUE)


def test_a_closed_live_queue_is_left_for_what_can_be_done_then():
    phone = replace(PHONE, hours=OpeningHours(periods=weekly("09:00-16:00")))
    (day,) = planned(office(ADA, queues=(phone, EMAIL), needed={"phone": 1}), full_day("Ada"))
    assert written(day)[0] == "08:00-09:00 email"
    (alone,) = planned(office(CLEO, queues=(phone,), needed={"phone": 1}), full_day("Cleo"))
    first = alone.blocks[0]
    assert (first.kind, first.reason.kind, first.queue) == (BlockKind.BUFFER, DayReason.NOTHING_OPEN, None)


def test_who_serves_nothing_is_kept_free():
    (day,) = planned(office(agent("Ada", "typing"), CLEO, needed={"phone": 1}), full_day("Ada"))
    assert reasons(day) == {DayReason.NOTHING_OPEN, DayReason.BREAK_WINDOW}


def test_the_reasons_of_breaks_name_their_window():
    (day,) = planned(office(CLEO, needed={"phone": 1}), full_day("Cleo"))
    figures = of_kind(day, BlockKind.LUNCH)[0].reason.figures
    assert figures == {"kind": "lunch", "earliest": "10:00", "latest": "14:30"}


def live_reason(needed, *, agents=1):
    """The reason of the first block of the first of so many people."""
    names = ["Ada", "Ben", "Cleo"][:agents]
    problem = office(*(agent(name, "phone") for name in names), needed={"phone": needed})
    block = planned(problem, *map(full_day, names))[0].blocks[0]
    return block.reason.kind, block.reason.figures


def test_reasons_of_live_work_tell_of_the_days_peak():
    peak_at_ten = (("08:00", 0.5), ("10:00", 1), ("11:00", 0.5))
    kind, figures = live_reason(peak_at_ten)
    assert kind == DayReason.PEAK_LIVE
    assert figures == {"queue": "phone", "at": "10:00", "needed": 1.0, "planned": 1.0}


def test_reasons_of_live_work_tell_of_want_and_plenty():
    later = (("08:00", 2.0), ("14:00", 4.0))
    assert live_reason(later, agents=1)[0] == DayReason.LIVE_SHORT
    assert live_reason(later, agents=2)[0] == DayReason.LIVE
    kind, figures = live_reason(later, agents=3)
    assert (kind, figures) == (DayReason.LIVE_SPARE, {"queue": "phone", "needed": 2.0, "planned": 3.0})


def test_the_same_seed_gives_the_same_days_and_another_shares_them_out_otherwise():
    names = ["Ada", "Ben", "Dan", "Finn"]
    needed = {"phone": (("08:00", 3), ("13:00", 2)), "email": 0.4}
    problem = office(*(agent(name, "phone", "email") for name in names), needed=needed)
    first, again, other = (planned(problem, *week_of(*names), seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert hours_on(first, "email") == hours_on(other, "email")


def test_a_change_to_one_date_leaves_the_others_as_they_are():
    names = ["Ada", "Ben", "Dan"]
    needed = {"phone": (("08:00", 2), ("13:00", 1)), "email": 0.4}
    problem = office(*(agent(name, "phone", "email") for name in names), needed=needed)
    shifts = week_of(*names)
    before = planned(problem, *shifts)
    after = planned(problem, *(s for s in shifts if (s.agent, s.on) != ("Ada", TUESDAY)))
    assert [day for day in before if day.on != TUESDAY] == [day for day in after if day.on != TUESDAY]


def test_nobody_is_always_the_one_who_changes_queues():
    # E-mail takes an hour of one person a day: over ten days it is not always the same.
    names = ["Ada", "Ben", "Dan"]
    problem = office(*(agent(name, "phone", "email") for name in names), needed={"phone": 1.0, "email": 0.1})
    who = {day.agent for day in planned(problem, *week_of(*names)) if hours_on([day], "email")}
    assert len(who) > 1


def around_the_clock(weekdays=range(7), opens=0, closes=86_400):
    return OpeningHours(
        periods=tuple(WeeklyPeriod(weekday=day, opens_second=opens, closes_second=closes) for day in weekdays)
    )


def test_the_shift_that_began_before_the_plan_counts_in_its_first_hours():
    # One needed on the phone: until six Cleo is there from the night before, then only Ada.
    rules = Rules(shift_minutes=(480,), breaks=(), buffer_share=0.0)
    team = replace(office(CLEO, ADA, needed={}, rules=rules).team, hours=around_the_clock())
    night = shift("Cleo", MONDAY - timedelta(days=1), "22:00", "30:00")
    early = shift("Ada", MONDAY, "00:00", "08:00")

    def targets(queue, grid):
        return np.full(len(grid), 1.0 if queue.name == "phone" else 0.1)

    alone = planned(problem_for(team, weeks=1, targets=targets), early)
    helped = planned(problem_for(team, weeks=1, targets=targets, previous=[night]), early)
    assert hours_on(alone, "email") == 0
    assert hours_on(helped, "email") >= 2
    assert {day.agent for day in helped} == {"Ada"}
    last = max(block.ends_at for day in helped for block in day.blocks if block.queue == "email")
    assert last <= night.ends_at


def test_a_night_goes_on_past_midnight_and_through_the_change_of_clocks():
    saturday = date(2026, 10, 24)  # the clocks go back in the night
    rules = Rules(shift_minutes=(540,), breaks=(), buffer_share=0.0)
    team = replace(
        office(CLEO, needed={}, rules=rules).team, hours=around_the_clock(opens=79_200, closes=108_000)
    )
    problem = problem_for(team, first_on=date(2026, 10, 19), weeks=1)
    (day,) = planned(problem, shift("Cleo", saturday, "22:00", "30:00"))
    assert day.on == saturday
    assert sum(block.ends_at - block.starts_at for block in day.blocks if block.queue) == 9 * 3600


def test_odd_minutes_are_kept_to_the_minute():
    odd = shift("Ada", MONDAY, "08:05", "16:35", lunch(MONDAY, "12:10"))
    (day,) = planned(office(ADA, needed={"phone": (("08:00", 1), ("10:00", 0)), "email": 0.5}), odd)
    assert (day.blocks[0].starts_at, day.blocks[-1].ends_at) == (odd.starts_at, odd.ends_at)
    assert "12:10-12:40 lunch" in written(day)
    inner = [block for block in day.blocks if block.queue]
    assert all(block.ends_at - block.starts_at >= 900 for block in inner)


def test_five_minutes_between_two_breaks_are_a_block_of_their_own():
    tight = shift("Cleo", MONDAY, "08:00", "12:00", pause(MONDAY, "10:00"), pause(MONDAY, "10:20"))
    (day,) = planned(office(CLEO, needed={"phone": 1}), tight)
    assert "10:15-10:20 phone" in written(day)


def test_a_break_put_into_a_session_by_hand_keeps_its_place():
    start = at(MONDAY, "11:30")
    session = PlacedSession(
        name="Product", kind=SessionKind.TRAINING, agent="Cleo", starts_at=start, ends_at=start + 5400
    )
    problem = office(CLEO, needed={"phone": 1}, sessions=(TRAINING,))
    roster = Roster(shifts=(full_day("Cleo"),), sessions=(session,))
    (day,) = plan_days(problem=problem, roster=roster)
    assert written(day)[1:4] == ["11:30-12:00 training", "12:00-12:30 lunch", "12:30-13:00 training"]


def test_without_shifts_there_is_nothing_to_plan():
    assert plan_days(problem=office(CLEO, needed={"phone": 1}), roster=Roster(shifts=())) == ()


def test_a_shift_of_somebody_unknown_is_planned_all_the_same():
    (day,) = plan_days(problem=office(CLEO, needed={"phone": 1}), roster=Roster(shifts=(full_day("Zoe"),)))
    assert {block.kind for block in day.blocks} == {BlockKind.BUFFER, BlockKind.LUNCH}
