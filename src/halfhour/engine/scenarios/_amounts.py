"""Amounts in a line ("-10 %", "1 h 30 min", "12:00-20:00", "Kim, Lou"), read and written back."""

import re
import unicodedata
from datetime import date

from halfhour.engine.scenarios._changes import Window
from halfhour.engine.scenarios._reasons import LineReason, Refused
from halfhour.engine.team import DAY_SECONDS

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hour", "hours"), 3600),
}
DURATION_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*", re.IGNORECASE)
NAME = re.compile(r"\s*(?:\"([^\"]*)\"|((?:(?!\s+and\s)[^,\"])+))\s*(,|\s+and\s+|$)", re.IGNORECASE)
QUOTED_WHERE = re.compile(r"[,\"#]|\b(?:and|for|to|in|at|on)\b|^\d|^[+-]|\s{2}", re.IGNORECASE)
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'))


def plain(text: str) -> str:
    """Text with one kind of dash, quote and space, so that what looks alike is alike."""
    alike = unicodedata.normalize("NFKC", text).translate(DASHES).translate(QUOTES)
    return " ".join(alike.split())


def seconds_of_clock(text: str) -> int:
    """08:30 as seconds after midnight; 24:00 is the end of the day."""
    hour, minute = (int(part) for part in text.split(":"))
    seconds = hour * 3600 + minute * 60
    if minute > 59 or seconds > DAY_SECONDS:
        raise Refused(LineReason.TIME, text=text)
    return seconds


def clock_text(second: int) -> str:
    """The time of day, past midnight from 00:00 on; the end of the day is 24:00."""
    within = second - DAY_SECONDS if second > DAY_SECONDS else second
    return f"{within // 3600:02}:{within % 3600 // 60:02}"


def window_between(start: str, end: str) -> Window:
    """A stretch of the day; one that ends no later than it starts runs past midnight."""
    first, last = seconds_of_clock(start), seconds_of_clock(end)
    if first in (DAY_SECONDS, last):
        raise Refused(LineReason.TIME, text=f"{start}-{end}")
    return Window(start_second=first, end_second=last if last > first else last + DAY_SECONDS)


def window_text(window: Window) -> str:
    return f"{clock_text(window.start_second)}-{clock_text(window.end_second)}"


def duration_seconds(text: str) -> float:
    """20 s, 4 min, 1 h 30 min."""
    seconds, at = 0.0, 0
    while part := DURATION_PART.match(text, at):
        unit = UNITS.get(part[2].lower())
        if unit is None:
            raise Refused(LineReason.DURATION, text=text.strip())
        seconds += float(part[1]) * unit
        at = part.end()
    if at < len(text) or not text.strip():
        raise Refused(LineReason.DURATION, text=text.strip())
    return seconds


def duration_text(seconds: float) -> str:
    """A length of time as it is written in a line, exactly.

    Examples
    --------
    >>> duration_text(20), duration_text(240), duration_text(270), duration_text(5400), duration_text(187.5)
    ('20 s', '4 min', '4 min 30 s', '1 h 30 min', '187.5 s')
    """
    if seconds < 60 or seconds != int(seconds):
        return f"{number_text(seconds)} s"
    hours, rest = divmod(int(seconds), 3600)
    minutes, left = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "min"), (left, "s"))
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount)


def percent_text(share: float) -> str:
    """A share as per cent: 0.1 is 10 %."""
    return f"{number_text(round(share * 100, 6))} %"


def change_text(factor: float) -> str:
    """A factor as a change: 0.9 is -10 %, 1.3 is +30 %."""
    percent = round((factor - 1) * 100, 6)
    return f"{'-' if percent < 0 else '+'}{number_text(abs(percent))} %"


def number_text(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def names_of(text: str, *, form: str) -> tuple[str, ...]:
    """Names apart by commas or "and"; one that holds these stands in quotes.

    Examples
    --------
    >>> names_of('Kim, Lou and "Jo, the new one"', form="")
    ('Kim', 'Lou', 'Jo, the new one')
    """
    names, at = [], 0
    while at < len(text):
        found = NAME.match(text, at)
        name = (found[1] if found[1] is not None else found[2] or "").strip() if found else ""
        if not found or not name:
            raise Refused(LineReason.NO_NAME, form=form)
        names.append(name)
        at = found.end()
        if at == len(text) and found[3].strip():
            raise Refused(LineReason.NO_NAME, form=form)
    return tuple(dict.fromkeys(names))


def name_text(name: str) -> str:
    return f'"{name}"' if QUOTED_WHERE.search(name) and '"' not in name else name


def names_text(names: tuple[str, ...]) -> str:
    return ", ".join(name_text(name) for name in names)


def weekday_of(text: str) -> int | None:
    """0 for monday, mon or mondays; None for anything else."""
    word = text.lower().removesuffix("s") if len(text) > 4 else text.lower()
    return next((day for day, name in enumerate(WEEKDAYS) if word in (name, name[:3])), None)


def date_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(LineReason.DATE, text=text) from None
