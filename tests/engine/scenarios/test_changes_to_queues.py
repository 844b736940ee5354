"""Changes to what comes, how long it takes and what is promised."""

from dataclasses import replace

import numpy as np
import pytest

from halfhour.engine.plan import centre_of
from halfhour.engine.scenarios import day_problem
from halfhour.engine.scenarios._limits import nobody_for, replications_within
from halfhour.wording import sentence
from support.changed_days import DAY, after, day_after, notes, refusals


def test_a_campaign_brings_more_in_its_window_and_nothing_else_elsewhere():
    day = day_after("volume phone +30 % 10:15-14:00")
    ratio = np.array(day.queue("phone").expected)[16:36] / 10
    assert ratio == pytest.approx([1.0] * 4 + [1.15] + [1.3] * 7 + [1.0] * 8)
    assert day.queues[1:] == DAY.queues[1:]


def test_without_a_queue_everything_changes():
    day = day_after("volume -20 %", "handle time +10 %")
    for before, now in zip(DAY.queues, day.queues, strict=True):
        assert sum(now.expected) == pytest.approx(0.8 * sum(before.expected))
        assert now.handle_seconds == pytest.approx([264.0] * 48)


def test_so_many_more_contacts_come_while_the_queue_is_open():
    day = day_after("volume phone +100 contacts 07:00-10:00")
    added = np.array(day.queue("phone").expected) - np.array(DAY.queue("phone").expected)
    assert added.sum() == pytest.approx(100)
    assert np.flatnonzero(added).tolist() == [16, 17, 18, 19]


def test_a_mean_handle_time_keeps_the_course_over_the_day():
    rising = replace(DAY.queue("phone"), handle_seconds=tuple(200.0 + slot for slot in range(48)))
    day = day_after("handle time phone 5 min", day=replace(DAY, queues=(rising, *DAY.queues[1:])))
    phone = day.queue("phone")
    assert np.average(phone.handle_seconds, weights=phone.expected) == pytest.approx(300)
    assert phone.handle_seconds[30] / phone.handle_seconds[20] == pytest.approx(230 / 220)


def test_a_goal_and_patience_are_the_queues_own():
    phone = centre_of(day_after("goal phone 90 % in 15 s", "patience phone +50 %")).queues[0]
    assert (phone.goal_seconds, phone.goal_share, phone.patience.mean) == (15, 0.9, 180)
    assert centre_of(day_after("patience phone endless")).queues[0].patience is None
    assert centre_of(day_after("patience phone 3 min")).queues[0].patience.mean == 180


@pytest.mark.parametrize(
    ("line", "speeds"),
    [
        ("chat concurrency 3", (1.0, 1.0, 1.3 / 1.6)),
        ("chat concurrency 4", (1.0, 1.0, 1 / (1 + (1.9 / 1.3 - 1) / 2), 1.3 / 1.9)),
        ("chat concurrency 3 at 100 %", (1.0, 1.0, 1.0)),
        ("chat concurrency 3 at 125 %", (1.0, 1.0, 0.8)),
        ("chat concurrency 1", (1.3,)),
        ("chat concurrency 2", (1.0, 1.0)),
    ],
)
def test_more_chats_at_once_make_each_of_them_slower(line, speeds):
    assert day_after(line).queue("chat").speeds == pytest.approx(speeds)


def test_a_pace_that_is_only_assumed_is_told():
    assert notes("chat concurrency 3") == [
        "While 3 are held, each is taken to last this much longer or shorter than today: +23 %."
    ]
    assert notes("chat concurrency 3 at 120 %") == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("phone concurrency 2", "phone is a phone queue: one call at a time. Name a queue of chats."),
        ("email concurrency 2", "email may wait for hours. Name a live queue, such as phone or chat."),
        ("patience email 2 min", "On email nobody waits on the line, so nobody gives up. Name a live queue."),
        (
            "volume phone +30 % 20:00-22:00",
            "Nobody is expected on phone at that time. Choose a time when it is open.",
        ),
        (
            "volume phone +30 contacts 20:00-22:00",
            "phone is closed at that time. Choose a time when it is open.",
        ),
    ],
)
def test_what_a_queue_cannot_do_is_refused(line, told):
    assert refusals(line) == [told]


def test_patience_that_is_endless_cannot_change_by_a_share():
    endless = day_after("patience phone endless")
    (told,) = refusals("patience phone +20 %", day=endless)
    assert told.endswith("Write a length of time: patience phone 2 min")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (after("volume -100 %").day, "Nothing is open and nobody is expected on this day."),
        (replace(DAY, people=()), "Nobody is on a queue on this day."),
        (after("sick Kim Sommer, Kim Winter, Lou, Max").day, "Nobody is on a queue on this day."),
        (
            after(*["+500 people 8:00-18:00 for phone"] * 20).day,
            "10,004 people are too many to be played at once.",
        ),
        (
            after("volume +900 %", "volume +900 %", "volume +900 %").day,
            "contacts in a day are too many to be played.",
        ),
    ],
)
def test_a_day_that_cannot_be_played_says_why_and_what_helps(day, told):
    problem = day_problem(day)
    assert problem is not None
    assert told in sentence(problem)


def test_a_usual_day_can_be_played():
    assert day_problem(DAY) is None


def test_a_queue_that_nobody_can_answer_is_named():
    alone = replace(DAY, people=DAY.people[1:2])
    assert [reason.figures["queue"] for reason in nobody_for(alone)] == ["chat", "email"]
    assert nobody_for(DAY) == ()


@pytest.mark.parametrize(
    ("change", "replications"),
    [("volume -1 %", 1000), ("volume +900 %", 1000), ("volume phone +90000 contacts", 88)],
)
def test_a_day_with_very_many_contacts_is_played_less_often(change, replications):
    assert replications_within(day_after(change), most=1000) == replications
