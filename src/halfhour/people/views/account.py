"""What a person sets for themself."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.people import actions
from halfhour.people.doors import open_to_everyone, signed_in
from halfhour.people.forms.account import ProfileForm, ReadingForm
from halfhour.people.models import Theme, User
from halfhour.people.preferences import THEME_COOKIE

YEAR_SECONDS = 31_536_000


@open_to_everyone
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language: in the account where there is one, else in a cookie."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            actions.set_preferences(user=request.user, language=language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR_SECONDS,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


@open_to_everyone
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or the device's own: in the account where there is one, else in a cookie."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in Theme.values:
        if request.user.is_authenticated:
            actions.set_preferences(user=request.user, theme=theme)
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR_SECONDS, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
    return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the person came from, never to another site."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    return HttpResponseRedirect(target)


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """The person's name, and how they read."""
    user = cast(User, request.user)
    profile = ProfileForm(
        request.POST if "profile" in request.POST else None,
        initial={"first_name": user.first_name, "last_name": user.last_name, "email": user.email},
    )
    reading = ReadingForm(
        request.POST if "reading" in request.POST else None,
        initial={"language": user.language, "theme": user.theme, "timezone": user.timezone},
    )
    if profile.is_bound and profile.is_valid():
        actions.set_profile(user=user, **profile.cleaned_data)
    elif reading.is_bound and reading.is_valid():
        actions.set_preferences(user=user, **reading.cleaned_data)
    else:
        return render(request, "people/account.html", {"profile": profile, "reading": reading})
    messages.success(request, _("Saved."))
    return redirect("people:account")
