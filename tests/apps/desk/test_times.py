"""A moment of this year in the reader's language."""

from datetime import datetime

import pytest
from django.utils import translation

from halfhour.desk.wording.times import day_and_time


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "4 Mar, 10:40"), ("ru", "4 мар, 10:40"), ("zh-hans", "3月4日 10:40")],
)
def test_days_are_written_as_the_language_writes_them(language, words):
    with translation.override(language):
        assert day_and_time(datetime(2026, 3, 4, 10, 40)) == words
