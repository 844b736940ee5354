from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "halfhour.api"
