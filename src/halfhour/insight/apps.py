from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "halfhour.insight"
    label = "insight"
