from django.urls import path

from halfhour.insight import shrinkage_views, views

app_name = "insight"
urlpatterns = [
    path("", views.arrivals, name="arrivals"),
    path("response-times/", views.response_times, name="response_times"),
    path("shrinkage/", shrinkage_views.shrinkage, name="shrinkage"),
    path("shrinkage/use/", shrinkage_views.use_shrinkage, name="use_shrinkage"),
    path("shrinkage/states/", shrinkage_views.explain, name="explain_states"),
]
