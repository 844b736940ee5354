"""Every address of the application; each app's are in its own `urls.py`.

What belongs to a team lives below `/t/<team>/`, where each view is a `team_view`.
`/health/` alone is answered before any of them: `web/health.py`.
"""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("halfhour.api.urls")),  # first, for it is asked most often
    path("", include("halfhour.web.urls")),
    path("", include("halfhour.people.urls")),
    path("", include("halfhour.jobs.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/two-factor/", include("allauth.mfa.urls")),
    path("t/<slug:team>/ledger/", include("halfhour.ledger.urls")),
    path("t/<slug:team>/customers/", include("halfhour.customers.urls")),
    path("t/<slug:team>/planning/", include("halfhour.planning.urls")),
    path("t/<slug:team>/today/", include("halfhour.today.urls")),
    path("t/<slug:team>/desk/", include("halfhour.desk.urls")),
    path("t/<slug:team>/insight/", include("halfhour.insight.urls")),
    path("t/<slug:team>/api-keys/", include("halfhour.api.key_urls")),
    path("help/", include("halfhour.desk.urls.public")),
]

handler400 = "halfhour.web.errors.bad_request"
handler403 = "halfhour.web.errors.forbidden"
handler404 = "halfhour.web.errors.not_found"
handler500 = "halfhour.web.errors.server_error"
