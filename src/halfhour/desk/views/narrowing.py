"""What a list is narrowed by beyond its view, each in words and with the list that is left without it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from halfhour.desk.models import Complexity, Priority, State
from halfhour.desk.queries.filter_values import ME, NOBODY
from halfhour.desk.queries.ticket_page import Offered, offered_to
from halfhour.desk.views.lists import OWN_FIELDS, WITHIN, Asked
from halfhour.desk.wording.triage import SIGNALS, language_words
from halfhour.people.access import TeamAccess
from halfhour.people.wording.channels import CHANNELS
from halfhour.people.wording.figures import duration

TEXT = "text"
ALONE = ("late", "watched", TEXT)  # say all of it by their words
NAMES_PEOPLE = ("assignee", OWN_FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """One value of one filter: `query` is the same list without it, as the end of an address."""

    words: str
    query: str
    is_search: bool


def narrowings(access: TeamAccess, asked: Asked) -> tuple[Narrowing, ...]:
    """All that narrows a list, in the order of its address; what does not exist is named as it was asked."""
    offered = offered_to(access.team) if any(name in asked.own for name in NAMES_PEOPLE) else None
    return tuple(
        Narrowing(
            words=_words(name, each, offered),
            query=_without(asked, name, each),
            is_search=name == TEXT,
        )
        for name, value in asked.own.items()
        for each in (value if isinstance(value, list) else [value])
    )


def without_any(asked: Asked) -> str:
    """The list as its view has it, as the end of an address."""
    return replace(asked, own={}, is_everywhere=False).query


def _without(asked: Asked, name: str, value: str) -> str:
    own = {**asked.own, name: [each for each in asked.own[name] if each != value]}
    if not isinstance(asked.own[name], list) or not own[name]:
        del own[name]
    return replace(asked, own=own, is_everywhere=asked.is_everywhere and TEXT in own).query


def _words(name: str, value: str, offered: Offered | None) -> str:
    if name == OWN_FIELDS:
        return _field_words(value, offered)
    words = VALUES[name](value, offered) if name in VALUES else value
    if name in ALONE:
        return words
    return _("{filter}: {value}").format(filter=_name(name), value=words)


def _name(name: str) -> str:
    names = {
        "state": pgettext("of a ticket", "State"),
        "assignee": _("Holder"),
        "queue": _("Queue"),
        "channel": _("Channel"),
        "priority": _("Priority"),
        "complexity": _("Complexity"),
        "category": _("Category"),
        "language": _("Language"),
        "tag": _("Tag"),
        "customer": _("Number of the customer"),
        "signals": _("Says"),
        "due_within": pgettext("filter", "Due"),
        "due_before": _("Due before"),
        "opened_from": _("Opened from"),
        "opened_until": _("Opened before"),
        "changed_from": _("Changed from"),
        "changed_until": _("Changed before"),
    }
    return names.get(name, name)


def _field_words(value: str, offered: Offered | None) -> str:
    key, _colon, said = value.partition(":")
    labels = {field.key: field.label for field in offered.fields} if offered else {}
    kept = {"yes": _("Yes"), "no": _("No")}.get(said, said)
    return _("{filter}: {value}").format(filter=labels.get(key, key), value=kept)


def _holder(value: str, offered: Offered | None) -> str:
    if value in (ME, NOBODY):
        return _("Me") if value == ME else _("Nobody")
    people = offered.people if offered else ()
    return next((each.name for each in people if str(each.pk) == value), value)


def _within(value: str, offered: Offered | None) -> str:
    known = str(dict(WITHIN).get(value, ""))
    return known or (duration(int(value) * 60) if value.isdecimal() and len(value) < 7 else value)


def _moment(value: str, offered: Offered | None) -> str:
    """A day as it was chosen; a time in the reader's zone."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    if at.tzinfo is None:
        return date_format(at, "SHORT_DATE_FORMAT" if len(value) == 10 else "SHORT_DATETIME_FORMAT")
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def _of(choices: Iterable[tuple[str, Any]]) -> Callable[[str, Offered | None], str]:
    return lambda value, _offered: str(dict(choices).get(value, value))


VALUES: dict[str, Callable[[str, Offered | None], str]] = {
    "state": lambda value, _offered: _("All") if value == "all" else _of(State.choices)(value, None),
    "assignee": _holder,
    "channel": _of(CHANNELS),
    "priority": _of(Priority.choices),
    "complexity": _of(Complexity.choices),
    "language": lambda value, _offered: language_words(value),
    "signals": _of(SIGNALS.items()),
    "late": lambda _value, _offered: pgettext("past its due time", "Late"),
    "watched": lambda _value, _offered: _("Followed by me"),
    "due_within": _within,
    **dict.fromkeys(("due_before", "opened_from", "opened_until", "changed_from", "changed_until"), _moment),
    TEXT: lambda value, _offered: _("“{text}”").format(text=value),
}
