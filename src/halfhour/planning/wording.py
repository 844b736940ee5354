"""Days, times of day and figures in the reader's form; how a plan's coverage is told."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from babel.dates import format_date, format_interval, format_skeleton, get_day_names
from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from halfhour.people.preferences import reader_locale, without_year_mark
from halfhour.people.wording.figures import percent

# Shares of the open half hours with everybody who is needed, from which the answer is milder. The
# report and the pages use the same ones.
NEARLY, MOSTLY = 0.95, 0.8
# From this part of a forecast's error on, that chance alone explains it is said.
MUCH_IS_CHANCE = 0.5


def weekday_names(width: str = "abbreviated") -> list[str]:
    """The names of the weekdays, Monday first."""
    names = get_day_names(width, locale=reader_locale())  # type: ignore[arg-type]
    return [names[day] for day in range(7)]


def slot_label(slot: int, interval_minutes: int) -> str:
    """The time of day at which a slot starts."""
    minutes = slot * interval_minutes
    return time(minutes // 60 % 24, minutes % 60).strftime("%H:%M")


def slot_labels(slots: Iterable[int], interval_minutes: int) -> list[str]:
    return [slot_label(slot, interval_minutes) for slot in slots]


def day_label(day: date | datetime) -> str:
    """A day with its weekday, without its year: Mon 30 Nov."""
    return format_skeleton("MMMEd", day, locale=reader_locale())


def day_month(day: date) -> str:
    """A day without its weekday and year: 30 Nov."""
    return format_skeleton("MMMd", day, locale=reader_locale())


def long_day(day: date) -> str:
    """A day in full: Monday, 30 November 2026."""
    return without_year_mark(format_date(day, format="full", locale=reader_locale()))


def day_span(first_on: date, last_on: date) -> str:
    """From one day to another, as short as it can be said: 30 Nov – 13 Dec 2026."""
    return without_year_mark(format_interval(first_on, last_on, skeleton="yMMMd", locale=reader_locale()))


def figure(value: float, decimals: int = 0) -> str:
    """A number with at most so many decimals."""
    shown = round(value, decimals) + 0.0  # no "-0"
    return format_decimal(shown, format=f"#,##0.{'#' * decimals}", locale=reader_locale())


def hours(value: float | None, decimals: int = 1) -> str:
    """Hours with their unit, a dash where there are none to tell."""
    if value is None:
        return "–"
    return _("%(hours)s h") % {"hours": figure(value, decimals)}


def covered_tone(share: float) -> str:
    """What a share of covered half hours is: good, fair or bad."""
    return "good" if share >= NEARLY else "fair" if share >= MOSTLY else "bad"


def covered_words(share: float) -> str:
    """A share of covered half hours in per cent; where anybody is missing it never says 100%."""
    if share < 0.99 or share >= 1:
        return percent(share)
    return percent(min(share, 0.999), 1)


def chance_words(errors: Sequence[tuple[str, float | None, float | None]]) -> str:
    """What chance alone makes of the forecast errors, given by queue: its name, its error, chance's part.

    Empty where chance explains little of any.
    """
    told = [
        _("{share} on {queue}").format(share=percent(floor), queue=queue)
        for queue, wape, floor in errors
        if wape and floor and floor >= MUCH_IS_CHANCE * wape
    ]
    if not told:
        return ""
    return _(
        "So few contacts come in an interval that chance alone would leave even a perfect forecast this"
        " error: {errors}."
    ).format(errors=", ".join(told))
