from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "halfhour.today"
    label = "today"
