"""Head starts: whoever has waited longest goes first, some as though they had waited longer."""

from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from math import inf

import numpy as np
import pytest

from halfhour.engine.simulation import (
    Agent,
    Centre,
    Fixed,
    Group,
    Queue,
    Skill,
    Stretch,
    simulate,
)
from halfhour.engine.simulation._people import people_of
from halfhour.engine.simulation._tables import ANY, ONE_LINE, PLAIN, loop_for, tables_of

HORIZON = 3600.0


def given(name: str, *times: float, head_start: float = 0.0, seconds: float = 100.0, **more) -> Queue:
    return Queue(
        name=name,
        expected=(0.0,),
        arrived_at=times,
        handle=Fixed(seconds=seconds),
        head_start_seconds=head_start,
        **more,
    )


def person(name: str, *queues: str, until: float = HORIZON) -> Agent:
    skills = tuple(Skill(queue=queue) for queue in queues)
    return Agent(name=name, skills=skills, stretches=(Stretch(start_seconds=0, end_seconds=until),))


def centre(*queues: Queue, agents: tuple[Agent, ...] = ()) -> Centre:
    everybody = (person("Ada", *(queue.name for queue in queues)),)
    return Centre(queues=queues, agents=agents or everybody, intervals=1, interval_seconds=HORIZON)


def answers(shop: Centre) -> list[list[float]]:
    """When the contacts of each queue are answered, in the order in which they came."""
    records = simulate(shop, replications=1, seed=0, keep_records=True).records
    return [records.answered_at[records.queue == q].tolist() for q in range(len(shop.queues))]


def loop_of(shop: Centre) -> int:
    return loop_for(shop, tables_of(shop, people_of(shop), seed=0, warm_up_seconds=0))


@pytest.mark.parametrize(
    ("head_start", "plain", "urgent"),
    [
        (0, [0, 100, 200], [300, 400]),  # in the order in which they come: at 0, 10, 20 and at 50, 90
        (35, [0, 100, 300], [200, 400]),  # who comes at 50 counts from 15: before the third, after the second
        (
            60,
            [0, 200, 300],
            [100, 400],
        ),  # from -10 and 30: the first before all that wait, the last behind all
        (75, [0, 200, 400], [100, 300]),  # from -25 and 15
        (85, [0, 300, 400], [100, 200]),  # from -35 and 5: both, but not before who is in hand
    ],
)
def test_one_agent_by_hand(head_start, plain, urgent):
    shop = centre(given("plain", 0, 10, 20), given("urgent", 50, 90, head_start=head_start))
    assert answers(shop) == [plain, urgent]


def test_who_counts_from_the_same_instant_is_taken_in_the_order_of_the_queues():
    assert answers(centre(given("a", 0, 40), given("b", 70, head_start=30))) == [[0, 100], [200]]
    assert answers(centre(given("b", 0, 70, head_start=30), given("a", 40))) == [[0, 100], [200]]


@pytest.mark.parametrize(("head_start", "mail", "phone"), [(40, [0, 100], [200]), (60, [0, 200], [100])])
def test_what_a_backlog_has_waited_counts_beside_a_head_start(head_start, mail, phone):
    """The second letter counts from -30, the call of 20 from -20 or from -40."""
    letters = given("mail", backlog=2, backlog_waited_seconds=(30.0, 50.0))
    assert answers(centre(letters, given("phone", 20, head_start=head_start))) == [mail, phone]


def test_priority_goes_before_any_head_start_and_so_does_live_before_deferred():
    urgent = given("urgent", 60, priority=-1)
    assert answers(centre(given("plain", 0, 10, head_start=1000), urgent)) == [[0, 200], [100]]
    mail = given("mail", 0, 10, head_start=1000, deferred=True)
    assert answers(centre(mail, given("phone", 60))) == [[0, 200], [100]]


def test_an_agents_own_rank_goes_before_a_head_start():
    skills = (Skill(queue="plain"), Skill(queue="urgent", rank=1))
    ada = Agent(name="Ada", skills=skills, stretches=person("Ada").stretches)
    shop = centre(given("plain", 0, 50), given("urgent", 10, head_start=500), agents=(ada,))
    assert answers(shop) == [[0, 100], [200]]


@pytest.mark.parametrize(("head_start", "chat", "phone"), [(0, [0, 200], [100]), (60, [0, 60], [160])])
def test_a_chat_is_taken_beside_another_where_it_goes_before_what_waits(head_start, chat, phone):
    """A call waits from 10 on for somebody without chats; the chat of 60 does not if it counts from 0."""
    chats = given("chat", 0, 60, head_start=head_start, speeds=(1.0, 1.0))
    assert answers(centre(chats, given("phone", 10))) == [chat, phone]


def test_the_line_of_one_loop_is_left_where_head_starts_differ_and_only_there():
    none = centre(given("a", 0), given("b", 10))
    alike = centre(given("a", 0, head_start=30), given("b", 10, head_start=30))
    apart = centre(given("a", 0, head_start=30), given("b", 10))
    assert [loop_of(shop) for shop in (none, alike, apart)] == [ONE_LINE, ONE_LINE, PLAIN]
    assert loop_of(centre(given("a", 0, head_start=30, speeds=(1.0, 0.5)), given("b", 10))) == ANY


@dataclass
class Waiting:
    queue: int
    at: float
    counts_from: float
    until: float
    answered_at: float = inf


def by_brute_force(shop: Centre) -> list[list[float]]:
    """At every instant: first whoever waits, by what they count from, then who comes."""
    places = {queue.name: q for q, queue in enumerate(shop.queues)}
    contacts = [
        Waiting(
            q, at, at - queue.head_start_seconds, at + (queue.patience.seconds if queue.patience else inf)
        )
        for q, queue in enumerate(shop.queues)
        for at in queue.arrived_at
    ]
    served = [{places[skill.queue] for skill in agent.skills} for agent in shop.agents]
    free_since = [0.0] * len(shop.agents)
    instants = [each.at for each in contacts]
    heapify(instants)
    while instants:
        now = heappop(instants)
        for waiting in sorted(contacts, key=lambda each: (each.at == now, each.counts_from)):
            if not waiting.at <= now <= waiting.until or waiting.answered_at < inf:
                continue
            able = [a for a, queues in enumerate(served) if waiting.queue in queues and free_since[a] <= now]
            if able:
                taker = min(able, key=lambda a: (free_since[a], a))
                waiting.answered_at = now
                free_since[taker] = now + shop.queues[waiting.queue].handle.seconds
                heappush(instants, free_since[taker])
    return [[each.answered_at for each in contacts if each.queue == q] for q in range(len(shop.queues))]


@pytest.mark.parametrize("seed", range(25))
def test_three_queues_and_three_overlapping_agents_are_as_brute_force_has_them(seed):
    """No two contacts come at once: at one instant agents are done first, then somebody comes."""
    rng = np.random.default_rng(seed)
    came = np.sort(rng.choice(np.arange(1, 2000), 60, replace=False)).astype(float)
    of = rng.integers(3, size=60)
    queues = tuple(
        given(
            f"queue {q}",
            *came[of == q].tolist(),
            head_start=float(rng.choice([0, 45.5, 90.25, 300.125])) + q / 1000,
            seconds=float(rng.integers(60, 120)) + 0,
            patience=None if q else Fixed(seconds=200),
        )
        for q in range(3)
    )
    agents = (
        person("Ada", "queue 0", "queue 1"),
        person("Ben", "queue 1", "queue 2"),
        person("Cai", "queue 0", "queue 2"),
    )
    shop = centre(*queues, agents=agents)
    found = [[inf if np.isnan(at) else at for at in times] for times in answers(shop)]
    assert found == by_brute_force(shop)


def drawn(name: str, **more) -> Queue:
    return Queue(name=name, expected=(30.0,), handle=Fixed(seconds=100), **more)


def waits(**more) -> np.ndarray:
    queues = (drawn("plain"), drawn("urgent", **more))
    skills = tuple(Skill(queue=queue.name) for queue in queues)
    group = Group(name="all", skills=skills, staffed=(2,))
    shop = Centre(queues=queues, groups=(group,), intervals=1, interval_seconds=HORIZON)
    return simulate(shop, replications=50, seed=3).wait_seconds


def test_a_head_start_longer_than_any_wait_is_a_priority():
    assert np.array_equal(waits(head_start_seconds=1e6), waits(priority=-1))
    assert not np.array_equal(waits(head_start_seconds=1e6), waits())


def test_the_longer_a_head_start_the_shorter_the_wait():
    means = [waits(head_start_seconds=seconds)[:, 1].sum() for seconds in (0, 30, 90, 300, 1e6)]
    assert means == sorted(means, reverse=True)
    assert len(set(means)) == 5


def test_the_same_head_start_for_all_is_none():
    queues = [replace(drawn(name), head_start_seconds=90.1) for name in ("plain", "urgent")]
    skills = tuple(Skill(queue=queue.name) for queue in queues)
    group = Group(name="all", skills=skills, staffed=(2,))
    shop = Centre(queues=tuple(queues), groups=(group,), intervals=1, interval_seconds=HORIZON)
    assert np.array_equal(simulate(shop, replications=50, seed=3).wait_seconds, waits())
