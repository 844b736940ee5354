"""Random records of few people and days, counted ten minutes by ten minutes and by the engine."""

from collections import Counter
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from halfhour.engine.shrinkage import Contracts, Records, Spans, measure_shrinkage
from halfhour.engine.shrinkage._uses import ALL
from halfhour.engine.team import TimeUse
from support.time_by_hand import STEP, spent

ZONE = "Europe/Berlin"
# A Saturday; clocks go forward on the Sunday, and back on the other one.
STARTS = [
    int(datetime(2026, 3, 28, tzinfo=ZoneInfo(ZONE)).timestamp()),
    int(datetime(2026, 10, 24, tzinfo=ZoneInfo(ZONE)).timestamp()),
]
DAYS, DAY_STEPS = 4, 86_400 // STEP
DOING = ["on_queue", "idle", "break", "lunch", "training", "meeting", "leave", "sickness", "off", "unknown"]


def rows(chance: Random, begin: int, *, count: int, longest: int, uses: list[str]):
    found = []
    for _each in range(count):
        starts = begin + chance.randrange(DAYS * DAY_STEPS) * STEP
        ends = starts + chance.randrange(longest) * STEP
        found.append((chance.choice("ABC"), starts, ends, chance.choice(uses)))
    return found


def a_world(seed: int):
    chance = Random(seed)
    begin = STARTS[seed % 2]
    some = {
        "activity": rows(chance, begin, count=chance.randrange(1, 40), longest=40, uses=DOING),
        "shifts": [], "unpaid": [], "planned": [],
    }  # fmt: skip
    if seed % 3:
        some["shifts"] = rows(chance, begin, count=6, longest=55, uses=["on_queue"])
        some["unpaid"] = rows(chance, begin, count=6, longest=5, uses=["off"])
        some["planned"] = rows(chance, begin, count=8, longest=12, uses=["break", "training", "leave"])
    if seed % 5 == 0:  # a day away as a whole
        some["activity"].append(("A", begin + 86_400, begin + 2 * 86_400, "leave"))
    return some


def distinct(listed):
    """Of spans of one person that begin and end together only one, for which of them holds is no matter."""
    return list({(who, a, b): (who, a, b, use) for who, a, b, use in listed}.values())


def spans(listed):
    return Spans.of((who, a, b, TimeUse(use)) for who, a, b, use in listed)


@pytest.mark.parametrize("seed", range(100))
def test_every_paid_second_is_where_the_rules_put_it(seed):
    world = {name: distinct(listed) for name, listed in a_world(seed).items()}
    by_hand = spent(**world, timezone=ZONE, day_seconds=8 * 3600, days_per_week=5)

    found = measure_shrinkage(
        records=Records(**{name: spans(listed) for name, listed in world.items()}),
        timezone=ZONE,
        contracts=Contracts(day_seconds={}, usual_day_seconds=8 * 3600, days_per_week=5),
    )

    if found is None:
        assert by_hand == {}
        return
    counted = Counter(by_hand.values())
    assert {use.value: figures.seconds for use, figures in found.by_use.items() if figures.seconds} == {
        use: count * STEP for use, count in counted.items() if use != "unknown"
    }
    assert found.unknown_seconds == counted["unknown"] * STEP
    cells = Counter()
    for (_agent, at), use in by_hand.items():
        moment = datetime.fromtimestamp(at, ZoneInfo(ZONE))
        cells[use, moment.weekday(), moment.hour * 2 + moment.minute // 30] += STEP
    found_cells = {
        (ALL[code].value, int(weekday), int(slot)): int(found.map.used[code, weekday, slot])
        for code, weekday, slot in np.argwhere(found.map.used)
    }
    assert found_cells == dict(cells)
