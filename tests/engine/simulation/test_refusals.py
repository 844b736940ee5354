"""What cannot be simulated is refused with a sentence that says what, where and what is allowed."""

import pickle
from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
from django.utils.translation import override

from halfhour.engine.errors import ImpossibleCentre, OutOfRange
from halfhour.engine.simulation import (
    Agent,
    Callback,
    Centre,
    CentreReason,
    Empirical,
    Exponential,
    Fixed,
    Group,
    Lognormal,
    Queue,
    Return,
    Skill,
    Stretch,
    Transfer,
    compare,
    simulate,
)
from halfhour.wording import refusal

PHONE = Queue(name="phone", expected=(10.0, 20.0), handle=Exponential(mean_seconds=60))
STAFF = Group(name="staff", skills=(Skill(queue="phone"),), staffed=(2, 2))
ADA = Agent(
    name="Ada", skills=(Skill(queue="phone"),), stretches=(Stretch(start_seconds=0, end_seconds=3600),)
)


def centre(*, queue=PHONE, queues=None, agents=(), groups=(STAFF,), intervals=2, **more):
    return Centre(queues=queues or (queue,), agents=agents, groups=groups, intervals=intervals, **more)


def phone(**change):
    return centre(queue=replace(PHONE, **change))


def replayed(*times, **more):
    return phone(expected=(0.0, 0.0), arrived_at=times, **more)


def ada(**change):
    return centre(agents=(replace(ADA, **change),))


def stretch(start, end, *queues):
    return Stretch(start_seconds=start, end_seconds=end, queues=queues)


IMPOSSIBLE = [
    (lambda: centre(groups=()), "nobody is there to answer: give at least one agent or group"),
    (lambda: centre(queues=(PHONE, replace(PHONE, name="mail"))), "queue 'mail' gets contacts, but no"),
    (lambda: centre(queues=(PHONE, PHONE)), "queue 'phone' is given twice"),
    (lambda: centre(agents=(ADA, ADA)), "agent 'Ada' is given twice"),
    (lambda: centre(groups=(STAFF, STAFF)), "group 'staff' is given twice"),
    (lambda: centre(intervals=0), "intervals must be a whole number from 1"),
    (lambda: centre(interval_seconds=0.0), "interval_seconds must be above 0"),
    (lambda: centre(interval_seconds=nan), "interval_seconds must be above 0"),
    (lambda: centre(shared_day_cv=-1), "shared_day_cv must be at least 0"),
    (lambda: phone(expected=(1.0,)), "queue 'phone': expected must hold 2 values; got 1"),
    (
        lambda: phone(expected=(1.0, nan)),
        "queue 'phone': expected must be at least 0 and at most 1e+09; got nan",
    ),
    (lambda: phone(expected=(1.0, -1.0)), "expected must be at least 0"),
    (lambda: phone(expected=(1.0, inf)), "expected must be at least 0"),
    (
        lambda: phone(expected=(9e6, 1.0)),
        "contacts expected over all queues must be at most 5e+06; got 9e+06",
    ),
    (lambda: phone(handle=Fixed(seconds=0)), "queue 'phone': handle must take more than 0 seconds"),
    (lambda: phone(handle=Fixed(seconds=inf)), "handle: seconds must be at least 0"),
    (lambda: phone(handle=Exponential(mean_seconds=0)), "handle: mean_seconds must be above 0"),
    (lambda: phone(handle=Lognormal(mean_seconds=60, cv=nan)), "handle: cv must be at least 0"),
    (lambda: phone(handle=Empirical(seconds=())), "handle: seconds must hold at least one value"),
    (lambda: phone(handle=Empirical(seconds=(1.0, inf))), "handle: seconds must be at least 0"),
    (
        lambda: phone(handle=Empirical(seconds=(1.0, 2.0), shares=(0.5,))),
        "handle: shares must hold 2 values",
    ),
    (
        lambda: phone(handle=Empirical(seconds=(1.0, 2.0), shares=(0.5, 0.6))),
        "shares must sum to 1; got 1.1",
    ),
    (lambda: phone(handle=60.0), "handle: must be a distribution of this package; got 60.0"),
    (lambda: phone(handle_scale=(1.0,)), "handle_scale must hold 2 values"),
    (lambda: phone(handle_scale=(1.0, 0.0)), "handle_scale must be above 0"),
    (lambda: phone(patience=Fixed(seconds=-1)), "patience: seconds must be at least 0"),
    (lambda: phone(goal_seconds=nan), "goal_seconds must be at least 0"),
    (lambda: phone(goal_share=0), "goal_share must be above 0 and at most 1"),
    (lambda: phone(goal_share=1.1), "goal_share must be above 0 and at most 1"),
    (lambda: phone(priority=10**7), "priority must be within a million of 0"),
    (lambda: phone(open=((0, 10),)), "only a deferred queue has a clock"),
    (lambda: phone(deferred=True, open=((10, 5),)), "open stretches must be in order"),
    (lambda: phone(deferred=True, open=((0, 10), (5, 20))), "open stretches must be in order"),
    (lambda: phone(deferred=True, open=((0, 5000),)), "open must be at least 0 and at most 3600"),
    (lambda: phone(speeds=()), "speeds must hold 1 to 64 values"),
    (lambda: phone(speeds=(1.0, 0.0)), "speeds must be above 0"),
    (lambda: phone(speeds=(1.0, 0.5), interruptible=True), "what is interruptible is done one at a time"),
    (lambda: phone(head_start_seconds=-1), "head_start_seconds must be at least 0"),
    (lambda: phone(head_start_seconds=nan), "head_start_seconds must be at least 0"),
    (lambda: phone(head_start_seconds=inf), "head_start_seconds must be at least 0"),
    (
        lambda: replayed(-1.0),
        "arrived_at must be in order, at least 0 and below the horizon's 3600; got -1",
    ),
    (lambda: replayed(3600.0), "below the horizon's 3600; got 3600"),
    (lambda: replayed(nan), "below the horizon's 3600; got nan"),
    (lambda: replayed(inf), "below the horizon's 3600; got inf"),
    (lambda: replayed(20.0, 10.0), "arrived_at must be in order"),
    (
        lambda: phone(arrived_at=(1.0,)),
        "expected must be 0 where arrived_at says when contacts come; got 20",
    ),
    (lambda: replayed(1.0, interval_cv=0.1), "interval_cv must be 0 where arrived_at says"),
    (lambda: replayed(1.0, day_cv=0.2), "day_cv must be 0 where arrived_at says"),
    (
        lambda: centre(queues=(PHONE, replace(PHONE, name="mail", expected=(0.0, 0.0), arrived_at=(1.0,)))),
        "queue 'mail' gets contacts, but no",
    ),
    (lambda: phone(interval_cv=nan), "interval_cv must be at least 0"),
    (lambda: phone(day_cv=-0.1), "day_cv must be at least 0"),
    (lambda: phone(backlog=-1), "backlog must be a whole number"),
    (
        lambda: phone(backlog=2, backlog_waited_seconds=(1.0,)),
        "backlog_waited_seconds must hold 2 values",
    ),
    (
        lambda: phone(repeat=Return(chance=1.2, delay=Fixed(seconds=1))),
        "repeat: chance must be at least 0 and at most 1",
    ),
    (
        lambda: phone(repeat=Return(chance=0.1, delay=Fixed(seconds=inf))),
        "repeat: delay: seconds must be",
    ),
    (lambda: phone(redial=Return(chance=1.0, delay=Fixed(seconds=1))), "must come to an end"),
    (lambda: phone(callback=Callback(after_seconds=-1, accepted=0.5)), "callback: after_seconds must be"),
    (lambda: phone(callback=Callback(after_seconds=1, accepted=2)), "callback: accepted must be"),
    (
        lambda: phone(transfers=(Transfer(queue="mail", chance=0.1),)),
        "transfers to 'mail', which is no queue here",
    ),
    (lambda: phone(transfers=(Transfer(queue="phone", chance=1.0),)), "must come to an end"),
    (
        lambda: ada(skills=(Skill(queue="mail"),)),
        "agent 'Ada': has a skill for 'mail', which is no queue here",
    ),
    (lambda: ada(skills=(Skill(queue="phone"),) * 2), "skill for 'phone' is given twice"),
    (lambda: ada(skills=(Skill(queue="phone", handle_factor=0),)), "handle_factor must be above 0"),
    (lambda: ada(skills=(Skill(queue="phone", rank=-1),)), "rank must be a whole number from 0"),
    (lambda: ada(stretches=(stretch(0, 5000),)), "stretch must be at least 0 and at most 3600; got 5000"),
    (
        lambda: ada(stretches=(stretch(10, 5),)),
        "stretches must be in order, apart, and end after they start",
    ),
    (lambda: ada(stretches=(stretch(0, 20), stretch(10, 30))), "stretches must be in order"),
    (lambda: ada(stretches=(stretch(nan, 20),)), "stretch must be at least 0"),
    (
        lambda: ada(stretches=(stretch(0, 20, "mail"),)),
        "a stretch on 'mail', for which they have no skill",
    ),
    (lambda: ada(absence=1.5), "agent 'Ada': absence must be at least 0 and at most 1; got 1.5"),
    (lambda: centre(groups=(replace(STAFF, staffed=(2,)),)), "group 'staff': staffed must hold 2 values"),
    (lambda: centre(groups=(replace(STAFF, staffed=(2, -1)),)), "staffed must be a whole number from 0"),
    (lambda: centre(groups=(replace(STAFF, staffed=(2, 1.5)),)), "staffed must be a whole number"),
    (lambda: centre(groups=(replace(STAFF, absence=nan),)), "group 'staff': absence must be"),
    (
        lambda: centre(
            groups=(replace(STAFF, staffed=(60_000, 0)), replace(STAFF, name="more", staffed=(0, 60_000)))
        ),
        "got 120,000 agents; at most 100,000 can be simulated together",
    ),
]


@pytest.mark.parametrize(("make", "sentence"), IMPOSSIBLE)
def test_an_impossible_centre_is_refused(make, sentence):
    with pytest.raises(ImpossibleCentre) as refused:
        make()
    assert sentence in str(refused.value)


@pytest.mark.parametrize("make", [make for make, _ in IMPOSSIBLE])
def test_the_reason_of_a_refusal_has_words_with_all_its_figures(make):
    with pytest.raises(ImpossibleCentre) as refused, override("en"):
        make()
    told = refusal(refused.value)
    assert told != str(refused.value)
    assert told.endswith(".")
    assert "{" not in told
    assert "centre_" not in told


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: centre(groups=()), "Nobody is there to answer. Add at least one person."),
        (
            lambda: phone(handle=Fixed(seconds=0)),
            "Queue phone: a contact takes no time at all. Give a handle time above 0 seconds.",
        ),
        (
            lambda: phone(handle=Lognormal(mean_seconds=0)),
            "Queue phone: handle time in seconds: 0 is too low. Write a number above 0.",
        ),
        (
            lambda: phone(goal_share=0.0),
            "Queue phone: share of the goal: 0 is too low. Write a number above 0.",
        ),
        (
            lambda: phone(goal_seconds=-1.0),
            "Queue phone: time of the goal in seconds: -1 is too low. Write 0 or more.",
        ),
        (
            lambda: centre(queues=(PHONE, replace(PHONE, name="mail"))),
            "Contacts come in on mail, but nobody has the skill to answer them. Give somebody the skill, or"
            " the queue no contacts.",
        ),
        (
            lambda: ada(skills=(Skill(queue="fax"),)),
            "Person Ada: skills: there is no queue “fax”. Add it, or take it out here.",
        ),
        (
            lambda: centre(groups=(replace(STAFF, staffed=(110_000, 0)),)),
            "Group staff: people in each interval: 110,000 does not do."
            " Write a whole number from 0 to 100,000.",
        ),
        (lambda: centre(interval_seconds=0.0), "The length of an interval in seconds cannot be 0."),
    ],
)
def test_people_are_told_what_is_wrong_and_what_to_do(make, told):
    with pytest.raises(ImpossibleCentre) as refused, override("en"):
        make()
    with override("en"):
        assert refusal(refused.value) == told


def test_a_refusal_survives_the_way_to_another_process():
    with pytest.raises(ImpossibleCentre) as refused:
        phone(goal_share=0.0)
    again = pickle.loads(pickle.dumps(refused.value))
    assert (str(again), again.reason.kind) == (str(refused.value), CentreReason.NOT_ABOVE)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"replications": 0}, "replications must be 1 to 1,000,000; got 0"),
        ({"threads": 0}, "threads must be 1 to 256; got 0"),
        ({"seed": -1}, "seed must be at least 0; got -1"),
        (
            {"warm_up_seconds": 3600.0},
            "warm_up_seconds must be at least 0 and below the horizon's 3600; got 3600",
        ),
        ({"warm_up_seconds": nan}, "warm_up_seconds must be at least 0"),
    ],
)
def test_arguments_out_of_range_are_refused(change, sentence):
    with pytest.raises(OutOfRange, match=sentence.replace("(", r"\(")):
        simulate(centre(), **({"replications": 2, "seed": 1} | change))


def test_figures_of_what_is_not_there_are_refused():
    found = simulate(centre(), replications=2, seed=1)
    with pytest.raises(OutOfRange, match="queue must be one of the centre's; got 'mail'"):
        found.service_level(queue="mail")
    with pytest.raises(OutOfRange, match="agent must be one of the centre's; got 'Bob'"):
        found.occupancy(agent="Bob")
    with pytest.raises(OutOfRange, match="interval must be at least 0 and below 2; got 2"):
        found.mean_wait(interval=2)
    with pytest.raises(OutOfRange, match="interval must be at least 0 and below 2; got 2"):
        found.occupancy(interval=2)
    with pytest.raises(OutOfRange, match="interval must be at least 0 and below 2; got -1"):
        found.wait_percentile(0.5, interval=-1)
    with pytest.raises(OutOfRange, match="group must be one of the centre's; got 'Bob'"):
        found.occupancies(group="Bob")
    with pytest.raises(OutOfRange, match="give an agent or a group, not both"):
        found.occupancy(agent="staff 1", group="staff")
    with pytest.raises(OutOfRange, match="the members of a group are told together; got agent 'staff 1'"):
        found.occupancy(agent="staff 1", interval=0)
    assert found.occupancy(agent="staff 1") is not None
    with pytest.raises(OutOfRange, match="share must be above 0 and below 1; got 1"):
        found.wait_percentile(1.0)


def test_two_sides_with_other_intervals_are_not_compared():
    with pytest.raises(OutOfRange, match="both sides must have the same intervals"):
        compare(centre(), centre(interval_seconds=900.0), replications=2, seed=1)


def test_a_goal_of_no_seconds_asks_for_an_answer_at_once():
    found = simulate(phone(goal_seconds=0), replications=50, seed=1)
    at_once = found.wait_bins[:, 0, :, 0].sum()
    assert found.within_goal.sum() == at_once > 0


def test_ten_thousand_agents_are_simulated_like_ten():
    queue = replace(PHONE, expected=(150_000.0, 150_000.0), handle=Exponential(mean_seconds=110))
    found = simulate(
        centre(queue=queue, groups=(replace(STAFF, staffed=(10_000, 10_000)),)), replications=1, seed=1
    )
    assert found.staffed_seconds.shape == (1, 10_000)
    assert found.busy_seconds.sum() == pytest.approx(found.handled_seconds.sum())
    assert found.offered.sum() == pytest.approx(300_000, rel=0.01)


def test_nobody_on_duty_at_any_time_leaves_everybody_waiting():
    found = simulate(centre(groups=(replace(STAFF, staffed=(0, 0)),)), replications=5, seed=1)
    assert found.agent_names == ()
    assert found.answered.sum() == 0
    assert found.service_level().mean == 0.0
    assert np.array_equal(found.backlog_counts[:, 0, 1], found.offered.sum(axis=(1, 2)))
