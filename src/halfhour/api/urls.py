"""The HTTP API, version 1."""

from django.urls import path

from halfhour.api.api import api

urlpatterns = [path("", api.urls)]
