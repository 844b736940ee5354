"""What may be asked of a filter: each kind of value as it is kept, anything else refused."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ME, NOBODY = "me", "nobody"
LONGEST_VALUE = 200
MOST_VALUES = 20
MOST_MINUTES = 60 * 24 * 366
OWN_FIELD = re.compile(r"[a-z0-9_-]{1,60}:.+")
A_TIME = _("a day such as 2026-03-02, or a time such as 2026-03-02T09:00:00+01:00")
# An offset whose sign an address made a space of.
PLUS_LOST = re.compile(r"(\dT\S+) (\d\d:?\d\d)$")
YES = ("yes", "true", "1", "on")


class Unfit(ValueError):
    """A value that does not fit: `allowed` are those that would, or `wanted` says of which kind they are."""

    def __init__(self, *, allowed: tuple[str, ...] = (), wanted: str | Promise = "") -> None:
        super().__init__()
        self.allowed = allowed
        self.wanted = str(wanted)


def text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_VALUE or "\0" in value:
        raise ValueError
    return value


def texts(value: Any) -> list[str]:
    values = [value] if isinstance(value, str) else list(value)
    if isinstance(value, Mapping) or len(values) > MOST_VALUES:
        raise ValueError
    return sorted({text(each) for each in values})


def one_of(allowed: Mapping[str, Any] | type[Any]) -> Callable[[Any], str]:
    names = tuple(allowed if isinstance(allowed, Mapping) else (each.value for each in allowed))

    def clean(value: Any) -> str:
        if value not in names:
            raise Unfit(allowed=names)
        return str(value)

    return clean


def some_of(allowed: type[Any]) -> Callable[[Any], list[str]]:
    one = one_of(allowed)
    return lambda value: [one(each) for each in texts(value)]


def number(value: Any) -> int:
    found = int(text(value) if isinstance(value, str) else value)
    if isinstance(value, bool | float) or not 0 <= found < 2**31:
        raise ValueError
    return found


def minutes(value: Any) -> int:
    found = number(value)
    if found > MOST_MINUTES:
        raise ValueError
    return found


def yes(value: Any) -> bool:
    if value is not True and value not in YES:
        raise Unfit(allowed=YES[:1])
    return True


def somebody(value: Any) -> str:
    return value if value in (ME, NOBODY) else str(number(value))


def moment(value: Any) -> str:
    """An instant, or a day in UTC's count, as text."""
    try:
        found = value if isinstance(value, datetime) else _moment(text(value))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        raise Unfit(wanted=A_TIME) from None


def _moment(typed: str) -> datetime:
    typed = PLUS_LOST.sub(r"\1+\2", typed)
    on = parse_date(typed) if len(typed) == 10 else None
    found = datetime(on.year, on.month, on.day, tzinfo=UTC) if on else parse_datetime(typed)
    if found is None:
        raise ValueError
    return found


def own_fields(value: Any) -> list[str]:
    """Each "key:value", for a field of the team's own."""
    asked = texts(value)
    if not all(OWN_FIELD.fullmatch(each) for each in asked):
        raise Unfit(wanted="key:value")
    return asked
