"""The categories of a team: named on one page, beside what goes by them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.desk.actions.categories import save_categories
from halfhour.desk.errors import DeskRefused
from halfhour.desk.forms.categories import CategoriesForm
from halfhour.desk.queries.categories import category_uses
from halfhour.desk.queries.goals import settings_of
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view


@team_view(needs=Permission.SET_DESK)
def categories(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Name them, one on each line."""
    now = settings_of(access.team)
    initial = {"categories": now.categories, "revision": now.revision}
    form = CategoriesForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            save_categories(
                team=access.team,
                names=form.cleaned_data["categories"],
                revision=form.cleaned_data["revision"],
                by=access.user,
                at=timezone.now(),
            )
        except DeskRefused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:categories", team=access.team.slug)
    context = {"form": form, "uses": category_uses(access.team, at=timezone.now())}
    return render(request, "desk/triage/categories.html", context)
