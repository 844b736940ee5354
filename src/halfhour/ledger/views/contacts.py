"""The ledger made readable: its contacts, and what happened to each."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from halfhour.ledger.access import open_contact, visible_contacts, visible_events
from halfhour.ledger.forms import ContactFilter
from halfhour.ledger.listing import contact_choices, filtered_contacts
from halfhour.ledger.models import ContactEvent
from halfhour.ledger.wording import column_words
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.wording.channels import channel_words

CONTACTS_PER_PAGE = 50
TIMES = ("opened_at", "answered_at", "abandoned_at", "resolved_at", "closed_at")
TEXTS = (
    "queue", "channel", "category", "priority", "complexity", "language", "customer_id", "agent", "rating",
)  # fmt: skip


@team_view(needs=Permission.SEE_LEDGER)
@require_GET
def contacts(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    form = ContactFilter(request.GET or None, choices=contact_choices(access.team))
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = filtered_contacts(visible_contacts(access), chosen)
    page = Paginator(found, CONTACTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "ledger/contacts.html", {"page": page, "form": form, "is_filtered": any(chosen.values())}
    )


@team_view(needs=Permission.SEE_LEDGER)
@require_GET
def contact(request: HttpRequest, *, access: TeamAccess, pk: int) -> HttpResponse:
    found = open_contact(access, pk)
    facts = [
        (column_words(name), channel_words(value) if name == "channel" else value)
        for name in TEXTS
        if (value := getattr(found, name))
    ]
    times = [(column_words(name), getattr(found, name)) for name in TIMES if getattr(found, name)]
    events = list(visible_events(access, found)[:500])
    return render(
        request,
        "ledger/contact.html",
        {
            "contact": found,
            "facts": facts,
            "times": times,
            "logged": [event for event in events if event.kind == ContactEvent.LOGGED],
            "corrections": [
                (event, [(column_words(name), *_shown(name, values)) for name, values in event.facts.items()])
                for event in events
                if event.kind == ContactEvent.CORRECTED
            ],
        },
    )


def _shown(name: str, values: list[Any]) -> list[Any]:
    """What was and what is; times come out in the reader's zone and form."""
    return [datetime.fromisoformat(value) if value and name in TIMES else value for value in values]
