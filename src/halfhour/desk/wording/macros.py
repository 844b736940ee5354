"""Canned replies with their variables filled in; what may stand in braces is in one list."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.desk.models import Macro, Ticket
from halfhour.desk.wording.mail import (
    language_of,
    live_customer,
    promise_words,
    standing_promise,
    subject_of,
    zone_of,
)
from halfhour.people.models import User

IN_BRACES = re.compile(r"\{([^{}]*)\}")
# What leads to a name and goes with it where it is not known, as the comma of “Hello, {customer_name}!”.
BEFORE = re.compile(r"[^\S\n]*[,，、]?[^\S\n]*$")
AFTER = re.compile(r"[^\S\n]*[,:!，、：！]?[^\S\n]*\n?")  # what follows it where it would open a line
NESTED = re.compile(r"\{[^{}]*\{[^{}]*\}[^{}]*\}?")
ADDRESS = re.compile(r"\w+:")
ENDS = (*",.:;!?)…", *"，。：；！？、）", "\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a reply is put together for: the ticket, who answers it, and when."""

    ticket: Ticket
    by: User
    at: datetime


def _customer_name(reply: Reply) -> str:
    customer = live_customer(reply.ticket)
    return customer.name if customer else ""


def _promise(reply: Reply) -> str:
    """What the customer may still expect; nothing where that time has passed."""
    promise = standing_promise(reply.ticket)
    return promise_words(promise) if promise and promise.by_at > reply.at else ""


VARIABLES: dict[str, tuple[str | Promise, Callable[[Reply], str]]] = {
    "customer_name": (_("the customer's name"), _customer_name),
    "ticket_number": (_("the ticket's number"), lambda reply: str(reply.ticket.number)),
    "subject": (_("the ticket's subject"), lambda reply: subject_of(reply.ticket)),
    "agent_name": (
        _("the name of whoever answers"),
        lambda reply: reply.by.get_full_name() or reply.by.username,
    ),
    "team_name": (_("the team's name"), lambda reply: reply.ticket.team.name),
    "promise": (_("a sentence of its own: when an answer may be expected"), _promise),
}


def unknown_variables(text: str) -> list[str]:
    """What stands in braces and is none of `VARIABLES`; after a bar is what is said where it is not known."""
    unknown = {name for name in IN_BRACES.findall(text) if name.partition("|")[0] not in VARIABLES}
    return sorted(unknown | {each.strip("{}") for each in NESTED.findall(text)})


def worded(macro: Macro, *, ticket: Ticket, by: User, at: datetime) -> str:
    """The reply in the customer's language, in another where there is none; plain text, never a template."""
    language = language_of(ticket)
    wanted = (language, settings.LANGUAGE_CODE, *macro.texts)
    code = next((each for each in wanted if macro.texts.get(each)), "")
    with translation.override(code or language), timezone.override(zone_of(ticket)):
        return _filled(macro.texts.get(code, ""), Reply(ticket=ticket, by=by, at=at))


def _filled(text: str, reply: Reply) -> str:
    """The text with its variables; what is not known is left out with the blank or comma beside it."""
    said, rest = "", text
    while found := IN_BRACES.search(rest):
        said, rest = said + rest[: found.start()], rest[found.end() :]
        value = _value(found, reply)
        said, rest = (said + value, rest) if value else _joined(said, rest)
    return said + rest


def _joined(said: str, rest: str) -> tuple[str, str]:
    """What stands before and after something that is not known, so that one goes on into the other.

    “Hello {customer_name}, …” goes on as “Hello, …”, and “{customer_name}, your order” as “Your order”.
    """
    if not said or said.endswith("\n"):
        rest = AFTER.sub("", rest, count=1)
        return said, rest if ADDRESS.match(rest) else rest[:1].upper() + rest[1:]
    if not rest or rest.startswith(ENDS):
        return BEFORE.sub("", said, count=1), rest
    return (said.rstrip(" ") if rest.startswith(" ") else said), rest


def _value(found: re.Match[str], reply: Reply) -> str:
    name, _bar, otherwise = found[1].partition("|")
    known = VARIABLES.get(name)
    return (known[1](reply).strip() or otherwise.strip()) if known else found[0]
