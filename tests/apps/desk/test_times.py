"""A moment of this year in the reader's language."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from halfhour.desk.templatetags.workspace import due_for
from halfhour.desk.wording.times import day_and_time


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "4 Mar, 10:40"), ("ru", "4 мар, 10:40"), ("zh-hans", "3月4日 10:40")],
)
def test_days_are_written_as_the_language_writes_them(language, words):
    with translation.override(language):
        assert day_and_time(datetime(2026, 3, 4, 10, 40)) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [(8 * 3600, ">in 8 h<"), (-120, ">2 min late<"), (59, ">in under 1 min<"), (-1, ">under 1 min late<")],
)
def test_a_time_before_a_goal_is_told_from_one_beyond_it(left, words):
    due_at = datetime(2026, 3, 4, 10, 40, tzinfo=UTC)
    assert words in due_for(due_at, left, due_at - timedelta(seconds=left), zone="UTC", language="en")


@pytest.mark.parametrize(
    ("before", "left", "words", "tone"),
    [
        (timedelta(hours=3), 1800, ">in 30 min<", "well"),  # hours of which two are closed
        (timedelta(hours=1, minutes=59), 1800, ">in 30 min<", "soon"),
        (timedelta(hours=16), 7200, ">in 2 h · Wed<", "well"),
        (timedelta(days=8), 7200, ">in 2 h · 4 Mar<", "well"),
        (timedelta(hours=-16), -7200, ">2 h late<", "late"),
    ],
)
def test_what_is_left_is_working_time_with_its_day_and_soon_is_what_the_view_due_soon_lists(
    before, left, words, tone
):
    due_at = datetime(2026, 3, 4, 10, 40, tzinfo=UTC)
    told = due_for(due_at, left, due_at - before, zone="UTC", language="en")
    assert words in told
    assert f"due-{tone}" in told
    assert "what is left of it is told in working time" in told
