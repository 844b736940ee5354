"""Bringing customers in, handing out what is kept of them, and letting them go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from halfhour.customers import actions
from halfhour.customers.access import open_live_customer
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.forms import RetentionForm
from halfhour.customers.queries.history import contacts_of
from halfhour.customers.queries.retention import customers_too_old, months_before
from halfhour.customers.views.frame import settings_of
from halfhour.jobs.actions import start_job
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view

SHOWN = 20


@team_view(needs=Permission.EDIT_CUSTOMERS)
@require_POST
def bring_in(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Add a customer for each id of the ledger that nobody has."""
    job = start_job(
        kind="bring_in_customers", team=access.team, by=access.user, arguments={}, at=timezone.now()
    )
    return redirect(job)


@team_view(needs=Permission.EDIT_CUSTOMERS)
@require_POST
def export(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Everything that is kept of a customer, as a file."""
    found = open_live_customer(access, number)
    document = actions.export_customer(customer=found, by=access.user, at=timezone.now())
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="customer-{number}.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@team_view(needs=Permission.ERASE_CUSTOMERS)
def erase(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """What would go and what stays; then it is gone."""
    found = open_live_customer(access, number)
    if request.method == "POST":
        try:
            count = actions.erase_customer(customer=found, by=access.user, at=timezone.now())
        except CustomerRefused as refused:
            messages.error(request, refused.sentence)
        else:
            words = ngettext(
                "Erased. {count} contact stays in the statistics, without a name.",
                "Erased. {count} contacts stay in the statistics, without a name.",
                count,
            )
            messages.success(request, words.format(count=count))
        return redirect("customers:customers", team=access.team.slug)
    context = {
        "customer": found,
        "addresses": found.addresses.count(),
        "notes": found.notes.count(),
        "contacts": contacts_of(found).count(),
    }
    return render(request, "customers/erase.html", context)


@team_view(needs=Permission.ERASE_CUSTOMERS)
def retention(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """How long customers are kept: who would go is shown before anything is saved."""
    settings = settings_of(access)
    now = timezone.now()
    if request.method == "POST" and request.POST.get("act") == "erase":
        job = start_job(kind="erase_old_customers", team=access.team, by=access.user, arguments={}, at=now)
        return redirect(job)
    asked = request.POST if request.method == "POST" else request.GET if "months" in request.GET else None
    form = RetentionForm(asked, initial={"months": settings.retention_months})
    months = settings.retention_months
    if form.is_bound:
        months = form.cleaned_data["months"] if form.is_valid() else None
        if request.method == "POST" and form.is_valid():
            actions.set_retention(team=access.team, months=months, by=access.user, at=now)
            messages.success(request, _("Saved."))
            return redirect("customers:retention", team=access.team.slug)
    old = customers_too_old(access.team, months=months, at=now) if months else None
    context = {
        "form": form,
        "settings": settings,
        "months": months,
        "before": months_before(now, months) if months else None,
        "count": old.count() if old is not None else 0,
        "old": list(old[:SHOWN]) if old is not None else [],
        "is_saved": months == settings.retention_months,
    }
    return render(request, "customers/retention.html", context)
