"""The first account of a new installation: an administrator's."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from halfhour.people import actions
from halfhour.people.doors import open_to_everyone
from halfhour.people.first_account import opens_first_account
from halfhour.people.forms.account import FirstAccountForm


@open_to_everyone
def first_account(request: HttpRequest, *, token: str) -> HttpResponse:
    """Make it and go on to the first team; to everybody without the token, and ever after, not there."""
    if not opens_first_account(token):
        raise Http404
    form = FirstAccountForm(request.POST or None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "people/first_account.html", {"form": form})
    user = actions.create_user(is_administrator=True, **form.cleaned_data)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("web:start")
