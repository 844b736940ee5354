"""Many tickets at once: changed with a look before and a way back, kept as lists under a name, searched."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel, Field

from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.errors import standing_in
from halfhour.api.opened import found_or_404, member_or_nobody
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import (
    STAYS,
    Complexity,
    Given,
    Limit,
    Name,
    Number,
    Priority,
    Taken,
    Text,
    TicketLine,
    TicketPage,
    Values,
    Word,
)
from halfhour.desk.actions.bulk import (
    MOST_TICKETS,
    Chosen,
    apply_bulk,
    chosen_tickets,
    preview_bulk,
)
from halfhour.desk.actions.undoing_many import undo_bulk
from halfhour.desk.actions.views import LONGEST_NAME, remove_view, save_view
from halfhour.desk.models import BulkChange, SavedView, Ticket
from halfhour.desk.queries import search as searching
from halfhour.desk.queries.listing import listed
from halfhour.desk.queries.views import ListView, open_saved_view, open_view, views_of
from halfhour.people.access import Permission

bulk = Router()
views = Router()
search = Router()
Tags = Annotated[list[Word], Field(max_length=20)]
in_changes = partial(standing_in, "changes", beside=("tickets",))
ViewKey = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9-]+$")]


class Changes(Taken):
    """What is to be another on all of them; what is left out stays. `assignee` null is nobody."""

    state: Word = STAYS
    assignee: Name | None = None
    priority: Priority = STAYS
    complexity: Complexity = STAYS
    category: Name = STAYS
    queue: Name = STAYS
    language: Word = STAYS
    tags: Tags = STAYS
    add_tags: Tags = STAYS
    remove_tags: Tags = STAYS
    fields: Given = STAYS

    def asked(self, request: TokenRequest) -> dict[str, Any]:
        """The changes as the action takes them."""
        given = self.model_dump(exclude_unset=True)
        if "assignee" in self.model_fields_set:
            given["assignee"] = member_or_nobody(request, self.assignee)
        return given


class BulkIn(Taken):
    """Numbers of tickets, and what is to be changed on them."""

    tickets: Annotated[list[Number], Field(max_length=MOST_TICKETS)]
    changes: Changes


class EffectOut(BaseModel):
    """What would happen to a ticket: {what: [before, after]}, or the sentence that refuses it.

    A number under which there is no ticket that the key may see is refused as any other.
    """

    number: int
    facts: Values
    refused: str


class BulkOut(BaseModel):
    """`changed` are numbers of tickets; `refused` says of each other one why it stayed as it was."""

    id: int
    changed: list[int]
    refused: list[Values]
    undo_until: datetime

    @classmethod
    def of(cls, change: BulkChange) -> "BulkOut":
        tickets = Ticket.objects.filter(
            team=change.team_id, pk__in=[each["ticket"] for each in change.before]
        )
        return cls(
            id=change.pk,
            changed=sorted(tickets.values_list("number", flat=True)),
            refused=change.refused,
            undo_until=change.undo_until,
        )


class UndoneOut(BaseModel):
    """How many are as before, and which somebody has changed since, so that they stay."""

    count: int
    touched: list[int]


class ViewIn(Taken):
    """Filters and a sort that lists know; a shared one is everybody's."""

    name: Annotated[Name, Field(max_length=LONGEST_NAME)]
    filters: Given = Field(default_factory=dict)
    sort: Word = "due"
    is_shared: bool = False


class ViewOut(BaseModel):
    """`id` is null for the lists that everybody has."""

    key: str
    id: int | None
    name: str
    filters: Values
    sort: str
    is_own: bool
    is_shared: bool

    @classmethod
    def of(cls, view: ListView) -> "ViewOut":
        return cls(
            key=view.key,
            id=view.pk,
            name=str(view.name),
            filters=dict(view.filters),
            sort=view.sort,
            is_own=view.is_own,
            is_shared=view.is_shared,
        )


@bulk.post("/preview", response={200: list[EffectOut], **REFUSALS}, operation_id="preview_bulk")
@needs(Permission.WORK_TICKETS)
def preview(request: TokenRequest, asked: BulkIn) -> list[EffectOut]:
    """What a change would do to each ticket, and which numbers there are not; nothing is saved."""
    chosen, changes = _asked(request, asked)
    with in_changes():
        effects = preview_bulk(
            team=request.access.team,
            ids=chosen.ids,
            missing=chosen.missing,
            changes=changes,
            by=request.access.user,
        )
    return [EffectOut(number=each.number, facts=dict(each.facts), refused=each.refused) for each in effects]


@bulk.post("", response={201: BulkOut, **REFUSALS}, operation_id="apply_bulk")
@needs(Permission.WORK_TICKETS)
@once
def apply(request: TokenRequest, asked: BulkIn) -> Any:
    """Change many tickets in one go; for ten minutes it can be undone."""
    chosen, changes = _asked(request, asked)
    with in_changes():
        change = apply_bulk(
            team=request.access.team,
            ids=chosen.ids,
            missing=chosen.missing,
            changes=changes,
            by=request.access.user,
            at=timezone.now(),
        )
    return Status(201, BulkOut.of(change))


@bulk.post("/{change}/undo", response={200: UndoneOut, **REFUSALS}, operation_id="undo_bulk")
@needs(Permission.WORK_TICKETS)
@once
def undo(request: TokenRequest, change: Number) -> UndoneOut:
    """Take one's own change of many back, of every ticket that nobody touched since."""
    rows = BulkChange.objects.filter(team=request.access.team, by=request.access.user)
    found = found_or_404(rows.filter(pk=change).first())
    undone = undo_bulk(change=found, by=request.access.user, at=timezone.now())
    return UndoneOut(count=undone.count, touched=list(undone.touched))


@views.get("", response={200: list[ViewOut], **REFUSALS}, operation_id="list_views")
@needs(Permission.SEE_TICKETS)
def list_views(request: TokenRequest) -> list[ViewOut]:
    """The lists that everybody has, then shared ones and one's own."""
    return [ViewOut.of(each) for each in views_of(request.access)]


@views.post("", response={201: ViewOut, **REFUSALS}, operation_id="add_view")
@needs(Permission.WORK_TICKETS)
@once
def add_view(request: TokenRequest, new: ViewIn) -> Any:
    """Keep a list under a name."""
    return Status(201, _saved(request, new, None))


@views.put("/{view}", response={200: ViewOut, **REFUSALS}, operation_id="change_view")
@needs(Permission.WORK_TICKETS)
@once
def change_view(request: TokenRequest, view: Number, wanted: ViewIn) -> ViewOut:
    """Change one's own list, or a shared one with the right to set the desk."""
    return _saved(request, wanted, open_saved_view(request.access, view))


@views.delete("/{view}", response={204: None, **REFUSALS}, operation_id="remove_view")
@needs(Permission.WORK_TICKETS)
@once
def drop_view(request: TokenRequest, view: Number) -> Any:
    """Forget a list; no ticket is changed."""
    remove_view(view=open_saved_view(request.access, view))
    return Status(204, None)


@views.get("/{key}/tickets", response={200: TicketPage, **REFUSALS}, operation_id="list_view_tickets")
@needs(Permission.SEE_TICKETS)
def list_of_view(request: TokenRequest, key: ViewKey, after: Text = "", limit: Limit = 50) -> TicketPage:
    """The tickets of a list, by its key, a page at a time."""
    view = open_view(request.access, key)
    page = listed(request.access, filters=view.filters, sort=view.sort, after=after or None, limit=limit)
    return TicketPage(tickets=[TicketLine.row(row) for row in page.rows], next=page.next)


@search.get("", response={200: list[TicketLine], **REFUSALS}, operation_id="search_tickets")
@needs(Permission.SEE_TICKETS)
def find(
    request: TokenRequest, text: Name, limit: Annotated[int, Field(ge=1, le=100)] = 20
) -> list[TicketLine]:
    """Tickets that hold all these words, the newest first; before them the one of this number."""
    return [TicketLine.row(row) for row in searching.found(request.access, text, limit)]


def _asked(request: TokenRequest, asked: BulkIn) -> tuple[Chosen, dict[str, Any]]:
    chosen = chosen_tickets(request.access, asked.tickets)
    with in_changes():
        changes = asked.changes.asked(request)
    return chosen, changes


def _saved(request: TokenRequest, wanted: ViewIn, known: SavedView | None) -> ViewOut:
    with standing_in("filters", beside=("name", "sort")):
        view = save_view(team=request.access.team, by=request.access.user, view=known, **wanted.model_dump())
    return ViewOut.of(open_view(request.access, f"view-{view.pk}"))
