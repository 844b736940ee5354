"""Ratings: the customer's page behind the link, and the team's results."""

from contextlib import suppress
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from halfhour.customers.actions import withdraw_consent
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.wording import WITHDRAWN_BY_RATING
from halfhour.desk.actions.rating import rate as keep_rating
from halfhour.desk.errors import DeskRefused
from halfhour.desk.forms.public import RatingForm
from halfhour.desk.models import Rating
from halfhour.desk.queries.customers import now_of
from halfhour.desk.queries.ratings import FEW, by_month, by_person, by_queue, latest
from halfhour.desk.signing import open_rating, ticket_token
from halfhour.desk.views.public import for_outsiders
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view

MEASURED = timedelta(days=365)


@for_outsiders
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The question behind the link of a mail; answered, it says thanks."""
    rating = open_rating(token)
    if "no_more" in request.POST:
        return _asked_no_more(request, rating)
    context = {
        "help_team": rating.ticket.team,
        "ticket": rating.ticket,
        "rating": rating,
        "link": reverse("help:ticket", args=[ticket_token(rating.ticket, as_old_as=token)]),
    }
    if rating.answered_at is not None:
        return render(request, "desk/public/rated.html", context)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with suppress(DeskRefused):  # a double click: the page says thanks either way
            keep_rating(
                rating=rating,
                speed=int(form.cleaned_data["speed"]),
                quality=int(form.cleaned_data["quality"]),
                comment=form.cleaned_data["comment"],
                at=timezone.now(),
            )
        return redirect("help:rate", token=token)
    return render(
        request, "desk/public/rate.html", context | {"form": form}, status=422 if form.is_bound else 200
    )


def _asked_no_more(request: HttpRequest, rating: Rating) -> HttpResponse:
    """Who wants no such question is asked none again."""
    if rating.ticket.customer is not None:
        with suppress(CustomerRefused):  # erased meanwhile: nobody is asked
            withdraw_consent(
                customer=now_of(rating.ticket.customer),
                how=WITHDRAWN_BY_RATING,
                at=timezone.now(),
            )
    return render(request, "desk/public/asked_no_more.html", {"help_team": rating.ticket.team})


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def ratings(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Results of the last twelve months: everybody's for leads, one's own for agents."""
    since = timezone.now() - MEASURED
    context = {
        "people": by_person(access, since=since),
        "queues": by_queue(access, since=since),
        "months": by_month(access, since=since),
        "latest": latest(access),
        "few": FEW,
        "may_set": access.may(Permission.SET_DESK),
        "sees_all": access.may(Permission.SEE_BOARD),
    }
    return render(request, "desk/processes/ratings.html", context)
