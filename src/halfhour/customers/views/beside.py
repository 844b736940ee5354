"""What stands beside a customer: addresses and notes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.customers import actions
from halfhour.customers.access import open_live_customer
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.forms import AddressForm, NoteForm
from halfhour.customers.models import Address, Note
from halfhour.customers.views.customers import customer_page
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view


@team_view(needs=Permission.EDIT_CUSTOMERS)
@require_POST
def add_address(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    found = open_live_customer(access, number)
    form = AddressForm(request.POST, auto_id="address-%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_address(
                customer=found, kind=data["kind"], value=data["value"], by=access.user, at=timezone.now()
            )
        except CustomerRefused as refused:
            form.add_error("value", refused.sentence)
        else:
            return redirect("customers:customer", team=access.team.slug, number=number)
    return customer_page(request, access=access, customer=found, address_form=form)


@team_view(needs=Permission.EDIT_CUSTOMERS)
@require_POST
def remove_address(request: HttpRequest, *, access: TeamAccess, number: int, pk: int) -> HttpResponse:
    found = open_live_customer(access, number)
    address = get_object_or_404(Address, customer=found, pk=pk)
    actions.remove_address(customer=found, address=address, by=access.user, at=timezone.now())
    messages.success(request, _("Removed."))
    return redirect("customers:customer", team=access.team.slug, number=number)


@team_view(needs=Permission.EDIT_CUSTOMERS)
@require_POST
def add_note(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    found = open_live_customer(access, number)
    form = NoteForm(request.POST, auto_id="note-%s")
    if not form.is_valid():
        return customer_page(request, access=access, customer=found, note_form=form)
    actions.add_note(customer=found, text=form.cleaned_data["text"], by=access.user, at=timezone.now())
    return redirect("customers:customer", team=access.team.slug, number=number)


@team_view(needs=Permission.EDIT_CUSTOMERS)
@require_POST
def remove_note(request: HttpRequest, *, access: TeamAccess, number: int, pk: int) -> HttpResponse:
    found = open_live_customer(access, number)
    note = get_object_or_404(Note, customer=found, pk=pk)
    actions.remove_note(customer=found, note=note, by=access.user, at=timezone.now())
    messages.success(request, _("Removed."))
    return redirect("customers:customer", team=access.team.slug, number=number)
