"""Customers in the reader's language: what is known of them, what was done to them, why two may be one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from halfhour.customers.addresses import phone_words
from halfhour.customers.fields import shown_value
from halfhour.customers.models import AddressKind, Consent, CustomerEvent, CustomField
from halfhour.customers.queries.duplicates import Hint, Likeness
from halfhour.people.preferences import reader_locale

NAMES: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "organisation": gettext_lazy("Organisation"),
    "tier": gettext_lazy("Tier"),
    "language": gettext_lazy("Language"),
    "timezone": gettext_lazy("Time zone"),
    "consent": gettext_lazy("Consent"),
    "consent_on": gettext_lazy("Consent on"),
    "consent_how": gettext_lazy("How consent was given"),
    "note": gettext_lazy("Note"),
    "merged": gettext_lazy("Customer"),
    "merged_into": gettext_lazy("Into customer"),
    "other": gettext_lazy("Customer"),
    **{kind.value: kind.label for kind in AddressKind},
}


# Kept as it stands here, whoever it was that said so, and told in the reader's language.
WITHDRAWN_BY_RATING = gettext_noop("On the page of a rating")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that was and is, in words."""

    what: str
    before: str
    after: str


def language_name(code: str) -> str:
    """A language's name in the reader's language; the code where it has none."""
    if not code:
        return ""
    known = reader_locale().languages
    return str(known.get(code) or known.get(code.split("-")[0], code))


def language_choices() -> list[tuple[str, str]]:
    """Languages by their names, those with a code of two letters."""
    named = [(code, str(name)) for code, name in reader_locale().languages.items() if len(code) == 2]
    return sorted(named, key=lambda each: each[1].casefold())


def address_words(kind: str, value: str, normalised: str) -> str:
    """An address as people write it."""
    return phone_words(normalised) if kind == AddressKind.PHONE else value


def value_words(name: str, value: Any, fields: Mapping[str, CustomField]) -> str:
    """A value that is known of a customer in the reader's form; a dash where there is none."""
    if value is None or value == "":
        return "–"
    if name.startswith("field-"):
        field = fields.get(name.removeprefix("field-"))
        return shown_value(field.kind if field else "", value)
    match name:
        case "language":
            return language_name(value)
        case "timezone":
            return str(value).replace("_", " ")
        case "consent":
            return str(Consent(value).label)
        case "consent_on":
            on = parse_date(value)
            return date_format(on, "SHORT_DATE_FORMAT") if on else str(value)
        case "consent_how" if value == WITHDRAWN_BY_RATING:
            return _("On the page of a rating")
        case "merged" | "merged_into" | "other":
            return f"#{value}"
    return str(value)


def name_words(name: str, fields: Mapping[str, CustomField]) -> str:
    if name.startswith("field-"):
        key = name.removeprefix("field-")
        return fields[key].label if key in fields else key
    return str(NAMES.get(name, name))


def change_words(facts: Mapping[str, Iterable[Any]], fields: Mapping[str, CustomField]) -> list[Change]:
    """What was and what is, fact by fact."""
    return [
        Change(
            what=name_words(name, fields),
            before=value_words(name, before, fields),
            after=value_words(name, after, fields),
        )
        for name, (before, after) in facts.items()
    ]


def event_words(
    events: Iterable[CustomerEvent], fields: Mapping[str, CustomField]
) -> list[tuple[CustomerEvent, list[Change]]]:
    return [(event, change_words(event.facts, fields)) for event in events]


def hint_words(hint: Hint) -> str:
    """Why two customers may be one person."""
    match hint.likeness:
        case Likeness.MAILBOX:
            return _("Their mail reaches the same mailbox: {what}.").format(what=hint.what)
        case Likeness.ADDRESS:
            return _("Both have the address {what}, as different kinds.").format(what=hint.what)
        case Likeness.NAME:
            return _("Their names have the same words.")
