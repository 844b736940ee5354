"""All that the page of one ticket shows at once, in as few queries as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.http import Http404

from halfhour.desk.access import visible_tickets
from halfhour.desk.adapter.clocks import engine_of
from halfhour.desk.adapter.due import DueClock, due_clock
from halfhour.desk.models import (
    Attachment,
    ChecklistItem,
    Complaint,
    DeskSettings,
    Draft,
    Message,
    PromiseRecord,
    Tag,
    Ticket,
    TicketEvent,
    TicketField,
    TicketLink,
    TicketMerge,
    Viewing,
    Watch,
)
from halfhour.desk.wording.mail import standing_promise
from halfhour.people.access import TeamAccess
from halfhour.people.models import Team, TeamVersion, User

LOOKING_FOR = timedelta(seconds=45)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    person: User
    is_typing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the fields of a ticket may be set to."""

    people: tuple[User, ...]
    queues: tuple[str, ...]
    categories: tuple[str, ...]
    tags: tuple[Tag, ...]
    fields: tuple[TicketField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    ticket: Ticket
    messages: tuple[Message, ...]
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


RELATED = ("customer__organisation", "assignee", "team", "merged_into", "repeats")


def ticket_for_page(access: TeamAccess, number: int) -> Ticket:
    """The ticket of this number with who belongs to it, and whether there is more to ask for beside it."""
    last = TicketEvent.objects.filter(ticket=OuterRef("pk")).order_by("-at", "-id").values("id")[:1]
    rows = visible_tickets(access).select_related(*RELATED).filter(number=number)
    found = rows.annotate(
        last_event=Subquery(last),
        is_watched=Exists(Watch.objects.filter(ticket=OuterRef("pk"), user=access.user)),
        has_tags=Exists(Ticket.tags.through.objects.filter(ticket=OuterRef("pk"))),
        has_checklist=Exists(ChecklistItem.objects.filter(ticket=OuterRef("pk"))),
        has_links=Exists(TicketLink.objects.filter(source=OuterRef("pk"))),
        is_linked=Exists(TicketLink.objects.filter(target=OuterRef("pk"))),
        has_merged=Exists(TicketMerge.objects.filter(target=OuterRef("pk"))),
        has_promise=Exists(PromiseRecord.objects.filter(ticket=OuterRef("pk"))),
        is_complaint=Exists(Complaint.objects.filter(ticket=OuterRef("pk"))),
        has_files=Exists(Attachment.objects.filter(ticket=OuterRef("pk"))),
    ).first()
    if found is None:
        raise Http404
    return found


def ticket_page(
    access: TeamAccess, ticket: Any, *, at: datetime, offered: Offered | None = None
) -> TicketPage:
    """The page of a ticket that `ticket_for_page` gave."""
    drafts = Draft.objects.filter(ticket=ticket, by=access.user)
    if ticket.has_files:
        drafts = drafts.prefetch_related("attachments")
    return TicketPage(
        ticket=ticket,
        messages=messages_of(ticket, has_files=ticket.has_files),
        drafts={draft.kind: draft for draft in drafts},
        clock=due_clock(ticket, at=at),
        promise=standing_promise(ticket) if ticket.has_promise and not ticket.is_ended else None,
        looking=who_is_looking(ticket, but=access.user, at=at),
        tags=tuple(ticket.tags.order_by("name")) if ticket.has_tags else (),
        checklist=tuple(ticket.checklist.order_by("position", "id")) if ticket.has_checklist else (),
        links=_links(ticket) if ticket.has_links or ticket.is_linked else (),
        merged=_merged(ticket) if ticket.has_merged else (),
        offered=offered or offered_to(access.team),
        is_watched=ticket.is_watched,
        last_event=ticket.last_event or 0,
    )


def messages_of(ticket: Ticket, *, has_files: bool) -> tuple[Message, ...]:
    """All that was said, in order; each writer is read once, however much they wrote."""
    files = Attachment.objects.order_by("id") if has_files else Attachment.objects.none()
    found = Message.objects.filter(ticket=ticket).order_by("at", "id")
    messages = tuple(found.prefetch_related(Prefetch("attachments", files)))
    writers = User.objects.in_bulk({each.author_id for each in messages if each.author_id is not None})
    for each in messages:
        if each.author_id is not None:
            each.author = writers[each.author_id]
    return messages


def _merged(ticket: Ticket) -> tuple[TicketMerge, ...]:
    rows = TicketMerge.objects.filter(target=ticket, undone_at__isnull=True)
    return tuple(rows.select_related("source", "by").order_by("id"))


def who_is_looking(ticket: Ticket, *, but: User, at: datetime) -> tuple[Looking, ...]:
    rows = (
        Viewing.objects.filter(ticket=ticket, seen_at__gte=at - LOOKING_FOR)
        .exclude(user=but)
        .select_related("user")
    )
    return tuple(
        Looking(person=row.user, is_typing=row.typing_until is not None and row.typing_until > at)
        for row in rows.order_by("user")
    )


def offered_to(team: Team) -> Offered:
    version = TeamVersion.objects.filter(team=team).order_by("-number").values_list("id", flat=True).first()
    people = User.objects.filter(memberships__team=team).order_by("first_name", "username")
    settings = DeskSettings.objects.filter(team=team).first()
    return Offered(
        people=tuple(people),
        queues=tuple(queue.name for queue in engine_of(version).queues) if version else (),
        categories=tuple(_names(settings.categories if settings else ())),
        tags=tuple(Tag.objects.filter(team=team).order_by("name")),
        fields=tuple(TicketField.objects.filter(team=team, is_retired=False).order_by("position", "id")),
    )


def _names(categories: Sequence[str | dict[str, str]]) -> list[str]:
    return [each["name"] if isinstance(each, dict) else each for each in categories]


def _links(ticket: Ticket) -> tuple[tuple[TicketLink, Ticket, bool], ...]:
    """Links from here and to here: the link, the other ticket, and whether it starts here."""
    rows = (
        TicketLink.objects.filter(Q(source=ticket) | Q(target=ticket))
        .select_related("source", "target")
        .order_by("id")
    )
    return tuple(
        (row, row.target if row.source_id == ticket.pk else row.source, row.source_id == ticket.pk)
        for row in rows
    )
