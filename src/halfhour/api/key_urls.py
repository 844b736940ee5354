"""Keys to the API, below a team."""

from django.urls import path

from halfhour.api import views

app_name = "keys"
urlpatterns = [
    path("", views.keys, name="keys"),
    path("<int:pk>/revoke/", views.revoke, name="revoke"),
]
