from dataclasses import replace

import pytest

from halfhour.engine.dayplanning import BlockKind, DayReason
from halfhour.engine.team import Rules
from support.day_plans import ADA, BEN, CLEO, EVE, full_day, of_kind, office, people_on, planned, week_of
from support.rosters import MONDAY, agent, at, lunch, pause, shift


def rules(share, **more):
    return Rules(**{"shift_minutes": (240, 480), "buffer_share": share, **more})


def minutes_of_buffer(day):
    return sum((b.ends_at - b.starts_at) // 60 for b in of_kind(day, BlockKind.BUFFER))


@pytest.mark.parametrize(("share", "minutes"), [(0.0, 0), (0.01, 15), (0.05, 30), (0.0625, 30), (0.125, 60)])
def test_the_buffer_is_the_rules_share_of_the_paid_day_to_the_nearest_quarter_hour(share, minutes):
    (day,) = planned(office(CLEO, needed={"phone": 1}, rules=rules(share)), full_day("Cleo"))
    assert minutes_of_buffer(day) == minutes


def test_the_buffer_lies_where_people_can_be_spared():
    # Two are there all day, both needed but from 14 to 15.
    needed = {"phone": (("08:00", 2), ("14:00", 1.5), ("14:30", 1), ("15:00", 2))}
    problem = office(CLEO, agent("Dan", "phone"), needed=needed, rules=rules(0.05))
    days = planned(problem, full_day("Cleo"), full_day("Dan"))
    spared = [block for day in days for block in of_kind(day, BlockKind.BUFFER)]
    assert sorted(block.starts_at for block in spared)[0] == at(MONDAY, "14:00")
    assert max(block.ends_at for block in spared) == at(MONDAY, "15:00")
    assert people_on(days, "phone", "14:15") == people_on(days, "phone", "14:45") == 1


def test_a_buffer_that_costs_a_short_queue_says_so():
    problem = office(CLEO, needed={"phone": 2}, rules=rules(0.05))
    (day,) = planned(problem, full_day("Cleo"))
    (block,) = of_kind(day, BlockKind.BUFFER)
    assert block.reason.kind == DayReason.BUFFER_TIGHT
    assert block.reason.figures == {"share": 0.05, "queue": "phone"}


def test_not_everybody_is_in_their_buffer_at_once():
    names = ["Ada", "Ben", "Cleo", "Dan"]
    problem = office(*(agent(name, "phone") for name in names), needed={"phone": 0.5}, rules=rules(0.05))
    days = planned(problem, *map(full_day, names))
    starts = [block.starts_at for day in days for block in of_kind(day, BlockKind.BUFFER)]
    assert len(set(starts)) == len(names)


def test_the_buffer_does_not_cut_work_into_scraps():
    # At the edge of a stretch it leaves one piece of work, not two.
    (day,) = planned(office(CLEO, needed={"phone": 1}, rules=rules(0.05)), full_day("Cleo"))
    assert len([block for block in day.blocks if block.queue == "phone"]) == 2


def test_who_works_on_deferred_queues_alone_has_a_buffer_too():
    for day in planned(office(EVE, needed={"email": 1}, rules=rules(0.05)), *week_of("Eve")):
        assert minutes_of_buffer(day) == 30


def test_a_buffer_too_long_for_any_stretch_is_kept_in_parts():
    worked = shift("Cleo", MONDAY, "08:00", "12:15", pause(MONDAY, "09:00"), lunch(MONDAY, "10:15", 15))
    (day,) = planned(office(CLEO, needed={"phone": 1}, rules=rules(0.5)), worked)
    assert minutes_of_buffer(day) == 120


def test_no_buffer_is_asked_of_a_shift_without_time_for_it():
    full = replace(shift("Cleo", MONDAY, "08:00", "08:30"), breaks=(pause(MONDAY, "08:05", 20),))
    (day,) = planned(office(CLEO, needed={"phone": 1}, rules=rules(0.5)), full)
    assert [(b.ends_at - b.starts_at) // 60 for b in day.blocks] == [5, 20, 5]


def test_buffers_come_before_deferred_work():
    # The phone needs both but for an hour: a quarter of it each is kept free first.
    needed = {"phone": (("08:00", 2), ("14:00", 1), ("15:00", 2)), "email": 1}
    problem = office(ADA, BEN, needed=needed, rules=rules(0.05))
    days = planned(problem, full_day("Ada"), full_day("Ben"))
    assert [minutes_of_buffer(day) for day in days] == [30, 30]
