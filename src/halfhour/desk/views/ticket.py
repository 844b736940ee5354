"""One ticket: its page, and what is done to it without writing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from halfhour.desk.access import open_ticket
from halfhour.desk.actions.assigning import assign_ticket, take_ticket
from halfhour.desk.actions.states import last_move, move_ticket, refuse_wake_time, snooze_ticket, undo_move
from halfhour.desk.actions.unread import HasRead
from halfhour.desk.errors import DeskRefused, DifferentCustomers, TicketMovedOn, WrittenSince
from halfhour.desk.forms.workspace import (
    AssignForm,
    MoveForm,
    Read,
    Seen,
    SnoozeForm,
    UndoMoveForm,
    first_error,
)
from halfhour.desk.models import State, Ticket, TicketEvent
from halfhour.desk.models.tickets import ENDED
from halfhour.desk.queries.customer_page import promise_of
from halfhour.desk.queries.drafts import has_begun_reply
from halfhour.desk.views.drafts import Typed, keep_typed
from halfhour.desk.views.pane import Confirm, Said, Undo, answer, may_assign
from halfhour.desk.wording.mail import standing_promise
from halfhour.desk.wording.putting_off import passed_words, unanswered_words
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view

REFUSED, MOVED_ON, WRONG = 409, 409, 422


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def ticket(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """The ticket in the middle with what stands beside it; the whole workspace where it is a page."""
    return answer(request, access=access, ticket=Ticket(number=number))


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def move(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Into another state."""
    found = open_ticket(access, number)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return wrong(request, access, found, first_error(form))
    before, to = State(found.state), form.cleaned_data["to"]
    unanswered = unanswered_words(promise_of(found, timezone.now()) if to in ENDED else None)
    begun = _("Your reply is not sent yet; it stays a draft.")
    known = unanswered, begun if to in ENDED and has_begun_reply(found, by=access.user) else ""
    done_words = _("Ticket {number}: {state}.").format(number=number, state=to.label)
    return done(
        request,
        access,
        found,
        lambda: move_ticket(
            ticket=found,
            to=to,
            by=access.user,
            at=timezone.now(),
            revision=form.cleaned_data["revision"],
        ),
        said=lambda: Said(
            text=" ".join(filter(None, (done_words, *known))),
            tone="warning" if any(known) else "success",
            undo=None if before in (to, State.SCHEDULED) else _undo_of_move(found),
        ),
    )


def _undo_of_move(found: Ticket) -> Undo | None:
    """What puts a ticket back where it was before it was moved just now."""
    move = last_move(found)
    return Undo(url_name="desk:undo_move", values={"event": str(move.pk)}) if move else None


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def take_back(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Undo that it was moved or put off."""
    found = open_ticket(access, number)
    form = UndoMoveForm(request.POST)
    if not form.is_valid():
        return wrong(request, access, found, first_error(form))
    event = form.cleaned_data["event"]
    return done(
        request,
        access,
        found,
        lambda: undo_move(ticket=found, event_id=event, by=access.user, at=timezone.now()),
        said=lambda: Said(text=_("Ticket {number} is where it was.").format(number=number), tone="success"),
    )


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def snooze(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Put off until a time; then it is open again."""
    found = open_ticket(access, number)
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        return wrong(request, access, found, first_error(form))
    before, until = State(found.state), form.cleaned_data["until"]
    try:
        refuse_wake_time(until, at=timezone.now())
    except DeskRefused as refused:
        said_no = Said(text=refused.sentence, tone="error")
        return answer(request, access=access, ticket=found, said=said_no, status=REFUSED)
    passed = passed_words(until, ticket=found, promise=standing_promise(found))
    if passed and request.POST.get("meant") != "yes":
        return _ask_to_put_off(request, access, found, until, passed)

    def said() -> Said:
        when = date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT")
        undo = None if before == State.SCHEDULED else _undo_of_move(found)
        return Said(text=_("Put off until {when}.").format(when=when), tone="success", undo=undo)

    return done(
        request,
        access,
        found,
        lambda: snooze_ticket(
            ticket=found,
            until=until,
            by=access.user,
            at=timezone.now(),
            revision=form.cleaned_data["revision"],
        ),
        said=said,
    )


def _ask_to_put_off(
    request: HttpRequest, access: TeamAccess, found: Ticket, until: datetime, passed: str
) -> HttpResponse:
    """Past what was promised, or the goal: asked once before it is done."""
    when = date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT")
    again = Confirm(
        url_name="desk:snooze",
        values={"until": until.isoformat(), "meant": "yes"},
        label=_("Put off all the same"),
    )
    text = _("{passed} Put it off until {when} all the same?").format(passed=passed, when=when)
    said = Said(text=text, tone="warning", confirm=again)
    return answer(request, access=access, ticket=found, said=said, status=REFUSED)


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def mine(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Take the ticket oneself: one that nobody holds, or, for leads, anybody's."""
    found = open_ticket(access, number)
    holder = found.assignee

    def take() -> Ticket:
        if holder is None or not access.may(Permission.ASSIGN_TICKETS):
            return take_ticket(ticket=found, by=access.user, at=timezone.now())
        return assign_ticket(ticket=found, to=access.user, by=access.user, at=timezone.now())

    undo = Undo(url_name="desk:assign", values={"to": holder.username if holder else ""})
    return done(
        request,
        access,
        found,
        take,
        said=lambda: Said(
            text=_("Ticket {number} is yours.").format(number=number),
            tone="success",
            undo=None if holder == access.user else undo,
        ),
    )


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def assign(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Give the ticket to somebody, or back to the line."""
    found = open_ticket(access, number)
    if not may_assign(access, found):
        return refuse(request, access, found, _("It is not yours; ask a lead to give it to somebody else."))
    form = AssignForm(request.POST, team=access.team)
    if not form.is_valid():
        return wrong(request, access, found, first_error(form))
    to, holder = form.cleaned_data["to"], found.assignee
    undo = Undo(url_name="desk:assign", values={"to": holder.username if holder else ""})
    return done(
        request,
        access,
        found,
        lambda: assign_ticket(
            ticket=found,
            to=to,
            by=access.user,
            at=timezone.now(),
            revision=form.cleaned_data["revision"],
        ),
        said=lambda: Said(
            text=_("{person} holds ticket {number}.").format(person=_name(to), number=number)
            if to
            else _("Nobody holds ticket {number}.").format(number=number),
            tone="success",
            undo=None if to == holder else undo,
        ),
    )


def done(
    request: HttpRequest,
    access: TeamAccess,
    found: Ticket,
    act: Callable[[], Any],
    *,
    said: Callable[[], Said],
    sent: str = "",
    keeps: Typed | None = None,
) -> HttpResponse:
    """Do one thing to a ticket and show it; a refusal is told, with what happened since where that is why.

    `keeps` is what was typed: it stays as a draft where it could not be sent, also without scripts.

    Raises
    ------
    DifferentCustomers
        Where this is to be asked of the person.
    """
    try:
        act()
    except TicketMovedOn as refused:
        keep_typed(request, access, found, keeps)
        since = events_since(request, found)
        return answer(
            request,
            access=access,
            ticket=found,
            said=Said(text=refused.sentence, tone="error", since=since),
            status=MOVED_ON,
        )
    except WrittenSince as refused:
        keep_typed(request, access, found, keeps)
        said_so = Said(text=refused.sentence, tone="warning", may_send=True)
        return answer(request, access=access, ticket=found, said=said_so, status=REFUSED)
    except DifferentCustomers:
        raise
    except DeskRefused as refused:
        keep_typed(request, access, found, keeps)
        return refuse(request, access, found, refused.sentence)
    return answer(request, access=access, ticket=found, said=said(), sent=sent)


def refuse(request: HttpRequest, access: TeamAccess, found: Ticket, sentence: str) -> HttpResponse:
    return answer(
        request, access=access, ticket=found, said=Said(text=sentence, tone="error"), status=REFUSED
    )


def wrong(request: HttpRequest, access: TeamAccess, found: Ticket, sentence: str) -> HttpResponse:
    return answer(request, access=access, ticket=found, said=Said(text=sentence, tone="error"), status=WRONG)


def events_since(request: HttpRequest, found: Ticket) -> tuple[TicketEvent, ...]:
    """What happened after the last event the page knew of."""
    try:
        last = int(request.POST.get("last_event", ""))
    except ValueError:
        return ()
    rows = TicketEvent.objects.filter(ticket=found, id__gt=last).select_related("by").order_by("at", "id")
    return tuple(rows[:20])


def seen_revision(request: HttpRequest) -> int | None:
    form = Seen(request.POST)
    return form.cleaned_data["revision"] if form.is_valid() else None


def has_read(request: HttpRequest) -> HasRead | None:
    form = Read(request.POST)
    return form.cleaned_data["seen_messages"] if form.is_valid() else None


def _name(person: Any) -> str:
    return str(person.get_full_name() or person.username)
