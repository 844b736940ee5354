"""The page that tells of the API, and that of keys: made by who manages the team's members, shown once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.api.forms import KeyForm
from halfhour.api.models import ApiToken
from halfhour.api.reading import parts, shapes
from halfhour.api.scopes import SCOPES
from halfhour.api.tokens import make_token, revoke_token, visible_tokens
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import open_to_everyone, team_view


@open_to_everyone
def reference(request: HttpRequest) -> HttpResponse:
    """Every operation of the API, and what is sent and comes back; it tells of no team."""
    return render(request, "api/reference.html", {"parts": parts(), "shapes": shapes()})


@team_view(needs=Permission.MANAGE_MEMBERS)
def keys(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The team's keys, and a form for a new one. A new key is shown on this answer and never again."""
    form = KeyForm(request.POST or None, team=access.team)
    secret = ""
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        _token, secret = make_token(
            team=access.team,
            user=data["user"].user,
            name=data["name"],
            scopes=data["scopes"],
            days=data["days"] or None,
            by=access.user,
            at=timezone.now(),
        )
        form = KeyForm(team=access.team)
    rows = [
        (token, [words for name, (words, _permissions) in SCOPES.items() if name in token.scopes])
        for token in visible_tokens(access)
    ]
    context = {"form": form, "rows": rows, "secret": secret, "at": timezone.now()}
    answer = render(request, "api/keys.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@team_view(needs=Permission.MANAGE_MEMBERS)
@require_POST
def revoke(request: HttpRequest, *, access: TeamAccess, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, team=access.team, pk=pk)
    revoke_token(token=token, by=access.user, at=timezone.now())
    messages.success(request, _("The key was taken back. It opens nothing any more."))
    return redirect("keys:keys", team=access.team.slug)
