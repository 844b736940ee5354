"""What a channel handed over, understood: values of the right kind and length, or why they are not.

What can be cut is cut, what the team does not know is left out, and what cannot be understood at all
raises `SetAside`. Nothing here asks the database.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from halfhour.customers.addresses import normalised
from halfhour.customers.errors import AddressRefused
from halfhour.customers.models import NAME_LENGTH, AddressKind
from halfhour.desk.errors import SetAside
from halfhour.desk.models import Complexity, Priority
from halfhour.desk.models.conversation import MOST_CHARACTERS
from halfhour.desk.models.tickets import SUBJECT_LENGTH
from halfhour.desk.wording.intake import why_words
from halfhour.engine.team import Channel, Queue, Service
from halfhour.engine.team import Team as EngineTeam
from halfhour.people.languages import language_code
from halfhour.people.middleware import zone_names
from halfhour.people.typed import whole_number

MENDED = "mended"
MOST_TAGS, TAG_LENGTH, CATEGORY_LENGTH = 20, 60, 100
MOST_FIELDS, FIELD_LENGTH = 100, 500
MOST_OF_ADDRESS = 1_000  # what is longer is cut before it is looked at
SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One input as it was understood; empty texts and None where nothing was said.

    `addresses` are (kind, as given, as compared), the e-mail first. `customer` and `ticket` are numbers,
    `entered_by` the id of the person who typed it in, and `waits` is whether they do not answer it themselves
    where its channel is a live one. `is_queue_given` is whether `queue` was asked for.
    `language` is said of the text; `reads` and `timezone` are those of the page on which the customer wrote.
    """

    channel: str
    queue: str
    is_queue_given: bool
    text: str
    subject: str = ""
    name: str = ""
    addresses: tuple[tuple[str, str, str], ...] = ()
    category: str = ""
    priority: str = ""
    complexity: str = ""
    language: str = ""
    reads: str = ""
    timezone: str = ""
    tags: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    customer: int | None = None
    ticket: int | None = None
    entered_by: int | None = None
    waits: bool = False


ERASED = "erased"  # why an input is set aside of which nothing is kept


def aside(kind: str, **figures: str) -> SetAside:
    return SetAside(why_words({"kind": kind, "figures": figures}), facts={"kind": kind, **figures})


def understood(*, channel: str, body: Any, team: EngineTeam) -> Body:
    """The input in the terms of the desk.

    Raises
    ------
    SetAside
        With what is wrong, where no ticket can be made of it.
    """
    if not isinstance(body, Mapping):
        raise aside("not_an_object")
    given = _given(body)
    if channel not in set(Channel):
        raise aside("unknown_channel", value=channel, known=", ".join(Channel))
    subject, text = line(given, "subject", SUBJECT_LENGTH), words(given, "text")[:MOST_CHARACTERS].strip()
    if not (subject or text):
        raise aside("nothing_written")
    entered_by = number(given, "entered_by")
    customer = number(given, "customer")
    name = line(given, "name", NAME_LENGTH)
    addresses = _addresses(given, team.country)
    if not addresses and customer is None and entered_by is None:
        raise aside("no_address")
    asked = line(given, "queue", 100)
    queue = queue_for(team, channel=channel, asked=asked)
    return Body(
        channel=channel,
        queue=queue.name,
        is_queue_given=queue.name == asked,
        text=text or subject,
        subject=subject,
        name=name,
        addresses=addresses,
        category=line(given, "category", CATEGORY_LENGTH),
        priority=_one_of(line(given, "priority", 10), Priority.values),
        complexity=_one_of(line(given, "complexity", 10), Complexity.values),
        language=language_code(line(given, "language", 20)),
        reads=language_code(line(given, "reads", 20)),
        timezone=_one_of(line(given, "timezone", 64), zone_names()),
        tags=_tags(given),
        fields=_fields(given),
        customer=customer,
        ticket=number(given, "ticket"),
        entered_by=entered_by,
        waits=given.get("waits") is True,
    )


def mail_named(body: Any) -> str | None:
    """The address of who writes, as it is compared, where it can be told without knowing the team."""
    if not isinstance(body, Mapping):
        return None
    try:
        given = _given(body)
        value = "" if given.get("customer") else line(given, AddressKind.EMAIL, MOST_OF_ADDRESS)
        return normalised(AddressKind.EMAIL, value) if value else None
    except (AddressRefused, SetAside):
        return None


def _given(body: Mapping[str, Any]) -> dict[str, Any]:
    return {**body, **(body.get(MENDED) or {})}


def queue_for(team: EngineTeam, *, channel: str, asked: str) -> Queue:
    """The queue that was asked for where the team has it, else one of the channel, else one that can wait."""
    queues = team.queues
    named = [queue for queue in queues if queue.name == asked]
    same = [queue for queue in queues if queue.channel == channel]
    mail = [queue for queue in queues if queue.channel == Channel.EMAIL]
    deferred = [queue for queue in queues if queue.service == Service.DEFERRED]
    found = [*named, *same, *mail, *deferred, *queues]
    if not found:
        raise aside("no_queue")
    return found[0]


def words(given: Mapping[str, Any], name: str) -> str:
    """A text as it was given; numbers are taken for one."""
    value = given.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise aside("wrong_type", name=name, wanted="text")
    return str(value)


def line(given: Mapping[str, Any], name: str, most: int) -> str:
    """A text without line breaks, cut to a length."""
    return SPACES.sub(" ", words(given, name)).strip()[:most].strip()


def number(given: Mapping[str, Any], name: str) -> int | None:
    value = given.get(name)
    if value is None or value == "":
        return None
    found = None if isinstance(value, bool) else whole_number(str(value).strip().removeprefix("#"))
    if found is None:
        raise aside("wrong_type", name=name, wanted="number")
    return found


def _addresses(given: Mapping[str, Any], country: str | None) -> tuple[tuple[str, str, str], ...]:
    """Those of the addresses that can be used; refused only where all that were given cannot."""
    found, wrong = [], ("", "")
    for kind in (AddressKind.EMAIL, AddressKind.PHONE):
        value = line(given, kind, MOST_OF_ADDRESS)
        if not value:
            continue
        try:
            found.append((kind.value, value, normalised(kind, value, region=country or "")))
        except AddressRefused:
            wrong = (kind.value, value)
    if any(wrong) and not found:
        raise aside("bad_address", name=wrong[0], value=wrong[1][:80])
    return tuple(found)


def _one_of(text: str, allowed: Collection[str]) -> str:
    return text if text in allowed else ""


def _tags(given: Mapping[str, Any]) -> tuple[str, ...]:
    value = given.get("tags")
    if value in (None, ""):
        return ()
    each = value.split(",") if isinstance(value, str) else value
    if not isinstance(each, list | tuple) or not all(isinstance(tag, str) for tag in each):
        raise aside("wrong_type", name="tags", wanted="list")
    tags = dict.fromkeys(SPACES.sub(" ", tag).strip()[:TAG_LENGTH].strip() for tag in each)
    return tuple(tag for tag in tags if tag)[:MOST_TAGS]


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    value = given.get("fields")
    if value in (None, ""):
        return {}
    if not isinstance(value, Mapping):
        raise aside("wrong_type", name="fields", wanted="values")
    return {str(key)[:60]: value[key] for key in list(value)[:MOST_FIELDS]}
