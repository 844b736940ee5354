"""Who answers what, and when, told by small cases that can be followed by hand.

Contacts wait from the start (a backlog), work takes exactly as long as said: nothing is left to chance.
"""

import numpy as np
import pytest

from halfhour.engine.simulation import (
    Agent,
    Callback,
    Centre,
    ContactOutcome,
    Exponential,
    Fixed,
    Group,
    Queue,
    Return,
    Skill,
    Stretch,
    Transfer,
    simulate,
)

HORIZON = 1000.0


def line(name="phone", *, waiting=0, work=50.0, **more):
    return Queue(name=name, expected=(0.0,), handle=Fixed(seconds=work), backlog=waiting, **more)


def person(name, *skills, on=((0.0, HORIZON),), **more):
    held = tuple(Skill(queue=skill) if isinstance(skill, str) else skill for skill in skills)
    stretches = tuple(
        Stretch(start_seconds=start, end_seconds=end, queues=tuple(only)) for start, end, *only in on
    )
    return Agent(name=name, skills=held, stretches=stretches, **more)


def played(*parts):
    queues = tuple(part for part in parts if isinstance(part, Queue))
    agents = tuple(part for part in parts if isinstance(part, Agent))
    groups = tuple(part for part in parts if isinstance(part, Group))
    centre = Centre(queues=queues, agents=agents, groups=groups, intervals=1, interval_seconds=HORIZON)
    return simulate(centre, replications=1, seed=1, keep_records=True)


def answers(found):
    """(queue, agent, answered, ended) in order of the answer."""
    records, names = found.records, [queue.name for queue in found.centre.queues]
    rows = [
        (names[q], found.agent_names[a], at, ended)
        for q, a, at, ended in zip(
            records.queue, records.agent, records.answered_at, records.ended_at, strict=True
        )
        if at == at
    ]
    return sorted(rows, key=lambda row: row[2:])


def test_who_waits_longest_is_answered_first_and_an_agent_takes_one_after_the_other():
    found = played(line(waiting=2, backlog_waited_seconds=(10.0, 70.0)), person("Ada", "phone"))
    assert answers(found) == [("phone", "Ada", 0.0, 50.0), ("phone", "Ada", 50.0, 100.0)]
    assert found.records.arrived_at.tolist() == [-70.0, -10.0]
    assert found.mean_wait().mean == pytest.approx((70 + 60) / 2)


def test_a_break_waits_until_the_contact_in_hand_is_done():
    found = played(line(waiting=3, work=80.0), person("Ada", "phone", on=((0, 100), (300, 400))))
    assert answers(found) == [
        ("phone", "Ada", 0.0, 80.0),
        ("phone", "Ada", 80.0, 160.0),
        ("phone", "Ada", 300.0, 380.0),
    ]
    assert found.busy_seconds.tolist() == [[240.0]]
    assert found.staffed_seconds.tolist() == [[160.0 + 100.0]]


def test_who_leaves_at_the_moment_a_contact_is_done_takes_no_other():
    found = played(
        line(waiting=3), person("Ada", "phone", on=((0, 100),)), person("Ben", "phone", on=((200, 300),))
    )
    assert [row[1:3] for row in answers(found)] == [("Ada", 0.0), ("Ada", 50.0), ("Ben", 200.0)]


def test_a_break_shorter_than_the_contact_in_hand_is_lost():
    found = played(line(waiting=2, work=80.0), person("Ada", "phone", on=((0, 50), (60, 500))))
    assert [row[2] for row in answers(found)] == [0.0, 80.0]
    assert found.staffed_seconds.tolist() == [[500.0]]


def test_live_contacts_come_before_deferred_ones_and_lower_priorities_first():
    found = played(
        line("mail", waiting=1, deferred=True, priority=-5),
        line("late", waiting=1, priority=2),
        line("soon", waiting=1, priority=1),
        person("Ada", "mail", "late", "soon"),
    )
    assert [row[0] for row in answers(found)] == ["soon", "late", "mail"]


def test_of_equal_priority_the_agents_own_rank_decides_and_then_who_came_first():
    found = played(
        line("one", waiting=1, backlog_waited_seconds=(10.0,)),
        line("two", waiting=1, backlog_waited_seconds=(20.0,)),
        line("three", waiting=1, backlog_waited_seconds=(5.0,)),
        person("Ada", Skill(queue="one", rank=1), Skill(queue="two", rank=1), Skill(queue="three", rank=0)),
    )
    assert [row[0] for row in answers(found)] == ["three", "two", "one"]


def test_a_contact_goes_to_the_free_agent_of_the_lowest_rank():
    passed_on = line("first", waiting=1, transfers=(Transfer(queue="phone", chance=1.0),))
    found = played(
        passed_on,
        line(),
        person("Ada", Skill(queue="phone", rank=1)),
        person("Ben", "phone", on=((20.0, HORIZON),)),
        person("Cai", "first"),
    )
    assert answers(found) == [("first", "Cai", 0.0, 50.0), ("phone", "Ben", 50.0, 100.0)]


def test_of_equal_rank_a_contact_goes_to_who_has_been_free_longest():
    found = played(
        line(waiting=1),
        line("first", waiting=1, work=200.0, transfers=(Transfer(queue="phone", chance=1.0),)),
        person("Ada", "phone"),
        person("Ben", "phone", on=((30.0, HORIZON),)),
        person("Cai", "first"),
    )
    # Ada was busy until 50; Ben has been free since 30.
    assert answers(found)[-1] == ("phone", "Ben", 200.0, 250.0)


def test_of_those_free_equally_long_the_lower_number_answers():
    found = played(line(waiting=1), person("Ada", "phone"), person("Ben", "phone"))
    assert [row[1] for row in answers(found)] == ["Ada"]


def test_patience_lasts_through_its_last_instant():
    just = played(line(waiting=1, patience=Fixed(seconds=60)), person("Ada", "phone", on=((60, 500),)))
    late = played(line(waiting=1, patience=Fixed(seconds=60)), person("Ada", "phone", on=((61, 500),)))
    assert just.records.outcome.tolist() == [ContactOutcome.ANSWERED]
    assert late.records.outcome.tolist() == [ContactOutcome.ABANDONED]
    assert late.records.ended_at.tolist() == [60.0]
    assert late.mean_wait().mean == 60.0


def test_who_still_waits_at_the_end_is_neither_answered_nor_lost():
    found = played(line(waiting=1, goal_seconds=2000), person("Ada", "phone", on=()))
    assert found.records.outcome.tolist() == [ContactOutcome.WAITING]
    assert found.undecided.sum() == 1
    assert found.service_level() is None
    assert found.backlog(interval=0).mean == 1.0


def test_who_was_promised_a_callback_keeps_their_place_and_does_not_hang_up():
    promise = Callback(after_seconds=40, accepted=1.0)
    found = played(
        line(waiting=1, patience=Fixed(seconds=60), callback=promise), person("Ada", "phone", on=((90, 500),))
    )
    assert answers(found) == [("phone", "Ada", 90.0, 140.0)]
    assert found.records.outcome.tolist() == [ContactOutcome.CALLED_BACK]
    assert found.called_back.sum() == 1


def test_who_is_answered_before_a_callback_is_offered_is_not_called_back():
    promise = Callback(after_seconds=40, accepted=1.0)
    found = played(line(waiting=1, callback=promise), person("Ada", "phone", on=((30, 500),)))
    assert found.records.outcome.tolist() == [ContactOutcome.ANSWERED]


def test_chats_share_their_agent_and_speed_up_as_others_end():
    found = played(line("chat", waiting=2, work=100.0, speeds=(1.0, 0.75)), person("Ada", "chat"))
    assert answers(found) == [("chat", "Ada", 0.0, pytest.approx(100 / 0.75))] * 2
    assert found.busy_seconds[0, 0] == pytest.approx(100 / 0.75)

    found = played(
        line("chat", waiting=1, work=100.0, speeds=(1.0, 0.5)),
        line("talk", waiting=1, work=20.0, priority=1, speeds=(1.0, 0.5)),
        person("Ada", "chat", "talk"),
    )
    # Both at half speed until the short one is done at 40; then 80 seconds of work at full speed.
    assert answers(found) == [("talk", "Ada", 0.0, 40.0), ("chat", "Ada", 0.0, 120.0)]


def test_chats_spread_over_agents_before_anybody_holds_two():
    found = played(
        line("chat", waiting=1, work=100.0, speeds=(1.0, 1.0)),
        line("first", waiting=2, work=10.0, transfers=(Transfer(queue="chat", chance=1.0),)),
        person("Ada", "chat"),
        person("Ben", "chat", on=((5.0, HORIZON),)),
        person("Cai", "first"),
    )
    assert [row[1] for row in answers(found) if row[0] == "chat"] == ["Ada", "Ben", "Ada"]


def test_nobody_takes_one_more_chat_while_a_call_waits_for_them():
    found = played(
        line("phone", waiting=1, priority=0, work=10.0),
        line("chat", waiting=3, priority=1, work=30.0, speeds=(1.0, 1.0)),
        line("first", waiting=1, work=20.0, transfers=(Transfer(queue="phone", chance=1.0),)),
        person("Ada", "phone", "chat"),
        person("Ben", "first"),
    )
    # The call first; two chats from 10 to 40; a call waits from 20 on, so the third chat waits as well.
    assert [(row[0], row[2], row[3]) for row in answers(found) if row[1] == "Ada"] == [
        ("phone", 0.0, 10.0),
        ("chat", 10.0, 40.0),
        ("chat", 10.0, 40.0),
        ("phone", 40.0, 50.0),
        ("chat", 50.0, 80.0),
    ]


def test_a_call_that_finds_nobody_free_interrupts_deferred_work_and_the_rest_is_resumed():
    found = played(
        line("mail", waiting=2, work=100.0, deferred=True, interruptible=True),
        line("first", waiting=1, work=30.0, transfers=(Transfer(queue="phone", chance=1.0),)),
        line("phone", work=20.0),
        person("Ada", "mail", "phone"),
        person("Ben", "first"),
    )
    assert answers(found)[1:] == [
        ("mail", "Ada", 0.0, 120.0),
        ("phone", "Ada", 30.0, 50.0),
        ("mail", "Ada", 120.0, 220.0),
    ]
    assert sorted(found.records.handled_seconds.tolist()) == [20.0, 30.0, 100.0, 100.0]


def test_what_is_not_interruptible_is_done_first():
    found = played(
        line("mail", waiting=1, work=100.0, deferred=True),
        line("first", waiting=1, work=30.0, transfers=(Transfer(queue="phone", chance=1.0),)),
        line("phone", work=20.0),
        person("Ada", "mail", "phone"),
        person("Ben", "first"),
    )
    assert answers(found)[-1] == ("phone", "Ada", 100.0, 120.0)


def test_deferred_work_interrupts_nothing():
    found = played(
        line("mail", waiting=1, work=100.0, deferred=True, interruptible=True, priority=1),
        line("first", waiting=1, work=30.0, transfers=(Transfer(queue="form", chance=1.0),)),
        line("form", work=20.0, deferred=True, priority=0),
        person("Ada", "mail", "form"),
        person("Ben", "first"),
    )
    assert answers(found)[-1] == ("form", "Ada", 100.0, 120.0)


def test_interrupted_work_is_taken_up_by_whoever_is_free_for_it():
    found = played(
        line("mail", waiting=1, work=100.0, deferred=True, interruptible=True),
        line("first", waiting=1, work=30.0, transfers=(Transfer(queue="phone", chance=1.0),)),
        line("phone", work=200.0),
        person("Ada", "mail", "phone"),
        person("Ben", "first"),
        person("Cai", Skill(queue="mail", handle_factor=2.0), on=((10.0, HORIZON),)),
    )
    # Seventy seconds are left at 30, for which Cai needs twice as long; Ada answered it first.
    assert ("mail", "Ada", 0.0, 170.0) in answers(found)
    assert found.busy_seconds[0].tolist() == [230.0, 30.0, 140.0]


def test_interruptible_work_is_put_down_when_a_stretch_ends_and_is_first_in_line_again():
    found = played(
        line("mail", waiting=2, work=100.0, deferred=True, interruptible=True),
        person("Ada", "mail", on=((0, 60), (100, 500))),
    )
    assert answers(found) == [("mail", "Ada", 0.0, 140.0), ("mail", "Ada", 140.0, 240.0)]
    assert found.staffed_seconds.tolist() == [[460.0]]


def test_a_stretch_may_be_for_some_queues_only():
    found = played(
        line("phone", waiting=2),
        line("mail", waiting=2, deferred=True),
        person("Ada", "phone", "mail", on=((0, 100, "mail"), (100, 300))),
    )
    assert [row[0] for row in answers(found)] == ["mail", "mail", "phone", "phone"]


def test_stretches_without_a_pause_are_one():
    apart = person("Ada", "phone", on=((0, 60), (60, 100)))
    found = played(line(waiting=2), apart)
    assert found.staffed_seconds.tolist() == [[100.0]]


def test_work_is_scaled_by_the_time_of_arrival_and_by_who_does_it():
    found = played(
        line(waiting=1, handle_scale=(1.5,)), person("Ada", Skill(queue="phone", handle_factor=2.0))
    )
    assert answers(found) == [("phone", "Ada", 0.0, 150.0)]


def test_a_customer_comes_again_after_the_delay_and_an_onward_contact_at_once():
    found = played(
        line("first", waiting=1, transfers=(Transfer(queue="second", chance=1.0),)),
        line(
            "second", work=10.0, patience=Fixed(seconds=5), redial=Return(chance=0.99, delay=Fixed(seconds=7))
        ),
        person("Ada", "first"),
        person("Ben", "second", on=((70.0, HORIZON),)),
    )
    # Passed on at 50, hangs up at 55, calls at 62, hangs up at 67, calls at 74 and is answered.
    arrived = found.records.arrived_at[found.records.queue == 1].tolist()
    assert arrived == [50.0, 62.0, 74.0]
    assert found.records.ended_at[found.records.queue == 1].tolist() == [55.0, 67.0, 84.0]


def test_a_deferred_clock_runs_in_its_stretches_only():
    queue = line(
        "mail", waiting=1, deferred=True, open=((100, 200), (300, 400)), backlog_waited_seconds=(30.0,)
    )
    found = played(queue, person("Ada", "mail", on=((350, 500),)))
    assert found.mean_wait().mean == 30 + 100 + 50


@pytest.mark.parametrize(("goal", "level"), [(180, 1.0), (179, 0.0)])
def test_a_goal_is_kept_up_to_its_last_second(goal, level):
    queue = line(
        "mail",
        waiting=1,
        deferred=True,
        open=((100, 200), (300, 400)),
        backlog_waited_seconds=(30.0,),
        goal_seconds=goal,
    )
    found = played(queue, person("Ada", "mail", on=((350, 500),)))
    assert found.service_level().mean == level


def test_the_second_member_of_a_group_is_there_whenever_two_are():
    queue = Queue(name="phone", expected=(0.0,) * 4, handle=Fixed(seconds=90), backlog=4)
    group = Group(name="all", skills=(Skill(queue="phone"),), staffed=(1, 2, 0, 1))
    centre = Centre(queues=(queue,), groups=(group,), intervals=4, interval_seconds=100)
    found = simulate(centre, replications=1, seed=1, keep_records=True)
    assert found.agent_names == ("all 1", "all 2")
    assert answers(found) == [
        ("phone", "all 1", 0.0, 90.0),
        ("phone", "all 1", 90.0, 180.0),
        ("phone", "all 2", 100.0, 190.0),
        ("phone", "all 1", 180.0, 270.0),
    ]


def test_who_is_absent_for_sure_is_not_there_and_on_another_day_may_be():
    queue = Queue(name="phone", expected=(1.0,) * 4, handle=Fixed(seconds=90))
    day = 86_400.0
    stretches = tuple(Stretch(start_seconds=start * day, end_seconds=start * day + 3600) for start in (0, 1))
    agent = Agent(name="Ada", skills=(Skill(queue="phone"),), stretches=stretches, absence=0.5)
    centre = Centre(queues=(queue,), agents=(agent,), intervals=4, interval_seconds=day / 2)
    found = simulate(centre, replications=400, seed=1)
    hours = np.round(found.staffed_seconds[:, 0] / 3600)
    assert [(hours == number).mean() for number in (0, 1, 2)] == pytest.approx([0.25, 0.5, 0.25], abs=0.08)


def test_a_day_with_no_opening_and_no_contacts_says_nothing():
    found = played(line(), person("Ada", "phone", on=()))
    assert found.service_level() is None
    assert found.abandonment() is None
    assert found.mean_wait() is None
    assert found.wait_percentile(0.9) is None
    assert found.occupancy() is None
    assert found.offered_mean().mean == 0.0
    assert found.goal_chance(queue="phone").mean == 1.0


def test_every_contact_went_to_whoever_had_been_free_longest():
    """Brute force over a busy day of one queue."""
    queue = Queue(name="phone", expected=(40.0,) * 20, handle=Exponential(mean_seconds=200))
    group = Group(name="all", skills=(Skill(queue="phone"),), staffed=(6,) * 20)
    centre = Centre(queues=(queue,), groups=(group,), intervals=20)
    records = simulate(centre, replications=1, seed=1, keep_records=True).records
    free_since = np.zeros(6)
    at_once = 0
    for i in np.argsort(records.answered_at, kind="stable"):
        arrived, answered, who = records.arrived_at[i], records.answered_at[i], records.agent[i]
        free = np.flatnonzero(free_since <= answered)
        if arrived == answered:
            assert who == free[np.argmin(free_since[free])]
            at_once += 1
        else:
            assert free_since[who] == answered
        free_since[who] = records.ended_at[i]
    assert at_once > 100
