"""Customers as a list, one by one, and as a form."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from halfhour.customers import actions
from halfhour.customers.access import live_customers, open_customer, open_live_customer, visible_organisations
from halfhour.customers.actions.changing import as_values
from halfhour.customers.elsewhere import cards_elsewhere
from halfhour.customers.errors import AddressTaken, CustomerMovedOn, CustomerRefused
from halfhour.customers.fields import fields_of
from halfhour.customers.forms import (
    AddressForm,
    CustomerFilter,
    CustomerForm,
    NewCustomerForm,
    NoteForm,
    initial_of,
)
from halfhour.customers.models import Customer, CustomField, EventKind, Merge
from halfhour.customers.queries.duplicates import duplicate_hints
from halfhour.customers.queries.history import agent_names, contacts_of, summary_of, unknown_count
from halfhour.customers.queries.listing import filtered_customers, rows_of, tiers_in_use
from halfhour.customers.views.frame import rights, settings_of
from halfhour.customers.wording import (
    address_words,
    change_words,
    event_words,
    hint_words,
    language_name,
    value_words,
)
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view

CUSTOMERS_PER_PAGE = 50
CONTACTS_PER_PAGE = 25
NOTES_PER_PAGE = 20
CHANGES_PER_PAGE = 50
MOST_OFFERED = 1_000


@team_view(needs=Permission.SEE_CUSTOMERS)
@require_GET
def customers(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The team's customers, found by name, organisation and address."""
    tiers = [*settings_of(access).tiers, *tiers_in_use(live_customers(access))]
    form = CustomerFilter(request.GET or None, tiers=dict.fromkeys(tiers))
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = filtered_customers(live_customers(access), chosen)
    page = Paginator(found, CUSTOMERS_PER_PAGE).get_page(request.GET.get("page"))
    is_filtered = any(value for name, value in chosen.items() if name != "sort")
    context = {
        "page": page,
        "rows": rows_of(page.object_list),
        "form": form,
        "is_filtered": is_filtered,
        "unknown": 0 if getattr(request, "htmx", False) else unknown_count(access.team),
        **rights(access),
    }
    return render(request, "customers/customers.html", context)


@team_view(needs=Permission.SEE_CUSTOMERS)
@require_GET
def customer(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """One customer: who they are, where they write from, and everything that was."""
    found = open_customer(access, number)
    if found.merged_into is not None and found.erased_at is None:
        return redirect("customers:customer", team=access.team.slug, number=found.merged_into.number)
    return customer_page(request, access=access, customer=found)


def customer_page(
    request: HttpRequest,
    *,
    access: TeamAccess,
    customer: Customer,
    address_form: AddressForm | None = None,
    note_form: NoteForm | None = None,
) -> HttpResponse:
    """The page, with a form that was sent and cannot be taken as it was typed."""
    is_refused = address_form is not None or note_form is not None
    context: dict[str, Any] = {"customer": customer, **rights(access)}
    context["erasure"] = (
        customer.events.select_related("by").filter(kind__in=(EventKind.ERASED, EventKind.TOO_OLD)).first()
        if customer.erased_at
        else None
    )
    if customer.is_live:
        context |= _everything(request, access, customer)
        context["address_form"] = address_form or AddressForm(auto_id="address-%s")
        context["note_form"] = note_form or NoteForm(auto_id="note-%s")
    return render(request, "customers/customer.html", context, status=422 if is_refused else 200)


def _everything(request: HttpRequest, access: TeamAccess, customer: Customer) -> dict[str, Any]:
    defined = _defined(access)
    contacts = contacts_of(customer)
    page = Paginator(contacts, CONTACTS_PER_PAGE).get_page(request.GET.get("page"))
    names = agent_names(page.object_list, team=access.team)
    notes = customer.notes.select_related("by").order_by("-at", "-id")
    events = customer.events.select_related("by")
    changes = Paginator(events, CHANGES_PER_PAGE).get_page(request.GET.get("changes"))
    hints = duplicate_hints(access.team, of=customer, most=5)
    return {
        "facts": _facts(customer, defined),
        "addresses": [
            (each, address_words(each.kind, each.value, each.normalised))
            for each in customer.addresses.order_by("id")
        ],
        "notes": Paginator(notes, NOTES_PER_PAGE).get_page(request.GET.get("notes")),
        "summary": summary_of(contacts),
        "cards": cards_elsewhere(access, customer),
        "page": page,
        "contacts": [(each, names.get(each.agent, each.agent)) for each in page.object_list],
        "merges": Merge.objects.filter(target=customer, undone_at__isnull=True).select_related(
            "source", "by"
        ),
        "hints": [
            (hint.second if hint.first == customer else hint.first, hint_words(hint)) for hint in hints
        ],
        "changes": changes,
        "events": event_words(changes.object_list, defined),
    }


def _facts(customer: Customer, defined: dict[str, CustomField]) -> list[tuple[str, str]]:
    """What is known, without what is shown elsewhere on the page; empty ones are left out."""
    consent = customer.get_consent_display()
    when = value_words("consent_on", customer.consent_on.isoformat(), {}) if customer.consent_on else ""
    how = value_words("consent_how", customer.consent_how, {}) if customer.consent_how else ""
    facts = [
        (_("Tier"), customer.tier),
        (_("Language"), language_name(customer.language)),
        (_("Time zone"), customer.timezone.replace("_", " ")),
        (_("Consent"), ", ".join(filter(None, (str(consent), when, how)))),
    ]
    facts += [
        (field.label, value_words(f"field-{key}", customer.fields.get(key), defined))
        for key, field in defined.items()
        if not field.is_retired and customer.fields.get(key) is not None
    ]
    return [(name, value) for name, value in facts if value]


@team_view(needs=Permission.EDIT_CUSTOMERS)
def add(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """A form for a customer whom nobody has brought in yet."""
    form = NewCustomerForm(
        request.POST if request.method == "POST" else None,
        settings=settings_of(access),
        defined=fields_of(access.team),
    )
    owner = None
    if form.is_bound and form.is_valid():
        new = actions.NewCustomer(**form.values(), addresses=form.addresses())
        try:
            added = actions.add_customer(team=access.team, new=new, by=access.user, at=timezone.now())
        except AddressTaken as refused:
            owner = refused.owner
            form.add_error(None, refused.sentence)
        except CustomerRefused as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect("customers:customer", team=access.team.slug, number=added.number)
    context = {"form": form, "owner": owner, "organisations": visible_organisations(access)[:MOST_OFFERED]}
    return render(request, "customers/edit.html", context)


@team_view(needs=Permission.EDIT_CUSTOMERS)
def edit(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """What is known of a customer; what somebody else saved meanwhile is shown beside what was typed."""
    found = open_live_customer(access, number)
    defined = fields_of(access.team)
    form = CustomerForm(
        request.POST if request.method == "POST" else None,
        settings=settings_of(access),
        defined=defined,
        initial=initial_of(found, defined),
    )
    theirs = None
    if form.is_bound and form.is_valid():
        try:
            actions.change_customer(
                customer=found,
                values=form.values(),
                revision=form.cleaned_data["revision"] or 0,
                by=access.user,
                at=timezone.now(),
            )
        except CustomerMovedOn as refused:
            theirs = _differences(form, refused.latest, defined)
            form.add_error(None, refused.sentence)
            form.data = {**form.data.dict(), "revision": refused.latest.revision}  # type: ignore[attr-defined]
        except CustomerRefused as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect("customers:customer", team=access.team.slug, number=found.number)
    context = {
        "customer": found,
        "form": form,
        "theirs": theirs,
        "organisations": visible_organisations(access)[:MOST_OFFERED],
    }
    return render(request, "customers/edit.html", context)


def _differences(form: CustomerForm, latest: Customer, defined: list[CustomField]) -> list[Any]:
    """What was saved meanwhile, where it is not what was typed."""
    saved = as_values(latest)
    typed: dict[str, Any] = {}
    for name, value in form.values().items():
        if name == "fields":
            typed |= {f"field-{key}": each for key, each in value.items()}
        else:
            typed[name] = value.isoformat() if name == "consent_on" and value else value
    facts = {
        name: (saved.get(name), value)
        for name, value in typed.items()
        if (saved.get(name) or "") != (value or "")
    }
    return change_words(facts, {field.key: field for field in defined})


def _defined(access: TeamAccess) -> dict[str, CustomField]:
    """The fields of the team by their keys, retired ones for what the history says of them."""
    found = CustomField.objects.filter(team=access.team).order_by("position", "id")
    return {field.key: field for field in found}
