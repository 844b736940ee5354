"""What the team wants to know of its customers: tiers, and fields of its own."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.customers import actions
from halfhour.customers.access import live_customers
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.forms import FieldForm, TiersForm
from halfhour.customers.models import CustomField
from halfhour.customers.queries.listing import tiers_in_use
from halfhour.customers.views.frame import settings_of
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view


@team_view(needs=Permission.EDIT_TEAM)
def fields(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The fields and the tiers."""
    form = TiersForm(
        request.POST if request.method == "POST" else None, initial={"tiers": settings_of(access).tiers}
    )
    if form.is_bound and form.is_valid():
        actions.set_tiers(
            team=access.team, tiers=form.cleaned_data["tiers"], by=access.user, at=timezone.now()
        )
        messages.success(request, _("Saved."))
        _tell_who_keeps_theirs(request, access, form.cleaned_data["tiers"])
        return redirect("customers:fields", team=access.team.slug)
    defined = CustomField.objects.filter(team=access.team).order_by("is_retired", "position", "id")
    return render(request, "customers/fields.html", {"form": form, "fields": defined})


def _tell_who_keeps_theirs(request: HttpRequest, access: TeamAccess, tiers: Sequence[str]) -> None:
    """Of tiers that are no longer on offer, how many customers have them all the same."""
    for tier, count in tiers_in_use(live_customers(access)).items():
        if tier not in tiers:
            words = ngettext(
                "{count} customer keeps “{tier}”, which is no longer on offer.",
                "{count} customers keep “{tier}”, which is no longer on offer.",
                count,
            )
            messages.warning(request, words.format(count=count, tier=tier))


@team_view(needs=Permission.EDIT_TEAM)
def field(request: HttpRequest, *, access: TeamAccess, key: str | None = None) -> HttpResponse:
    """One field; without a key, a new one."""
    found = get_object_or_404(CustomField, team=access.team, key=key) if key is not None else None
    initial = (
        {"label": found.label, "kind": found.kind, "choices": found.choices, "is_retired": found.is_retired}
        if found
        else {}
    )
    form = FieldForm(request.POST if request.method == "POST" else None, field=found, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.save_field(
                team=access.team, field=found, by=access.user, at=timezone.now(), **form.values()
            )
        except CustomerRefused as refused:
            form.add_error("choices", refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("customers:fields", team=access.team.slug)
    return render(request, "customers/field.html", {"form": form, "field": found})
