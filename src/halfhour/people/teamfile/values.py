"""Single values as people write them ("20 s", "22:00-06:00", "mon-fri", "80 %"), and back.

Each reader returns the engine's value or raises `Refused` with a sentence that says what is allowed.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from halfhour.engine.team import DAY_SECONDS, Period
from halfhour.people.teamfile.problems import Refused, suggestion

Reader = Callable[[Any], Any]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600),
}
DURATION_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*", re.IGNORECASE)
TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
CLOSED = "closed"
# In the place of a share of paid time: taken from the records of what people did.
MEASURED = "measured"


def text(*, longest: int = 100) -> Reader:
    def read(value: object) -> str:
        if isinstance(value, str) and 0 < len(value.strip()) <= longest and value.isprintable():
            return value.strip()
        raise Refused(
            _("Give a text of 1 to {longest} characters in quotes, on one line.").format(longest=longest)
        )

    return read


def one_of(kinds: type[StrEnum] | Sequence[str]) -> Reader:
    allowed = [str(kind) for kind in kinds]

    def read(value: object) -> str:
        if isinstance(value, str) and value.lower() in allowed:
            return value.lower()
        if isinstance(value, str):
            raise Refused(suggestion(value, allowed))
        raise Refused(_("Allowed: {words}.").format(words=", ".join(allowed)))

    return read


def whole_number(*, least: int, most: int) -> Reader:
    def read(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise Refused(_("Give a whole number from {least} to {most}.").format(least=least, most=most))

    return read


def number(*, least: float, most: float) -> Reader:
    def read(value: object) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            return float(value)
        raise Refused(_("Give a number from {least:g} to {most:g}.").format(least=least, most=most))

    return read


def one_of_numbers(allowed: Sequence[int]) -> Reader:
    def read(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
            return value
        raise Refused(_("Allowed: {words}.").format(words=", ".join(map(str, allowed))))

    return read


def yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise Refused(_("Give true or false, without quotes."))


def share(*, least: float = 0.0, most: float = 1.0) -> Reader:
    """A share such as 0.8 or "80 %"."""

    def read(value: object) -> float:
        found = _share(value)
        if found is not None and least <= found <= most:
            return found
        example = 0.8 if most > 0.8 else 0.05
        raise Refused(
            _("Give a share from {least:g} to {most:g}, such as {example:g} or “{percent:g} %”.").format(
                least=least, most=most, example=example, percent=example * 100
            )
        )

    return read


def _share(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and (found := re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", value)):
        return float(found[1]) / 100
    return None


def duration(*, least: float, most: float, step: int = 1) -> Reader:
    """A length of time in whole `step` seconds: "20 s", "1 h 30 min", or a bare number of seconds."""

    def read(value: object) -> int:
        seconds = _seconds(value)
        if seconds is not None and least <= seconds <= most and seconds % step == 0:
            return int(seconds)
        raise Refused(_duration_advice(least, most, step))

    return read


def exact_duration(*, least: float, most: float) -> Reader:
    """A length of time that need not be whole seconds, such as a mean: "187.5 s"."""

    def read(value: object) -> float:
        seconds = _seconds(value)
        if seconds is not None and least <= seconds <= most:
            return float(seconds)
        raise Refused(_duration_advice(least, most, 1))

    return read


def minutes(*, least: int, most: int, step: int = 1) -> Reader:
    """A length of time that the engine keeps in whole minutes."""
    read_seconds = duration(least=least * 60, most=most * 60, step=step * 60)
    return lambda value: read_seconds(value) // 60


def _seconds(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str):
        return None
    seconds, at = 0.0, 0
    while part := DURATION_PART.match(value, at):
        if part[2].lower() not in UNITS:
            return None
        seconds += float(part[1]) * UNITS[part[2].lower()]
        at = part.end()
    return seconds if value.strip() and at == len(value) else None


def _duration_advice(least: float, most: float, step: int) -> str:
    span = {"least": duration_text(least), "most": duration_text(most)}
    if step == 1:
        return _(
            "Give a length of time from {least} to {most}, such as “20 s”, “5 min” or “1 h 30 min”; "
            "a bare number means seconds."
        ).format(**span)
    return _(
        "Give a length of time from {least} to {most} in steps of {step}, such as “45 min” or "
        "“1 h 30 min”; a bare number means seconds."
    ).format(**span, step=duration_text(step))


def duration_text(seconds: float) -> str:
    """A length of time, written exactly.

    Examples
    --------
    >>> duration_text(14400), duration_text(5400), duration_text(120), duration_text(20), duration_text(187.5)
    ('4 h', '1 h 30 min', '2 min', '20 s', '187.5 s')
    >>> duration_text(450), duration_text(3605)
    ('7 min 30 s', '1 h 5 s')
    """
    if seconds != int(seconds):
        return f"{float(seconds)!r} s"
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (left, "s"))
    return " ".join(f"{size} {unit}" for size, unit in parts if size) or "0 s"


def time_of_day(value: object) -> int:
    """Seconds after midnight: "08:30", or "24:00" for the end of the day."""
    if isinstance(value, time):
        value = value.isoformat()
    if isinstance(value, str) and (found := TIME_OF_DAY.fullmatch(value.strip())):
        hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
        seconds = hour * 3600 + minute * 60 + second
        if minute < 60 and second < 60 and seconds <= DAY_SECONDS:
            return seconds
    raise Refused(_("Give a time of day from “00:00” to “24:00”, such as “08:30”."))


def time_text(seconds: int) -> str:
    hour, rest = divmod(seconds, 3600)
    minute, second = divmod(rest, 60)
    return f"{hour:02}:{minute:02}:{second:02}" if second else f"{hour:02}:{minute:02}"


def period(value: object) -> Period:
    """A stretch of a day: "08:30-17:00", or past midnight "22:00-06:00"."""
    if isinstance(value, str) and len(ends := re.split(r"\s*[-–]\s*", value.strip())) == 2:
        try:
            opens, closes = (time_of_day(end) for end in ends)
        except Refused:
            pass
        else:
            if opens < DAY_SECONDS:
                return Period(opens_second=opens, closes_second=closes + DAY_SECONDS * (closes <= opens))
    raise Refused(
        _(
            "Give a stretch of the day such as “08:30-17:00”, or past midnight “22:00-06:00”; "
            "all day is “00:00-24:00”."
        )
    )


def periods(value: object) -> tuple[Period, ...]:
    """One stretch of the day, a list of several, or "closed"."""
    if value == CLOSED:
        return ()
    found = sorted(
        (period(each) for each in (value if isinstance(value, list) else [value])),
        key=lambda each: each.opens_second,
    )
    for earlier, later in pairwise(found):
        if later.opens_second < earlier.closes_second:
            raise Refused(_("These stretches of the day overlap: join them, or keep them apart."))
    return tuple(found)


def period_text(value: Period) -> str:
    closes = value.closes_second - DAY_SECONDS * (value.closes_second > DAY_SECONDS)
    return f"{time_text(value.opens_second)}-{time_text(closes)}"


def periods_value(values: Sequence[Period]) -> str | list[str]:
    if not values:
        return CLOSED
    return period_text(values[0]) if len(values) == 1 else [period_text(each) for each in values]


def start_window(value: object) -> tuple[int, int]:
    """The first and the last time at which someone would start: "07:00-09:00"."""
    found = period(value)
    if found.closes_second > DAY_SECONDS:
        raise Refused(_("Give the first and the last start of one day, such as “07:00-09:00”."))
    return found.opens_second, found.closes_second


def weekdays(value: object) -> tuple[int, ...]:
    """Weekdays from "fri", "mon-fri", "mon, wed" or a list of those; Monday is 0."""
    parts = value if isinstance(value, list) else [value]
    found: list[int] = []
    for part in parts:
        if not isinstance(part, str):
            raise Refused(_weekday_advice())
        for stretch in part.split(","):
            found.extend(_weekday_stretch(stretch))
    return tuple(sorted(set(found)))


def _weekday_stretch(stretch: str) -> list[int]:
    ends = [_weekday(name) for name in stretch.split("-")]
    if len(ends) > 2:
        raise Refused(_weekday_advice())
    first, last = ends[0], ends[-1]
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def _weekday(name: str) -> int:
    known = {name[:3]: day for day, name in enumerate(WEEKDAYS)}
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    known.update({name: day for day, name in enumerate(full)})
    try:
        return known[name.strip().lower()]
    except KeyError:
        raise Refused(_weekday_advice()) from None


def _weekday_advice() -> str:
    return _("Give weekdays such as “mon”, “mon-fri” or “mon, wed”: {names}.").format(
        names=", ".join(WEEKDAYS)
    )


def weekdays_text(days: Sequence[int]) -> str:
    """The shortest name for these weekdays: "mon-fri", "sat", "mon, wed"."""
    stretches: list[list[int]] = []
    for day in sorted(days):
        if stretches and day == stretches[-1][-1] + 1:
            stretches[-1].append(day)
        else:
            stretches.append([day])
    return ", ".join(
        WEEKDAYS[stretch[0]] if len(stretch) == 1 else f"{WEEKDAYS[stretch[0]]}-{WEEKDAYS[stretch[-1]]}"
        for stretch in stretches
    )


def day(value: object) -> date:
    """A date, with or without quotes: 2026-12-24."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise Refused(_("Give a date such as 2026-12-24."))


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


def zone(value: object) -> str:
    """A time zone by its name in the IANA list."""
    if isinstance(value, str) and value in _zones():
        return value
    advice = _("Give a time zone such as “Europe/Berlin” or “America/New_York”.")
    if isinstance(value, str):
        by_ending = {name.rsplit("/", 1)[-1].lower(): name for name in _zones()}
        meant = by_ending.get(value.lower().replace(" ", "_"))
        close = _("Did you mean “{word}”?").format(word=meant) if meant else suggestion(value, _zones())
        raise Refused(f"{advice} {close}")
    raise Refused(advice)


@cache
def _countries() -> dict[str, list[str]]:
    import holidays  # slow to load, and only needed where a country is named

    return holidays.list_supported_countries(include_aliases=False)


def country(value: object) -> str:
    """A country by its two letters, for its public holidays."""
    if isinstance(value, str) and value.upper() in _countries():
        return value.upper()
    raise Refused(
        _(
            "Give the two letters of a country whose public holidays are known, "
            "such as “DE”, “US”, “CN” or “IL”."
        )
    )


def country_codes() -> tuple[str, ...]:
    """Every country whose public holidays are known."""
    return tuple(_countries())


def subdivisions(country_code: str) -> list[str]:
    return _countries().get(country_code, [])
