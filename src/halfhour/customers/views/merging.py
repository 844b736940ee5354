"""Two records of one person: hints, a look at both, merging and undoing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from halfhour.customers import actions
from halfhour.customers.access import live_customers, open_live_customer
from halfhour.customers.actions.changing import as_values
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import REFUSES, Customer, CustomField, Merge
from halfhour.customers.queries.duplicates import duplicate_hints
from halfhour.customers.queries.listing import Row, filtered_customers, rows_of
from halfhour.customers.views.frame import rights
from halfhour.customers.wording import hint_words, name_words, value_words
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.typed import plain, whole_number

MOST_FOUND = 10
CONSENT_NAMES = ("consent", "consent_on", "consent_how")


@team_view(needs=Permission.EDIT_CUSTOMERS)
def merge(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Choose who is the same person as this customer, look at both, and merge the other into this one."""
    target = open_live_customer(access, number)
    other = _other(access, request.POST.get("with") or request.GET.get("with"), target)
    if request.method == "POST" and other is not None:
        try:
            actions.merge_customers(source=other, target=target, by=access.user, at=timezone.now())
        except CustomerRefused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, _("Merged. It can be undone below."))
        return redirect("customers:customer", team=access.team.slug, number=number)
    context: dict[str, Any] = {"customer": target, "other": other, "q": plain(request.GET.get("q")).strip()}
    if other is not None:
        context["rows"] = _side_by_side(access, target, other)
    else:
        hints = duplicate_hints(access.team, of=target, most=MOST_FOUND)
        context["hints"] = [
            (hint.second if hint.first == target else hint.first, hint_words(hint)) for hint in hints
        ]
        context["found"] = _found(access, context["q"], target)
    return render(request, "customers/merge.html", context)


@team_view(needs=Permission.EDIT_CUSTOMERS)
@require_POST
def unmerge(request: HttpRequest, *, access: TeamAccess, number: int, pk: int) -> HttpResponse:
    """Give back what a merge moved."""
    target = open_live_customer(access, number)
    found = get_object_or_404(Merge, pk=pk, target=target)
    try:
        source = actions.unmerge_customers(merge=found, by=access.user, at=timezone.now())
    except CustomerRefused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Customer {number} stands alone again.").format(number=source.number))
    return redirect("customers:customer", team=access.team.slug, number=number)


@team_view(needs=Permission.SEE_CUSTOMERS)
@require_GET
def duplicates(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Customers who may be one person."""
    hints = duplicate_hints(access.team)
    shown = {
        row.customer.pk: row
        for row in rows_of({each for hint in hints for each in (hint.first, hint.second)})
    }
    pairs = [(shown[hint.first.pk], shown[hint.second.pk], hint_words(hint)) for hint in hints]
    return render(request, "customers/duplicates.html", {"pairs": pairs, **rights(access)})


@team_view(needs=Permission.EDIT_CUSTOMERS)
@require_POST
def apart(request: HttpRequest, *, access: TeamAccess, number: int, other: int) -> HttpResponse:
    """Say that two customers are not one."""
    one, another = open_live_customer(access, number), open_live_customer(access, other)
    try:
        actions.tell_apart(one=one, other=another, by=access.user, at=timezone.now())
    except CustomerRefused as refused:
        messages.error(request, refused.sentence)
    return redirect("customers:duplicates", team=access.team.slug)


def _other(access: TeamAccess, number: str | None, target: Customer) -> Customer | None:
    wanted = whole_number(number)
    if wanted is None:
        return None
    return live_customers(access).filter(number=wanted).exclude(id=target.pk).first()


def _found(access: TeamAccess, text: str, target: Customer) -> list[Row]:
    if not text:
        return []
    found = filtered_customers(live_customers(access), {"q": text[:100]})
    return rows_of(found.exclude(id=target.pk)[:MOST_FOUND])


def _side_by_side(access: TeamAccess, target: Customer, other: Customer) -> list[tuple[str, str, str, str]]:
    """Each thing that is known: of the one who stays, of the other, and of the one they become."""
    defined = {field.key: field for field in CustomField.objects.filter(team=access.team)}
    kept, given = as_values(target), as_values(other)
    refuses = other.consent in REFUSES and target.consent not in REFUSES
    rows = []
    for name in {**kept, **given}:
        after = kept.get(name)
        if name in CONSENT_NAMES:
            after = given.get(name) if refuses else after
        elif after in (None, ""):
            after = given.get(name)
        if after not in (None, "") or given.get(name) not in (None, ""):
            values = (kept.get(name), given.get(name), after)
            words = tuple(value_words(name, value, defined) for value in values)
            rows.append((name_words(name, defined), words[0], words[1], words[2]))
    one, another = rows_of([target])[0], rows_of([other])[0]
    here, there = (", ".join(each.value for each in row.addresses) for row in (one, another))
    rows.append((_("Addresses"), here or "–", there or "–", ", ".join(filter(None, (here, there))) or "–"))
    for label, first, second in (
        (_("Notes"), target.notes.count(), other.notes.count()),
        (_("Past contacts"), one.contacts, another.contacts),
    ):
        rows.append((label, str(first), str(second), str(first + second)))
    return rows
