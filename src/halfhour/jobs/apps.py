from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "halfhour.jobs"
    label = "jobs"
