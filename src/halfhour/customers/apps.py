from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "halfhour.customers"
    label = "customers"
