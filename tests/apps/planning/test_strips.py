"""The small pictures under the days: what counts as missing is what counts everywhere."""

from datetime import UTC, date, datetime, timedelta

import pytest

from halfhour.engine.plan import SHORT_FROM
from halfhour.planning.queries.coverage import DayStrip, StripSlot
from halfhour.planning.templatetags.strips import coverage_strip, strip_words

EIGHT = datetime(2026, 12, 7, 8, tzinfo=UTC)


def strip(*short: float) -> DayStrip:
    slots = tuple(
        StripSlot(
            starts_at=EIGHT + timedelta(minutes=30 * place),
            needed=3.0,
            scheduled=3.0 - missing,
            short=missing,
            surplus=0.0,
        )
        for place, missing in enumerate(short)
    )
    return DayStrip(
        on=date(2026, 12, 7), slots=slots, short_hours=sum(short) / 2, surplus_hours=0.0, largest=3.0
    )


def kinds(day: DayStrip) -> list[str]:
    return [bar.kind for bar in coverage_strip(day)["bars"]]


@pytest.mark.parametrize("missing", [0.0, 0.1, SHORT_FROM])
def test_a_part_of_a_person_is_nobody_missing(missing):
    day = strip(missing, missing, missing)
    assert not day.is_short
    assert strip_words(day).startswith("Nobody missing")
    assert kinds(day) == ["covered"] * 3


def test_a_person_missing_is_told_with_the_worst_time():
    day = strip(0.1, 0.5, 1.0)
    assert day.is_short
    assert "most at 09:00: 1 people" in strip_words(day)
    assert kinds(day) == ["covered", "covered", "short", "covered", "short"]
