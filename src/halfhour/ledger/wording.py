"""The ledger's columns and options in the reader's language."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.ledger.reading import Asks, HistoryRefused, Shape

Words = str | Promise

SHAPES: dict[str, tuple[Words, Words]] = {
    Shape.CONTACTS: (_("One contact"), _("A ticket, call or chat, with its times.")),
    Shape.INTERVALS: (_("One interval"), _("How many came in five minutes, a quarter or half an hour.")),
    Shape.EVENTS: (_("One event"), _("Something that happened to a contact; a contact has several rows.")),
    Shape.ACTIVITY: (
        _("One state of a person"),
        _("What somebody did from a time on: on queue, at lunch, in training, away."),
    ),
}

COLUMNS: dict[str, Words] = {
    "contact_id": _("Id of the contact"),
    "opened_at": _("Opened at"),
    "queue": _("Queue"),
    "channel": _("Channel"),
    "category": _("Category"),
    "priority": _("Priority"),
    "complexity": _("Complexity"),
    "language": _("Language"),
    "customer_id": _("Customer"),
    "agent": _("Agent"),
    "answered_at": _("First answered at"),
    "resolved_at": _("Resolved at"),
    "abandoned_at": _("Given up at"),
    "closed_at": _("Closed at"),
    "handle_seconds": _("Handle time, seconds"),
    "wait_seconds": _("Waiting time, seconds"),
    "reopened": _("How often reopened"),
    "rating": _("Rating"),
    "handle_minutes": _("Handle time, minutes"),
    "wait_minutes": _("Waiting time, minutes"),
    "answer_seconds": _("Seconds until the answer"),
    "answer_minutes": _("Minutes until the answer"),
    "answer_hours": _("Hours until the answer"),
    "resolve_seconds": _("Seconds until resolved"),
    "resolve_minutes": _("Minutes until resolved"),
    "resolve_hours": _("Hours until resolved"),
    "outcome": _("Outcome (answered, abandoned)"),
    "interval_start": _("Start of the interval"),
    "offered": _("Contacts that came"),
    "handled": _("Contacts answered"),
    "abandoned": _("Contacts given up"),
    "handle_seconds_mean": _("Mean handle time, seconds"),
    "at": _("When it happened"),
    "event": _("What happened"),
    "state": _("State"),
    "note": _("Note"),
    "started_at": _("From"),
    "ended_at": _("To"),
    "planned": _("Planned, not done"),
    "lasted_seconds": _("Seconds it lasted"),
    "lasted_minutes": _("Minutes it lasted"),
}

TIME_FORMATS: tuple[tuple[str, Words], ...] = (
    ("auto", _("Find out from the file")),
    ("day-first", _("Day first: 31.12.2026")),
    ("month-first", _("Month first: 12/31/2026")),
)
DELIMITERS: tuple[tuple[str, Words], ...] = (
    ("", _("Find out from the file")),
    (",", _("Comma")),
    (";", _("Semicolon")),
    ("\t", _("Tab")),
    ("|", _("Vertical bar")),
)
ENCODINGS: tuple[tuple[str, Words], ...] = (
    ("", _("Find out from the file")),
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1252", "Windows-1252"),
    ("cp1251", "Windows-1251"),
    ("gb18030", "GB 18030"),
)
RULES: dict[str, tuple[Any, Any]] = {
    "answered_by": (
        _("Events that are the answer"),
        _("Several separated by commas. Empty: the usual names."),
    ),
    "resolved_by": (
        _("Events that resolve a contact"),
        _("Several separated by commas. Empty: the usual names."),
    ),
    "waiting_in": (
        _("States in which you wait for the customer"),
        _("Several separated by commas. Empty: the usual names."),
    ),
}


# The fields of the page that refusals send to.
FIELDS: dict[str, Any] = {
    Asks.DATE_ORDER: _("Dates"),
    Asks.DATE_ORDER_OF_MIXED: _("Dates"),
    Asks.TIME_PATTERN: _("Pattern of times"),
    Asks.DELIMITER: _("Cells are separated by"),
}
# The same refusals as on the terminal, naming a field in place of an option.
REFUSALS_ON_PAGE: dict[str, Words] = {
    Asks.DATE_ORDER: _(
        "{file}: {value} in line {line} ({column}) may be day first or month first, and nothing in the"
        " column tells. Choose which under “{field}”."
    ),
    Asks.DATE_ORDER_OF_MIXED: _(
        "{file} mixes dates with the day first ({day_value}, line {day_line}) and with the month first"
        " ({month_value}, line {month_line}). Choose one of them under “{field}”; rows that do not fit are"
        " left out."
    ),
    Asks.TIME_PATTERN: _(
        "{text} is no pattern of times. Write one such as %d.%m.%Y %H:%M under “{field}”, or leave it empty."
    ),
    Asks.DELIMITER: _(
        "{file} has one column only ({columns}); needed is: {missing}. If another character separates the"
        " cells, choose it under “{field}”."
    ),
    Asks.COLUMN: _("{file} has no column that we know as: {missing}. Choose it below among {columns}."),
}


def refusal_on_page(refusal: HistoryRefused) -> str:
    """Why a file is not read, for whoever has its form before them."""
    if refusal.asks is None:
        return refusal.sentence
    figures = {**refusal.figures, "field": str(FIELDS.get(refusal.asks, ""))}
    if "missing" in figures:
        figures["missing"] = ", ".join(column_words(ours) for ours in str(figures["missing"]).split(", "))
    return str(REFUSALS_ON_PAGE[refusal.asks]).format(**figures)


def column_words(name: str) -> str:
    """A column of ours as people say it."""
    return str(COLUMNS.get(name, name))
