"""Organisations and who belongs to them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from halfhour.customers import actions
from halfhour.customers.access import live_customers, open_organisation
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.forms import OrganisationForm
from halfhour.customers.queries.listing import rows_of
from halfhour.customers.queries.organisations import organisations_of
from halfhour.customers.views.frame import rights
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.typed import plain

PER_PAGE = 50


@team_view(needs=Permission.SEE_CUSTOMERS)
@require_GET
def organisations(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    text = plain(request.GET.get("q")).strip()[:100]
    page = Paginator(organisations_of(access, text=text), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "customers/organisations.html", {"page": page, "q": text, **rights(access)})


@team_view(needs=Permission.SEE_CUSTOMERS)
def organisation(request: HttpRequest, *, access: TeamAccess, pk: int) -> HttpResponse:
    """Its customers, and its name to be changed by who may."""
    found = open_organisation(access, pk)
    form = OrganisationForm(request.POST if request.method == "POST" else None, initial={"name": found.name})
    if form.is_bound:
        if not access.may(Permission.EDIT_CUSTOMERS):
            raise PermissionDenied
        if form.is_valid():
            try:
                actions.rename_organisation(
                    organisation=found, name=form.cleaned_data["name"], by=access.user
                )
            except CustomerRefused as refused:
                form.add_error("name", refused.sentence)
            else:
                messages.success(request, _("Saved."))
                return redirect("customers:organisation", team=access.team.slug, pk=pk)
    customers = live_customers(access).filter(organisation=found).order_by("search_name", "number")
    page = Paginator(customers, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": found,
        "form": form,
        "page": page,
        "rows": rows_of(page.object_list),
        **rights(access),
    }
    return render(request, "customers/organisation.html", context)


@team_view(needs=Permission.EDIT_CUSTOMERS)
@require_POST
def remove(request: HttpRequest, *, access: TeamAccess, pk: int) -> HttpResponse:
    """Take away an organisation to which nobody belongs."""
    found = open_organisation(access, pk)
    try:
        actions.remove_organisation(organisation=found, by=access.user)
    except CustomerRefused as refused:
        messages.error(request, refused.sentence)
        return redirect("customers:organisation", team=access.team.slug, pk=pk)
    messages.success(request, _("Removed."))
    return redirect("customers:organisations", team=access.team.slug)
