"""A moment of this year in the reader's language."""

from datetime import UTC, datetime

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
    assert words in due_for(datetime(2026, 3, 4, 10, 40, tzinfo=UTC), left, "UTC", "en")
