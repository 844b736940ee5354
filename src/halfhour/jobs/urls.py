from django.urls import path

from halfhour.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/<uuid:job>/", views.job, name="job"),
    path("jobs/<uuid:job>/progress/", views.progress, name="progress"),
    path("jobs/<uuid:job>/cancel/", views.cancel, name="cancel"),
]
