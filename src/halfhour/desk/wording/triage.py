"""The fields that triage tells, who decided them, and rules, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from halfhour.customers.wording import language_name
from halfhour.desk.models import Complexity, Priority
from halfhour.people.wording.channels import CHANNELS

FIELDS: dict[str, str | Promise] = {
    "category": gettext_lazy("Category"),
    "priority": gettext_lazy("Priority"),
    "complexity": gettext_lazy("Complexity"),
    "queue": gettext_lazy("Queue"),
    "complaint": gettext_lazy("Complaint"),
    "language": gettext_lazy("Language"),
    "signals": gettext_lazy("It says"),
    "repeats": gettext_lazy("Asked before in"),
    "rules": gettext_lazy("Rules"),
}
BY: dict[str, str | Promise] = {
    "rule": pgettext_lazy("who decided", "a rule"),
    "classifier": pgettext_lazy("who decided", "learned from your labels"),
    "words": pgettext_lazy("who decided", "its words"),
    "person": pgettext_lazy("who decided", "a person"),
    "form": pgettext_lazy("who decided", "whoever sent it"),
}
SIGNALS: dict[str, str | Promise] = {
    "account_in_danger": gettext_lazy("account or money in danger"),
    "outage": gettext_lazy("nothing works"),
    "complaint": gettext_lazy("complaint"),
}
COMPLAINTS: dict[str, str | Promise] = {
    "": pgettext_lazy("complaint of a ticket", "none"),
    "opened": pgettext_lazy("complaint of a ticket", "opened"),
}
LANGUAGES = ("en", "ru", "zh", "de", "fr", "es", "it", "pt", "nl", "pl", "uk", "tr", "ja", "ko")
NOT_KNOWN = ""


def language_words(code: str) -> str:
    return language_name(code) or code


def rule_words(rule: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What a rule asks and what it sets, a short text each."""
    return (
        [condition_words(each) for each in rule["when"]],
        [f"{FIELDS[field]}: {fact_words(field, value)}" for field, value in rule["sets"].items()],
    )


def condition_words(kept: Mapping[str, Any]) -> str:
    match kept["kind"]:
        case "channel":
            known = dict(CHANNELS)
            return _("comes by {names}").format(
                names=_or(str(known.get(each, each)) for each in kept["any_of"])
            )
        case "words":
            return _words(kept)
        case "customer":
            return _("comes from {names}").format(names=_or(kept["any_of"]))
        case "time":
            return _time(kept)
        case "language":
            names = (
                language_words(each) if each else str(_("an unknown language")) for each in kept["any_of"]
            )
            return _("is written in {names}").format(names=_or(names))
        case "signal":
            return _("says: {names}").format(
                names=_or(str(SIGNALS.get(each, each)) for each in kept["any_of"])
            )
    values = _or(fact_words(kept["field"], each) for each in kept["any_of"])
    return _("{field} is {values}").format(field=FIELDS[kept["field"]], values=values)


def fact_words(field: str, value: str) -> str:
    if field == "complaint":
        return str(COMPLAINTS.get(value, value))
    if not value:
        return str(_("not known"))
    if field == "priority" and value in Priority.values:
        return str(Priority(value).label)
    if field == "complexity" and value in Complexity.values:
        return str(Complexity(value).label)
    return value


def _words(kept: Mapping[str, Any]) -> str:
    parts = [
        (kept.get("any_of"), _("has one of: {words}")),
        (kept.get("all_of"), _("has all of: {words}")),
        (kept.get("none_of"), _("has none of: {words}")),
    ]
    return "; ".join(text.format(words=", ".join(words)) for words, text in parts if words)


def _time(kept: Mapping[str, Any]) -> str:
    days = ", ".join(str(WEEKDAYS_ABBR[day]) for day in kept["weekdays"]) if len(kept["weekdays"]) < 7 else ""
    hours = f"{_clock(kept['from_second'])}–{_clock(kept['until_second'])}"
    zone = zone_words(kept["timezone"])
    return _("comes {when} ({zone})").format(when=" ".join(filter(None, (days, hours))), zone=zone)


def zone_words(name: str) -> str:
    """A time zone as people read it: Europe/Berlin, America/New York."""
    return name.replace("_", " ")


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def _or(names: Any) -> str:
    return str(_(" or ")).join(names)
