"""The ticket in the middle and what stands beside it: one page, one fragment, whatever was done to it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from halfhour.desk.actions.drafts import new_stamp
from halfhour.desk.actions.ticket_fields import fields_of
from halfhour.desk.adapter.due import first_open_on_day, is_open_at
from halfhour.desk.forms.workspace import AFTER_REPLY, CHOSEN_STATES
from halfhour.desk.models import (
    Complexity,
    Draft,
    DraftKind,
    LinkKind,
    Macro,
    Priority,
    PromiseRecord,
    State,
    Ticket,
    TicketEvent,
)
from halfhour.desk.queries.ticket_page import Offered, ticket_for_page, ticket_page
from halfhour.desk.wording.processes import sets_words
from halfhour.desk.wording.putting_off import passed_words
from halfhour.desk.wording.times import day_and_time
from halfhour.people.access import Permission, TeamAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What takes a change back: the name of an address of the ticket, and what is sent to it.

    `number` is another ticket's, where the change was made to that one.
    """

    url_name: str
    values: dict[str, str]
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Undo):
    """What was asked for, to be sent once more by a button that says so."""

    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the page tells of what was just done; `tone` is "", "success", "warning" or "error".

    With `may_send` a reply was held back, and is sent by pressing once more.
    """

    text: str
    tone: str = ""
    undo: Undo | None = None
    confirm: Confirm | None = None
    since: tuple[TicketEvent, ...] = ()
    may_send: bool = False


def answer(
    request: HttpRequest,
    *,
    access: TeamAccess,
    ticket: Ticket,
    said: Said | None = None,
    status: int = 200,
    sent: str = "",
) -> HttpResponse:
    """The ticket as it is now; without scripts, the whole page."""
    if not getattr(request, "htmx", False):
        return _whole_page(request, access=access, ticket=ticket, said=said, status=status)
    context = pane_context(access, ticket.number, said=said)
    response = render(request, "desk/ticket/pane.html", context, status=status)
    if sent:
        response.headers["HX-Trigger"] = json.dumps({"desk-sent": {"kind": sent}})
    return response


def pane_context(
    access: TeamAccess, number: int, *, said: Said | None = None, offered: Offered | None = None
) -> dict[str, Any]:
    """The ticket as it stands, whatever was just done to it."""
    at = timezone.now()
    ticket = ticket_for_page(access, number)
    page = ticket_page(access, ticket, at=at, offered=offered)
    is_erased = ticket.is_customer_erased
    return {
        "access": access,
        "ticket": ticket,
        "page": page,
        "said": said,
        "at": at,
        "me": access.user,
        "may_work": access.may(Permission.WORK_TICKETS),
        "may_assign": may_assign(access, ticket),
        "priorities": Priority.choices,
        "complexities": Complexity.choices,
        "comes_with": _comes_with(access, page.drafts.get(DraftKind.REPLY)),
        "new_stamp": new_stamp,
        "after_reply": [(state, state.label) for state in AFTER_REPLY],
        "states": [(state, state.label) for state in CHOSEN_STATES if not is_erased or state == State.CLOSED],
        "is_erased": is_erased,
        "link_kinds": LinkKind.choices,
        "snooze_choices": snooze_choices(at, ticket=ticket, promise=page.promise),
    }


def _comes_with(access: TeamAccess, draft: Draft | None) -> tuple[Macro, str] | None:
    """The canned reply that a draft was made of, and what it does, in words."""
    if draft is None or draft.macro is None or draft.macro.is_retired:
        return None
    words = sets_words(draft.macro.sets, fields=fields_of(access.team))
    return draft.macro, " · ".join([draft.macro.name, *map(str, words)])


def may_assign(access: TeamAccess, ticket: Ticket) -> bool:
    """Whoever leads may give away anybody's ticket; others what is theirs, and take what is nobody's."""
    if access.may(Permission.ASSIGN_TICKETS):
        return True
    return access.may(Permission.WORK_TICKETS) and ticket.assignee_id in (None, access.user.pk)


def snooze_choices(
    at: datetime, *, ticket: Ticket, promise: PromiseRecord | None
) -> tuple[tuple[str, str, str, str], ...]:
    """Usual times to put a ticket off until, in the reader's day: name, when, in words, what it would pass.

    A day is offered where somebody answers on it, from nine or from its opening; no time has two names.
    """
    if ticket.is_ended:
        return ()
    here = timezone.localtime(at)
    morning = here.replace(hour=9, minute=0, second=0, microsecond=0)
    days = {  # of two names for a day, the later one here
        7: _("In a week"),
        7 - here.weekday(): _("Next Monday"),
        2: _("In two days"),
        1: _("Tomorrow morning"),
    }
    later = (here + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    named = {
        when: name
        for ahead, name in days.items()
        if (when := first_open_on_day(ticket.team, ticket.queue, morning + timedelta(days=ahead)))
    }
    if later.date() == here.date() and is_open_at(ticket.team, ticket.queue, later):
        named[later] = _("Later today")
    return tuple(
        (name, when.isoformat(), _short(when), passed_words(when, ticket=ticket, promise=promise))
        for when, name in sorted(named.items())
    )


def _short(when: datetime) -> str:
    return f"{date_format(when, 'D')} {day_and_time(when)}"


def _whole_page(
    request: HttpRequest, *, access: TeamAccess, ticket: Ticket, said: Said | None, status: int
) -> HttpResponse:
    from halfhour.desk.views.workspace import workspace_page

    if request.method == "POST" and status < 400:
        if said:
            messages.success(request, said.text)
        return redirect("desk:ticket", team=access.team.slug, number=ticket.number)
    return workspace_page(request, access=access, number=ticket.number, said=said, status=status)
