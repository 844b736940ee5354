"""A day of this year and a time on it, as short as the reader's language writes them."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import get_language

DAY, JOINED = "j M", "{day}, {time}"
# Where days are written in another way than number and name of the month.
DAYS = {"zh-hans": "n月j日", "ru": "j b"}
JOINS = {"zh-hans": "{day} {time}"}


def day_words(here: datetime) -> str:
    """A day without its year: 4 Mar."""
    return date_format(here, DAYS.get(get_language() or "", DAY), use_l10n=False)


def day_and_time(here: datetime) -> str:
    """A moment of this year: 4 Mar, 10:40."""
    joined = JOINS.get(get_language() or "", JOINED)
    return joined.format(day=day_words(here), time=date_format(here, "TIME_FORMAT"))
