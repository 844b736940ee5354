"""Who is there, who takes what, and what was promised."""

from django.urls import URLPattern, path

from halfhour.desk.views import routing

urlpatterns: list[URLPattern] = [
    path("next/", routing.take, name="next"),
    path("presence/", routing.presence, name="presence"),
    path("presence/seen/", routing.heard, name="seen"),
    path("pushed/", routing.pushed, name="pushed"),
    path("<int:number>/not-now/", routing.decline, name="not_now"),
    path("routing/", routing.routing, name="routing"),
    path("promises/", routing.promises, name="promises"),
]
