"""Dates, times and numbers of a report in the reader's form."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.people.preferences import without_year_mark

LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans_CN", "ru": "ru"}


@dataclass(frozen=True, slots=True)
class Words:
    """How one reader's language writes figures; times are in the team's zone, on the 24-hour clock."""

    language: str
    timezone: str
    locale: Locale = field(init=False)
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "locale", Locale.parse(LOCALES.get(self.language, LOCALES["en"])))
        object.__setattr__(self, "zone", ZoneInfo(self.timezone))

    def day(self, on: date) -> str:
        """Mon 1 Dec"""
        return str(format_skeleton("MMMEd", on, locale=self.locale))

    def long_day(self, on: date) -> str:
        """1 Dec 2026"""
        return without_year_mark(format_skeleton("yMMMMd", on, locale=self.locale))

    def moment(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(int(seconds), self.zone)

    def time(self, seconds: int) -> str:
        return f"{self.moment(seconds):%H:%M}"

    def day_and_time(self, seconds: int) -> str:
        return _("{day}, {time}").format(day=self.day(self.moment(seconds).date()), time=self.time(seconds))

    def number(self, value: float, decimals: int = 0) -> str:
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(round(value, decimals) + 0.0, format=pattern, locale=self.locale)

    def about(self, value: float) -> str:
        """A number as exact as it deserves: 0.4, 12, 1,240."""
        return self.number(value, 1 if abs(value) < 10 and round(value, 1) % 1 else 0)

    def percent(self, share: float, decimals: int = 0) -> str:
        return _("%(number)s%%") % {"number": self.number(share * 100, decimals)}

    def duration(self, seconds: float) -> str:
        """3 min 20 s"""
        whole = round(seconds)
        if whole < 60:
            return _("{seconds} s").format(seconds=whole)
        minutes, rest = divmod(whole, 60)
        if minutes < 60 and rest:
            return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
        if minutes < 60:
            return _("{minutes} min").format(minutes=minutes)
        hours, minutes = divmod(minutes, 60)
        if minutes:
            return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
        return _("{hours} h").format(hours=hours)

    def hours(self, hours: float) -> str:
        """36 h, or minutes below an hour"""
        if 0 < hours < 1:
            return _("{minutes} min").format(minutes=max(round(hours * 60), 1))
        return _("{hours} h").format(hours=self.about(hours))

    def people(self, count: float) -> str:
        """1 person, 2.5 people"""
        shown = self.about(count)
        return ngettext("{count} person", "{count} people", 1 if shown == "1" else 2).format(count=shown)
