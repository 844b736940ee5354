"""Requests of a key are counted over all processes, and none waits for Redis more than once a second."""

import pytest
import redis
import time_machine

from halfhour.api import counting
from halfhour.api.counting import Counts
from support.ledger import MONDAY


class Shared:
    """What Redis adds up."""

    def __init__(self):
        self.totals = {}
        self.asked = 0

    def add(self, key, number):
        self.asked += 1
        self.totals[key] = self.totals.get(key, 0) + number
        return self.totals[key]


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(counting, "monotonic", lambda: now[0])
    return now


@time_machine.travel(MONDAY, tick=False)
def test_two_processes_know_of_each_other_within_a_second_and_ask_once_in_it(clock):
    shared = Shared()
    one, other = Counts(shared.add), Counts(shared.add)
    assert [one.asked(7) for _each in range(5)] == [1, 2, 3, 4, 5]
    assert other.asked(7) == 2  # it has heard of the first of them
    assert shared.asked == 2
    clock[0] = 1.0
    assert (one.asked(7), other.asked(7)) == (7, 8)
    assert (other.asked(8), shared.asked) == (1, 5)


def test_a_new_minute_counts_anew(clock):
    counts = Counts(Shared().add)
    with time_machine.travel(MONDAY, tick=False) as today:
        assert [counts.asked(7), counts.asked(7)] == [1, 2]
        today.shift(60)
        assert counts.asked(7) == 1


@time_machine.travel(MONDAY, tick=False)
def test_while_redis_is_away_each_process_counts_on(clock, settings, monkeypatch):
    def away(*_asked):
        raise redis.ConnectionError

    settings.REDIS_URL = "redis://nowhere.example"
    monkeypatch.setattr(redis.Redis, "incrby", away)
    counts = Counts(counting._added_up)
    asked = []
    for second in range(3):
        clock[0] = float(second)
        asked += [counts.asked(7), counts.asked(7)]
    assert asked == [1, 2, 3, 4, 5, 6]


def test_two_processes_are_added_up_by_redis_which_forgets_them(redis_url, settings):
    settings.REDIS_URL = redis_url
    counting._redis.cache_clear()
    try:
        one, other = Counts(counting._added_up), Counts(counting._added_up)
        assert (one.asked(7), other.asked(7)) == (1, 2)
        kept = redis.Redis.from_url(redis_url)
        [key] = kept.keys("api-7-*")
        assert 0 < kept.ttl(key) <= 2 * counting.MINUTE
    finally:
        counting._redis.cache_clear()
