"""Whole days of routing: nobody above what they may hold, nothing lost, and better than simpler policies."""

import itertools
from collections import Counter

import numpy as np
import pytest

from halfhour.engine.routing import Arrival, Halfhour, Person, Played, Work, play_routing
from support.routing_policies import FirstComeFirstServed, LeastLoaded, RoundRobin, UrgentFirst

HOUR = 3600
GOALS = {"phone": 60, "chat": 120, "email": 4 * HOUR}
HANDLE = {"phone": 300, "chat": 420, "email": 400}
POLICIES = [Halfhour(), FirstComeFirstServed(), UrgentFirst(), LeastLoaded(), RoundRobin()]


def arrivals(seed: int, *, each_hour: dict[str, float], hours: int = 8) -> list[Arrival]:
    rng = np.random.default_rng(seed)
    found = []
    for queue, rate in each_hour.items():
        for at in np.sort(rng.uniform(0, hours * HOUR, rng.poisson(rate * hours))).astype(int).tolist():
            urgent = bool(rng.random() < 0.1)
            found.append(
                Arrival(
                    work=Work(
                        key=f"{queue} {len(found)}",
                        queue=queue,
                        opened_at=at,
                        due_at=at + GOALS[queue] // (2 if urgent else 1),
                        urgency=int(urgent),
                    ),
                    handle_seconds=max(int(rng.lognormal(np.log(HANDLE[queue]) - 0.32, 0.8)), 1),
                )
            )
    return found


def people(hours: int = 8) -> list[tuple[Person, int]]:
    takes = [("phone", "chat"), ("phone",), ("phone", "email"), ("chat",), ("chat", "email"), ("email",)]
    return [
        (Person(name=f"p{n}", takes=frozenset(queues), until=(hours + 4) * HOUR), 0)
        for n, queues in enumerate(takes)
    ]


def spans(played: Played, handles: dict[str, int]) -> dict[str, list[tuple[int, int]]]:
    held: dict[str, list[tuple[int, int]]] = {}
    for each in played.outcomes:
        if each.person is not None:
            held.setdefault(each.person, []).append((each.taken_at, each.taken_at + handles[each.work.key]))
    return held


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: type(policy).__name__)
def test_everything_is_taken_once_and_nobody_holds_two_at_a_time(policy):
    came = arrivals(1, each_hour={"phone": 20, "chat": 12, "email": 15})
    played = play_routing(arrivals=came, shifts=people(), policy=policy)
    assert all(each.person is not None and each.taken_at >= each.work.opened_at for each in played.outcomes)
    assert sum(played.busy_seconds.values()) == sum(each.handle_seconds for each in came)
    for held in spans(played, {each.work.key: each.handle_seconds for each in came}).values():
        ordered = sorted(held)
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(ordered))


def test_nobody_is_idle_while_something_they_may_take_waits():
    came = arrivals(2, each_hour={"phone": 25, "chat": 14, "email": 15})
    played = play_routing(arrivals=came, shifts=people(), policy=Halfhour())
    held = spans(played, {each.work.key: each.handle_seconds for each in came})
    for each in played.outcomes:
        for person, _ in people():
            if each.work.queue in person.takes:
                covered = sum(
                    max(min(end, each.taken_at) - max(start, each.work.opened_at), 0)
                    for start, end in held.get(person.name, [])
                )
                assert covered == each.taken_at - each.work.opened_at


def test_people_take_nothing_before_their_shift_and_after_it():
    person = Person(name="Ada", takes=frozenset({"phone"}), until=1000)
    came = [
        Arrival(work=Work(key=str(at), queue="phone", opened_at=at), handle_seconds=50)
        for at in (0, 990, 1000)
    ]
    played = play_routing(arrivals=came, shifts=[(person, 500)], policy=Halfhour())
    assert [each.taken_at for each in played.outcomes] == [500, 990, None]


def test_a_second_shift_goes_on_with_what_the_first_left():
    person = Person(name="Ada", takes=frozenset({"phone"}), until=100)
    later = Person(name="Ada", takes=frozenset({"phone"}), until=900)
    came = [Arrival(work=Work(key="1", queue="phone", opened_at=200), handle_seconds=50)]
    played = play_routing(arrivals=came, shifts=[(person, 0), (later, 700)], policy=Halfhour())
    assert played.outcomes[0].taken_at == 700


def test_who_gives_up_is_taken_by_nobody():
    came = [
        Arrival(work=Work(key="1", queue="phone", opened_at=0), handle_seconds=500),
        Arrival(work=Work(key="2", queue="phone", opened_at=1), handle_seconds=500, patience_seconds=60),
    ]
    person = Person(name="Ada", takes=frozenset({"phone"}), until=2000)
    played = play_routing(arrivals=came, shifts=[(person, 0)], policy=Halfhour())
    assert [each.person for each in played.outcomes] == ["Ada", None]


def test_a_contact_kept_for_who_knows_goes_to_another_when_half_its_time_is_gone():
    takes = frozenset({"chat"})
    came = [
        Arrival(work=Work(key="long", queue="chat", opened_at=0, known_by="Ada"), handle_seconds=5000),
        Arrival(
            work=Work(key="known", queue="chat", opened_at=10, due_at=110, known_by="Ada"), handle_seconds=10
        ),
    ]
    shifts = [(Person(name=name, takes=takes, until=9000), 0) for name in ("Ada", "Ben")]
    played = play_routing(arrivals=came, shifts=shifts, policy=Halfhour())
    assert [(each.person, each.taken_at) for each in played.outcomes] == [("Ada", 0), ("Ben", 61)]


DAYS = 8


def days(policy, *, load: float) -> tuple[np.ndarray, np.ndarray]:
    """The share in time and the longest wait of an urgent contact, on each of some seeded days."""
    in_time, worst = [], []
    for seed in range(DAYS):
        came = arrivals(seed, each_hour={"phone": 20 * load, "chat": 14 * load, "email": 14 * load})
        played = play_routing(arrivals=came, shifts=people(), policy=policy)
        in_time.append(np.mean([each.is_in_time for each in played.outcomes]))
        worst.append(
            max(each.taken_at - each.work.opened_at for each in played.outcomes if each.work.urgency)
        )
    return np.array(in_time), np.array(worst)


@pytest.mark.parametrize("load", [0.7, 1.0])
def test_more_in_time_and_no_longer_worst_waits_of_the_urgent_than_simpler_policies(load):
    in_time, worst = days(Halfhour(), load=load)
    for peer in (FirstComeFirstServed(), UrgentFirst(), LeastLoaded(), RoundRobin()):
        their_share, their_worst = days(peer, load=load)
        assert in_time.mean() >= their_share.mean() + 0.01, type(peer).__name__
        longer = worst - their_worst
        assert longer.mean() <= 2 * longer.std() / DAYS**0.5, type(peer).__name__


def test_work_is_shared_out_evenly_among_people_who_take_the_same():
    takes = frozenset({"phone"})
    shifts = [(Person(name=f"p{n}", takes=takes, until=12 * HOUR), 0) for n in range(5)]
    came = arrivals(7, each_hour={"phone": 30})
    played = play_routing(arrivals=came, shifts=shifts, policy=Halfhour())
    counts = Counter(each.person for each in played.outcomes)
    assert max(counts.values()) < 1.35 * min(counts.values())
