"""Setting the form, complaints and ratings."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.desk.actions.process_setting import set_form, set_processes
from halfhour.desk.forms.process_setting import (
    FormForm,
    ProcessForm,
    TopicFormSet,
    by_language,
    form_initial,
    process_initial,
    topics_initial,
)
from halfhour.desk.models import StepKind
from halfhour.desk.queries.goals import settings_of
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view


@team_view(needs=Permission.SET_DESK)
def form_setting(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The web form: its words in three languages, and what it asks."""
    kept = settings_of(access.team)
    data = request.POST if request.method == "POST" else None
    form = FormForm(data, initial=form_initial(kept))
    topics = TopicFormSet(
        data, prefix="topics", initial=topics_initial(kept), form_kwargs={"team": access.team}
    )
    if data is not None and form.is_valid() and topics.is_valid():
        set_form(
            team=access.team,
            is_open=form.cleaned_data["form_is_open"],
            link_days=form.cleaned_data["link_days"],
            shows_answers=form.cleaned_data["shows_answers"],
            title=by_language(form.cleaned_data, "title"),
            intro=by_language(form.cleaned_data, "intro"),
            topics=[topic for each in topics if (topic := each.topic())],
            by=access.user,
            at=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("desk:form_setting", team=access.team.slug)
    address = f"{settings.PUBLIC_URL}{reverse('help:form', kwargs={'slug': access.team.slug})}"
    context = {"form": form, "topics": topics, "address": address}
    return render(request, "desk/processes/form_setting.html", context)


@team_view(needs=Permission.SET_DESK)
def process_setting(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """When tickets close, deadlines of complaints, and when customers are asked for a rating."""
    form = ProcessForm(
        request.POST if request.method == "POST" else None, initial=process_initial(settings_of(access.team))
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        set_processes(
            team=access.team,
            asks_for_rating=data["asks_for_rating"],
            rating_pause_hours=data["rating_pause_hours"],
            opens_complaints=data["opens_complaints"],
            close_after_days=data["close_after_days"],
            reopen_days=data["reopen_days"],
            complaint_days={kind.value: data[kind.value] for kind in StepKind},
            by=access.user,
            at=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("desk:process_setting", team=access.team.slug)
    return render(request, "desk/processes/process_setting.html", {"form": form})
