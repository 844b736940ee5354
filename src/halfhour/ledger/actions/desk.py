"""What our own desk writes: a contact's row as it is now, and the events of its life.

Everything the desk writes on one day (UTC) belongs to one import of that day. So the state of the ledger
is another one once a day, and not with every contact: the columnar copy holds the desk's contacts up to
the first of the day.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from halfhour.ledger.actions.locking import lock_ledger
from halfhour.ledger.models import Contact, ContactEvent, Import, ImportState
from halfhour.rows import Asked, Prepared, foreseen, insert_soon, together

DESK = "desk"
MAY_STAY = ("customer_id", "rating")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskContact:
    """A contact as the desk knows it now; None and empty texts are not known.

    A `customer_id` or `rating` of None leaves what the ledger has: the one is erased, the other given once.
    """

    contact_id: str
    opened_at: datetime
    queue: str
    channel: str
    category: str = ""
    priority: str = ""
    complexity: str = ""
    language: str = ""
    customer_id: str | None = ""
    agent: str = ""
    answered_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    handle_seconds: float | None = None
    reopened: int | None = None
    rating: str | None = None


COLUMNS = tuple(each.name for each in fields(DeskContact) if each.name != "contact_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEvent:
    """`identity` is the desk's own name of the event, so that it is written once."""

    identity: str
    at: datetime
    event: str
    agent: str = ""
    state: str = ""
    queue: str = ""
    note: str = ""


def record_desk_contact(
    *, team_id: int, contact: DeskContact, events: Sequence[DeskEvent], is_new: bool = False
) -> None:
    """Write the contact as it is now, and its new events; part of the transaction that changes the ticket.

    `is_new` says that the ledger hardly knows it yet: only by a history that was brought in from elsewhere.
    """
    assert transaction.get_connection().in_atomic_block
    source = _source_of_day(team_id, events[-1].at)
    left = {name for name in MAY_STAY if getattr(contact, name) is None}
    values = {name: getattr(contact, name) for name in COLUMNS if name not in left}
    row = Contact(team_id=team_id, contact_id=contact.contact_id, **values, source_id=source)
    if is_new:
        insert_soon(row, conflict=("team", "contact_id"), replaces=(*values, "source"))
    else:
        rows = Contact.objects.filter(team=team_id, contact_id=contact.contact_id)
        if not rows.update(**values, source=source):
            row.save(force_insert=True)
    for event in events:
        logged = ContactEvent(
            team_id=team_id,
            contact_id=contact.contact_id,
            at=event.at,
            kind=ContactEvent.LOGGED,
            event=event.event,
            agent=event.agent,
            queue=event.queue,
            state=event.state,
            note=event.note,
            digest=_digest(contact.contact_id, event.identity),
            source_id=source,
        )
        insert_soon(logged, conflict=("team", "digest"))


def _digest(contact_id: str, identity: str) -> str:
    return hashlib.blake2b(f"{DESK}\x1f{contact_id}\x1f{identity}".encode(), digest_size=16).hexdigest()


def _source_of_day(team_id: int, at: datetime) -> int:
    day = at.astimezone(UTC).date().isoformat()
    known = _known_source(team_id, day)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _new_source(team_id, day, at)
    except IntegrityError:  # somebody else was first
        return Import.objects.values_list("id", flat=True).get(
            team=team_id, stored_as="", file_name=_name(day)
        )


def _name(day: str) -> str:
    return f"{DESK} {day}"


_imports = Prepared(
    lambda team, name: (
        Import.objects.filter(team=team, stored_as="", file_name=name).only("id").order_by("id")[:1]
    ),
    team=int,
    name=str,
)


def source_of_day(team_id: int, at: datetime) -> "Asked[list[Import]]":
    """The question for what a contact of this day belongs to, for whoever can have it asked beforehand."""
    return _imports.asked(team=team_id, name=_name(at.astimezone(UTC).date().isoformat()))


def _known_source(team_id: int, day: str) -> int | None:
    asked = _imports.asked(team=team_id, name=_name(day))
    known = foreseen(asked) or together(asked)[0]
    return known[0].pk if known else None


def _new_source(team_id: int, day: str, at: datetime) -> int:
    lock_ledger(team_id)
    known = _known_source(team_id, day)
    if known is not None:
        return known
    newest = Import.objects.filter(team=team_id).aggregate(newest=Max("number"))["newest"] or 0
    return Import.objects.create(
        team_id=team_id,
        number=newest + 1,
        state=ImportState.DONE,
        file_name=_name(day),
        stored_as="",
        digest="",
        size_bytes=0,
        findings={"last_on": day},
        made_at=at,
        finished_at=at,
    ).pk
