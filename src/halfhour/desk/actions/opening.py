"""A new ticket, whoever asked for it and on whichever channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection, transaction

from halfhour.customers.models import Customer
from halfhour.desk.actions.indexing import index_new_ticket
from halfhour.desk.actions.recording import happened, save_ticket
from halfhour.desk.adapter.clocks import facts_of
from halfhour.desk.html import safe_html
from halfhour.desk.models import Actor, Complexity, EventKind, Message, MessageKind, Priority, Tag, Ticket
from halfhour.desk.models.tickets import SUBJECT_LENGTH
from halfhour.desk.queries.tags import as_tagged
from halfhour.people.models import Team, User
from halfhour.rows import insert_soon

UNASSIGNED = "unassigned"
# How much of somebody's attention a ticket takes, where a standard one takes one.
WEIGHT = {Complexity.STANDARD: 1.0, Complexity.COMPLEX: 2.0}
RANK = {Priority.LOW: 0, Priority.NORMAL: 1, Priority.HIGH: 2, Priority.URGENT: 3}

TAGS_HELD = "SELECT * FROM desk_tag WHERE team_id = %s AND name = ANY(%s) ORDER BY id FOR KEY SHARE"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """What is known of a ticket to be. `triage` says of each field who decided it and why.

    `number` is one that was kept for it, else it gets the next.
    """

    channel: str
    queue: str
    text: str
    number: int | None = None
    subject: str = ""
    html: str = ""
    customer: Customer | None = None
    language: str = ""
    category: str = ""
    priority: str = Priority.NORMAL
    complexity: str = Complexity.STANDARD
    signals: tuple[str, ...] = ()
    triage: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    repeats: Ticket | None = None


@transaction.atomic(savepoint=False)
def open_new_ticket(*, team: Team, new: NewTicket, by: User | None, at: datetime) -> Ticket:
    """Open a ticket with its first message; `by` is who entered it, None where the customer did."""
    actor = Actor.PERSON if by else Actor.CUSTOMER
    ticket = Ticket(
        team=team,
        subject=new.subject.strip()[:SUBJECT_LENGTH],
        channel=new.channel,
        queue=new.queue,
        customer=new.customer,
        tier=new.customer.tier if new.customer else "",
        language=new.language,
        category=new.category,
        priority=new.priority,
        priority_rank=RANK[Priority(new.priority)],
        complexity=new.complexity,
        weight=WEIGHT[Complexity(new.complexity)],
        signals=list(new.signals),
        triage=dict(new.triage),
        fields=dict(new.fields),
        repeats=new.repeats,
        segment=UNASSIGNED,
        opened_at=at,
        customer_wrote_at=at,
    )
    if new.number is not None:
        ticket.number = new.number
    opened = happened(
        EventKind.OPENED, at=at, by=by, actor=actor, segment=UNASSIGNED, judged=facts_of(ticket)
    )
    save_ticket(ticket, events=[opened], at=at)
    said = Message(ticket=ticket, kind=MessageKind.CUSTOMER, customer=new.customer, text=new.text, at=at)
    said.html = safe_html(new.html)
    insert_soon(said)
    index_new_ticket(ticket, new.text)
    if new.tags:
        ticket.tags.set(tags_named(team, as_tagged(team, new.tags)))
    return ticket


def tags_named(team: Team, names: tuple[str, ...]) -> list[Tag]:
    """The team's tags of these names, made where there are none.

    No erasure takes them away meanwhile, and whoever gives the same ones need not wait.
    """
    wanted = sorted({name.strip() for name in names if name.strip()})
    found = _tags_held(team, wanted)
    if len(found) < len(wanted):
        Tag.objects.bulk_create([Tag(team=team, name=name) for name in wanted], ignore_conflicts=True)
        found = _tags_held(team, wanted)
    return sorted(found, key=attrgetter("name"))


def _tags_held(team: Team, names: list[str]) -> list[Tag]:
    """Those that there are: held as a row that points to them would hold them, against being deleted."""
    if connection.vendor != "postgresql":
        return list(Tag.objects.filter(team=team, name__in=names))
    return list(Tag.objects.raw(TAGS_HELD, [team.pk, names]))
