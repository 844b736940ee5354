"""All that the page of one ticket shows at once, in as few queries as it takes.

They are put together once: to do so each time would take longer than all else that the page does.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, prefetch_related_objects
from django.http import Http404

from halfhour.customers.models import Customer
from halfhour.desk.access import tickets_of
from halfhour.desk.actions.unread import HasRead
from halfhour.desk.adapter.due import DueClock, due_clock
from halfhour.desk.adapter.policies import engine_of
from halfhour.desk.adapter.standing import read_once, standing_of
from halfhour.desk.models import (
    Attachment,
    ChecklistItem,
    Complaint,
    Draft,
    Message,
    PromiseRecord,
    PushedContact,
    Tag,
    Ticket,
    TicketEvent,
    TicketField,
    TicketLink,
    TicketMerge,
    Viewing,
    Watch,
)
from halfhour.desk.models.conversation import PUBLIC
from halfhour.desk.queries.customers import now_of
from halfhour.desk.queries.there import WORKING
from halfhour.desk.wording.mail import standing_promises
from halfhour.desk.wording.unheard import addresses_asked, unheard_words
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.models import Team, User
from halfhour.rows import Asked, Prepared, PreparedValues, together

LOOKING_FOR = timedelta(seconds=45)
FEW_TAGS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    person: User
    is_typing: bool


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the team, as lists to choose from name them; `answers` says who may hold tickets."""

    pk: int
    username: str
    name: str
    answers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What a ticket may be given; of many tags the first by name: others are found by letters."""

    people: tuple[Somebody, ...]
    queues: tuple[str, ...]
    categories: tuple[str, ...]
    tags: tuple[Tag, ...]
    fields: tuple[TicketField, ...]

    @property
    def has_more_tags(self) -> bool:
        return len(self.tags) == FEW_TAGS


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    ticket: Ticket
    messages: tuple[Message, ...]
    files: Mapping[int, Sequence[Attachment]]  # by message
    drafts: dict[str, Draft]
    clock: DueClock | None
    promise: PromiseRecord | None
    looking: tuple[Looking, ...]
    tags: tuple[Tag, ...]
    checklist: tuple[ChecklistItem, ...]
    links: tuple[tuple[TicketLink, Ticket, bool], ...]
    merged: tuple[TicketMerge, ...]
    offered: Offered
    is_watched: bool
    last_event: int
    has_read: HasRead
    unheard: str  # why an answer would reach nobody

    @property
    def others(self) -> tuple[Customer, ...]:
        """Other customers who wrote here too, and get no answers from here."""
        mine = self.ticket.customer and now_of(self.ticket.customer)
        known = (None, self.ticket.customer_id)
        wrote = {each.customer_id: each.customer for each in self.messages if each.customer_id not in known}
        return tuple(each for each in wrote.values() if each is not None and now_of(each) != mine)


def _of_ticket(rows: Any, field: str = "ticket") -> Exists:
    return Exists(rows.objects.filter(**{field: OuterRef("pk")}))


_last_event = TicketEvent.objects.filter(ticket=OuterRef("pk")).order_by("-at", "-id").values("id")[:1]
_pushed = PushedContact.objects.filter(ticket=OuterRef("pk"), at=OuterRef("assigned_at"), is_standing=True)
_open_complaint = Complaint.objects.filter(
    Q(ticket=OuterRef("pk")) | Q(ticket__merged_into=OuterRef("pk")), closed_at__isnull=True
).order_by("-id")
_shown = Prepared(
    lambda team, number, reader: (
        tickets_of(team)
        .filter(number=number)
        .select_related("customer", "assignee")
        .annotate(
            last_event=Subquery(_last_event),
            is_watched=Exists(Watch.objects.filter(ticket=OuterRef("pk"), user=reader)),
            is_pushed=Exists(_pushed.filter(user=reader)),
            has_tags=_of_ticket(Ticket.tags.through),
            has_checklist=_of_ticket(ChecklistItem),
            has_links=_of_ticket(TicketLink, "source"),
            is_linked=_of_ticket(TicketLink, "target"),
            has_merged=_of_ticket(TicketMerge, "target"),
            has_promise=_of_ticket(PromiseRecord),
            is_complaint=_of_ticket(Complaint),
            open_complaint=Subquery(_open_complaint.values("number")[:1]),
            has_files=_of_ticket(Attachment),
        )
    ),
    team=int,
    number=int,
    reader=int,
)
_messages = Prepared(lambda ticket: Message.objects.filter(ticket=ticket).order_by("at", "id"), ticket=int)
_writers = Prepared(
    lambda ticket: User.objects.filter(
        id__in=Message.objects.filter(ticket=ticket).values("author")
    ).order_by("id"),
    ticket=int,
)
_drafts = Prepared(
    lambda ticket, by: Draft.objects.filter(ticket=ticket, by=by).order_by("id"), ticket=int, by=int
)
_tags = Prepared(lambda ticket: Tag.objects.filter(tickets=ticket).order_by("name"), ticket=int)
_checklist = Prepared(
    lambda ticket: ChecklistItem.objects.filter(ticket=ticket).order_by("position", "id"), ticket=int
)
_linked = Prepared(
    lambda ticket: (
        TicketLink.objects.filter(Q(source=ticket) | Q(target=ticket))
        .select_related("source", "target")
        .only("kind", "source__number", "source__subject", "target__number", "target__subject")
        .order_by("id")
    ),
    ticket=int,
)
_viewings = Prepared(
    lambda ticket, but, since: (
        Viewing.objects.filter(ticket=ticket, seen_at__gte=since)
        .exclude(user=but)
        .select_related("user")
        .order_by("user_id")
    ),
    ticket=int,
    but=int,
    since=datetime,
)
_people = PreparedValues(
    lambda team: (
        User.objects.filter(memberships__team=team)
        .order_by("first_name", "username")
        .values_list("id", "username", "first_name", "last_name", "memberships__role")
    ),
    team=int,
)
_some_tags = Prepared(lambda team: Tag.objects.filter(team=team).order_by("name")[:FEW_TAGS], team=int)
_fields = Prepared(
    lambda team: TicketField.objects.filter(team=team, is_retired=False).order_by("position", "id"), team=int
)


def ticket_for_page(access: TeamAccess, number: int) -> Ticket:
    """The ticket of this number with who belongs to it, and whether there is more to ask for beside it."""
    may_see = access.may(Permission.SEE_TICKETS)
    found = _shown.first(team=access.team.pk, number=number, reader=access.user.pk) if may_see else None
    if found is None:
        raise Http404
    found.team = access.team
    return found


def ticket_page(
    access: TeamAccess, ticket: Any, *, at: datetime, offered: Offered | None = None
) -> TicketPage:
    """The page of a ticket that `ticket_for_page` gave."""
    found = _found_at_once(access, ticket, at=at)
    drafts = found["drafts"]
    strangers = [each for each in found["messages"] if each.customer_id not in (None, ticket.customer_id)]
    if strangers:
        prefetch_related_objects(strangers, "customer")
    if ticket.has_files:
        prefetch_related_objects(drafts, "attachments")
    with read_once():
        clock, offered = due_clock(ticket, at=at), offered or offered_to(access.team)
    return TicketPage(
        ticket=ticket,
        messages=_with_writers(found["messages"], found["writers"]),
        files=files_of(ticket) if ticket.has_files else {},
        drafts={draft.kind: draft for draft in drafts},
        clock=clock,
        promise=next(iter(found.get("promise", ())), None),
        looking=_looking(found["looking"], at),
        tags=tuple(found.get("tags", ())),
        checklist=tuple(found.get("checklist", ())),
        links=_links(ticket, found.get("links", ())),
        merged=_merged(ticket) if ticket.has_merged else (),
        offered=offered,
        is_watched=ticket.is_watched,
        last_event=ticket.last_event or 0,
        has_read=_has_read(found["messages"], access.user),
        unheard="" if ticket.is_customer_erased else unheard_words(ticket, found.get("addresses", ())),
    )


def _found_at_once(access: TeamAccess, ticket: Any, *, at: datetime) -> dict[str, list[Any]]:
    """What stands on a ticket, in one trip to the database, by name; what it has none of is not asked for."""
    of = {"ticket": ticket.pk}
    asked: dict[str, Asked[Any]] = {
        "messages": _messages.asked(**of),
        "writers": _writers.asked(**of),
        "drafts": _drafts.asked(**of, by=access.user.pk),
        "looking": _viewings.asked(**of, but=access.user.pk, since=at - LOOKING_FOR),
    }
    beside = (
        ("promise", ticket.has_promise, standing_promises),
        ("tags", ticket.has_tags, _tags),
        ("checklist", ticket.has_checklist, _checklist),
        ("links", ticket.has_links or ticket.is_linked, _linked),
    )
    asked |= {name: prepared.asked(**of) for name, is_there, prepared in beside if is_there}
    if addresses := addresses_asked(ticket):
        asked["addresses"] = addresses
    return dict(zip(asked, together(*asked.values()), strict=True))


def _has_read(messages: Sequence[Message], reader: User) -> HasRead:
    others = [each.pk for each in messages if each.kind in PUBLIC and each.author_id != reader.pk]
    return HasRead(len(others), max(others, default=0))


def _with_writers(messages: Sequence[Message], writers: Sequence[User]) -> tuple[Message, ...]:
    """Each writer is one object, however much they wrote."""
    known = {each.pk: each for each in writers}
    for each in messages:
        if each.author_id is not None:
            each.author = known[each.author_id]
    return tuple(messages)


def files_of(ticket: Ticket) -> Mapping[int, Sequence[Attachment]]:
    """What was sent along with each message, by the message's id."""
    found: defaultdict[int, list[Attachment]] = defaultdict(list)
    for each in Attachment.objects.filter(message__ticket=ticket).order_by("id"):
        found[each.message_id or 0].append(each)
    return found


def _merged(ticket: Ticket) -> tuple[TicketMerge, ...]:
    rows = TicketMerge.objects.filter(target=ticket, undone_at__isnull=True)
    return tuple(rows.select_related("source", "by").order_by("id"))


def who_is_looking(ticket: Ticket, *, but: User, at: datetime) -> tuple[Looking, ...]:
    return _looking(_viewings(ticket=ticket.pk, but=but.pk, since=at - LOOKING_FOR), at)


def _looking(viewings: Sequence[Viewing], at: datetime) -> tuple[Looking, ...]:
    return tuple(
        Looking(person=row.user, is_typing=row.typing_until is not None and row.typing_until > at)
        for row in viewings
    )


def offered_to(team: Team) -> Offered:
    now = standing_of(team.pk)
    people, tags, fields = together(
        _people.asked(team=team.pk), _some_tags.asked(team=team.pk), _fields.asked(team=team.pk)
    )
    return Offered(
        people=tuple(
            Somebody(pk, username, f"{first} {last}".strip() or username, role in WORKING)
            for pk, username, first, last, role in people
        ),
        queues=tuple(queue.name for queue in engine_of(now.version).queues) if now.version else (),
        categories=tuple(now.categories),
        tags=tuple(tags),
        fields=tuple(fields),
    )


def _links(ticket: Ticket, rows: Sequence[TicketLink]) -> tuple[tuple[TicketLink, Ticket, bool], ...]:
    """Links from here and to here: the link, the other ticket, and whether it starts here."""
    return tuple(
        (row, row.target if row.source_id == ticket.pk else row.source, row.source_id == ticket.pk)
        for row in rows
    )
