"""The fewest people of several groups: every one is missed, and brute force and formulas agree."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from halfhour.engine.errors import ImpossibleCentre, OutOfRange
from halfhour.engine.simulation import Centre, Exponential, Group, Lognormal, Queue, Skill, simulate
from halfhour.engine.staffing import By, Over, Risk, StaffingReason, search_requirement
from halfhour.engine.staffing._risk_queue import requirement_of
from halfhour.engine.staffing.search._start import start_of, stream_of
from halfhour.wording import sentence

REPLICATIONS = 200


def queue(name, expected, **changes):
    settings = {"handle": Exponential(mean_seconds=240), "interval_cv": 0.08, "day_cv": 0.08}
    return Queue(name=name, expected=tuple(expected), **settings | changes)


def group(name, *queues, most, intervals):
    skills = tuple(Skill(queue=each) for each in queues)
    return Group(name=name, skills=skills, staffed=(most,) * intervals)


def two_queues(*, most=(8, 6, 4), intervals=6):
    wave = 1 + 0.4 * np.sin(np.arange(intervals) / intervals * 2 * np.pi)
    return Centre(
        queues=(
            queue("phone", 24 * wave, patience=Exponential(mean_seconds=180)),
            queue("chat", 12 * wave[::-1], goal_seconds=60, handle=Lognormal(mean_seconds=300)),
        ),
        groups=(
            group("phone", "phone", most=most[0], intervals=intervals),
            group("chat", "chat", most=most[1], intervals=intervals),
            group("both", "phone", "chat", most=most[2], intervals=intervals),
        ),
        intervals=intervals,
    )


def judged(centre, people, risk, *, replications=REPLICATIONS, seed=0):
    """Chances of each queue's intervals and of its day, played apart from the search."""
    groups = tuple(
        replace(each, staffed=tuple(map(int, row)), absence=risk.absence)
        for each, row in zip(centre.groups, people, strict=True)
    )
    found = simulate(replace(centre, groups=groups), replications=replications, seed=seed)
    share = np.array([each.goal_share for each in centre.queues])[:, None]
    beyond = found.within_goal - share * (found.offered - found.undecided)
    return (beyond >= -1e-9).mean(axis=0), (beyond.sum(axis=2) >= -1e-9).mean(axis=0)


def keeps(centre, people, risk):
    intervals, day = judged(centre, people, risk)
    return ((day if risk.over is Over.DAY else intervals) >= risk.chance - 1e-9).all()


@pytest.mark.parametrize("risk", [Risk(), Risk(chance=0.7, absence=0.08)], ids=["chance", "absence"])
def test_every_goal_is_kept_and_without_any_single_person_one_is_not(risk):
    centre = two_queues()
    found = search_requirement(days=[centre], risk=risk, replications=REPLICATIONS)
    assert found.met
    assert found.proved
    assert keeps(centre, found.people, risk)
    for place in zip(*np.nonzero(found.people), strict=True):
        without = found.people.copy()
        without[place] -= 1
        assert not keeps(centre, without, risk), place


def test_a_day_is_kept_and_whoever_is_missed_least_is_missed():
    risk = Risk(over=Over.DAY, absence=0.05, least_level=0.0)
    centre = two_queues()
    found = search_requirement(days=[centre], risk=risk, replications=REPLICATIONS)
    assert keeps(centre, found.people, risk)
    assert (
        found.people.sum()
        < search_requirement(
            days=[centre], risk=replace(risk, over=Over.INTERVAL), replications=REPLICATIONS
        ).people.sum()
    )
    spared = []
    for place in zip(*np.nonzero(found.people), strict=True):
        without = found.people.copy()
        without[place] -= 1
        spared += [place] if keeps(centre, without, risk) else []
    assert spared == []


def test_brute_force_finds_no_part_of_them_that_would_do_and_no_fewer_but_for_one():
    centre = Centre(
        queues=(queue("a", (8.0, 5.0)), queue("b", (4.0, 6.0))),
        groups=(
            group("a", "a", most=3, intervals=2),
            group("b", "b", most=3, intervals=2),
            group("both", "a", "b", most=2, intervals=2),
        ),
        intervals=2,
    )
    risk = Risk(chance=0.75)
    found = search_requirement(days=[centre], risk=risk, replications=REPLICATIONS)
    ways = [
        np.array(way).reshape(3, 2)
        for way in product(range(4), range(4), range(4), range(4), (0, 1, 2), (0, 1, 2))
    ]
    near = [way for way in ways if found.people.sum() - 3 <= way.sum() < found.people.sum()]
    enough = [way for way in near if (way.sum(axis=0) >= 3).all() and keeps(centre, way, risk)]
    assert not any((way <= found.people).all() for way in enough)
    assert min((way.sum() for way in enough), default=found.people.sum()) >= found.people.sum() - 1


def test_one_queue_and_one_group_need_what_the_formulas_say():
    intervals = 10
    centre = Centre(
        queues=(queue("calls", (45.0,) * intervals),),
        groups=(group("all", "calls", most=30, intervals=intervals),),
        intervals=intervals,
    )
    found = search_requirement(days=[centre], risk=Risk(), replications=400)
    days = np.zeros(intervals, dtype=np.intp)
    formula = requirement_of("calls", stream_of(centre, centre.queues[0]), days=days, risk=Risk())
    assert np.abs(found.people - formula.people).max() <= 1
    assert abs(found.people.sum() - formula.people.sum()) <= 0.05 * formula.people.sum()


def test_the_start_is_a_pool_in_the_proportions_of_the_team():
    centre = two_queues(most=(16, 12, 8))
    people, settled = start_of(centre, Risk())
    assert (people >= settled).all()
    assert (people.sum(axis=1) / people.sum()) == pytest.approx(np.array([16, 12, 8]) / 36, abs=0.08)


def test_people_who_serve_both_queues_save_people():
    apart = two_queues(most=(12, 10, 0))
    pooled = replace(apart, groups=(replace(two_queues().groups[2], name="both", staffed=(20,) * 6),))
    risk = Risk()
    separate = search_requirement(days=[apart], risk=risk, replications=REPLICATIONS).people.sum()
    together = search_requirement(days=[pooled], risk=risk, replications=REPLICATIONS).people.sum()
    assert together < separate


def test_too_few_to_be_rostered_are_all_rostered_and_it_is_said():
    centre = two_queues(most=(9, 1, 1))
    found = search_requirement(days=[centre], risk=Risk(), replications=REPLICATIONS)
    assert not found.met
    assert not found.proved
    assert (found.people[1:].sum(axis=0) == 2).any()
    reasons = [reason for reason in found.reasons if reason.kind is StaffingReason.RISK_OUT_OF_REACH]
    assert [reason.figures["queue"] for reason in reasons] == ["chat"]
    assert reasons[0].figures["chance"] < 0.8
    assert all(sentence(reason) for reason in found.reasons)


def test_a_skill_that_nobody_has_is_refused_with_the_queue():
    centre = two_queues()
    with pytest.raises(
        ImpossibleCentre, match="queue 'chat' gets contacts, but no agent or group has the skill"
    ):
        replace(centre, groups=centre.groups[:1])


def test_days_are_searched_one_by_one_and_threads_change_nothing():
    busy, quiet = two_queues(), two_queues()
    quiet = replace(
        quiet,
        queues=tuple(
            replace(each, expected=tuple(amount / 2 for amount in each.expected)) for each in quiet.queues
        ),
    )
    asked = {"risk": Risk(chance=0.7), "replications": 120}
    one = search_requirement(days=[busy, quiet], **asked)
    two = search_requirement(days=[busy, quiet], threads=2, **asked)
    assert_array_equal(one.people, two.people)
    assert one.effort == two.effort
    assert one.people.shape == (3, 12)
    assert one.people[:, 6:].sum() < one.people[:, :6].sum()
    assert one.day_chances.chance.shape == (2, 2)
    assert one.days.tolist() == [0] * 6 + [1] * 6
    assert one.by is By.SIMULATION


def test_the_chance_lies_between_its_bounds_and_says_what_it_cost():
    found = search_requirement(days=[two_queues()], risk=Risk(chance=0.7), replications=120)
    chances = found.asked_chances
    assert (chances.low <= chances.chance).all()
    assert (chances.chance <= chances.high).all()
    assert 0.1 < (chances.high - chances.low).max() < 0.2
    assert 100 * found.effort.simulations < found.effort.days < 120 * found.effort.simulations
    assert found.effort.contacts > found.effort.days


def test_a_day_without_contacts_needs_nobody():
    centre = two_queues()
    still = replace(centre, queues=tuple(replace(each, expected=(0.0,) * 6) for each in centre.queues))
    found = search_requirement(days=[still], risk=Risk(), replications=120)
    assert found.people.sum() == 0
    assert found.met


def test_work_that_may_wait_is_left_to_its_due_times():
    centre = two_queues()
    mail = queue("mail", (5.0,) * 6, deferred=True, interruptible=True, goal_seconds=14_400)
    groups = tuple(replace(each, skills=(*each.skills, Skill(queue="mail"))) for each in centre.groups)
    found = search_requirement(
        days=[replace(centre, queues=(*centre.queues, mail), groups=groups)], risk=Risk(), replications=120
    )
    assert found.queues == ("phone", "chat")
    assert found.met


def test_what_cannot_be_searched_is_refused():
    centre = two_queues()
    other = replace(centre, queues=centre.queues[:1], groups=centre.groups[:1])
    for days, asked, said in (
        ([], {}, "got no days; need at least one"),
        ([centre], {"replications": 20}, "replications must be at least 100; got 20"),
        ([centre, other], {}, "got other queues or groups on day 1"),
    ):
        with pytest.raises(OutOfRange, match=said):
            search_requirement(days=days, risk=Risk(), **asked)


def test_a_centre_without_groups_or_live_queues_is_refused():
    centre = two_queues()
    mail = tuple(replace(each, deferred=True, patience=None) for each in centre.queues)
    with pytest.raises(OutOfRange, match="got no live queue"):
        search_requirement(days=[replace(centre, queues=mail)], risk=Risk())


def test_where_all_who_serve_a_queue_are_there_others_take_their_other_work():
    intervals = 4
    centre = Centre(
        queues=(queue("phone", (30.0,) * intervals), queue("rare", (6.0,) * intervals, priority=1)),
        groups=(
            group("phone", "phone", most=20, intervals=intervals),
            group("both", "phone", "rare", most=3, intervals=intervals),
        ),
        intervals=intervals,
    )
    found = search_requirement(days=[centre], risk=Risk(chance=0.75), replications=REPLICATIONS)
    assert found.met
    assert (found.people[1] == 3).any()
