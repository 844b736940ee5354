from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "halfhour.people"
    label = "people"
