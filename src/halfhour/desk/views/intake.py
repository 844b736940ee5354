"""What came in: a ticket entered by hand, and what was set aside."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from halfhour.customers.queries.listing import Row
from halfhour.desk.actions.changing import queue_names
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.actions.setting_aside import dismiss, take_again
from halfhour.desk.actions.ticket_fields import fields_of
from halfhour.desk.errors import DeskRefused
from halfhour.desk.forms.intake import LONGEST_SOUGHT, MendForm, NewTicketForm, initial_of
from halfhour.desk.models import IntakeState, RawInput, Ticket
from halfhour.desk.queries.intake import (
    caller,
    callers_found,
    mended_ticket,
    open_set_aside,
    visible_set_aside,
)
from halfhour.desk.wording.intake import why_words
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.typed import plain

BY_HAND = "by-hand"
PER_PAGE = 25
LONGEST_SHOWN = 2_000
HIDDEN = ("mended", "mended_by")  # of what came
EMPTY: tuple[Any, ...] = (None, "", [], {})


@team_view(needs=Permission.WORK_TICKETS)
def new_ticket(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Enter what somebody said at the phone or the counter; sent twice, it is one ticket."""
    form = NewTicketForm(
        request.POST or None,
        queues=list(queue_names(access.team)),
        fields=fields_of(access.team),
        found_at=reverse("desk:callers", kwargs={"team": access.team.slug}),
        initial={"customer": request.GET.get("customer", "")[:12]},
    )
    if form.is_bound and form.is_valid():
        raw = _entered(form, access)
        if raw is not None and raw.ticket is not None:
            return _opened(request, access, raw.ticket)
    known = caller(access, **_asked(request)) if request.method == "GET" or form.errors else None
    return render(request, "desk/intake/new.html", {"form": form, "known": known})


def _entered(form: NewTicketForm, access: TeamAccess) -> RawInput | None:
    """The input that the form was brought in as; None where the form says what is wrong."""
    body = {**form.body(), "entered_by": access.user.pk}
    channel = body.pop("channel")
    key = f"{access.user.pk}-{form.cleaned_data['key']}"
    try:
        raw = bring_in(
            team=access.team, source=BY_HAND, key=key, channel=channel, body=body, at=timezone.now()
        )
    except DeskRefused:
        form.with_new_key()
        form.add_error(
            None, _("This form was sent before, with other words. Send it again for another ticket.")
        )
        return None
    if raw.state == IntakeState.SET_ASIDE:
        form.add_error(None, why_words(raw.why))
        _forget_typed(raw, access)
        form.with_new_key()
    elif raw.ticket is None:
        form.add_error(None, _("It is stored, and becomes a ticket in a moment."))
    return raw


def _forget_typed(raw: RawInput, access: TeamAccess) -> None:
    """What was typed is still in the form: it need not wait among what was set aside."""
    dismiss(raw=raw, by=access.user, at=timezone.now())


@team_view(needs=Permission.WORK_TICKETS)
@require_GET
def known_customer(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Who that is, and what is open of theirs already."""
    return render(request, "desk/intake/known.html", {"known": caller(access, **_asked(request))})


@team_view(needs=Permission.WORK_TICKETS)
@require_GET
def callers(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Customers that fit what is being typed: their numbers, and in words who they are."""
    found = callers_found(access, plain(request.GET.get("q"))[:LONGEST_SOUGHT])
    rows = [{"number": row.customer.number, "words": _who(row)} for row in found]
    return JsonResponse({"callers": rows})


def _who(row: Row) -> str:
    return " · ".join(filter(None, (row.customer.name, *map(str, row.addresses))))


def _asked(request: HttpRequest) -> dict[str, str]:
    given = request.POST if request.method == "POST" else request.GET
    names = {"number": "customer", "email": "email", "phone": "phone"}
    return {name: given.get(typed, "")[:254].replace("\0", "") for name, typed in names.items()}


@team_view(needs=Permission.WORK_TICKETS)
@require_GET
def set_aside(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """What could not become a ticket, and why."""
    page = Paginator(visible_set_aside(access), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(raw, why_words(raw.why), _head(raw.body)) for raw in page.object_list]
    return render(request, "desk/intake/set_aside.html", {"page": page, "rows": rows})


@team_view(needs=Permission.WORK_TICKETS)
def mend(request: HttpRequest, *, access: TeamAccess, pk: int) -> HttpResponse:
    """One of them: put right what is wrong and take it, or dismiss it; later it leads to its ticket."""
    if ticket := mended_ticket(access, pk):
        return _opened(request, access, ticket)
    raw = open_set_aside(access, pk)
    form = MendForm(request.POST or None, initial=initial_of(raw.channel, raw.body))
    if form.is_bound and form.is_valid():
        try:
            taken = take_again(
                raw=raw,
                channel=form.cleaned_data["channel"],
                mended=form.mended(),
                by=access.user,
                at=timezone.now(),
            )
        except DeskRefused as refused:
            if ticket := mended_ticket(access, pk):
                return _opened(request, access, ticket)
            messages.error(request, refused.sentence)
            return redirect("desk:set_aside", team=access.team.slug)
        if taken.ticket is not None:
            return _opened(request, access, taken.ticket)
        if taken.state != IntakeState.SET_ASIDE:
            messages.error(request, _("It could not be taken just now; it is tried again in a moment."))
            return redirect("desk:set_aside", team=access.team.slug)
        raw = taken
        form.add_error(None, why_words(taken.why))
    context = {"raw": raw, "why": why_words(raw.why), "form": form, "came": _came(raw.body)}
    context["files"] = raw.files.order_by("id")
    return render(request, "desk/intake/mend.html", context)


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def dismiss_input(request: HttpRequest, *, access: TeamAccess, pk: int) -> HttpResponse:
    """Say that nothing is to become of it."""
    try:
        dismiss(raw=open_set_aside(access, pk), by=access.user, at=timezone.now())
    except DeskRefused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Dismissed. It stays stored."))
    return redirect("desk:set_aside", team=access.team.slug)


def _opened(request: HttpRequest, access: TeamAccess, ticket: Ticket) -> HttpResponse:
    """To the ticket, however often the button was pressed."""
    messages.success(request, _("Ticket {number} is open.").format(number=ticket.number))
    return redirect("desk:ticket", team=access.team.slug, number=ticket.number)


def _head(body: Any) -> str:
    """What a line of the list shows of an input."""
    if not isinstance(body, dict):
        return str(body)[:120]
    texts = (body.get(name) for name in ("subject", "text", "name", "email"))
    return next((str(text)[:120] for text in texts if text), "")


def _came(body: Any) -> list[tuple[str, str]]:
    """All that came, name by name."""
    if not isinstance(body, dict):
        return [("", str(body)[:LONGEST_SHOWN])]
    shown = {name: value for name, value in body.items() if name not in HIDDEN and value not in EMPTY}
    return [(str(name), str(value)[:LONGEST_SHOWN]) for name, value in shown.items()]
