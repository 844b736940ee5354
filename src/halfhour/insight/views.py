"""What came in when, and how long customers waited."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from halfhour.insight.adapter import Selection, analysis_of, queues_of
from halfhour.insight.analysis import ResponseAnalysis
from halfhour.insight.contact_times import Clock, Measure
from halfhour.insight.queries import answer_heat, arrival_heat, measures_of, response_view, span_of
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.adapter import current_team
from halfhour.people.doors import team_view
from halfhour.people.errors import TeamHasNoSettings
from halfhour.people.queries import team_zone
from halfhour.planning.views.frame import chosen_number

PERIODS = (0, 4, 13, 52)


@team_view(needs=Permission.SEE_INSIGHT)
def arrivals(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Arrivals and answer times by weekday and half hour."""
    chosen = _chosen(request, access)
    analysis: ResponseAnalysis | None = chosen["analysis"]
    if analysis is None:
        return _render(request, "insight/arrivals.html", access, chosen)
    clock = analysis.promised_clock()
    answers = analysis.maps.get((Measure.ANSWER, clock))
    p90 = request.GET.get("figure") == "p90"
    return _render(
        request,
        "insight/arrivals.html",
        access,
        chosen
        | {
            "arrivals": arrival_heat(analysis.arrivals),
            "answers": answer_heat(answers, p90=p90) if answers else None,
            "is_p90": p90,
            "in_business_time": clock is Clock.BUSINESS,
        },
    )


@team_view(needs=Permission.SEE_INSIGHT)
def response_times(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """How long answers and solutions took, told apart by all that is known."""
    chosen = _chosen(request, access)
    analysis: ResponseAnalysis | None = chosen["analysis"]
    if analysis is None:
        return _render(request, "insight/response_times.html", access, chosen)
    known = measures_of(analysis)
    measure = _one_of(Measure, request.GET.get("measure"), Measure.ANSWER)
    if not any(measure is each for each, _clock in known):
        measure = known[0][0] if known else measure
    clock = _one_of(Clock, request.GET.get("clock"), analysis.promised_clock())
    if (measure, clock) not in known:
        clock = Clock.ELAPSED
    return _render(
        request,
        "insight/response_times.html",
        access,
        chosen
        | {
            "view": response_view(analysis, measure=measure, clock=clock),
            "measure": measure.value,
            "clock": clock.value,
            "measures": tuple(dict.fromkeys(each.value for each, _clock in known)),
            "clocks": tuple(each.value for kind, each in known if kind is measure),
        },
    )


def _chosen(request: HttpRequest, access: TeamAccess) -> dict[str, Any]:
    """What the person chose to see, and what there is to choose from; `analysis` is None where nothing is."""
    try:
        settings, _version = current_team(access.team)
    except TeamHasNoSettings:
        return {"analysis": None, "has_settings": False}
    queues = queues_of(access.team, settings)
    channels = tuple(dict.fromkeys(queue.channel.value for queue in settings.queues if queue.name in queues))
    queue, channel = request.GET.get("queue", ""), request.GET.get("channel", "")
    weeks = chosen_number(request.GET.get("weeks"))
    selection = Selection(
        queue=queue if queue in queues else "",
        channel=channel if channel in channels and not queue else "",
        weeks=weeks if weeks in PERIODS else 0,
    )
    analysis = analysis_of(access.team, settings, selection)
    return {
        "analysis": analysis,
        "span": span_of(analysis) if analysis else None,
        "has_settings": True,
        "has_history": bool(queues),
        "queues": queues,
        "channels": channels if 1 < len(channels) < len(queues) else (),
        "selection": selection,
        "periods": PERIODS,
        "query": _query(request, without=("queue", "channel")),
        "period_query": _query(request, without=("weeks",)),
        "figure_query": _query(request, without=("figure",)),
        "measure_query": _query(request, without=("measure",)),
        "clock_query": _query(request, without=("clock",)),
    }


def _query(request: HttpRequest, *, without: tuple[str, ...]) -> str:
    kept = request.GET.copy()
    for name in without:
        kept.pop(name, None)
    return kept.urlencode()


def _one_of(kinds: Any, text: str | None, default: Any) -> Any:
    return kinds(text) if text in {kind.value for kind in kinds} else default


def _render(request: HttpRequest, template: str, access: TeamAccess, context: dict[str, Any]) -> HttpResponse:
    """Weekdays and half hours are the team's."""
    with timezone.override(team_zone(access.team)):
        return render(request, template, {"access": access} | context)
